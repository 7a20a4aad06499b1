import { DEFENCE_TYPES, type DefenceType } from '../../../base/defence-types.ts'
import type { Inspection } from '../../../protocol/statement-rules.ts'
import { DEFENCE_ACTIONS, type DefenceAction } from '../../domain/defence-rule.ts'

/** What a rule may be about; its limits and names are the vendor's. */
export interface SystemRule {
  readonly type: DefenceType
  /** When it is looked at: in the text of a statement, when it is planned, while it runs. */
  readonly category: 'static' | 'dynamic' | 'running'
  readonly description: string
  /** What a statement has that it is about, where that reads otherwise. */
  readonly seen?: string
  /** Undefined: there is nothing to count, and 1 forbids it. */
  readonly threshold: { readonly minimum: number; readonly maximum: number; readonly usual: number; readonly unit: string } | undefined
}

const count = (minimum: number, maximum: number, usual: number, unit = '') => ({ minimum, maximum, usual, unit })

const RULES: Readonly<Record<DefenceType, Omit<SystemRule, 'type' | 'category'>>> = {
  static_0001: { description: 'Number of COUNT(DISTINCT) in a statement', threshold: count(1, 100, 10) },
  static_0002: { description: 'NOT IN with a subquery', threshold: undefined },
  static_0003: { description: 'Number of joins in a statement', threshold: count(1, 50, 20) },
  static_0004: { description: 'Number of UNION ALL in a statement', threshold: count(1, 100, 20) },
  static_0005: { description: 'How deep subqueries stand in each other', threshold: count(1, 20, 20) },
  static_0006: { description: 'Length of a statement', threshold: count(1, 1024, 10, 'KB') },
  static_0007: { description: 'Cartesian product of tables', seen: 'a Cartesian product of tables', threshold: undefined },
  dynamic_0001: { description: 'Number of files that a statement reads', threshold: count(1, 2_000_000, 200_000) },
  dynamic_0002: { description: 'Number of partitions of a table that a statement reads', threshold: count(1, 500_000, 5_000) },
  dynamic_0003: {
    description: 'A table with partitions that is read without a condition on the columns that it is partitioned by',
    threshold: undefined,
  },
  running_0001: { description: 'Number of rows of a query’s result', threshold: count(1, 1_000_000_000, 100_000) },
  running_0002: { description: 'Memory that a statement holds', threshold: count(1, 8_388_608, 8_192, 'MB') },
  running_0003: { description: 'How long a statement runs', threshold: count(1, 43_200, 3_600, 's') },
  running_0004: { description: 'Amount of data that a statement reads', threshold: count(1, 10_240, 1_024, 'GB') },
}

const categoryOf = (type: DefenceType): SystemRule['category'] =>
  type.startsWith('static') ? 'static' : type.startsWith('dynamic') ? 'dynamic' : 'running'

export const systemRule = (type: DefenceType): SystemRule => ({ type, category: categoryOf(type), ...RULES[type] })

export const SYSTEM_RULES: readonly SystemRule[] = DEFENCE_TYPES.map(systemRule)

/** What a rule of the type may do: a statement that runs already is ended, and nothing else. */
export const actionsOf = (type: DefenceType): readonly DefenceAction[] => (categoryOf(type) === 'running' ? ['block'] : DEFENCE_ACTIONS)

/** What a statement has of what a static rule is about. */
export function countOf(type: DefenceType, inspection: Inspection, sqlBytes: number): number | undefined {
  switch (type) {
    case 'static_0001':
      return inspection.distinctCounts
    case 'static_0002':
      return inspection.notInQueries
    case 'static_0003':
      return inspection.joins
    case 'static_0004':
      return inspection.unions
    case 'static_0005':
      return inspection.nesting
    case 'static_0006':
      return sqlBytes / 1024
    case 'static_0007':
      return inspection.products
    case 'dynamic_0001':
    case 'dynamic_0002':
    case 'dynamic_0003':
    case 'running_0001':
    case 'running_0002':
    case 'running_0003':
    case 'running_0004':
      return undefined
  }
}

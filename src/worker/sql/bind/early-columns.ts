import type { SparkType } from '../../../base/spark-type.ts'
import type { Bound } from '../bound/bound.ts'
import { earlyOf } from '../bound/early.ts'
import type { Expression, Relation, Select } from '../tree/query.ts'
import { writtenForm } from './written-form.ts'

/** The columns of a select in which Spark has all names and types before it casts anything. */
export interface EarlyColumns {
  /** In which of Spark's rounds that is: what reads rows has them one later than what reads none. */
  readonly round: number
  readonly types: readonly SparkType[]
}

/** Of a select that reads one table, or VALUES, or nothing. Undefined: something in it waits for a cast, or that is not known. */
export function earlyColumns(
  select: Select,
  {
    bounds,
    where,
    isTable,
  }: { readonly bounds: readonly Bound[]; readonly where: readonly Bound[]; readonly isTable: (name: string) => boolean },
): EarlyColumns | undefined {
  const { from, items } = select
  const [relation] = from
  if (from.length > 1 || select.isDistinct || select.having !== undefined || select.lateralViews.length > 0 || select.windows.size > 0)
    return undefined
  if (relation !== undefined && !isReadAtOnce(relation, isTable)) return undefined
  const types = bounds.map(earlyOf)
  if (!types.every((type) => type !== undefined) || where.some((bound) => earlyOf(bound) === undefined)) return undefined
  if (bounds.some((bound) => bound.generator !== undefined || bound.hasWindow)) return undefined
  const isKnown = select.groupBy?.every((element) => element.kind === 'expression' && isKnownKey(element.expression, items)) !== false
  return isKnown ? { round: relation === undefined ? 1 : 2, types } : undefined
}

/** A column that no alias hides, or what is in the list too. */
function isKnownKey(key: Expression, items: Select['items']): boolean {
  if (key.kind === 'column') return items.every(({ alias }) => alias?.toLowerCase() !== key.parts.join('.').toLowerCase())
  if (key.kind !== 'arithmetic') return false
  const written = writtenForm(key)
  return items.some(({ expression }) => expression.kind === 'arithmetic' && writtenForm(expression) === written)
}

function isReadAtOnce(relation: Relation, isTable: (name: string) => boolean): boolean {
  if (relation.kind === 'values') return relation.rows.every((row) => row.every(isConstant))
  return relation.kind === 'table' && (relation.name.database !== undefined || isTable(relation.name.table))
}

function isConstant(value: Expression): boolean {
  switch (value.kind) {
    case 'null':
    case 'boolean':
    case 'number':
    case 'string':
    case 'typed-literal':
      return true
    case 'cast':
    case 'sign':
      return isConstant(value.operand)
    default:
      return false
  }
}

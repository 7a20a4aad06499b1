import type { Bound } from '../bound/bound.ts'
import { column, type OutputNode, type SelectNode, type Sql } from '../bound/sql.ts'
import { FUNCTIONS } from '../functions/registry.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { FunctionCall, Select } from '../tree/query.ts'
import { bindExpression, type ExpressionContext } from './context.ts'
import { neutralName, selectOf } from './output.ts'
import { Scope, type ScopeColumn } from './scope.ts'

/**
 * A HAVING whose subqueries read aggregates of the groups: HAVING EXISTS (SELECT … WHERE x < min(t.a)). The engine has no such columns, so the groups are made with
 * those aggregates as columns, and HAVING is the WHERE of a query around them.
 */
export class HavingLift {
  /** What HAVING is bound in. */
  readonly context: ExpressionContext
  /** What its aggregates are bound in: the rows that the groups are made of. */
  readonly #rows: ExpressionContext
  readonly #relation: string
  readonly #keys = new Map<number, Sql>()
  readonly #made = new Map<number, Sql>()
  readonly #hidden: OutputNode[] = []

  constructor(rows: ExpressionContext) {
    this.#rows = { ...rows, clause: 'HAVING', allowsWindows: false }
    this.#relation = rows.state.relationName()
    const { identities } = rows.state
    for (const [identity, sql] of rows.groupingKeys) this.#keys.set(identity, this.add(sql))
    const lifted = (one: ScopeColumn): ScopeColumn => ({ ...one, sql: this.#keys.get(identities.of(one.sql)) ?? one.sql })
    const { relations, merged, parent } = rows.scope
    const scope = new Scope(
      relations.map((relation) => ({ ...relation, columns: relation.columns.map(lifted) })),
      parent,
      merged.map(lifted),
    )
    this.context = { ...this.#rows, scope, groupingKeys: this.#keys, canonicalKeys: undefined, lift: this }
  }

  /** A value of the groups, as a column of the query around them. */
  add(sql: Sql): Sql {
    const { identities } = this.#rows.state
    const identity = identities.of(sql)
    const before = this.#made.get(identity)
    if (before !== undefined) return before
    const name = `h${this.#hidden.length}`
    this.#hidden.push({ sql, name })
    const made = column(this.#relation, name)
    this.#made.set(identity, made)
    // It is as good as a key: each group has one.
    this.#keys.set(identities.of(made), made)
    return made
  }

  aggregate(call: FunctionCall): Bound {
    const bound = bindExpression(call, this.#rows)
    return { ...bound, sql: this.add(bound.sql) }
  }

  /** An aggregate in WHERE of a query in HAVING: of the columns around alone. */
  aggregateAround(call: FunctionCall, within: ExpressionContext): Bound {
    const read = call.arguments.flatMap((value) => bindExpression(value, { ...within, aggregatesAround: undefined }).uses)
    if (read.length === 0 || read.some((use) => use.scopeId === within.scope.id))
      throw semanticError(
        `The aggregate ${call.name} may not stand in WHERE`,
        'In a subquery of HAVING it may read columns of the query around alone.',
      )
    const bound = this.aggregate(call)
    const use = { scopeId: this.context.scope.id, name: bound.name, sql: bound.sql }
    return { ...bound, uses: [use], hasAggregate: false }
  }

  /** The groups, and the condition around them. */
  around(groups: SelectNode, condition: Sql): SelectNode {
    const outputs = groups.outputs.map((_, index) => ({ sql: column(this.#relation, neutralName(index)), name: neutralName(index) }))
    const query: SelectNode = { ...groups, isDistinct: false, outputs: [...groups.outputs, ...this.#hidden] }
    const from = { kind: 'query', query, relation: this.#relation, columnNames: undefined, isLateral: false } as const
    return { ...selectOf(outputs, from), isDistinct: groups.isDistinct, where: condition }
  }
}

/** Undefined where HAVING needs none. */
export function havingLift(select: Select, list: readonly Bound[], rows: ExpressionContext): HavingLift | undefined {
  if (!readsAggregatesAround(select.having)) return undefined
  if (list.some((bound) => bound.hasWindow || bound.generator !== undefined))
    throw notSupported(
      'An aggregate within a subquery of HAVING, beside window functions',
      'Compute it in a subquery, and filter around it.',
    )
  return new HavingLift(rows)
}

/** Whether an aggregate stands in WHERE of a query in the expression. */
function readsAggregatesAround(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(readsAggregatesAround)
  if (typeof node !== 'object' || node === null) return false
  if ('ctes' in node && 'body' in node) {
    const { body } = node
    return typeof body === 'object' && body !== null && 'where' in body && holdsAggregate(body.where)
  }
  return Object.values(node).some(readsAggregatesAround)
}

function holdsAggregate(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(holdsAggregate)
  if (typeof node !== 'object' || node === null || 'ctes' in node) return false
  if ('kind' in node && node.kind === 'call' && 'name' in node && FUNCTIONS.get(String(node.name))?.kind === 'aggregate') return true
  return Object.values(node).some(holdsAggregate)
}

/** Where the aliases of a select list are columns of the groups. */
export const liftedAliases = (aliases: ReadonlyMap<string, Bound>, lift: HavingLift): ReadonlyMap<string, Bound> =>
  new Map([...aliases].map(([name, bound]) => [name, { ...bound, sql: lift.add(bound.sql) }]))

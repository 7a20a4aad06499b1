import type { Bound } from '../bound/bound.ts'
import { replaceLeaves } from '../bound/replace-leaves.ts'
import { column, type FromNode, type GroupingNode, type OutputNode, type SelectNode, type Sql } from '../bound/sql.ts'
import { notSupported } from '../syntax-error.ts'
import type { Expression } from '../tree/query.ts'
import type { BinderState, ExpressionContext } from './context.ts'
import { oneRow, selectOf } from './output.ts'
import type { Scope } from './scope.ts'

/**
 * The keys of GROUP BY that differ from row to row, as floor(rand() * 10): each is a column of a query within the one that groups by it, so that a row has one value of
 * it. An item of the select list that GROUP BY names, by its alias or its place, is that column; one that is only written alike is another value, as in Spark.
 */
export class VolatileKeys {
  readonly #state: BinderState
  readonly #relation: string
  readonly #made: OutputNode[] = []
  readonly #items = new Map<Expression, Sql>()
  readonly #counted = new Map<number, Sql>()

  constructor(state: BinderState) {
    this.#state = state
    this.#relation = state.relationName()
  }

  /** What the key is read by. */
  add(key: Bound, expression: Expression): Bound {
    const known = this.#items.get(expression)
    const sql = known ?? this.#column(key.sql)
    this.#items.set(expression, sql)
    return { ...key, sql }
  }

  /** What rand(seed) or its like is read by, which is one value of a row wherever it is written alike. */
  addCounted(call: Bound, scope: Scope): Bound {
    const identity = this.#state.identities.of(call.sql)
    const sql = this.#counted.get(identity) ?? this.#column(call.sql)
    this.#counted.set(identity, sql)
    return { ...call, sql, uses: [{ scopeId: scope.id, name: call.name, sql }] }
  }

  counted(call: Bound, scope: Scope): Bound | undefined {
    return this.#counted.has(this.#state.identities.of(call.sql)) ? this.addCounted(call, scope) : undefined
  }

  /** The item of the select list, as the key that it is. */
  itemOf(expression: Expression, bound: Bound, { groupingKeys, state }: ExpressionContext): Bound {
    const made = this.#items.get(expression)
    return made === undefined ? bound : { ...bound, sql: groupingKeys.get(state.identities.of(made)) ?? made, uses: [] }
  }

  /** The query of groups, over rows that have the keys. isBehind: so is its WHERE. */
  lift(select: SelectNode, isBehind = false): SelectNode {
    if (this.#made.length === 0) return select
    const below = select.from ?? oneRow(this.#state)
    const moved = new Map<string, Sql>()
    const relations = relationsOf(below)
    const read = (sql: Sql): Sql => {
      if (holdsQuery(sql))
        throw notSupported(
          'A subquery beside GROUP BY or WHERE of what differs from row to row',
          'Compute it in a subquery of FROM, and name it around it.',
        )
      return replaceLeaves(sql, (leaf) => {
        if (leaf.kind !== 'column' || !relations.has(leaf.relation)) return undefined
        const key = `${leaf.relation}\n${leaf.column}`
        const known = moved.get(key)
        if (known !== undefined) return known
        const made = this.#column(leaf)
        moved.set(key, made)
        return made
      })
    }
    const outputs = select.outputs.map((output) => ({ ...output, sql: read(output.sql) }))
    const groupBy = select.groupBy?.map((element) => keyRead(element, read))
    const having = select.having === undefined ? undefined : read(select.having)
    const order = select.order.map((sort) => (typeof sort.by === 'number' ? sort : { ...sort, by: read(sort.by) }))
    const where = isBehind && select.where !== undefined ? read(select.where) : undefined
    const rows: SelectNode = { ...selectOf(this.#made, below), where: isBehind ? undefined : select.where }
    const from: FromNode = { kind: 'query', query: rows, relation: this.#relation, columnNames: undefined, isLateral: false }
    return { ...select, outputs, groupBy, having, from, where, order }
  }

  #column(sql: Sql): Sql {
    const name = `v${this.#made.length}`
    this.#made.push({ sql, name })
    return column(this.#relation, name)
  }
}

const keyRead = (element: GroupingNode, read: (sql: Sql) => Sql): GroupingNode =>
  element.kind === 'key' ? { kind: 'key', key: read(element.key) } : { ...element, sets: element.sets.map((set) => set.map(read)) }

function relationsOf(from: FromNode, into: Set<string> = new Set()): ReadonlySet<string> {
  if (from.kind === 'join') {
    relationsOf(from.left, into)
    return relationsOf(from.right, into)
  }
  into.add(from.relation)
  return from.kind === 'rows-of' ? relationsOf(from.left, into) : into
}

const holdsQuery = (sql: Sql): boolean =>
  sql.kind === 'query' || (sql.kind === 'template' && sql.parts.some(holdsQuery)) || (sql.kind === 'lambda' && holdsQuery(sql.body))

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

  /** Whether the query becomes one over rows that have the keys. */
  get isLifting(): boolean {
    return this.#made.length > 0
  }

  /** The query of groups, over rows that have the keys. */
  lift(select: SelectNode, { isWhereBehind, ofRows = (rows) => rows }: LiftedRows): SelectNode {
    if (!this.isLifting) return select
    const below = select.from ?? oneRow(this.#state)
    const moved = new Map<string, Sql>()
    const relations = relationsOf(below)
    const read = (sql: Sql): Sql => {
      if (holdsQueryOf(sql, relations))
        throw notSupported(
          'A subquery that reads columns around it, beside GROUP BY or WHERE of what differs from row to row or grouping sets that name an expression twice',
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
    const where = isWhereBehind && select.where !== undefined ? read(select.where) : undefined
    const rows: SelectNode = { ...selectOf(this.#made, below), where: isWhereBehind ? undefined : select.where }
    const from: FromNode = { kind: 'query', query: ofRows(rows), relation: this.#relation, columnNames: undefined, isLateral: false }
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

/** Whether a query in the expression reads the relations. The tree is plain data. */
const holdsQueryOf = (sql: Sql, relations: ReadonlySet<string>): boolean =>
  (sql.kind === 'query' && readsSome(sql, relations, new Set())) ||
  (sql.kind === 'template' && sql.parts.some((part) => holdsQueryOf(part, relations))) ||
  (sql.kind === 'lambda' && holdsQueryOf(sql.body, relations))

function readsSome(node: unknown, relations: ReadonlySet<string>, seen: Set<object>): boolean {
  if (typeof node !== 'object' || node === null || seen.has(node)) return false
  seen.add(node)
  if ('kind' in node && node.kind === 'column' && 'relation' in node && typeof node.relation === 'string' && relations.has(node.relation))
    return true
  return (Array.isArray(node) ? node : Object.values(node)).some((child) => readsSome(child, relations, seen))
}

interface LiftedRows {
  /** Whether WHERE is one of the rows that have the keys, or of those before them. */
  readonly isWhereBehind: boolean
  /** What becomes of these rows. */
  readonly ofRows?: (rows: SelectNode) => SelectNode
}

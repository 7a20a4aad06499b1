import { notSupported } from '../syntax-error.ts'
import { replaceLeaves } from './replace-leaves.ts'
import { column, isVolatile, NULL_SQL, type OutputNode, type SelectNode, type Sql } from './sql.ts'

/**
 * The aliases of a select list that stand for values such as rand(): whoever reads one gets the value of the column itself, so what reads it is
 * computed in a query around the one that computes it.
 */
export class OutputReferences {
  readonly #relation: string
  readonly #readers = new WeakMap<Sql, boolean>()

  /** relation: the name of the query's rows in the query around it. */
  constructor(relation: string) {
    this.#relation = relation
  }

  /** What an alias of the column at this place stands for. */
  aliasOf(sql: Sql, place: number): Sql {
    return isVolatile(sql) ? column(this.#relation, `c${place}`) : sql
  }

  /** The place from 0 of the column that an alias alone stands for. */
  placeOf(sql: Sql): number | undefined {
    return sql.kind === 'column' && sql.relation === this.#relation ? Number(sql.column.slice(1)) : undefined
  }

  isReadBy(sql: Sql): boolean {
    const before = this.#readers.get(sql)
    if (before !== undefined) return before
    const isReader =
      sql.kind === 'column'
        ? sql.relation === this.#relation
        : sql.kind === 'lambda'
          ? this.isReadBy(sql.body)
          : sql.kind === 'template' && sql.parts.some((part) => this.isReadBy(part))
    this.#readers.set(sql, isReader)
    return isReader
  }

  /**
   * The query; in two steps where a column or a sort expression reads an alias. isAggregate: it makes one row of several. hidden: what is read beside the columns
   * of the query. inner: what becomes of the query within.
   */
  lift(
    select: SelectNode,
    isAggregate: boolean,
    hidden: readonly OutputNode[] = [],
    inner: (select: SelectNode) => SelectNode = (query) => query,
  ): SelectNode {
    const isRead = [...select.outputs.map((output) => output.sql), ...select.order.map((sort) => sort.by)].some(
      (sql) => typeof sql !== 'number' && this.isReadBy(sql),
    )
    if (!isRead) return inner(select)
    const below: OutputNode[] = select.outputs.map(({ sql }, index) => ({ sql: this.isReadBy(sql) ? NULL_SQL : sql, name: `c${index}` }))
    below.push(...hidden)
    const taken = this.#takenFrom(below, isAggregate)
    const outputs = select.outputs.map(({ sql, name }, index) => ({
      sql: this.isReadBy(sql) ? taken(sql) : column(this.#relation, `c${index}`),
      name,
    }))
    const order = select.order.map((sort) => ({ ...sort, by: typeof sort.by === 'number' ? sort.by : taken(sort.by) }))
    const within: SelectNode = { ...select, isDistinct: false, outputs: below, order: [], limit: undefined, offset: undefined }
    return {
      ...select,
      outputs,
      order,
      from: { kind: 'query', query: inner(within), relation: this.#relation, columnNames: undefined, isLateral: false },
      where: undefined,
      groupBy: undefined,
      having: undefined,
    }
  }

  /** What makes a value one of the query around: what reads no alias becomes a column of `below`. */
  #takenFrom(below: OutputNode[], isAggregate: boolean): (sql: Sql) => Sql {
    const known = new Map<Sql, Sql>()
    const moved = (sql: Sql): Sql => {
      const name = `x${below.length}`
      below.push({ sql, name })
      return column(this.#relation, name)
    }
    const taken = (sql: Sql): Sql => {
      const before = known.get(sql)
      if (before !== undefined) return before
      const made = anew(sql)
      known.set(sql, made)
      return made
    }
    const anew = (sql: Sql): Sql => {
      // A function cannot be a column; what its body reads can.
      if (sql.kind === 'lambda')
        return replaceLeaves(sql, (leaf) => (leaf.kind === 'column' && leaf.relation !== this.#relation ? taken(leaf) : undefined))
      if (!this.isReadBy(sql)) return isConstant(sql) ? sql : moved(sql)
      if (sql.kind !== 'template') return sql
      if (sql.isOverRows && isAggregate)
        throw notSupported('An aggregate of an alias of a value such as rand()', 'Compute the value in a subquery of FROM.')
      return { ...sql, parts: sql.parts.map(taken) }
    }
    return taken
  }
}

const isConstant = (sql: Sql): boolean => sql.kind === 'template' && !sql.isVolatile && !sql.isOverRows && sql.parts.every(isConstant)

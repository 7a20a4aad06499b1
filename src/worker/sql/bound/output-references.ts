import { leavesOf } from './replace-leaves.ts'
import { column, isVolatile, NULL_SQL, type OutputNode, type SelectNode, type Sql } from './sql.ts'

/**
 * The aliases of a select list that stand for values such as rand(): whoever reads one gets the value of the column itself, so what reads it is
 * computed in a query around the one that computes it.
 */
export class OutputReferences {
  readonly #relation: string

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
    return leavesOf(sql).some((leaf) => leaf.kind === 'column' && leaf.relation === this.#relation)
  }

  /** The query; in two steps where a column or a sort expression reads an alias. */
  lift(select: SelectNode): SelectNode {
    const isRead = [...select.outputs.map((output) => output.sql), ...select.order.map((sort) => sort.by)].some(
      (sql) => typeof sql !== 'number' && this.isReadBy(sql),
    )
    if (!isRead) return select
    const below: OutputNode[] = select.outputs.map(({ sql }, index) => ({ sql: this.isReadBy(sql) ? NULL_SQL : sql, name: `c${index}` }))
    const taken = (sql: Sql): Sql => {
      if (this.isReadBy(sql)) return sql.kind === 'template' ? { ...sql, parts: sql.parts.map(taken) } : sql
      if (sql.kind === 'lambda' || (sql.kind === 'template' && sql.parts.length === 0 && !sql.isVolatile)) return sql
      const name = `x${below.length}`
      below.push({ sql, name })
      return column(this.#relation, name)
    }
    const outputs = select.outputs.map(({ sql, name }, index) => ({
      sql: this.isReadBy(sql) ? taken(sql) : column(this.#relation, `c${index}`),
      name,
    }))
    const order = select.order.map((sort) => ({ ...sort, by: typeof sort.by === 'number' ? sort.by : taken(sort.by) }))
    const inner: SelectNode = { ...select, isDistinct: false, outputs: below, order: [], limit: undefined, offset: undefined }
    return {
      ...select,
      outputs,
      order,
      from: { kind: 'query', query: inner, relation: this.#relation, columnNames: undefined, isLateral: false },
      where: undefined,
      groupBy: undefined,
      having: undefined,
    }
  }
}

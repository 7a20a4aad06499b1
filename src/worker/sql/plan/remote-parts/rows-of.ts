import type { TableDefinition } from '../../../../protocol/table-definition.ts'
import type { Scan } from '../../bound/scan.ts'
import { type ColumnSql, type FromNode, isVolatile, type SelectNode, type Sql } from '../../bound/sql.ts'
import type { OuterJoin, PartColumn } from './remote-part.ts'
import { replaceTrees } from './replace-trees.ts'

/** Why a part of a statement is computed here. */
export class StaysHere extends Error {}

/** The rows that a SELECT is made from: columns of tables, and conditions on them. */
export interface Rows {
  readonly scans: readonly Scan[]
  readonly from: RowsFrom
  /** All hold. */
  readonly filters: readonly RowsFilter[]
  /** What a column of the SELECT's FROM is, over columns of tables. */
  readonly resolve: (sql: Sql) => Sql
  /** The place of a column of a table. */
  readonly placeOf: (column: ColumnSql) => PartColumn | undefined
}

export type RowsFrom =
  | { readonly kind: 'table'; readonly table: number; readonly filters: readonly RowsFilter[] }
  | { readonly kind: 'product'; readonly of: readonly RowsFrom[] }
  | {
      readonly kind: 'outer join'
      readonly join: OuterJoin
      readonly left: RowsFrom
      readonly right: RowsFrom
      readonly on: readonly RowsFilter[]
    }

export type RowsFilter =
  /** Of columns of tables. */
  | { readonly kind: 'condition'; readonly sql: Sql }
  | { readonly kind: 'partner'; readonly isNegated: boolean; readonly from: RowsFrom; readonly on: readonly RowsFilter[] }

/** Rows, and what holds of those of them that count. */
interface Chosen {
  readonly from: RowsFrom
  readonly filters: readonly RowsFilter[]
}

/** Tables with joins, and queries that only choose rows and columns of such. @throws StaysHere for anything else */
export function rowsOf(select: SelectNode, scansOf: (relation: string) => Scan | undefined): Rows {
  const reader = new RowsReader(scansOf)
  if (select.from === undefined) throw new StaysHere('it reads no table')
  const { from, filters } = reader.chosen(select.from, select.where)
  return { scans: reader.scans, from, filters, resolve: reader.resolve, placeOf: reader.placeOf }
}

/** The conditions of rows that are all made of partners by inner joins; undefined: they are not. */
export function innerConditions({ from, filters }: Rows): readonly Sql[] | undefined {
  const conditions = filters.flatMap((filter) => (filter.kind === 'condition' ? [filter.sql] : []))
  return conditions.length === filters.length && isInner(from) ? conditions : undefined
}

const isInner = (from: RowsFrom): boolean => from.kind === 'table' || (from.kind === 'product' && from.of.every(isInner))

class RowsReader {
  readonly scans: Scan[] = []
  readonly #scansOf: (relation: string) => Scan | undefined
  readonly #tables = new Map<string, { readonly index: number; readonly table: TableDefinition }>()
  /** Columns of queries in FROM. */
  readonly #computed = new Map<string, Sql>()
  /** Those of a side whose rows may be missing, and that are more than columns: their values are NULL then. */
  readonly #lost = new Set<string>()

  constructor(scansOf: (relation: string) => Scan | undefined) {
    this.#scansOf = scansOf
  }

  chosen(node: FromNode, where: Sql | undefined): Chosen {
    const { from, filters } = this.#from(node)
    return { from, filters: [...filters, ...this.#conditions(where)] }
  }

  #from(node: FromNode): Chosen {
    switch (node.kind) {
      case 'table': {
        const scan = this.#scansOf(node.table)
        if (scan === undefined || node.columnNames !== undefined)
          throw new StaysHere('a query that stands for a table is read several times')
        const table = this.scans.length
        this.#tables.set(node.relation, { index: table, table: scan.table })
        this.scans.push(scan)
        return { from: { kind: 'table', table, filters: [] }, filters: [] }
      }
      case 'query':
        return this.#query(node)
      case 'join':
        return this.#join(node)
      default:
        throw new StaysHere('rows are made that are of no table')
    }
  }

  /** What holds of a side of which each row stays holds of the rows of the join; what holds of another side belongs to its ON. */
  #join({ join, left, right, on }: Extract<FromNode, { kind: 'join' }>): Chosen {
    const [one, ofLeft] = this.#side(left)
    const [other, ofRight] = this.#side(right)
    const conditions = this.#conditions(on)
    switch (join) {
      case 'inner':
      case 'cross':
        return { from: productOf(one.from, other.from), filters: [...one.filters, ...other.filters, ...conditions] }
      case 'left':
        this.#lose(ofRight)
        return { from: outerJoin(join, one.from, other.from, [...other.filters, ...conditions]), filters: one.filters }
      case 'right':
        this.#lose(ofLeft)
        return { from: outerJoin(join, one.from, other.from, [...one.filters, ...conditions]), filters: other.filters }
      case 'full':
        this.#lose([...ofLeft, ...ofRight])
        return { from: outerJoin(join, withFilters(one), withFilters(other), conditions), filters: [] }
      case 'semi':
      case 'anti':
        return {
          from: one.from,
          filters: [
            ...one.filters,
            { kind: 'partner', isNegated: join === 'anti', from: other.from, on: [...other.filters, ...conditions] },
          ],
        }
    }
  }

  /** With the columns of queries in it. */
  #side(node: FromNode): readonly [Chosen, readonly string[]] {
    const before = new Set(this.#computed.keys())
    const side = this.#from(node)
    return [side, [...this.#computed.keys()].filter((key) => !before.has(key))]
  }

  #lose(keys: readonly string[]): void {
    for (const key of keys) if (this.#computed.get(key)?.kind !== 'column') this.#lost.add(key)
  }

  #conditions(condition: Sql | undefined): readonly RowsFilter[] {
    if (condition === undefined) return []
    return conjuncts(this.resolve(condition)).map((sql) => ({ kind: 'condition', sql }))
  }

  /** Each time anew: what a column means may change with a join around it. */
  resolve = (sql: Sql): Sql => replaceTrees(sql, (part) => (part.kind === 'column' ? this.#valueOf(part) : undefined), new Map())

  placeOf = ({ relation, column }: ColumnSql): PartColumn | undefined => {
    const table = this.#tables.get(relation)
    const place = table?.table.columns.findIndex(({ name }) => name === column) ?? -1
    return table === undefined || place < 0 ? undefined : { table: table.index, column: place }
  }

  #valueOf(column: ColumnSql): Sql | undefined {
    const key = keyOf(column)
    if (this.#lost.has(key)) throw new StaysHere('a value is computed of rows that may have no partner')
    return this.#computed.get(key)
  }

  #query({ query, relation, columnNames, isLateral }: Extract<FromNode, { kind: 'query' }>): Chosen {
    if (query.kind !== 'select' || isLateral || !isPlain(query))
      throw new StaysHere('it reads a query that computes more than conditions and columns')
    if (query.from === undefined) throw new StaysHere('it reads no table')
    const chosen = this.chosen(query.from, query.where)
    query.outputs.forEach(({ sql, name }, index) => {
      this.#computed.set(keyOf({ relation, column: columnNames?.[index] ?? name }), this.resolve(sql))
    })
    return chosen
  }
}

const productOf = (...sides: readonly RowsFrom[]): RowsFrom => ({
  kind: 'product',
  of: sides.flatMap((side) => (side.kind === 'product' ? side.of : [side])),
})

const outerJoin = (join: OuterJoin, left: RowsFrom, right: RowsFrom, on: readonly RowsFilter[]): RowsFrom => ({
  kind: 'outer join',
  join,
  left,
  right,
  on,
})

function withFilters({ from, filters }: Chosen): RowsFrom {
  if (filters.length === 0) return from
  if (from.kind !== 'table' || filters.some(({ kind }) => kind !== 'condition'))
    throw new StaysHere('rows of a FULL JOIN are chosen before it by more than conditions on one table')
  return { ...from, filters }
}

const keyOf = ({ relation, column }: Pick<ColumnSql, 'relation' | 'column'>): string => `${relation}\0${column}`

/** Row by row: each row of its FROM that fits is one of it, with values of that row alone. */
const isPlain = (select: SelectNode): boolean =>
  !select.isDistinct &&
  select.groupBy === undefined &&
  select.having === undefined &&
  select.order.length === 0 &&
  select.limit === undefined &&
  select.offset === undefined &&
  select.outputs.every(({ sql }) => isOfRow(sql))

const known = new WeakMap<Sql, boolean>()

/** Computed of the values of one row, always in the same way. */
export function isOfRow(sql: Sql): boolean {
  const before = known.get(sql)
  if (before !== undefined) return before
  const found = !isVolatile(sql) && isMadeOfRow(sql)
  known.set(sql, found)
  return found
}

function isMadeOfRow(sql: Sql): boolean {
  switch (sql.kind) {
    case 'template':
      return !sql.isOverRows && sql.parts.every(isOfRow)
    case 'lambda':
      return isOfRow(sql.body)
    case 'query':
      return false
    default:
      return true
  }
}

/** The parts of a condition that must all hold. */
function conjuncts(condition: Sql): readonly Sql[] {
  if (condition.kind !== 'template' || condition.isVolatile || condition.isOverRows || condition.parts.length === 0) return [condition]
  const [first, ...others] = condition.texts
  const last = others.pop()
  const isJoined = others.every((text) => text === ' AND ')
  const isBare = first === '' && last === ''
  const isBracketed = first === '(' && last === ')'
  if (!isJoined || !(isBare || isBracketed)) return [condition]
  return condition.parts.flatMap(conjuncts)
}

import type { TableDefinition } from '../../../../protocol/table-definition.ts'
import type { Scan } from '../../bound/scan.ts'
import { type ColumnSql, type FromNode, isVolatile, type SelectNode, type Sql } from '../../bound/sql.ts'
import type { PartColumn } from './remote-part.ts'
import { replaceTrees } from './replace-trees.ts'

/** Why a part of a statement is computed here. */
export class StaysHere extends Error {}

/** The rows that a SELECT is made from: columns of tables, and conditions on them. */
export interface Rows {
  readonly scans: readonly Scan[]
  /** All hold. Of columns of tables. */
  readonly conditions: readonly Sql[]
  /** What a column of the SELECT's FROM is, over columns of tables. */
  readonly resolve: (sql: Sql) => Sql
  /** The place of a column of a table. */
  readonly placeOf: (column: ColumnSql) => PartColumn | undefined
}

/** Tables with inner joins, and queries that only choose rows and columns of such. @throws StaysHere for anything else */
export function rowsOf(select: SelectNode, scansOf: (relation: string) => Scan | undefined): Rows {
  const reader = new RowsReader(scansOf)
  if (select.from === undefined) throw new StaysHere('it reads no table')
  reader.from(select.from)
  reader.where(select.where)
  return reader
}

class RowsReader implements Rows {
  readonly scans: Scan[] = []
  readonly conditions: Sql[] = []
  readonly #scansOf: (relation: string) => Scan | undefined
  readonly #tables = new Map<string, { readonly index: number; readonly table: TableDefinition }>()
  /** Columns of queries in FROM. */
  readonly #computed = new Map<string, Sql>()
  readonly #resolved = new Map<Sql, Sql>()

  constructor(scansOf: (relation: string) => Scan | undefined) {
    this.#scansOf = scansOf
  }

  from(node: FromNode): void {
    switch (node.kind) {
      case 'table': {
        const scan = this.#scansOf(node.table)
        if (scan === undefined || node.columnNames !== undefined)
          throw new StaysHere('a query that stands for a table is read several times')
        this.#tables.set(node.relation, { index: this.scans.length, table: scan.table })
        this.scans.push(scan)
        return
      }
      case 'query':
        this.#query(node)
        return
      case 'join':
        if (node.join !== 'inner' && node.join !== 'cross')
          throw new StaysHere('an outer join, or one that only looks for partners, is made here')
        this.from(node.left)
        this.from(node.right)
        this.where(node.on)
        return
      default:
        throw new StaysHere('rows are made that are of no table')
    }
  }

  where(condition: Sql | undefined): void {
    if (condition !== undefined) this.conditions.push(...conjuncts(this.resolve(condition)))
  }

  resolve = (sql: Sql): Sql =>
    replaceTrees(sql, (part) => (part.kind === 'column' ? this.#computed.get(keyOf(part)) : undefined), this.#resolved)

  placeOf = ({ relation, column }: ColumnSql): PartColumn | undefined => {
    const table = this.#tables.get(relation)
    const place = table?.table.columns.findIndex(({ name }) => name === column) ?? -1
    return table === undefined || place < 0 ? undefined : { table: table.index, column: place }
  }

  #query({ query, relation, columnNames, isLateral }: Extract<FromNode, { kind: 'query' }>): void {
    if (query.kind !== 'select' || isLateral || !isPlain(query))
      throw new StaysHere('it reads a query that computes more than conditions and columns')
    if (query.from === undefined) throw new StaysHere('it reads no table')
    this.from(query.from)
    this.where(query.where)
    query.outputs.forEach(({ sql, name }, index) => {
      this.#computed.set(keyOf({ relation, column: columnNames?.[index] ?? name }), this.resolve(sql))
    })
  }
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

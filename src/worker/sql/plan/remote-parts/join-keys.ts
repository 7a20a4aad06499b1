import { isRemote } from '../../../../protocol/is-remote.ts'
import type { EngineText } from '../../bound/engine-text.ts'
import { leavesOf } from '../../bound/replace-leaves.ts'
import type { Scan } from '../../bound/scan.ts'
import type { ColumnSql, FromNode, QueryNode, SelectNode, Sql } from '../../bound/sql.ts'
import { bracketed } from '../../functions/operators/logic.ts'
import { printQuery } from '../../render/duckdb/query.ts'
import { innerConditions, isOfRow, type Rows, rowsOf, StaysHere } from './rows-of.ts'

/** A table of a database that is joined by equal columns with another table: only rows that have one of the other's values are wanted. */
export interface JoinKeys {
  readonly scan: Scan
  /** Its place in the table. */
  readonly column: number
  /** The table that has the values. */
  readonly of: Scan
  /** Engine SQL of one column, at most one row more than KEYS_MAX: then there are too many. */
  readonly sql: EngineText
  /** Of the values. */
  readonly type: string
}

/** More values cost a database more than they save. */
export const KEYS_MAX = 5000

/** Types whose values are written alike on both sides. */
const KEY_TYPES = /^(?:smallint|int|bigint|decimal\(.*\)|date|string)$/

/** In the SELECTs of a query that are evaluated by themselves. */
export function joinKeys(node: QueryNode, scans: readonly Scan[]): readonly JoinKeys[] {
  const byRelation = new Map(scans.map((scan) => [scan.relation, scan]))
  const found: JoinKeys[] = []
  for (const select of selectsOf(node)) {
    if (select.from?.kind !== 'join') continue
    try {
      found.push(...keysOf(rowsOf(select, (relation) => byRelation.get(relation))))
    } catch (error) {
      if (!(error instanceof StaysHere)) throw error
    }
  }
  return found
}

function* selectsOf(node: QueryNode): Iterable<SelectNode> {
  switch (node.kind) {
    case 'select':
      yield node
      if (node.from !== undefined) yield* selectsIn(node.from)
      return
    case 'set-operation':
      for (const branch of node.branches) yield* selectsOf(branch)
      return
    case 'with':
      for (const table of node.tables) yield* selectsOf(table.query)
      yield* selectsOf(node.query)
      return
    case 'values':
      return
  }
}

function* selectsIn(from: FromNode): Iterable<SelectNode> {
  switch (from.kind) {
    case 'query':
      if (!from.isLateral) yield* selectsOf(from.query)
      return
    case 'join':
      yield* selectsIn(from.left)
      yield* selectsIn(from.right)
      return
    default:
      return
  }
}

function keysOf(rows: Rows): readonly JoinKeys[] {
  const found: JoinKeys[] = []
  for (const condition of innerConditions(rows) ?? []) {
    const [left, right] = condition.kind === 'template' && condition.commutes === '=' ? condition.parts : []
    if (left?.kind !== 'column' || right?.kind !== 'column') continue
    const keys = keysFrom(rows, left, right) ?? keysFrom(rows, right, left)
    if (keys !== undefined) found.push(keys)
  }
  return found
}

/** Of a table here, whose values are at hand. */
function keysFrom(rows: Rows, wanted: ColumnSql, having: ColumnSql): JoinKeys | undefined {
  const [place, other] = [rows.placeOf(wanted), rows.placeOf(having)]
  if (place === undefined || other === undefined || place.table === other.table) return undefined
  const [scan, of] = [rows.scans[place.table], rows.scans[other.table]]
  if (scan?.table.source.kind !== 'jdbc' || of === undefined || isRemote(of.table.source)) return undefined
  const [type, otherType] = [scan.table.columns[place.column]?.type, of.table.columns[other.column]?.type]
  if (type === undefined || type !== otherType || !KEY_TYPES.test(type)) return undefined
  return { scan, column: place.column, of, sql: valuesOf(rows, having, of), type }
}

function valuesOf(rows: Rows, having: ColumnSql, of: Scan): EngineText {
  const own = (innerConditions(rows) ?? []).filter(
    (condition) => isOfRow(condition) && leavesOf(condition).every((leaf) => leaf.kind === 'column' && leaf.relation === having.relation),
  )
  const select = (where: Sql | undefined): SelectNode => ({
    kind: 'select',
    isDistinct: false,
    outputs: [{ sql: having, name: 'c0' }],
    from: { kind: 'table', table: of.relation, relation: having.relation, columnNames: undefined },
    where,
    groupBy: undefined,
    having: undefined,
    order: [],
    limit: BigInt(KEYS_MAX) + 1n,
    offset: undefined,
  })
  const [first, ...others] = own
  return printQuery(select(first === undefined || others.length === 0 ? first : bracketed(own)))
}

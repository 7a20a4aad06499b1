import { CausewayError } from '../../../base/errors.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import type { StreamWriter } from '../../engine/ring.ts'
import type { Dialect } from '../shared/dialect.ts'
import { partitionEdges, rangeConditions } from '../shared/jdbc/partition-ranges.ts'
import { readAll } from '../shared/jdbc/read-all.ts'
import { type RowSelection, selectRows } from '../shared/jdbc/select-rows.ts'
import { streamColumn } from '../shared/jdbc/stream-column-of.ts'
import { rowsOfTable } from '../shared/reading-share.ts'
import type { SourceScan, StreamRead } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { anyCharacterSetDialect, type MysqlComparable, mysqlDialect } from './dialect.ts'
import { matchColumns } from './match-columns.ts'
import { type OpenTable, openTable } from './open-table.ts'
import { ServerError } from './protocol/server-error.ts'
import { readSource } from './read-source.ts'
import type { RemoteTable } from './remote-table.ts'
import { ROW_FORMATS } from './row-format.ts'
import { SNAPSHOT, sessionsOfOneState } from './shared-state.ts'
import { splitOf } from './split-column.ts'
import { streamRows } from './stream-rows.ts'

/** A remote table as a stream of rows. The connection is opened at once, while the engine still plans; it serves the first reading. */
export async function scanMysql(table: TableDefinition, context: RemoteContext): Promise<SourceScan> {
  const { source } = table
  if (source.kind !== 'jdbc') throw new CausewayError('internal', 'A table without a JDBC URL was given to the MySQL source')
  const early = openTable(source, context)
  let first: Promise<OpenTable> | undefined = early
  return {
    kind: 'stream',
    format: ROW_FORMATS[readSource(source).address.zeroDates],
    columns: table.columns.map(streamColumn),
    // Whoever reads gets the failure; a scan that is never read has none.
    opened: early.then(
      () => undefined,
      () => undefined,
    ),
    wantsKeys: async () => isLarge(await early),
    async explain(request) {
      const { session, table: remote } = await early
      const { sql, isExact, conditions } = selectStatement(request, table.columns, remote)
      const limit = request.limit === undefined ? undefined : { count: request.limit, isAsked: isExact }
      return { place: `${session.place}/${remote.shownName}`, sql, conditions: conditions(), limit }
    },
    async read(request) {
      const opening = first ?? openTable(source, context)
      first = undefined
      const opened = await opening
      const selection = selectStatement(request, table.columns, opened.table)
      const plainest = selectStatement(request, table.columns, opened.table, anyCharacterSetDialect)
      const statements = selection.sql === plainest.sql ? [selection] : [selection, plainest]
      const { conditions, rows } = await splitConditions(opened, request, selection, context.connectionsMax)
      if (rows !== undefined && !selection.isFiltered) context.expectReading(rowsOfTable(request.ring, rows, rows * ROW_BYTES))
      const sessions =
        conditions.length < 2
          ? [opened.session]
          : await sessionsOfOneState(opened.session, opened.table, { source, context, count: conditions.length })
      if (sessions.length < 2) {
        await streamOut(opened, { first: SNAPSHOT, statements: statements.map(({ sql }) => sql) }, request.ring, context)
        return
      }
      const readings = sessions.map((session, index) => ({
        session,
        statements: statements.map(({ within }) => within(conditions[index] ?? '')),
      }))
      await readAll(readings, request.ring, ({ session, statements: those }, stream) =>
        streamOut({ ...opened, session }, { first: undefined, statements: those }, stream, context),
      )
    },
  }
}

const streamOut = (
  { session, table }: OpenTable,
  statements: Parameters<typeof streamRows>[1],
  stream: StreamWriter,
  context: RemoteContext,
): Promise<void> =>
  streamRows(session, statements, stream, {
    countInput: (bytes) => context.countInput(bytes),
    asked: (sql) => context.recordStatement(`${session.place}/${table.shownName}`, sql),
  })

/** A row has a field at least. */
const selectStatement = (
  request: Omit<StreamRead, 'ring'>,
  columns: readonly Column[],
  remote: RemoteTable,
  dialect: Dialect<MysqlComparable> = mysqlDialect,
): RowSelection =>
  selectRows(request, columns, { from: remote.from, match: (wanted) => matchColumns(wanted, remote), dialect, none: 'NULL' })

/** Conditions by which several connections read a table, as its options say, and how many rows the server guesses; none: one reads it. What an index finds is read by one, and so is a small table. */
async function splitConditions(
  { session, table, written }: OpenTable,
  { limit }: StreamRead,
  { sql, isFiltered }: RowSelection,
  connectionsMax: number,
): Promise<{ readonly conditions: readonly string[]; readonly rows?: number }> {
  const none = { conditions: [] }
  const { partitionColumn, lowerBound, upperBound, numPartitions } = written.options
  if (partitionColumn === undefined || lowerBound === undefined || upperBound === undefined || numPartitions === undefined) return none
  const count = Math.min(numPartitions, connectionsMax)
  if (count < 2 || limit !== undefined || table.name === undefined) return none
  const split = splitOf(partitionColumn, table)
  const edges = split === undefined ? [] : partitionEdges(split.by, { lower: lowerBound, upper: upperBound, count })
  if (split === undefined || edges.length === 0) return none
  const plan = await planOf(session, sql)
  if (plan === undefined || plan.rows < ROWS_OF_LARGE || (isFiltered && plan.isByIndex)) return none
  return { conditions: rangeConditions(split.column, edges, split.literal), rows: plan.rows }
}

const ROWS_OF_LARGE = 20_000
/** The server's plan does not say: for the weight beside other sources alone. */
const ROW_BYTES = 100

/** By what the server guesses; it does not say so of a view to who may not look into it. */
const isLarge = async ({ session, table }: OpenTable): Promise<boolean> => {
  const plan = await planOf(session, `SELECT NULL FROM ${table.from}`)
  return plan === undefined || plan.rows >= ROWS_OF_LARGE
}

/** Undefined: the server does not tell. */
async function planOf(
  { connection }: OpenTable['session'],
  select: string,
): Promise<{ readonly rows: number; readonly isByIndex: boolean } | undefined> {
  try {
    const { columns, rows } = await connection.query(`EXPLAIN ${select}`)
    const [type, guess] = ['type', 'rows'].map((wanted) => columns.findIndex(({ name }) => name === wanted))
    return {
      rows: Math.max(0, ...rows.map((row) => Number(row[guess ?? -1] ?? 0))),
      isByIndex: rows.some((row) => !/^(?:ALL|index)$/.test(String(row[type ?? -1] ?? ''))),
    }
  } catch (error) {
    if (error instanceof ServerError) return undefined
    throw error
  }
}

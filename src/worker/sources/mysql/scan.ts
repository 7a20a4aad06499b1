import { CausewayError } from '../../../base/errors.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import type { Dialect } from '../shared/dialect.ts'
import { type RowSelection, selectRows } from '../shared/jdbc/select-rows.ts'
import { streamColumn } from '../shared/jdbc/stream-column-of.ts'
import type { SourceScan, StreamRead } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { anyCharacterSetDialect, type MysqlComparable, mysqlDialect } from './dialect.ts'
import { matchColumns } from './match-columns.ts'
import { type OpenTable, openTable } from './open-table.ts'
import { ServerError } from './protocol/server-error.ts'
import { readSource } from './read-source.ts'
import { remoteError } from './remote-error.ts'
import type { RemoteTable } from './remote-table.ts'
import { ROW_FORMATS } from './row-format.ts'

/** One state of all that is read, and nothing that is read changes anything. */
const SNAPSHOT = 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY'

/** Illegal mixes of collations, of two, three and more, and a text that cannot be converted. */
const OTHER_CHARACTERS: ReadonlySet<number> = new Set([1267, 1270, 1271, 3854])

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
      const { sql } = selectStatement(request, table.columns, opened.table)
      const { sql: plainest } = selectStatement(request, table.columns, opened.table, anyCharacterSetDialect)
      await streamOut(opened, { sql, plainest }, request, context)
    },
  }
}

/**
 * When the reader closes the ring early, the server is told to stop. What `plainest` asks is asked where the server refuses `sql`, for a text in it has characters
 * that the character set of its column has not: only the server knows that set.
 */
async function streamOut(
  { session, table }: OpenTable,
  { sql, plainest }: { readonly sql: string; readonly plainest: string },
  { ring }: StreamRead,
  context: RemoteContext,
): Promise<void> {
  const { connection, place } = session
  let hasRows = false
  const stream = (statement: string): Promise<boolean> => {
    context.recordStatement(`${place}/${table.shownName}`, statement)
    return connection.streamRows(statement, (bytes) => {
      hasRows = true
      context.countInput(bytes.length)
      return ring.write(bytes)
    })
  }
  try {
    await connection.execute(SNAPSHOT)
    const isWhole = await stream(sql).catch((error: unknown) => {
      if (hasRows || sql === plainest || !(error instanceof ServerError) || !OTHER_CHARACTERS.has(error.code)) throw error
      return stream(plainest)
    })
    await (isWhole ? session.end() : session.abandon())
  } catch (error) {
    await session.abandon()
    // A reader that has gone does not care how the stream ended.
    if (!ring.closed) throw remoteError(error, session.place)
  }
}

/** A row has a field at least. */
const selectStatement = (
  request: Omit<StreamRead, 'ring'>,
  columns: readonly Column[],
  remote: RemoteTable,
  dialect: Dialect<MysqlComparable> = mysqlDialect,
): RowSelection =>
  selectRows(request, columns, { from: remote.from, match: (wanted) => matchColumns(wanted, remote), dialect, none: 'NULL' })

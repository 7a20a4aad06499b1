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
import type { RemoteTable } from './remote-table.ts'
import { ROW_FORMATS } from './row-format.ts'
import { streamRows } from './stream-rows.ts'

/** One state of all that is read, and nothing that is read changes anything. */
const SNAPSHOT = 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY'

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
      const { sql } = selectStatement(request, table.columns, opened.table)
      const { sql: plainest } = selectStatement(request, table.columns, opened.table, anyCharacterSetDialect)
      await streamOut(opened, sql === plainest ? [sql] : [sql, plainest], request, context)
    },
  }
}

async function streamOut(
  { session, table }: OpenTable,
  statements: readonly string[],
  { ring }: StreamRead,
  context: RemoteContext,
): Promise<void> {
  await streamRows(session, { first: SNAPSHOT, statements }, ring, {
    countInput: (bytes) => context.countInput(bytes),
    asked: (sql) => context.recordStatement(`${session.place}/${table.shownName}`, sql),
  })
}

/** A row has a field at least. */
const selectStatement = (
  request: Omit<StreamRead, 'ring'>,
  columns: readonly Column[],
  remote: RemoteTable,
  dialect: Dialect<MysqlComparable> = mysqlDialect,
): RowSelection =>
  selectRows(request, columns, { from: remote.from, match: (wanted) => matchColumns(wanted, remote), dialect, none: 'NULL' })

const ROWS_OF_LARGE = 20_000

/** By what the server guesses; it does not say so of a view to who may not look into it. */
async function isLarge({ session, table }: OpenTable): Promise<boolean> {
  try {
    const { columns, rows } = await session.connection.query(`EXPLAIN SELECT NULL FROM ${table.from}`)
    const at = columns.findIndex(({ name }) => name === 'rows')
    return rows.some((row) => Number(row[at] ?? 0) >= ROWS_OF_LARGE)
  } catch (error) {
    if (error instanceof ServerError) return true
    throw error
  }
}

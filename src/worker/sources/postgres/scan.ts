import { CausewayError } from '../../../base/errors.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import { type RowSelection, selectRows } from '../shared/jdbc/select-rows.ts'
import { streamColumn } from '../shared/jdbc/stream-column-of.ts'
import type { SourceScan, StreamRead } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { COPY_FORMAT } from './copy-format.ts'
import { copyOut } from './copy-out.ts'
import { dialectOf } from './dialect.ts'
import { matchColumns } from './match-columns.ts'
import { type OpenTable, openTable } from './open-table.ts'
import type { RemoteTable } from './remote-table.ts'

/** A remote table as a stream of COPY rows. The connection is opened at once, while the engine still plans; it serves the first reading. */
export async function scanPostgres(table: TableDefinition, context: RemoteContext): Promise<SourceScan> {
  const { source } = table
  if (source.kind !== 'jdbc') throw new CausewayError('internal', 'A table without a JDBC URL was given to the PostgreSQL source')
  const early = openTable(source, context)
  let first: Promise<OpenTable> | undefined = early
  return {
    kind: 'stream',
    format: COPY_FORMAT,
    columns: table.columns.map(streamColumn),
    // Whoever reads gets the failure; a scan that is never read has none.
    opened: early.then(
      () => undefined,
      () => undefined,
    ),
    async explain(request) {
      const { session, table: remote } = await early
      const { sql, isExact, conditions } = copyStatement(request, table.columns, remote)
      const limit = request.limit === undefined ? undefined : { count: request.limit, isAsked: isExact }
      return { place: `${session.place}.${remote.shownName}`, sql, conditions: conditions(), limit }
    },
    async read(request) {
      const opening = first ?? openTable(source, context)
      first = undefined
      const { session, table: remote } = await opening
      const { sql } = copyStatement(request, table.columns, remote)
      context.recordStatement(`${session.place}.${remote.shownName}`, sql)
      await copyOut(session, sql, request.ring, context)
    },
  }
}

function copyStatement(request: Omit<StreamRead, 'ring'>, columns: readonly Column[], remote: RemoteTable): RowSelection {
  const match = (wanted: readonly Column[]): ReturnType<typeof matchColumns> => matchColumns(wanted, remote)
  const selection = selectRows(request, columns, { from: remote.from, match, dialect: dialectOf(remote), none: '' })
  return { ...selection, sql: `COPY (${selection.sql}) TO STDOUT (FORMAT binary)` }
}

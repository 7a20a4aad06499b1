import { CausewayError } from '../../../base/errors.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import type { RingWriter } from '../../engine/ring.ts'
import { type RowSelection, selectRows } from '../shared/jdbc/select-rows.ts'
import { streamColumn } from '../shared/jdbc/stream-column-of.ts'
import { rowsOfTable } from '../shared/reading-share.ts'
import type { SourceScan, StreamRead } from '../shared/source.ts'
import type { RemoteContext, SentStatement } from '../shared/source-context.ts'
import type { RemoteSession } from './connect.ts'
import { clickhouseDialect } from './dialect.ts'
import { matchColumns } from './match-columns.ts'
import { endOfBlocks, NATIVE_BLOCKS, type RowsExpected } from './native-format.ts'
import { type OpenTable, openTable, type RemoteTable } from './open-table.ts'
import { remoteError } from './remote-error.ts'
import { tableSize } from './table-size.ts'

/** A remote table as a stream of blocks. The connection is opened at once, while the engine still plans; it serves the first reading. */
export async function scanClickhouse(table: TableDefinition, context: RemoteContext): Promise<SourceScan> {
  const { source } = table
  const early = openTable(source, context)
  let first: Promise<OpenTable> | undefined = early
  return {
    kind: 'stream',
    format: NATIVE_BLOCKS,
    columns: table.columns.map(streamColumn),
    // Whoever reads gets the failure; a scan that is never read has none.
    opened: early.then(
      () => undefined,
      () => undefined,
    ),
    // It looks at no more than the column for them.
    wantsKeys: async () => true,
    async explain(request) {
      const { session, table: remote } = await early
      const { sql, isExact, conditions } = selectStatement(request, table.columns, remote)
      const limit = request.limit === undefined ? undefined : { count: request.limit, isAsked: isExact }
      return { place: `${session.place}/${remote.shownName}`, sql, conditions: conditions(), limit }
    },
    async read(request) {
      const { session, table: remote } = await (first ?? openTable(source, context))
      first = undefined
      requireAllRows(session, remote)
      const { sql, isFiltered } = selectStatement(request, table.columns, remote)
      const size = isFiltered || request.limit !== undefined ? undefined : await tableSize(session, remote)
      if (size !== undefined) context.expectReading(rowsOfTable(request.ring, size.rows, size.bytes))
      const sent = context.recordStatement(`${session.place}/${remote.shownName}`, sql)
      await streamBlocks(session, sql, request.ring, { context, sent })
    },
  }
}

/** @throws CausewayError where the server would leave rows out and not say so */
function requireAllRows({ settings, place }: RemoteSession, { isQuery }: RemoteTable): void {
  if (settings.kind === 'not told') return
  const [setting] = [...settings.cutsRows, ...(isQuery ? settings.changesResults.filter((name) => name.includes('overflow_mode')) : [])]
  if (setting === undefined) return
  throw new CausewayError('not-supported', `${place} would leave out rows, by the setting ${setting} of the user there, and not say so`, {
    hint: setting.includes('overflow_mode')
      ? `Give the user a profile there in which ${setting} is throw: what is too much fails then`
      : `Give the user a profile there in which ${setting} is 0`,
  })
}

const selectStatement = (request: Omit<StreamRead, 'ring'>, columns: readonly Column[], remote: RemoteTable): RowSelection =>
  selectRows(request, columns, {
    from: remote.from,
    match: (wanted) => matchColumns(wanted, remote),
    dialect: clickhouseDialect,
    none: '1',
  })

/** When the reader closes the stream early, the server is told to stop. Ends the session. */
export async function streamBlocks(
  session: RemoteSession,
  select: string,
  ring: RingWriter,
  { context, sent, expected = 'any' }: { readonly context: RemoteContext; readonly sent: SentStatement; readonly expected?: RowsExpected },
): Promise<void> {
  try {
    const isWhole = await session.stream(select, (bytes) => {
      context.countInput(bytes.length)
      sent.received(bytes.length)
      return ring.write(bytes)
    })
    if (isWhole) await ring.write(endOfBlocks(expected))
    await (isWhole ? session.end() : session.abandon())
    sent.ended(undefined)
  } catch (error) {
    await session.abandon()
    // A reader that has gone does not care how the stream ended.
    if (!ring.closed) throw remoteError(error, session.place)
  }
}

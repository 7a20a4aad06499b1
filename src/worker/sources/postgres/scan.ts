import { CausewayError } from '../../../base/errors.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import { isTrue, UNKNOWN } from '../../engine/predicate.ts'
import { type RowSelection, selectRows } from '../shared/jdbc/select-rows.ts'
import { streamColumn } from '../shared/jdbc/stream-column-of.ts'
import { rowsOfTable } from '../shared/reading-share.ts'
import type { SourceScan, StreamRead } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { blockRanges, rangesWorth } from './block-ranges.ts'
import type { RemoteSession } from './connect.ts'
import { COPY_FORMAT } from './copy/copy-format.ts'
import { copyAll, copyOf } from './copy/copy-out.ts'
import { dialectOf } from './dialect.ts'
import { matchColumns } from './match-columns.ts'
import { type OpenTable, openTable } from './open-table.ts'
import { readSource, type WrittenTable } from './read-source.ts'
import type { RemoteTable } from './remote-table.ts'
import { sessionsOfOneState } from './shared-snapshot.ts'
import { splitConditions } from './split-column.ts'

/** A remote table as a stream of COPY rows. The connection is opened at once, while the engine still plans; it serves the first reading. */
export async function scanPostgres(table: TableDefinition, context: RemoteContext): Promise<SourceScan> {
  const { source } = table
  if (source.kind !== 'jdbc') throw new CausewayError('internal', 'A table without a JDBC URL was given to the PostgreSQL source')
  const { options } = readSource(source)
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
    wantsKeys: async () => options.pushDownPredicate !== false && isLarge((await early).table),
    async explain(reading) {
      const request = allowed(reading, options)
      const { session, table: remote } = await early
      const { sql, isExact, conditions } = selectionOf(request, table.columns, remote)
      const limit = request.limit === undefined ? undefined : { count: request.limit, isAsked: isExact }
      return { place: `${session.place}.${remote.shownName}`, sql: copyOf(sql), conditions: conditions(), limit }
    },
    async read(reading) {
      const request = allowed(reading, options)
      const opening = first ?? openTable(source, context)
      first = undefined
      const { session, table: remote } = await opening
      const selection = selectionOf(request, table.columns, remote)
      const place = `${session.place}.${remote.shownName}`
      const { blocks, rows } = remote
      if (!selection.isFiltered && request.limit === undefined && blocks !== undefined && rows !== undefined)
        context.expectReading(rowsOfTable(request.ring, rows, blocks * BLOCK_BYTES))
      const count = Math.min(context.connectionsMax, options.numPartitions ?? context.connectionsMax)
      const ranges = rangesOf(remote, options, request.limit === undefined ? count : 1)
      const isWhole = ranges.worth > 1 && (await isWorthSplitting(session, selection, remote))
      const sessions = isWhole ? await sessionsOfOneState(session, remote.from, { source, context, countMax: ranges.worth }) : [session]
      const selects = sessions.length === 1 ? [selection.sql] : ranges.conditions(sessions.length).map(selection.within)
      const copies = sessions.map((each, index) => {
        const select = selects[index] ?? ''
        return { session: each, select, sent: context.recordStatement(place, copyOf(select)) }
      })
      await copyAll(copies, request.ring, context)
    },
  }
}

/** A reading as far as the user lets the database be asked; what is not asked is looked at here. */
function allowed<R extends Omit<StreamRead, 'ring'>>(request: R, { pushDownPredicate, pushDownLimit }: WrittenTable['options']): R {
  const asksLimit = pushDownLimit !== false
  return {
    ...request,
    predicate: pushDownPredicate === false && !isTrue(request.predicate) ? UNKNOWN : request.predicate,
    limit: asksLimit ? request.limit : undefined,
  }
}

function selectionOf(request: Omit<StreamRead, 'ring'>, columns: readonly Column[], remote: RemoteTable): RowSelection {
  const match = (wanted: readonly Column[]): ReturnType<typeof matchColumns> => matchColumns(wanted, remote)
  return selectRows(request, columns, { from: remote.from, match, dialect: dialectOf(remote), none: '' })
}

/** Of a view or a query nobody knows; a table's blocks are counted. */
const isLarge = ({ blocks, sqlName }: RemoteTable): boolean => sqlName === undefined || blocks === undefined || blocks >= BLOCKS_OF_LARGE

const BLOCKS_OF_LARGE = 256
/** As most are built. */
const BLOCK_BYTES = 8_192

interface Ranges {
  /** So many connections, at most. */
  readonly worth: number
  readonly conditions: (connections: number) => readonly string[]
}

function rangesOf(remote: RemoteTable, options: WrittenTable['options'], countMax: number): Ranges {
  const { blocks } = remote
  if (blocks !== undefined) return { worth: rangesWorth(blocks, countMax), conditions: (connections) => blockRanges(blocks, connections) }
  const worth = Math.max(1, splitConditions(remote, options, countMax).length)
  return { worth, conditions: (connections) => splitConditions(remote, options, connections) }
}

const ROWS_OF_LARGE = 20_000

/**
 * Rows that an index finds are found by one connection, and so are few rows, by the database's guess, where blocks do not tell. A database that tells nothing of its plan
 * is taken to look for them.
 */
async function isWorthSplitting({ client }: RemoteSession, { sql, isFiltered }: RowSelection, { blocks }: RemoteTable): Promise<boolean> {
  if (blocks !== undefined && !isFiltered) return true
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: { readonly 'Plan Rows'?: number } }[] }>(
      `EXPLAIN (FORMAT json) ${sql}`,
    )
    const plan = rows[0]?.['QUERY PLAN']
    if (blocks === undefined && (plan?.[0]?.Plan['Plan Rows'] ?? 0) < ROWS_OF_LARGE) return false
    return !isFiltered || !/"Node Type":"[^"]*Index[^"]*"|"Node Type":"Bitmap/.test(JSON.stringify(plan))
  } catch {
    return false
  }
}

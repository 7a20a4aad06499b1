import { CausewayError } from '../../../base/errors.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import type { Predicate } from '../../engine/predicate.ts'
import { quoteName } from '../../engine/quote.ts'
import { streamColumn } from '../shared/jdbc/stream-column-of.ts'
import { explainPredicate, printPredicate } from '../shared/print-predicate.ts'
import type { ConditionExplanation, SourceScan, StreamRead } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { COPY_FORMAT } from './copy-format.ts'
import { copyOut } from './copy-out.ts'
import { postgresDialect } from './dialect.ts'
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

/** Only the wanted columns need to be as they were when the table was made. */
function copyStatement(request: Omit<StreamRead, 'ring'>, columns: readonly Column[], remote: RemoteTable): CopyStatement {
  const wanted = request.columnIndexes.map((index) => columns[index]).filter((column) => column !== undefined)
  const matched = matchColumns(wanted, remote)
  const byIndex = columns.map((column) => {
    const found = matched.find(({ name }) => name === column.name)
    return found === undefined
      ? undefined
      : { name: found.name, read: found.type.read(quoteName(found.name)), comparable: found.type.comparable }
  })
  const printed = printPredicate(request.predicate, byIndex, postgresDialect)
  const isExact = printed?.exact ?? isTrue(request.predicate)
  const list = matched.map(({ name, type }) => type.read(quoteName(name))).join(', ')
  const where = printed === undefined ? '' : ` WHERE ${printed.sql}`
  const limit = request.limit === undefined || !isExact ? '' : ` LIMIT ${request.limit}`
  const sql = `COPY (SELECT ${list} FROM ${remote.from}${where}${limit}) TO STDOUT (FORMAT binary)`
  return { sql, isExact, conditions: () => explainPredicate(request.predicate, byIndex, postgresDialect) }
}

interface CopyStatement {
  readonly sql: string
  /** The database lets through the rows that are wanted, and no others. */
  readonly isExact: boolean
  readonly conditions: () => readonly ConditionExplanation[]
}

const isTrue = (predicate: Predicate): boolean => predicate.kind === 'and' && predicate.children.length === 0

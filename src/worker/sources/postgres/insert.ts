import { finished } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType } from '../../../base/spark-type.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { EngineError } from '../../engine/engine.ts'
import { quoteName } from '../../engine/quote.ts'
import type { InsertMode } from '../../sql/plan/plan.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { copyLineSql } from './copy/copy-line.ts'
import { matchColumns } from './match-columns.ts'
import { openTable } from './open-table.ts'
import { remoteError } from './remote-error.ts'
import type { RemoteColumn, RemoteTable } from './remote-table.ts'

/**
 * Streams the rows into the remote table with one COPY in one transaction: a failure or a cancel leaves none of them. What is overwritten is deleted in the same
 * one, and not truncated: that would wait for a statement that reads the table it writes.
 */
export async function insertPostgres(table: TableDefinition, sql: string, mode: InsertMode, context: RemoteContext): Promise<number> {
  const { source } = table
  if (source.kind !== 'jdbc') throw new CausewayError('internal', 'A table without a JDBC URL was given to the PostgreSQL source')
  const { session, table: remote } = await openTable(source, context)
  const { sqlName } = remote
  if (sqlName === undefined) {
    throw new CausewayError('not-supported', `${table.database}.${table.name} is a query of the remote database, and takes no rows`, {
      hint: "Make a table here that names one there: 'dbtable'='schema.table'",
    })
  }
  const columns = matchColumns(table.columns, remote)
  refuseGenerated(columns, remote)
  const statement = `COPY ${sqlName} (${columns.map(({ name }) => quoteName(name)).join(', ')}) FROM STDIN`
  context.recordStatement(`${session.place}.${remote.shownName}`, statement)
  try {
    await session.client.query('BEGIN')
    if (mode.kind === 'overwrite') {
      const deletion = `DELETE FROM ${sqlName}`
      context.recordStatement(`${session.place}.${remote.shownName}`, deletion)
      await session.client.query(deletion)
    }
    const stream = session.client.query(copyFrom(statement))
    const copied = finished(stream)
    // Looked at when the rows have been given; until then it is kept.
    copied.catch(() => undefined)
    const exported = context.exportText(
      copyLineSql(
        table.columns.map(({ type }, index) => ({ type: parseSparkType(type), written: columns[index]?.type.written ?? 'plain' })),
        sql,
      ),
      (bytes) => writeBatch(stream, bytes),
    )
    const { rowCount } = await Promise.race([exported, copied.then(() => exported)])
    stream.end()
    await copied
    context.signal.throwIfAborted()
    await session.commit()
    await session.end()
    return rowCount
  } catch (error) {
    await session.abandon()
    throw error instanceof EngineError ? error : remoteError(error, session.place)
  }
}

/** A COPY would write into an identity, which an INSERT may not. */
function refuseGenerated(columns: readonly RemoteColumn[], { columns: all, shownName }: RemoteTable): void {
  const generated = columns.filter(({ isGenerated }) => isGenerated).map(({ name }) => `"${name}"`)
  if (generated.length === 0) return
  const others = all.filter(({ isGenerated }) => !isGenerated).map(({ name }) => name)
  throw new CausewayError(
    'sql-semantics',
    `${generated.length === 1 ? 'Column' : 'Columns'} ${generated.join(', ')} of the remote table ${shownName} ${generated.length === 1 ? 'is' : 'are'} GENERATED ALWAYS, and ${generated.length === 1 ? 'takes' : 'take'} no values`,
    { hint: `List the other columns: INSERT INTO … (${others.join(', ')})` },
  )
}

function writeBatch(stream: NodeJS.WritableStream, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}

import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType } from '../../../base/spark-type.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { EngineError } from '../../engine/engine.ts'
import type { InsertMode } from '../../sql/plan/plan.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { textLiteral } from './dialect.ts'
import { InsertStatements } from './insert-statements.ts'
import { matchColumns } from './match-columns.ts'
import { openTable } from './open-table.ts'
import type { Connection } from './protocol/connection.ts'
import { remoteError } from './remote-error.ts'
import type { RemoteTable } from './remote-table.ts'
import { rowValuesSql } from './row-values.ts'
import { quoteName } from './table-name.ts'

/**
 * A value that does not fit fails and is never cut, and literals are read as row-values.ts writes them. Fractions of seconds are rounded in MySQL, and cut in
 * MariaDB, which alone reads such a comment, where it is not told to round.
 */
const STRICT =
  "SET sql_mode = CONCAT('STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION' /*M!100401 , ',TIME_ROUND_FRACTIONAL' */), sql_safe_updates = 0"

/**
 * Writes the rows into the remote table with as many INSERTs as they need, in one transaction: a failure or a cancel leaves none of them. What is overwritten is
 * deleted in the same one, and not truncated: that would end it.
 */
export async function insertMysql(table: TableDefinition, sql: string, mode: InsertMode, context: RemoteContext): Promise<number> {
  const { source } = table
  if (source.kind !== 'jdbc') throw new CausewayError('internal', 'A table without a JDBC URL was given to the MySQL source')
  const { session, table: remote } = await openTable(source, context)
  const { connection } = session
  const shown = `${session.place}/${remote.shownName}`
  try {
    const name = nameOf(remote, table)
    const columns = matchColumns(table.columns, remote)
    await connection.executeAll([STRICT, 'SET SESSION TRANSACTION READ WRITE'])
    const bytesMax = await packetBytes(connection, name, remote)
    await connection.execute('START TRANSACTION')
    if (mode.kind === 'overwrite') {
      const deletion = `DELETE FROM ${remote.from}`
      context.recordStatement(shown, deletion)
      await connection.execute(deletion)
    }
    const head = `INSERT INTO ${remote.from} (${columns.map((column) => quoteName(column.name)).join(', ')}) VALUES `
    context.recordStatement(shown, `${head}…`)
    const statements = new InsertStatements(connection, head, bytesMax)
    const written = table.columns.map(({ type, name: column }, index) => ({
      name: column,
      type: parseSparkType(type),
      written: columns[index]?.type.written ?? 'plain',
    }))
    const exported = context.exportText(rowValuesSql(written, sql), (bytes) => statements.write(bytes))
    const { rowCount } = await Promise.race([exported, statements.failed])
    const affected = await statements.end()
    if (affected !== rowCount) {
      throw new CausewayError('remote-failure', `${shown} counted ${affected} of ${rowCount} rows: none was kept`)
    }
    context.signal.throwIfAborted()
    await session.commit()
    await session.end()
    return rowCount
  } catch (error) {
    await session.abandon()
    throw error instanceof EngineError ? error : remoteError(error, session.place)
  }
}

function nameOf({ name }: RemoteTable, table: TableDefinition): { readonly database: string; readonly table: string } {
  if (name !== undefined) return name
  throw new CausewayError('not-supported', `${table.database}.${table.name} is a query of the remote database, and takes no rows`, {
    hint: "Make a table here that names one there: 'dbtable'='database.table'",
  })
}

/** What the server takes at once. @throws CausewayError when the table's engine takes nothing back. */
async function packetBytes(
  connection: Connection,
  { database, table }: { readonly database: string; readonly table: string },
  { shownName }: RemoteTable,
): Promise<number> {
  const { rows } = await connection.query(
    'SELECT @@max_allowed_packet, t.ENGINE, e.TRANSACTIONS FROM (SELECT 1) AS one ' +
      `LEFT JOIN information_schema.TABLES AS t ON t.TABLE_SCHEMA = ${textLiteral(database)} AND t.TABLE_NAME = ${textLiteral(table)} ` +
      'LEFT JOIN information_schema.ENGINES AS e ON e.ENGINE = t.ENGINE',
  )
  const [bytes, engine, transactions] = rows[0] ?? []
  if (transactions !== undefined && transactions.toString() !== 'YES') {
    throw new CausewayError(
      'not-supported',
      `The remote table ${shownName} is of the engine ${engine?.toString()}, which takes no rows back: what failed in the middle would stay`,
      { hint: `In the database: ALTER TABLE ${shownName} ENGINE = InnoDB` },
    )
  }
  return Number(bytes?.toString() ?? 0)
}

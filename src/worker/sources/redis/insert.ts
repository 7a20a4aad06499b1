import { CausewayError } from '../../../base/errors.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { EngineError } from '../../engine/engine.ts'
import type { InsertMode } from '../../sql/plan/plan.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { command } from './command.ts'
import { commandSql, repliesPerRow, valueSql } from './command-sql.ts'
import { connectRedis, type RedisSession, throwFirst } from './connect.ts'
import { KeyScan } from './find-keys.ts'
import { readSource, type WrittenTable } from './read-source.ts'
import { remoteError } from './remote-error.ts'
import { RedisReplyError } from './reply-reader.ts'

const ROWS = 'redis_rows'

/**
 * Writes each row as a hash. Redis takes nothing back: so the query is run to its end first, and its rows are looked at, before anything is deleted or written. What
 * fails after that tells how much was.
 */
export async function insertRedis(table: TableDefinition, sql: string, mode: InsertMode, context: RemoteContext): Promise<number> {
  const written = readSource(table.source)
  const { options, keyColumn } = written
  if (options.table === undefined) {
    throw new CausewayError('not-supported', `${table.database}.${table.name} is a table of keys.pattern, and takes no rows`, {
      hint: "Make a table with the option 'table'",
    })
  }
  const keyIndex = table.columns.findIndex(({ name }) => name.toLowerCase() === keyColumn)
  await keepRows(table, sql, keyIndex, options.table, context)
  const session = await connectRedis(written, context)
  try {
    if (mode.kind === 'overwrite') await deleteAll(session, written, context)
    const rows = { from: ROWS, columns: table.columns, keyIndex, ttl: options.ttl ?? 0 }
    context.recordStatement(`${session.place} ${written.pattern}`, `HMSET …${rows.ttl > 0 ? `; EXPIRE … ${rows.ttl}` : ''}`)
    const rowCount = await sendRows(session, commandSql(rows), repliesPerRow(rows), context)
    await session.end()
    return rowCount
  } catch (error) {
    await session.abandon()
    throw error instanceof EngineError ? error : remoteError(error, session.place)
  }
}

/** Rows that no hash can be made of are refused before the first is written. */
async function keepRows(
  { columns }: TableDefinition,
  sql: string,
  keyIndex: number,
  prefix: string,
  context: RemoteContext,
): Promise<void> {
  const names = columns.map((_, index) => `c${index}`)
  const { type = 'string' } = columns[keyIndex] ?? {}
  const id = keyIndex < 0 ? `replace(CAST(uuid() AS VARCHAR), '-', '')` : valueSql(type, `c${keyIndex}`)
  await context.engine.request({
    kind: 'execute',
    sql: `CREATE OR REPLACE TEMP TABLE ${ROWS} AS SELECT *, '${prefix.replaceAll("'", "''")}:' || ${id} AS k FROM (${sql}) AS row_values(${names.join(', ')})`,
  })
  const fields = names.filter((_, index) => index !== keyIndex)
  const isEmpty = fields.length === 0 ? 'true' : fields.map((name) => `${name} IS NULL`).join(' AND ')
  const { rowsJson } = await context.engine.request({
    kind: 'query',
    sql: `SELECT count(*) FILTER (WHERE k IS NULL), count(*) FILTER (WHERE ${isEmpty}) FROM ${ROWS}`,
    columns: [
      { name: 'keyless', type: 'bigint' },
      { name: 'empty', type: 'bigint' },
    ],
    rowsMax: 1,
    bytesMax: 1000,
  })
  const [keyless = 0, empty = 0]: readonly number[] = JSON.parse(rowsJson[0] ?? '[]')
  if (keyless > 0)
    throw new CausewayError('sql-semantics', `${keyless} rows have no key: the column ${columns[keyIndex]?.name} is NULL in them`)
  if (empty > 0)
    throw new CausewayError(
      'sql-semantics',
      `${empty} rows have no field: all of their columns but the key are NULL, and Redis keeps no empty hash`,
    )
}

async function deleteAll(session: RedisSession, written: WrittenTable, context: RemoteContext): Promise<void> {
  context.recordStatement(`${session.place} ${written.pattern}`, `SCAN … MATCH ${written.pattern}; DEL …`)
  const scan = new KeyScan(written)
  while (!scan.isDone) {
    const replies = await session.ask([scan.command])
    throwFirst(replies)
    const keys = scan.take(replies[0])
    throwFirst(await session.ask(keys.map((key) => command('DEL', key))))
  }
}

async function sendRows(session: RedisSession, sql: string, replies: number, context: RemoteContext): Promise<number> {
  let done = 0
  let failure: RedisReplyError | undefined
  let expected = Number.POSITIVE_INFINITY
  const received = (async () => {
    while (done < expected) {
      const reply = await session.reply()
      done += 1
      if (reply instanceof RedisReplyError) failure ??= reply
    }
  })()
  received.catch(() => undefined)
  const exported = context.exportText(sql, (bytes) => session.send(bytes))
  const { rowCount } = await Promise.race([exported, received.then(() => exported)])
  expected = rowCount * replies
  if (done < expected) await received
  if (failure === undefined) return rowCount
  const { message, hint } = remoteError(failure, session.place)
  throw new CausewayError('remote-failure', `${message}: some of the ${rowCount} rows are written, and Redis takes nothing back`, {
    hint: hint ?? 'Correct it there, and write them again: a row with a key of its own replaces itself.',
    cause: failure,
  })
}

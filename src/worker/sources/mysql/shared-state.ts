import type { RemoteContext } from '../shared/source-context.ts'
import type { RemoteSession } from './connect.ts'
import { textLiteral } from './dialect.ts'
import { type JdbcSource, openSession } from './open-table.ts'
import { ServerError } from './protocol/server-error.ts'
import type { RemoteTable } from './remote-table.ts'

/** One state of all that is read, and nothing that is read changes anything. */
export const SNAPSHOT = 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY'

/** Nobody waits for us longer than that. Without autocommit InnoDB waits for who has written and not committed; older servers do not wait otherwise. */
const PATIENCE = 'SET autocommit = 0, innodb_table_locks = 1, lock_wait_timeout = 1'

/** A network that breaks tells the server nothing: it lets go of the table after so many seconds. */
const HELD_AT_MOST = 'SET wait_timeout = 60'

interface Joining {
  readonly source: JdbcSource
  readonly context: RemoteContext
  /** So many sessions together. */
  readonly count: number
}

/**
 * The session and others that see the same state of the table; the session alone where there cannot be others. While one more connection holds the table against writers (LOCK TABLES … READ, which waits for who has
 * written and not committed), each begins its transaction, and looks at the table, so that it stays the same table until they have read it. Then writers go on: they have waited for two exchanges with the server.
 * What stands in the way (a right, a limit of connections, a writer who takes longer than a second) is no failure.
 */
export async function sessionsOfOneState(
  first: RemoteSession,
  table: RemoteTable,
  { source, context, count }: Joining,
): Promise<readonly RemoteSession[]> {
  const opened = await Promise.all(Array.from({ length: count }, () => another(source, context)))
  const others = opened.filter((session) => session !== undefined)
  const [holder, ...readers] = others
  const giveUp = async (): Promise<readonly RemoteSession[]> => {
    await Promise.all(others.map((session) => session.end()))
    context.signal.throwIfAborted()
    return [first]
  }
  if (holder === undefined || others.length < count || !(await isHeld(holder, table))) return giveUp()
  const sessions = [first, ...readers]
  try {
    await allEnded(sessions.map(({ connection }) => begin(connection, table)))
    // The table was held until now: the server has not ended the session meanwhile.
    await holder.connection.execute('UNLOCK TABLES')
    await holder.end()
    return sessions
  } catch (error) {
    if (!(error instanceof ServerError)) throw error
    return giveUp()
  }
}

/** Rejects with the first failure, once none of them is still under way: a connection takes one statement at a time. */
async function allEnded(work: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(work)
  await Promise.all(work)
}

async function another(source: JdbcSource, context: RemoteContext): Promise<RemoteSession | undefined> {
  try {
    return (await openSession(source, context)).session
  } catch {
    context.signal.throwIfAborted()
    return undefined
  }
}

/** Of a table of InnoDB: others have no states that one sees. */
async function isHeld({ connection }: RemoteSession, { name, from }: RemoteTable): Promise<boolean> {
  if (name === undefined) return false
  try {
    const { rows } = await connection.query(
      `SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${textLiteral(name.database)} AND TABLE_NAME = ${textLiteral(name.table)} AND ENGINE = 'InnoDB' AND TABLE_TYPE = 'BASE TABLE'`,
    )
    if (rows.length === 0) return false
    await connection.executeAll([HELD_AT_MOST, PATIENCE, 'SET innodb_lock_wait_timeout = 1', `LOCK TABLES ${from} READ`])
    return true
  } catch (error) {
    if (error instanceof ServerError) return false
    throw error
  }
}

async function begin(connection: RemoteSession['connection'], { from }: RemoteTable): Promise<void> {
  await connection.execute(SNAPSHOT)
  await connection.query(`SELECT NULL FROM ${from} LIMIT 0`)
}

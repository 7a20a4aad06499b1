import type { RemoteContext } from '../shared/source-context.ts'
import type { RemoteSession } from './connect.ts'
import { type JdbcSource, openSession } from './open-table.ts'

const BEGIN = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'
/** What a database has left for connections; every second one is for others. */
const FREE_CONNECTIONS = `SELECT (pg_catalog.current_setting('max_connections')::int4 - pg_catalog.current_setting('superuser_reserved_connections')::int4
  - (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity))::int4 / 2 AS free`

interface Joining {
  readonly source: JdbcSource
  readonly context: RemoteContext
  /** So many sessions together, at most. */
  readonly countMax: number
}

/**
 * The session and others that see the same state of the database, as many as there can be, and hold the table (a quoted name): one that was written anew while some of
 * them waited for it would have its rows in other blocks. What stands in the way of another one (a limit of the database, a pool in between, a standby, somebody who
 * waits for the table) is no failure: there are fewer then.
 */
export async function sessionsOfOneState(first: RemoteSession, table: string, joining: Joining): Promise<readonly RemoteSession[]> {
  const wanted = Math.min(joining.countMax - 1, await freeConnections(first))
  if (wanted < 1) return [first]
  const snapshot = await exportSnapshot(first, table)
  if (snapshot === undefined) return [first]
  const others = await Promise.all(Array.from({ length: wanted }, () => joined(snapshot, table, joining)))
  const sessions = [first, ...others.filter((session) => session !== undefined)]
  // One that is lost meanwhile is told of by who reads from it.
  if (sessions.length === 1) await first.client.query('ROLLBACK').catch(() => undefined)
  return sessions
}

async function freeConnections({ client }: RemoteSession): Promise<number> {
  try {
    const { rows } = await client.query<{ free: number }>(FREE_CONNECTIONS)
    return rows[0]?.free ?? 0
  } catch {
    return 0
  }
}

async function exportSnapshot({ client }: RemoteSession, table: string): Promise<string | undefined> {
  try {
    await client.query(BEGIN)
    // Before the state is chosen, as nothing but LOCK does.
    await client.query(`LOCK TABLE ${table} IN ACCESS SHARE MODE`)
    const { rows } = await client.query<{ snapshot: string }>('SELECT pg_catalog.pg_export_snapshot() AS snapshot')
    return rows[0]?.snapshot
  } catch {
    await client.query('ROLLBACK').catch(() => undefined)
    return undefined
  }
}

async function joined(snapshot: string, table: string, { source, context }: Joining): Promise<RemoteSession | undefined> {
  let session: RemoteSession | undefined
  try {
    session = (await openSession(source, context)).session
    await session.client.query(BEGIN)
    await session.client.query(`SET TRANSACTION SNAPSHOT '${snapshot.replaceAll("'", "''")}'`)
    // Who waits for the table waits for the first session, which waits for this one.
    await session.client.query(`LOCK TABLE ${table} IN ACCESS SHARE MODE NOWAIT`)
    return session
  } catch {
    await session?.end()
    context.signal.throwIfAborted()
    return undefined
  }
}

import type { RemoteSession } from './connect.ts'

/**
 * Waits for the tables that a SELECT reads, and holds them until the end of the transaction that it begins. A COPY chooses the state it sees before it waits
 * for a table: of one that is emptied and filled again meanwhile, in one transaction, it would find neither the rows of before nor those of after.
 * Resolves with whether there is a transaction, to be committed: a pool in between may allow none, and what is wrong with the SELECT is told of by the COPY.
 * Rejects when the job is ended meanwhile.
 */
export async function holdTables({ client }: RemoteSession, select: string, signal: AbortSignal): Promise<boolean> {
  try {
    // Whatever the database has for a default: with a higher level the next statement would see the state of this one.
    await client.query(`BEGIN ISOLATION LEVEL READ COMMITTED; SELECT FROM (${select}\n) AS held LIMIT 0`)
    return true
  } catch {
    // The database was told to stop, once: whatever is sent now would wait for the table anew, and nobody would end it.
    signal.throwIfAborted()
    await client.query('ROLLBACK').catch(() => undefined)
    signal.throwIfAborted()
    return false
  }
}

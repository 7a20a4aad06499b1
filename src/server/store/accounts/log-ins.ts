import type { Database } from '../schema.ts'
import { deleteKeysMadeBy, deleteTemporaryKeys } from './access-keys.ts'
import { BEARER_TABLES, deleteBearersOf, deleteBearersOfKey } from './bearer-rows.ts'

/** What log-ins of a user have led to, and would outlive: one more kind of it is ended here, wherever a log-in is taken away. `which`: those with the password, or all. */
export async function endLogInsOf(db: Database, userId: string, which: 'all' | 'of password'): Promise<void> {
  for (const table of BEARER_TABLES) await deleteBearersOf(db, table, userId, which)
  await deleteTemporaryKeys(db, userId, which)
}

/** The same of log-ins with a key. */
export async function endLogInsOfKey(db: Database, accessKey: string): Promise<void> {
  for (const table of BEARER_TABLES) await deleteBearersOfKey(db, table, accessKey)
  await deleteKeysMadeBy(db, accessKey)
}

import { CausewayError } from '../../../base/errors.ts'
import type { DatabaseRecord } from '../../domain/database.ts'
import { findDatabase } from '../../store/databases.ts'
import type { Database as StoreDatabase } from '../../store/schema.ts'

/** The vendor's message. */
export const noDatabase = (name: string): CausewayError =>
  new CausewayError('not-found', `There is no database named ${name}`, { hint: 'List the databases, or create this one.' })

export const noTable = (database: string, name: string): CausewayError =>
  new CausewayError('not-found', `There is no table named ${database}.${name}`, {
    hint: 'List the tables of the database, or create this one.',
  })

/** Throws 'not-found' for a database that is not there; the name is matched without regard to case. */
export async function requireDatabase(db: StoreDatabase, projectId: string, name: string): Promise<DatabaseRecord> {
  const database = await findDatabase(db, projectId, name.toLowerCase())
  if (database === undefined) throw noDatabase(name.toLowerCase())
  return database
}

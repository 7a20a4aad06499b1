import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { DatabaseRecord } from '../../domain/database.ts'
import { findDatabase } from '../../store/catalog/databases.ts'
import type { Database as StoreDatabase } from '../../store/schema.ts'

/** The vendor's message. */
export const noDatabase = (name: string): CausewayError =>
  new CausewayError('not-found', noneNamed('database', name), { hint: 'List the databases, or create this one.' })

export const noTable = (database: string, name: string): CausewayError =>
  new CausewayError('not-found', noneNamed('table', `${database}.${name}`), {
    hint: 'List the tables of the database, or create this one.',
  })

/** Throws 'not-found' for a database that is not there; the name is matched without regard to case. */
export async function requireDatabase(db: StoreDatabase, projectId: string, name: string): Promise<DatabaseRecord> {
  const database = await findDatabase(db, projectId, name.toLowerCase())
  if (database === undefined) throw noDatabase(name.toLowerCase())
  return database
}

/** @throws 'not-supported' for a database whose tables are those of a remote schema */
export function requireOwnTables({ name, connection }: Pick<DatabaseRecord, 'name' | 'connection'>): void {
  if (connection === undefined) return
  throw new CausewayError(
    'not-supported',
    `The tables of ${name} are those of the schema ${connection.schema} of a remote database: none is made, changed or dropped here`,
    {
      hint: `Do it there; REFRESH TABLE ${name}.t takes over what has changed. Tables and views of your own are made in another database.`,
    },
  )
}

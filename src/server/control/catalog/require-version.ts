import { CausewayError } from '../../../base/errors.ts'
import type { VersionChoice } from '../../../protocol/table-files.ts'
import type { TableRecord } from '../../domain/database.ts'
import { findTableVersionAt } from '../../store/catalog/table-versions.ts'
import { findTable } from '../../store/catalog/tables.ts'
import type { Database } from '../../store/schema.ts'
import type { Caller } from '../shared/caller.ts'
import { noTable, requireDatabase } from './require-database.ts'
import type { NamedTable } from './table-change.ts'

const HISTORY = 'DESCRIBE HISTORY lists the versions of a table; they are kept for a day after they were replaced.'

const timeText = (was: VersionChoice): string => ('at' in was ? new Date(was.at).toISOString() : '')

/** A managed table. @throws 'not-found', 'not-supported' for another one */
export async function requireTable(db: Database, caller: Caller, named: NamedTable): Promise<TableRecord & { version: number }> {
  const record = await requireRecord(db, caller, named)
  const { version } = record
  if (version !== undefined) return { ...record, version }
  throw new CausewayError('not-supported', `The rows of ${record.definition.database}.${record.name} are not in the warehouse`, {
    hint: 'Use the location or the remote table that its definition names.',
  })
}

/** @throws 'not-found' */
export async function requireRecord(db: Database, caller: Caller, { database, table }: NamedTable): Promise<TableRecord> {
  const record = await findTable(db, (await requireDatabase(db, caller.projectId, database)).id, table.toLowerCase())
  if (record === undefined) throw noTable(database.toLowerCase(), table.toLowerCase())
  return record
}

/** The number of a version whose rows are all there. @throws 'not-found', 'expired' for one that is no longer kept */
export async function requireVersion(db: Database, record: TableRecord & { version: number }, was: VersionChoice): Promise<number> {
  const { id, definition, version, keptFrom = 0 } = record
  const shown = `${definition.database}.${definition.name}`
  if ('snapshot' in was) throw new CausewayError('not-found', `${shown} has no version ${was.snapshot}`, { hint: HISTORY })
  const chosen = 'version' in was ? was.version : await findTableVersionAt(db, id, was.at)
  if (chosen === undefined)
    throw new CausewayError('not-found', `The table ${shown} was not there yet at ${timeText(was)}`, { hint: HISTORY })
  if (chosen > version)
    throw new CausewayError('not-found', `The table ${shown} has no version ${chosen}: the newest is ${version}`, { hint: HISTORY })
  if (chosen < keptFrom)
    throw new CausewayError('expired', `Version ${chosen} of the table ${shown} is no longer kept: the oldest is ${keptFrom}`, {
      hint: HISTORY,
    })
  return chosen
}

import { dataFiles } from '../../base/data-files.ts'
import { CausewayError } from '../../base/errors.ts'
import { folderInUse, makeDataFolder, makePrivateFile } from './data-folder.ts'
import { diskFailure, type OpenSqliteDatabase, openSqliteDatabase, resultCode } from './sqlite/sqlite-database.ts'

/** A data folder that this process alone has, until its database is closed or the process ends. */
export interface LockedFolder {
  /** Absolute. */
  readonly home: string
  readonly database: OpenSqliteDatabase
}

const SQLITE_BUSY = 5

/**
 * Makes the data folder at the first start and takes it. Needs nothing that is slow to load, so that a second server is told at once. Throws 'in-use' (naming
 * the holder) when another server has it, and 'unavailable' when the folder cannot be used.
 */
export async function lockDataFolder(home: string): Promise<LockedFolder> {
  await makeDataFolder(home)
  const file = dataFiles(home).database
  await makePrivateFile(file)
  try {
    return { home, database: openSqliteDatabase(file) }
  } catch (failure) {
    if (resultCode(failure) === SQLITE_BUSY) throw await folderInUse(home, failure)
    const why = diskFailure(failure)
    throw new CausewayError('unavailable', `The database ${file} cannot be opened${why === undefined ? '' : `: ${why}`}`, {
      cause: failure,
      hint: 'Check the rights on the data folder and the free space, or restore it from a backup.',
    })
  }
}

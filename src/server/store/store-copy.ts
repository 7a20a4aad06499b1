import { copyFile } from 'node:fs/promises'
import { CamelCasePlugin, Kysely, SqliteDialect } from 'kysely'
import { dataFiles } from '../../base/data-files.ts'
import { CausewayError } from '../../base/errors.ts'
import { listFileNames } from './catalog/table-versions.ts'
import { listWarehouseTables, type WarehouseTable } from './catalog/tables.ts'
import { makePrivateFile } from './data-folder.ts'
import type { Database, Schema } from './schema.ts'
import { diskFailure, type OpenSqliteDatabase, openSqliteDatabase } from './sqlite/sqlite-database.ts'

/** The files of a managed table that a copy of the database names, of all its versions. */
export interface NamedFiles {
  readonly table: WarehouseTable
  readonly names: ReadonlySet<string>
}

interface StoreToCopy {
  readonly home: string
  readonly database: Pick<OpenSqliteDatabase, 'copyTo'>
}

export interface StoreCopy {
  /** Whether a place in a bucket is outside of the data folder. */
  readonly isElsewhere: (location: string) => boolean
  /** Ends the copying: what is there of it is the caller's to remove. */
  readonly signal: AbortSignal
}

/**
 * Copies the database, as it is at the end of the copying, and its key into another folder, while others read and write. What the copy says is under way outside of the data
 * folder is the first server's to end: a server that begins with the copy does not take it back.
 */
export async function copyStore({ home, database }: StoreToCopy, into: string, { isElsewhere, signal }: StoreCopy): Promise<void> {
  signal.throwIfAborted()
  const files = dataFiles(into)
  await makePrivateFile(files.database)
  try {
    await database.copyTo(files.database, signal)
  } catch (cause) {
    signal.throwIfAborted()
    const why = diskFailure(cause)
    throw new CausewayError('unavailable', `The database could not be copied into ${into}${why === undefined ? '' : `: ${why}`}`, {
      cause,
      hint: 'Look at the disk that the folder is on.',
    })
  }
  await copyFile(dataFiles(home).masterKey, files.masterKey)
  const db = openCopy(into)
  try {
    await db.deleteFrom('objectUpload').execute()
    await db.deleteFrom('objectSending').execute()
    for (const { projectId, folder, name } of await db.selectFrom('unfinishedWrite').selectAll().execute()) {
      if (!isElsewhere(folder)) continue
      await db
        .deleteFrom('unfinishedWrite')
        .where('projectId', '=', projectId)
        .where('folder', '=', folder)
        .where('name', '=', name)
        .execute()
    }
  } finally {
    await db.destroy()
  }
}

/** Table by table: all names of all tables at once may be a million. */
export async function* filesNamedByCopy(folder: string): AsyncGenerator<NamedFiles> {
  const db = openCopy(folder)
  try {
    for (const table of await listWarehouseTables(db)) yield { table, names: await listFileNames(db, table.tableId) }
  } finally {
    await db.destroy()
  }
}

const openCopy = (folder: string): Database =>
  new Kysely<Schema>({
    dialect: new SqliteDialect({ database: openSqliteDatabase(dataFiles(folder).database) }),
    plugins: [new CamelCasePlugin()],
  })

import { access, chown, lstat, readdir, rm, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { dataFiles } from '../../base/data-files.ts'
import { CausewayError } from '../../base/errors.ts'
import { BACKUP_MANIFEST, checkBackup, writeManifest } from '../../server/control/backup/backup-manifest.ts'
import { copyEntries, fillNewFolder, requireApart, withoutRunningOnly } from '../../server/control/backup/copied-entries.ts'
import { makePrivateFile } from '../../server/store/data-folder.ts'
import { lockDataFolder } from '../../server/store/locked-folder.ts'
import { localServer } from '../connect/local-server.ts'
import type { ServerClient } from '../connect/server-client.ts'
import { ServerRefusal } from '../connect/server-refusal.ts'

/** The same of a folder that a server has, which makes it and goes on meanwhile; it gives it up when this one goes away. */
export async function backUpUnderServer(home: string, into: string, signal: AbortSignal): Promise<'made' | 'no-server'> {
  const server = await foundServer(home, signal)
  if (server === undefined) return 'no-server'
  await server.ask('POST', '/causeway/v1/backup', { into: resolve(into) })
  return 'made'
}

/** Asked before it is to do anything: one that was killed is still named in its folder. */
async function foundServer(home: string, signal: AbortSignal): Promise<ServerClient | undefined> {
  try {
    const server = await localServer(home, signal)
    await server.ask('GET', '/causeway/v1/projects')
    return server
  } catch (thrown) {
    if (thrown instanceof CausewayError && thrown.kind === 'unavailable' && !(thrown instanceof ServerRefusal)) return undefined
    throw thrown
  }
}

/**
 * Copies the data folder into a folder that is not there yet, or is empty; it is there under its name when it is whole. No server may run on it: files of tables
 * are of the same moment as what the database says of them. Throws 'in-use' (naming the server), 'not-found', 'already-exists' and 'unavailable'.
 */
export async function backUpFolder(home: string, into: string, signal?: AbortSignal): Promise<void> {
  const { database } = dataFiles(home)
  // Asked before it is locked, which makes a folder that is not there.
  if (!(await isThere(database))) {
    throw new CausewayError('not-found', `${home} is no data folder: it has no ${basename(database)}`, { hint: 'Name it by --home.' })
  }
  await requireApart(home, into)
  const folder = await lockDataFolder(home)
  try {
    const fill = async (unfinished: string): Promise<void> => {
      // By SQLite: a copy of its file beside it would lift the lock of this process, and lack what is only in its log.
      const copy = dataFiles(unfinished).database
      await makePrivateFile(copy)
      folder.database.prepare('vacuum into ?').run([copy])
      await copyEntries(home, unfinished, withoutRunningOnly(home, await readdir(home)), { signal })
      await writeManifest(unfinished, signal)
    }
    await fillNewFolder(into, fill, signal)
  } finally {
    folder.database.close()
  }
}

/**
 * Puts a backup where a server is to find it: in a folder that is not there yet, or is empty. Throws as backUpFolder, and 'invalid-parameter' for one that is damaged.
 * @returns what of it was compared with what it was
 */
export async function restoreFolder(from: string, home: string, signal?: AbortSignal): Promise<'all' | 'database-only'> {
  const { database, masterKey } = dataFiles(from)
  for (const file of [database, masterKey]) {
    if (await isThere(file)) continue
    throw new CausewayError('not-found', `${from} is no backup: it has no ${basename(file)}`, {
      hint:
        file === masterKey
          ? 'Put the key back that was kept apart: stored secrets open with nothing else.'
          : 'Name what causeway backup has made.',
    })
  }
  await requireApart(from, home)
  await requireOwnFolders(from)
  let checked: 'all' | 'database-only' = 'database-only'
  const fill = async (unfinished: string): Promise<void> => {
    await copyEntries(from, unfinished, await readdir(from), { signal })
    // Of the copy, so that what was read badly is seen, too.
    checked = await checkBackup(unfinished)
    await rm(join(unfinished, BACKUP_MANIFEST), { force: true })
    // What root puts back for another user is of use to that one alone, who could not enter a folder of root's.
    const { uid, gid } = await stat(dataFiles(unfinished).database)
    if (process.getuid?.() === 0) await chown(unfinished, uid, gid)
  }
  await fillNewFolder(home, fill, signal)
  return checked
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

/** A copy that was made by other means may lead to the tables of the server that it is of: two would write there, and each remove what the other one knows. */
async function requireOwnFolders(from: string): Promise<void> {
  for (const name of await readdir(from)) {
    const entry = join(from, name)
    if (!(await lstat(entry)).isSymbolicLink()) continue
    const isFile = await stat(entry).then(
      (target) => target.isFile(),
      () => false,
    )
    if (isFile) continue
    throw new CausewayError('invalid-parameter', `${entry} is a symbolic link, and what it leads to is not in the backup`, {
      hint: 'Put a copy of what it led to then in its place.',
    })
  }
}

import { execFile } from 'node:child_process'
import { access, chmod, chown, lstat, mkdir, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { promisify } from 'node:util'
import { dataFiles } from '../../base/data-files.ts'
import { CausewayError } from '../../base/errors.ts'
import { hasCode } from '../../base/has-code.ts'
import { systemFailure } from '../../base/system-failure.ts'
import { makePrivateFile } from '../../server/store/data-folder.ts'
import { lockDataFolder } from '../../server/store/locked-folder.ts'

const run = promisify(execFile)

/**
 * Copies the data folder into a folder that is not there yet, or is empty; it is there under its name when it is whole. No server may run on it: files of tables
 * are of the same moment as what the database says of them. Throws 'in-use' (naming the server), 'not-found', 'already-exists' and 'unavailable'.
 */
export async function backUpFolder(home: string, into: string): Promise<void> {
  const { database, doors, owner, scratch, workerProgram, compileCache } = dataFiles(home)
  // Asked before it is locked, which makes a folder that is not there.
  if (!(await isThere(database))) {
    throw new CausewayError('not-found', `${home} is no data folder: it has no ${basename(database)}`, { hint: 'Name it by --home.' })
  }
  await requireApart(home, into)
  const folder = await lockDataFolder(home)
  try {
    await fill(into, async (unfinished) => {
      // By SQLite: a copy of its file beside it would lift the lock of this process, and lack what is only in its log.
      const copy = dataFiles(unfinished).database
      await makePrivateFile(copy)
      folder.database.prepare('vacuum into ?').run([copy])
      const left = [database, `${database}-wal`, `${database}-shm`, doors, owner, scratch, workerProgram, compileCache]
      await copyInto(home, unfinished, new Set(left.map((file) => basename(file))))
    })
  } finally {
    folder.database.close()
  }
}

/** Puts a backup where a server is to find it: in a folder that is not there yet, or is empty. Throws as backUpFolder. */
export async function restoreFolder(from: string, home: string): Promise<void> {
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
  await fill(home, async (unfinished) => {
    await copyInto(from, unfinished, new Set())
    // What root puts back for another user is of use to that one alone, who could not enter a folder of root's.
    const { uid, gid } = await stat(dataFiles(unfinished).database)
    if (process.getuid?.() === 0) await chown(unfinished, uid, gid)
  })
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

async function requireApart(from: string, into: string): Promise<void> {
  const [one, other] = [await realpath(from), await realpathOfParent(into)]
  const isWithin = (inner: string, outer: string): boolean => {
    const way = relative(outer, inner)
    return way === '' || !(way === '..' || way.startsWith(`..${sep}`))
  }
  if (isWithin(other, one) || isWithin(one, other))
    throw new CausewayError('invalid-parameter', `${into} and ${from} are one within the other`, { hint: 'Name a folder elsewhere.' })
}

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

const realpathOfParent = async (path: string): Promise<string> => {
  const whole = resolve(path)
  const parent = await realpath(dirname(whole)).catch(() => dirname(whole))
  return join(parent, basename(whole))
}

/** Nobody finds half of it: it has its name when it is whole. */
async function fill(target: string, work: (unfinished: string) => Promise<void>): Promise<void> {
  const whole = resolve(target)
  const unfinished = `${whole}.unfinished`
  const there = await readdir(whole).catch((thrown: unknown) => {
    if (hasCode(thrown, 'ENOENT')) return undefined
    throw systemFailure(thrown, `The folder ${target}`) ?? thrown
  })
  if (there !== undefined && there.length > 0)
    throw new CausewayError('already-exists', `The folder ${target} is not empty`, { hint: 'Name one that is empty or not there yet.' })
  try {
    await mkdir(dirname(whole), { recursive: true })
    await mkdir(unfinished, { mode: 0o700 })
  } catch (thrown) {
    if (hasCode(thrown, 'EEXIST'))
      throw new CausewayError('already-exists', `There is ${unfinished}, of a copy that was cut off or goes on`, {
        hint: 'Remove it where no other command is at work.',
      })
    throw systemFailure(thrown, `The folder ${target}`) ?? thrown
  }
  try {
    await work(unfinished)
    await chmod(unfinished, 0o700)
    if (there !== undefined) await rmdir(whole)
    await rename(unfinished, whole)
  } catch (thrown) {
    await rm(unfinished, { recursive: true, force: true })
    throw systemFailure(thrown, `The folder ${target}`) ?? thrown
  }
}

/**
 * With owners, rights, times and links, and without a second set of blocks where the file system can share them. What of the folder itself is a link, as tables on a
 * larger disk are, is copied: links behind it lead nowhere that a server would follow.
 */
async function copyInto(from: string, into: string, left: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(from)) {
    if (left.has(name)) continue
    await run('cp', ['-aH', '--reflink=auto', '--', join(from, name), into]).catch((thrown: unknown) => {
      const said = typeof thrown === 'object' && thrown !== null && 'stderr' in thrown ? String(thrown.stderr).trim() : ''
      throw new CausewayError('unavailable', `${join(from, name)} could not be copied`, {
        hint: said === '' ? 'Is there cp?' : said,
        cause: thrown,
      })
    })
  }
  // What is copied is there after a power cut, too.
  await run('sync', ['-f', into]).catch(() => undefined)
}

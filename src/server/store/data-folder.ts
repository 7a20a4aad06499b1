import { chmod, mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { dataFiles } from '../../base/data-files.ts'
import { CausewayError } from '../../base/errors.ts'
import { hasCode } from '../../base/has-code.ts'
import { systemFailure } from '../../base/system-failure.ts'
import { newKeyFile } from './secrets/master-key.ts'

/** What may stand in a folder before its first start: buckets that somebody has filled, and what a start that was ended has left. */
function mayPrecedeFirstStart(home: string): ReadonlySet<string> {
  const { buckets, projectBuckets, warehouse, scratch, masterKey, compileCache, workerProgram } = dataFiles(home)
  const ours = [buckets, projectBuckets, warehouse, scratch, masterKey, newKeyFile(home), compileCache, workerProgram]
  return new Set([...ours.map((file) => basename(file)), 'lost+found'])
}

/**
 * Refuses a folder that is somebody else's: its rights would be changed, its `scratch` emptied, and of its `warehouse` only the tables would be kept that the
 * database knows.
 */
async function checkContents(home: string): Promise<void> {
  const names = await readdir(home)
  const { database, masterKey, warehouse } = dataFiles(home)
  if (names.includes(basename(database))) return
  const known = mayPrecedeFirstStart(home)
  const foreign = names.filter((name) => !known.has(name))
  if (foreign.length > 0) {
    throw new CausewayError('unavailable', `The folder ${home} is no data folder and holds other things, ${foreign[0]} for one`, {
      hint: 'Name a folder that is empty or not there yet.',
    })
  }
  const hasRows = names.includes(basename(warehouse)) && (await readdir(warehouse)).length > 0
  if (names.includes(basename(masterKey)) || hasRows) {
    throw new CausewayError('unavailable', `The data folder ${home} was used before, and its causeway.db is missing`, {
      hint: 'Put back the file from a backup, or name a new folder.',
    })
  }
}

/** One by one: what makes them all at once says of a disk that may only be read that the folder is not there. */
async function makeFolders(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 })
  } catch (thrown) {
    if (hasCode(thrown, 'EEXIST') && (await stat(folder)).isDirectory()) return
    if (!hasCode(thrown, 'ENOENT') || dirname(folder) === folder) throw thrown
    await makeFolders(dirname(folder))
    await mkdir(folder, { mode: 0o700 })
  }
}

/** What root would add to the folder of another user, that user could neither read nor remove. */
async function checkOwner(home: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const owner = await stat(dataFiles(home).database).then(
    ({ uid }) => uid,
    () => 0,
  )
  if (owner === 0) return
  throw new CausewayError(
    'unavailable',
    `The data folder ${home} belongs to another user (id ${owner}), and the server was started as root`,
    {
      hint: `Start it as that user, as with sudo -u '#${owner}', or give the folder to root: chown -R root ${home}`,
    },
  )
}

/** Makes the folder when it is not there, readable by this user only. Throws 'unavailable' for one that cannot be used, or is not a data folder. */
export async function makeDataFolder(home: string): Promise<void> {
  try {
    await makeFolders(home)
    await checkContents(home)
    await checkOwner(home)
    await chmod(home, 0o700)
  } catch (thrown) {
    throw systemFailure(thrown, `The data folder ${home}`) ?? thrown
  }
}

/** Makes an empty file when there is none, for this user only. SQLite gives the files beside its database the same rights. */
export async function makePrivateFile(file: string): Promise<void> {
  try {
    // Only a new file is opened: closing one that SQLite has open in this process would lift its lock.
    await (await open(file, 'wx', 0o600)).close()
  } catch (thrown) {
    if (!hasCode(thrown, 'EEXIST')) throw thrown
    await chmod(file, 0o600)
  }
}

interface Owner {
  readonly pid: number
  readonly url?: string
}

/** Checked by hand: this is read before the server has loaded anything heavy. */
const isOwner = (value: unknown): value is Owner =>
  typeof value === 'object' &&
  value !== null &&
  'pid' in value &&
  Number.isInteger(value.pid) &&
  (!('url' in value) || typeof value.url === 'string')

export async function writeOwner(home: string, owner: Owner): Promise<void> {
  await writeFile(dataFiles(home).owner, `${JSON.stringify(owner)}\n`, { mode: 0o600 })
}

export async function removeOwner(home: string): Promise<void> {
  await rm(dataFiles(home).owner, { force: true })
}

/** The error for a folder that another server holds. */
export async function folderInUse(home: string, cause: unknown): Promise<CausewayError> {
  let holder = 'another process'
  try {
    const owner: unknown = JSON.parse(await readFile(dataFiles(home).owner, 'utf8'))
    if (isOwner(owner)) holder = `the server with process id ${owner.pid}${owner.url === undefined ? '' : ` at ${owner.url}`}`
  } catch {
    // Without the file the holder stays unnamed.
  }
  return new CausewayError('in-use', `The data folder ${home} is in use by ${holder}`, {
    cause,
    hint: 'Stop that server. Another that is to run beside it needs a data folder of its own.',
  })
}

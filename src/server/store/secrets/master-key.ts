import { randomBytes } from 'node:crypto'
import { open, readFile, realpath, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { dataFiles } from '../../../base/data-files.ts'
import { CausewayError } from '../../../base/errors.ts'
import { hasCode } from '../../../base/has-code.ts'

const MASTER_KEY_BYTES = 32

/** Where the first master key is written before it gets its name. */
export const newKeyFile = (home: string): string => `${dataFiles(home).masterKey}.new`

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined
    throw thrown
  }
}

/** Synced; a key file gets its name when it is whole. */
async function writeKey(path: string, key: Uint8Array): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(`${Buffer.from(key).toString('hex')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** On the disk then. */
async function renameKey(home: string, from: string): Promise<void> {
  await rename(from, dataFiles(home).masterKey)
  const folder = await open(home, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/**
 * The data folder's master key. Made when neither a key nor data is there; when data is there without its key, throws 'unavailable' and touches nothing,
 * because a new key would make every stored secret unreadable for good.
 */
export async function loadMasterKey(home: string, options: { readonly dataIsThere: boolean }): Promise<Uint8Array> {
  const { masterKey } = dataFiles(home)
  const text = await readIfThere(masterKey)
  if (text !== undefined) {
    const key = keyOf(text)
    if (key !== undefined) return key
    throw new CausewayError('unavailable', `The master key ${masterKey} is damaged`, {
      hint: 'Put back the file that this data folder was made with: 64 hexadecimal digits.',
    })
  }
  if (options.dataIsThere) {
    throw new CausewayError('unavailable', `The master key ${masterKey} is missing`, {
      hint: 'Put back the file that this data folder was made with; without it the stored secrets cannot be read.',
    })
  }
  const key = randomBytes(MASTER_KEY_BYTES)
  await writeKey(newKeyFile(home), key)
  await renameKey(home, newKeyFile(home))
  return key
}

const keyOf = (text: Buffer): Uint8Array | undefined => {
  const hex = text.toString('latin1').trim()
  return /^[0-9a-f]{64}$/.test(hex) ? Buffer.from(hex, 'hex') : undefined
}

/**
 * Throws 'unavailable' where another key cannot take the file's place: for a link, whose file would keep the old one, and for a file that is mounted there alone, which
 * no system lets go. Found when everything is sealed with the other key already, the server could not be started again.
 */
export async function checkReplaceable(home: string, mounts: () => Promise<string> = mountsOfProcess): Promise<void> {
  const { masterKey } = dataFiles(home)
  const place = join(await realpath(home), basename(masterKey))
  const isLink = (await realpath(masterKey)) !== place
  if (!isLink && !isMountPoint(place, await mounts())) return
  throw new CausewayError(
    'unavailable',
    `The master key ${masterKey} is ${isLink ? 'a link' : 'mounted from elsewhere'}, and cannot be replaced`,
    {
      hint: 'Stop the server, put the file itself into the data folder, with rights for its user only, and start again.',
    },
  )
}

/** proc_pid_mountinfo(5): the fifth field is where a mount stands, with some signs in octal digits. */
const isMountPoint = (path: string, mounts: string): boolean =>
  mounts.split('\n').some((line) => {
    const at = line.split(' ')[4] ?? ''
    return at.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))) === path
  })

/** Of other systems than Linux nothing is known. */
const mountsOfProcess = async (): Promise<string> => (await readIfThere('/proc/self/mountinfo'))?.toString('utf8') ?? ''

/** A key beside the one in use, on the disk before anything is sealed with it. */
export async function makeNextMasterKey(home: string): Promise<Uint8Array> {
  const key = randomBytes(MASTER_KEY_BYTES)
  await writeKey(dataFiles(home).nextMasterKey, key)
  const folder = await open(home, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
  return key
}

/** Undefined: there is none, or one that a crash has left before it was whole, with which nothing was sealed. */
export async function findNextMasterKey(home: string): Promise<Uint8Array | undefined> {
  const text = await readIfThere(dataFiles(home).nextMasterKey)
  return text === undefined ? undefined : keyOf(text)
}

/** It takes the place of the other one, which is nowhere then. */
export const takeNextMasterKey = (home: string): Promise<void> => renameKey(home, dataFiles(home).nextMasterKey)

export const dropNextMasterKey = (home: string): Promise<void> => rm(dataFiles(home).nextMasterKey, { force: true })

import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { link, lstat, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { CausewayError } from '../base/errors.ts'
import { hasCode } from '../base/has-code.ts'
import { EXIT } from './connect/exit-codes.ts'
import { outFailure, READER_GONE } from './write-out.ts'

/** What is written, and how much of it is in the file by now. */
type FileOut = Writable & { readonly bytesWritten: number }

/**
 * A file that is there under its name when it is whole, and not before; nothing is left of one that is not, unless this process is killed. One that is there already
 * stays as it is. Throws 'invalid-parameter' for a name that cannot be had, before anything is asked of `write`; else what that throws, and as outFailure says, but for READER_GONE.
 * @param name as the user has written it
 */
export async function writeWholeFile(path: string, name: string, write: (out: FileOut) => Promise<void>): Promise<void> {
  await requireFree(path, name)
  // Beside it: from another disk it could not be moved.
  const part = join(dirname(path), `.causeway-${randomBytes(6).toString('hex')}.part`)
  const made = await open(part, 'wx').catch((cause: unknown) => {
    throw cannotBeMade(name, cause)
  })
  const out = made.createWriteStream()
  // Who writes is told of it with what was written.
  out.on('error', () => {})
  const removeNow = (): void => rmSync(part, { force: true })
  // Who leaves without an order leaves nothing half done either.
  const leave = (): never => process.exit(EXIT.interrupted)
  const signals = ENDING.filter((signal) => process.listenerCount(signal) === 0)
  process.on('exit', removeNow)
  for (const signal of signals) process.on(signal, leave)
  try {
    await write(out)
    out.end()
    // The last bytes may be those that the disk has no room for.
    await finished(out).catch((cause: unknown) => {
      throw outFailure(cause)
    })
    await giveName(part, path, name)
  } catch (thrown) {
    out.destroy()
    if (thrown !== READER_GONE) throw thrown
    // Of a file that is no success.
    throw new CausewayError('cancelled', `${name} could not be written whole`, { hint: 'Run it again', cause: thrown })
  } finally {
    await rm(part, { force: true })
    process.off('exit', removeNow)
    for (const signal of signals) process.off(signal, leave)
  }
}

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const isThere = (name: string, cause?: unknown): CausewayError =>
  new CausewayError('invalid-parameter', `${name} is there already`, { hint: 'Name another file', cause })

const cannotBeMade = (name: string, cause: unknown): CausewayError =>
  new CausewayError('invalid-parameter', `${name} cannot be made`, { hint: 'Look at its folder, and the rights of that', cause })

async function requireFree(path: string, name: string): Promise<void> {
  const found = await lstat(path).catch((cause: unknown) => {
    if (hasCode(cause, 'ENOENT')) return undefined
    throw cannotBeMade(name, cause)
  })
  if (found !== undefined) throw isThere(name)
}

/** Never over one that somebody else has made meanwhile. */
async function giveName(part: string, path: string, name: string): Promise<void> {
  try {
    await link(part, path)
  } catch (cause) {
    if (hasCode(cause, 'EEXIST')) throw isThere(name, cause)
    // Of a disk whose files have one name each.
    await requireFree(path, name)
    await rename(part, path)
  }
}

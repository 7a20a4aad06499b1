import { execFile } from 'node:child_process'
import { chmod, mkdir, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { dataFiles } from '../../../base/data-files.ts'
import { CausewayError } from '../../../base/errors.ts'
import { hasCode } from '../../../base/has-code.ts'
import { systemFailure } from '../../../base/system-failure.ts'
import { UNFINISHED_PREFIX, UPLOADS_FOLDER } from '../../../protocol/reserved-names.ts'

/** @throws 'invalid-parameter' where one of the folders is within the other, by whatever links */
export async function requireApart(from: string, into: string): Promise<void> {
  const [one, other] = [await realpath(from), await realPathTo(resolve(into))]
  const isWithin = (inner: string, outer: string): boolean => {
    const way = relative(outer, inner)
    return way === '' || !(way === '..' || way.startsWith(`..${sep}`))
  }
  if (isWithin(other, one) || isWithin(one, other))
    throw new CausewayError('invalid-parameter', `${into} and ${from} are one within the other`, { hint: 'Name a folder elsewhere.' })
}

/** Of another file system than the folder around it. */
export async function isMountPoint(folder: string): Promise<boolean> {
  const [inside, outside] = await Promise.all([stat(folder), stat(dirname(folder))])
  return inside.dev !== outside.dev
}

/** Of what is not there yet by the nearest folder above it that is. */
async function realPathTo(path: string): Promise<string> {
  const parent = dirname(path)
  return await realpath(path).catch(async () => (parent === path ? path : join(await realPathTo(parent), basename(path))))
}

/** Without what is of a server that runs alone, or is copied by SQLite. */
export function withoutRunningOnly(home: string, names: readonly string[]): readonly string[] {
  const { database, doors, owner, scratch, workerProgram, compileCache, roomProbe } = dataFiles(home)
  const left = new Set(
    [database, `${database}-wal`, `${database}-shm`, doors, owner, scratch, workerProgram, compileCache, roomProbe].map((file) =>
      basename(file),
    ),
  )
  return names.filter((name) => !left.has(name))
}

/**
 * Makes a folder that is not there yet, or is empty. Nobody finds half of it: it has its name when it is whole, and on the disk. Throws 'already-exists' and 'unavailable'.
 * @param signal ends it, with nothing left there; `work` must end by it as well
 */
export async function fillNewFolder(target: string, work: (unfinished: string) => Promise<void>, signal?: AbortSignal): Promise<void> {
  const there = await readdir(target).catch((thrown: unknown) => {
    if (hasCode(thrown, 'ENOENT')) return undefined
    throw systemFailure(thrown, `The folder ${target}`) ?? thrown
  })
  if (there !== undefined && there.length > 0)
    throw new CausewayError('already-exists', `The folder ${target} is not empty`, { hint: 'Name one that is empty or not there yet.' })
  const whole = there === undefined ? resolve(target) : await realpath(target)
  if (there !== undefined && (await isMountPoint(whole)))
    throw new CausewayError('invalid-parameter', `A disk is mounted at ${target}, whose place no other folder can take`, {
      hint: `Name a folder that is made on it: ${join(target, 'causeway')}.`,
    })
  const unfinished = `${whole}.unfinished`
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
    await bringToDisk(unfinished, signal)
    signal?.throwIfAborted()
    if (there !== undefined) await rmdir(whole)
    await rename(unfinished, whole)
  } catch (thrown) {
    throw await removedAfter(unfinished, systemFailure(thrown, `The folder ${target}`) ?? thrown)
  }
}

/** After a power cut, too, all is there that is there under its name. */
async function bringToDisk(folder: string, signal: AbortSignal | undefined): Promise<void> {
  await run('sync', ['-f', folder], signal).catch((thrown: unknown) => {
    signal?.throwIfAborted()
    throw new CausewayError('unavailable', `What was copied into ${folder} could not be brought to the disk`, {
      hint: saidBy(thrown) || 'Is there sync?',
      cause: thrown,
    })
  })
}

/** The reason, whatever becomes of what is to be removed: it may hold the key. */
async function removedAfter(unfinished: string, reason: unknown): Promise<unknown> {
  try {
    await rm(unfinished, { recursive: true, force: true })
    return reason
  } catch (thrown) {
    const [kind, hint] = reason instanceof CausewayError ? [reason.kind, reason.hint] : ['internal' as const, undefined]
    const left = `${unfinished} could not be removed (${wordsOf(thrown)}): remove it, the key may be in it.`
    return new CausewayError(kind, wordsOf(reason), { hint: hint === undefined ? left : `${hint} ${left}`, cause: reason })
  }
}

const wordsOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

interface Copying {
  /** What goes while it is copied is left out: anything, or what is not whole alone. */
  readonly mayVanish?: 'any' | 'unfinished'
  readonly signal?: AbortSignal | undefined
}

/**
 * With owners, rights, times and links, and without a second set of blocks where the file system can share them. What of the folder itself is a link, as tables on a
 * larger disk are, is copied: links behind it lead nowhere that a server would follow.
 */
export async function copyEntries(
  from: string,
  into: string,
  names: readonly string[],
  { mayVanish, signal }: Copying = {},
): Promise<void> {
  for (const name of names) {
    await run('cp', ['-aH', '--reflink=auto', '--', join(from, name), into], signal).catch((thrown: unknown) => {
      signal?.throwIfAborted()
      const said = saidBy(thrown)
      if (mayVanish !== undefined && said !== '' && said.split('\n').every((line) => isOfVanished(line, mayVanish))) return
      throw new CausewayError('unavailable', `${join(from, name)} could not be copied`, {
        hint: said === '' ? 'Is there cp?' : said.slice(0, 2_000),
        cause: thrown,
      })
    })
  }
}

/** Of the source: what could not be made at the target has other words. */
const VANISHED = /^cp: cannot (?:stat|open|access) (.*?)(?: for reading)?: No such file or directory$/

/** @param line that cp said */
export function isOfVanished(line: string, mayVanish: 'any' | 'unfinished'): boolean {
  const file = VANISHED.exec(line)?.[1]
  if (file === undefined) return false
  return mayVanish === 'any' || [`/${UNFINISHED_PREFIX}`, `/${UPLOADS_FOLDER}/`].some((part) => file.includes(part))
}

const SAID_BYTES_MAX = 64 << 20

/** Settles when the program has ended, also where the signal ends it: nothing is written by it afterwards. */
async function run(command: string, args: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  const { promise, resolve: ended, reject } = Promise.withResolvers<void>()
  const options = { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: SAID_BYTES_MAX }
  const child = execFile(command, args, options, (failure, _output, said) =>
    failure === null ? ended() : reject(new ProgramFailure(said, failure)),
  )
  const kill = (): void => void child.kill('SIGKILL')
  signal?.addEventListener('abort', kill, { once: true })
  try {
    await promise
  } finally {
    signal?.removeEventListener('abort', kill)
  }
  signal?.throwIfAborted()
}

class ProgramFailure extends Error {
  readonly said: string

  constructor(said: string, cause: unknown) {
    super('A program has failed', { cause })
    this.said = said.trim()
  }
}

const saidBy = (thrown: unknown): string => (thrown instanceof ProgramFailure ? thrown.said : '')

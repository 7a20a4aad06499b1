import { execFile } from 'node:child_process'
import { chmod, mkdir, readdir, realpath, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { promisify } from 'node:util'
import { CausewayError } from '../../../base/errors.ts'
import { hasCode } from '../../../base/has-code.ts'
import { systemFailure } from '../../../base/system-failure.ts'

const run = promisify(execFile)

/** @throws 'invalid-parameter' where one of the folders is within the other, by whatever links */
export async function requireApart(from: string, into: string): Promise<void> {
  const [one, other] = [await realpath(from), await realpathOfParent(into)]
  const isWithin = (inner: string, outer: string): boolean => {
    const way = relative(outer, inner)
    return way === '' || !(way === '..' || way.startsWith(`..${sep}`))
  }
  if (isWithin(other, one) || isWithin(one, other))
    throw new CausewayError('invalid-parameter', `${into} and ${from} are one within the other`, { hint: 'Name a folder elsewhere.' })
}

const realpathOfParent = async (path: string): Promise<string> => {
  const whole = resolve(path)
  const parent = await realpath(dirname(whole)).catch(() => dirname(whole))
  return join(parent, basename(whole))
}

/** Makes a folder that is not there yet, or is empty. Nobody finds half of it: it has its name when it is whole. Throws 'already-exists' and 'unavailable'. */
export async function fillNewFolder(target: string, work: (unfinished: string) => Promise<void>): Promise<void> {
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
 * @param mayVanish what goes while it is copied is left out
 */
export async function copyEntries(from: string, into: string, names: readonly string[], mayVanish = false): Promise<void> {
  for (const name of names) {
    await run('cp', ['-aH', '--reflink=auto', '--', join(from, name), into], {
      env: { ...process.env, LC_ALL: 'C' },
      maxBuffer: SAID_BYTES_MAX,
    }).catch((thrown: unknown) => {
      const said = typeof thrown === 'object' && thrown !== null && 'stderr' in thrown ? String(thrown.stderr).trim() : ''
      if (mayVanish && said !== '' && said.split('\n').every((line) => VANISHED.test(line))) return
      throw new CausewayError('unavailable', `${join(from, name)} could not be copied`, {
        hint: said === '' ? 'Is there cp?' : said.slice(0, 2_000),
        cause: thrown,
      })
    })
  }
  // What is copied is there after a power cut, too.
  await run('sync', ['-f', into]).catch(() => undefined)
}

const SAID_BYTES_MAX = 64 << 20
const VANISHED = /^cp: .*: No such file or directory$/

import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { dataFiles } from '../../base/data-files.ts'
import { asCausewayError, CausewayError } from '../../base/errors.ts'
import { realPath } from '../../base/real-path.ts'
import { unreadFile } from '../unread-file.ts'
import { READER_GONE } from '../write-out.ts'
import type { Known, Target } from './choose-server.ts'
import { EXIT, exitCodeOfError } from './exit-codes.ts'
import { failureText } from './failure-text.ts'
import { hintInProject } from './hint-in-project.ts'
import type { ServerClient } from './server-client.ts'
import type { JsonFlag, ServerFlags } from './server-options.ts'

/** As whom a server of this machine is asked: whoever holds its data folder may do more than any user, and is none. */
export type Asker = 'administrator' | 'user'

/**
 * A command to a server, and its exit code. What is refused is told with what to do.
 * @param asker 'user' for what only somebody of a project may do
 */
export async function runServerCommand(
  flags: ServerFlags & JsonFlag,
  workingFolder: string,
  work: (server: ServerClient, signal: AbortSignal | undefined) => Promise<void>,
  asker: Asker = 'administrator',
): Promise<number> {
  let server: ServerClient | undefined
  try {
    const signal = flags.timeout === undefined ? undefined : timeoutOf(flags.timeout)
    server = await connect(flags, workingFolder, asker, signal)
    await work(server, signal)
    return EXIT.ok
  } catch (thrown) {
    return tellFailure(thrown, flags, server?.told.project)
  }
}

/**
 * Tells on stderr what went wrong; gives the exit code. Throws what nobody has foreseen.
 * @param project the name of the one that was meant, where it is known
 */
export function tellFailure(thrown: unknown, { json }: JsonFlag, project?: string): number {
  if (!(thrown instanceof CausewayError)) throw thrown
  if (thrown === READER_GONE) return EXIT.ok
  const { message, place } = thrown
  const hint = thrown.hint === undefined ? undefined : hintInProject(thrown.hint, project)
  console.error(failureText(thrown, json === true, { message, place, hint }))
  return exitCodeOfError(thrown)
}

/** Ends the requests of a command with 'timed-out'. */
function timeoutOf(text: string): AbortSignal {
  const seconds = Number(text)
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(text) || seconds <= 0) {
    throw new CausewayError('invalid-parameter', `--timeout is no number of seconds: ${text}`, { hint: 'Give one, as --timeout 30' })
  }
  const controller = new AbortController()
  const error = new CausewayError('timed-out', `It took longer than ${text} seconds`, { hint: 'Give --timeout more, or leave it out' })
  setTimeout(() => controller.abort(error), seconds * 1000).unref()
  return controller.signal
}

/** The server that the flags, the environment, the working folder and the profile mean. */
export async function connect(flags: ServerFlags, workingFolder: string, asker: Asker, signal?: AbortSignal): Promise<ServerClient> {
  const target = await targetOf(flags, workingFolder)
  // Read when they are needed: a start of the server does not.
  const home = target.kind === 'folder' ? target.home : target.context.home
  if (asker === 'administrator' && home !== undefined) {
    const { localServer } = await import('./local-server.ts')
    try {
      return await localServer(home, signal, target.kind === 'context' ? target.context.project?.id : undefined)
    } catch (thrown) {
      if (target.kind === 'folder' || asCausewayError(thrown).kind !== 'forbidden') throw thrown
    }
  }
  if (target.kind === 'folder') {
    const { requireReady } = await import('./local-server.ts')
    await requireReady(target.home, signal)
    throw new CausewayError('unauthenticated', `Nobody is logged in at the server of the data folder ${target.home}`, {
      hint: `Log in: causeway login --home ${target.home}`,
    })
  }
  const { userServer } = await import('./user-server.ts')
  return await userServer(target.name, target.context, signal)
}

export async function targetOf(flags: ServerFlags, workingFolder: string): Promise<Target> {
  const { chooseServer } = await import('./choose-server.ts')
  return chooseServer(flags, await knownIn(workingFolder))
}

/** All that says which server a command means, but its flags. */
export async function knownIn(workingFolder: string): Promise<Known> {
  const { readProfile } = await import('./profile-file.ts')
  const home = resolve(workingFolder, '.causeway')
  const ca = process.env['CAUSEWAY_CA']
  return {
    profile: readProfile(),
    environment: process.env,
    pathOf: (folder) => realPath(resolve(workingFolder, folder)),
    here: { home, runs: isThere(dataFiles(home).owner), isOurs: [home, dataFiles(home).owner].every(isOurs) },
    ca: ca === undefined || ca === '' ? undefined : readCa(ca),
  }
}

function isThere(file: string): boolean {
  try {
    readFileSync(file)
    return true
  } catch {
    return false
  }
}

/** Whether nobody can write it but this user and root. */
function isOurs(path: string): boolean {
  const self = process.getuid?.()
  if (self === undefined) return true
  const { uid, mode } = statSync(path, { throwIfNoEntry: false }) ?? { uid: self, mode: 0 }
  return (uid === self || uid === 0) && (mode & 0o022) === 0
}

/** Throws 'invalid-parameter' for what is no file of certificates. */
export function readCa(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw unreadFile(`The file ${file}`, cause)
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  throw new CausewayError('invalid-parameter', `The file ${file} has no certificate`, { hint: 'Name one in PEM form' })
}

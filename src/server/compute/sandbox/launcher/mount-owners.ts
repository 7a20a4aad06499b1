import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync, writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { CallProgram } from './call-program.ts'
import { type Launcher, VIEW_FD } from './launcher.ts'

const CLONE_NEWUSER = 0x1000_0000
const MADE = 'made\n'

/**
 * A user namespace by which mounts show files: what is root's looks like this user's, and everybody else's like his own, for a file is written by nobody who comes to it by a mount that
 * knows no name for its user or its group. It may be mapped so by root only; its process has ended when this resolves.
 * @returns its descriptor, for the life of this process. A text: why there is none.
 */
export async function openMountOwners({ file }: Pick<Launcher, 'file'>, id: number): Promise<number | string> {
  const stdio = ['ignore', 'ignore', 'ignore', 'ignore', 'ignore', 'pipe'] as const
  const child = spawn(file, [], { stdio: [...stdio], env: {}, cwd: '/' })
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
    child.once('error', () => resolve())
  })
  try {
    return await mappedIn(child, id)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

async function mappedIn(child: ChildProcess, id: number): Promise<number> {
  const control = child.stdio.at(VIEW_FD)
  if (child.pid === undefined || !(control instanceof Socket)) throw new Error('the launcher cannot be started')
  control.on('error', () => {})
  const program = new CallProgram()
  program.call('unshare', CLONE_NEWUSER)
  program.call('write', VIEW_FD, program.text(MADE), MADE.length)
  program.waitForNext()
  control.write(program.encode('x64'))
  const first: unknown[] = await Promise.race([once(control, 'data'), once(control, 'close')])
  if (!(first[0] instanceof Buffer)) throw new Error('the system gives root no user namespace')
  for (const kind of ['uid_map', 'gid_map'])
    writeFileSync(`/proc/${child.pid}/${kind}`, ownersMap(readFileSync(`/proc/self/${kind}`, 'utf8'), id))
  return openSync(`/proc/${child.pid}/ns/user`, 'r')
}

/** user_namespaces(7): 0 is this id, and each other that there is here is itself. Throws where there is no such id here. */
export function ownersMap(own: string, id: number): string {
  const ranges = own
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([inside = 0, , count = 0]) => [inside, inside + count] as const)
  if (!ranges.some(([from, to]) => from <= id && id < to)) throw new Error(`there is no user ${id} here`)
  const others = [0, id].reduce<readonly (readonly [number, number])[]>(
    (left, taken) => left.flatMap((range) => without(range, taken)),
    ranges,
  )
  return [`0 ${id} 1`, ...others.map(([from, to]) => `${from} ${from} ${to - from}`)].join('\n')
}

const without = ([from, to]: readonly [number, number], taken: number): readonly (readonly [number, number])[] =>
  taken < from || taken >= to
    ? [[from, to]]
    : (
        [
          [from, taken],
          [taken + 1, to],
        ] as const
      ).filter(([start, end]) => start < end)

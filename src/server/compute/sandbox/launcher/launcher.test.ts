import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CallProgram, CHILD_DESCRIPTOR, failedCall, LAUNCH_ARGUMENTS, LAUNCH_ENVIRONMENT } from './call-program.ts'
import { launchWorker } from './launch-worker.ts'
import { type Launcher, openLauncher, VIEW_FD } from './launcher.ts'

const SIGCHLD = 17
const CLONE_PIDFD = 0x1000
const NO_SUCH_DESCRIPTOR = 1000

const launcher = openLauncher()

interface Launched {
  readonly child: ChildProcess
  readonly control: Socket
  /** How it ended, and what came from its control. */
  readonly end: Promise<readonly [code: number | null, signal: NodeJS.Signals | null, told: string]>
}

function launch({ file }: Launcher, program: Buffer, args: readonly string[] = []): Launched {
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit', 'ignore', 'ignore', 'pipe'], env: { WORD: 'word' } })
  const control = child.stdio.at(VIEW_FD)
  if (!(control instanceof Socket)) throw new Error('no control')
  let told = ''
  for (const stream of [child.stdout, control]) stream?.on('data', (text: Buffer) => (told += text.toString()))
  control.on('error', () => {})
  control.write(program)
  return { child, control, end: once(child, 'close').then(([code, signal]) => [code, signal, told]) }
}

/** Its child becomes this program, with what the launcher was started with. */
function running(file: string): Buffer {
  const program = new CallProgram()
  program.fork(SIGCHLD | CLONE_PIDFD, CHILD_DESCRIPTOR, () =>
    program.call('execve', program.text(file), LAUNCH_ARGUMENTS, LAUNCH_ENVIRONMENT),
  )
  program.waitForNext()
  return program.encode('x64')
}

function telling(text: string): Buffer {
  const program = new CallProgram()
  program.call('write', VIEW_FD, program.text(text), text.length)
  program.waitForNext()
  return program.encode('x64')
}

describe.skipIf(typeof launcher === 'string')('the launcher', () => {
  const given = (): Launcher => {
    if (typeof launcher === 'string') throw new Error(launcher)
    return launcher
  }

  test('gives its arguments and environment to its child, and ends as that one does', async () => {
    const { end } = launch(given(), running('/bin/sh'), ['sh', '-c', 'echo "$0 $1 $WORD"; exit 7', 'zero', 'one'])
    expect(await end).toEqual([7, null, 'zero one word\n'])
    const killed = launch(given(), running('/bin/sh'), ['sh', '-c', 'kill -TERM $$'])
    expect(await killed.end).toEqual([null, 'SIGTERM', ''])
  })

  test('starts a program that stands in a folder of which only a link is named, as node may in node_modules', async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'causeway-launcher-')))
    try {
      const [real, link] = [join(folder, 'real'), join(folder, 'link')]
      await mkdir(join(real, 'bin'), { recursive: true })
      await symlink(real, link)
      await copyFile('/bin/sh', join(real, 'bin', 'sh'))
      const inView = (readable: string): Promise<unknown> => {
        const owner = { kind: 'same', user: process.geteuid?.() ?? 0, group: process.getegid?.() ?? 0 } as const
        const order = { file: join(real, 'bin', 'sh'), readable: [readable], writable: [], owner, limits: [], threadsMax: undefined }
        return launch(given(), launchWorker(order), ['sh', '-c', 'echo seen']).end
      }
      // Where the machine gives no such view, both end alike.
      expect(await inView(link)).toEqual(await inView(real))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  test('makes another program that comes while its child runs, and goes on to wait', async () => {
    const { child, control, end } = launch(given(), running('/bin/sh'), ['sh', '-c', 'exec 5>&-; echo begun; read line; exit 3'])
    await once(child.stdout ?? control, 'data')
    control.write(telling('first\n'))
    await once(control, 'data')
    control.write(telling('second\n'))
    await once(control, 'data')
    child.stdin?.end('\n')
    expect(await end).toEqual([3, null, 'begun\nfirst\nsecond\n'])
  })

  test('a call that fails ends it with a code that names the call, one that may fail does not', async () => {
    const program = new CallProgram()
    program.tryCall('close', NO_SUCH_DESCRIPTOR)
    program.call('write', VIEW_FD, program.text('gone on\n'), 8)
    program.call('setns', NO_SUCH_DESCRIPTOR, 0)
    program.call('write', VIEW_FD, program.text('not reached\n'), 12)
    const [code, signal, told] = await launch(given(), program.encode('x64')).end
    expect([failedCall(code), signal, told]).toEqual(['setns', null, 'gone on\n'])
  })

  test('without a program it ends', async () => {
    const { control, end } = launch(given(), Buffer.alloc(0))
    control.end()
    expect((await end)[0]).toBe(70)
  })

  test('a program that is cut off ends it', async () => {
    const { control, end } = launch(given(), running('/bin/sh').subarray(0, 100))
    control.end()
    expect((await end)[0]).toBe(70)
  })
})

import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type GuardOrder, parseGuardReport, type StopSignal } from './guard-messages.ts'
import { compileCache } from './kept-program.ts'

interface GuardedProgram {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  /** the whole environment of the program; nothing is inherited */
  readonly env: Readonly<Record<string, string>>
  /** what the program prints is appended to this file */
  readonly outputFile: string
  /** the user the program runs as; only root may name one */
  readonly identity?: { readonly uid: number; readonly gid: number }
  /** sent one after the other until the program is gone, then SIGKILL (default SIGTERM) */
  readonly stopSignals?: readonly StopSignal[]
  /** how long each signal is given (default 10 s) */
  readonly graceMs?: number
}

/** How a program ended: its exit code, or the signal that ended it. */
export interface ProgramEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface GuardedProcess {
  /** of the program itself, not of its guard */
  readonly pid: number
  /** settles when the program is gone, for whatever reason */
  readonly ended: Promise<ProgramEnd>
}

export interface Guard {
  /** SIGTERM to it ends the program and removes the folder */
  readonly pid: number
  /**
   * Starts a program. There is one at a time: another can be started when it has ended.
   *
   * @throws Error when it cannot be started.
   */
  run(program: GuardedProgram): Promise<GuardedProcess>
  /** Ends the program, removes the folder, and returns when both are gone. May be called more than once. */
  stop(): Promise<void>
  /** Lets the program outlive this process. */
  release(): void
}

/**
 * Starts a guard: what runs under it cannot be left behind. The program is ended, and the folder removed, by stop(), and also when this process
 * exits, is killed (SIGKILL too) or forgets about it. A guard does not keep this process alive.
 *
 * @param folder removed with all it holds when the guard ends
 */
export function openGuard(folder?: string): Guard {
  const guard = fork(fileURLToPath(new URL('./guard.ts', import.meta.url)), [], {
    detached: true,
    execArgv: [],
    // A test runner's options and a debugger's port are not for the guard.
    env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: compileCache },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  if (guard.pid === undefined) throw new Error('the guard process cannot be started')
  const gone = new Promise<void>((resolve) => guard.once('exit', () => resolve()))
  if (folder !== undefined) send(guard, { kind: 'own-folder', folder })
  holdsUp(guard, false)

  return {
    pid: guard.pid,
    run: (program) => runIn(guard, program),
    stop: async () => {
      holdsUp(guard, true)
      if (guard.connected) send(guard, { kind: 'stop' })
      await gone
    },
    release: () => {
      if (guard.connected) send(guard, { kind: 'release' })
    },
  }
}

async function runIn(guard: ChildProcess, program: GuardedProgram): Promise<GuardedProcess> {
  const started = Promise.withResolvers<number>()
  const ended = Promise.withResolvers<ProgramEnd>()
  const onMessage = (message: unknown): void => {
    const report = parseGuardReport(message)
    switch (report.kind) {
      case 'started':
        started.resolve(report.pid)
        return
      case 'failed':
        started.reject(new Error(report.message))
        return
      case 'ended':
        guard.off('message', onMessage)
        guard.off('exit', onExit)
        ended.resolve({ code: report.code, signal: report.signal })
        return
      default:
        report satisfies never
    }
  }
  const onExit = (): void => {
    started.reject(new Error('the guard ended before the program was started'))
    ended.resolve({ code: null, signal: null })
  }
  guard.on('message', onMessage)
  guard.once('exit', onExit)
  holdsUp(guard, true)
  try {
    send(guard, { kind: 'run', stopSignals: ['SIGTERM'], graceMs: 10_000, ...program })
    const pid = await started.promise
    return { pid, ended: ended.promise }
  } catch (error) {
    guard.off('message', onMessage)
    guard.off('exit', onExit)
    throw error
  } finally {
    holdsUp(guard, false)
  }
}

/** Whether the guard keeps this process from exiting. */
function holdsUp(guard: ChildProcess, yes: boolean): void {
  for (const part of [guard, guard.channel]) {
    if (yes) part?.ref()
    else part?.unref()
  }
}

function send(guard: ChildProcess, order: GuardOrder): void {
  guard.send(order, () => {})
}

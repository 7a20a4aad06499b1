import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { setPriority } from 'node:os'
import type { Logger } from 'pino'
import { Compile } from 'typebox/compile'
import { type ServerMessage, WorkerMessage } from '../../../../protocol/worker-channel.ts'
import { oomKills } from '../../processes/oom-kills.ts'
import { processTree, threadsOf } from '../../processes/process-tree.ts'
import { endWorkerProcess } from '../../sandbox/end-worker-process.ts'
import { nodePid, type WorkerCommand } from '../../sandbox/isolation.ts'
import { nodeExit } from '../../sandbox/node-exit.ts'
import { spawnGuarded } from './channel-guard.ts'
import type { WorkerExit } from './worker-exit.ts'
import { WorkerLog } from './worker-log.ts'

const messageSchema = Compile(WorkerMessage)

export interface WorkerProcessHandlers {
  /** A message that has the shape of the protocol. */
  readonly message: (message: WorkerMessage) => void
  /** What came is not of the protocol. */
  readonly malformed: (what: string) => void
}

/** The operating system's side of a worker: start, messages checked for their shape, log, exit. */
export class WorkerProcess {
  readonly exited: Promise<WorkerExit>
  readonly #child: ChildProcess
  readonly #command: WorkerCommand
  #oomKills = oomKills()

  constructor(command: WorkerCommand, log: Logger, handlers: WorkerProcessHandlers) {
    const child = spawnGuarded(handlers.malformed, () =>
      spawn(command.file, command.args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: {}, cwd: '/', detached: true }),
    )
    this.#child = child
    this.#command = command
    const written = child.stderr === null ? undefined : new WorkerLog(child.stderr, log)
    this.exited = new Promise((resolve) => {
      const end = ({ spawnFailure, ...exit }: Pick<WorkerExit, 'code' | 'signal' | 'spawnFailure'>): void => {
        const lastLines = written?.lastLines ?? []
        const systemLackedMemory = (oomKills() ?? 0) > (this.#oomKills ?? 0)
        resolve({ ...nodeExit(command, exit, lastLines), spawnFailure, lastLines, systemLackedMemory })
      }
      child.once('error', (error) => {
        if (child.pid === undefined) end({ code: null, signal: null, spawnFailure: error.message })
      })
      // Not 'exit': messages and lines that were written before it are read first.
      child.once('close', (code, signal) => end({ code, signal, spawnFailure: undefined }))
    })
    child.on('error', (error) => log.debug({ error: error.message }, 'worker process error'))
    guardEmit(child, handlers.malformed)
    child.on('message', (message: unknown, handle: unknown) => {
      if (handle !== undefined && handle !== null) {
        closeHandle(handle)
        handlers.malformed('a handle, which no worker sends')
      } else if (messageSchema.Check(message)) {
        handlers.message(message)
      } else {
        handlers.malformed('a message that is not of the protocol')
      }
    })
  }

  /** Of what was started; a process that runs node may be its child. Undefined when it could not be started. */
  get startedPid(): number | undefined {
    return this.#child.pid
  }

  /** Of the process that runs node. Undefined when there is none, or none yet. */
  get pid(): number | undefined {
    return this.#child.pid === undefined ? undefined : nodePid(this.#command, this.#child.pid)
  }

  /**
   * A socket stays open here too, until the caller destroys it: that closes only this process's copy. `sent` is called with an error when the message did not
   * go; without `sent` that is ignored, for the exit tells it.
   */
  send(message: ServerMessage, socket?: Socket, sent: (error: Error | null) => void = () => {}): void {
    if (!this.#child.connected) {
      sent(new Error('The worker is gone'))
      return
    }
    if (socket === undefined) this.#child.send(message, sent)
    // keepOpen: otherwise node holds the socket that is on its way where nobody can close it when the worker dies without taking it.
    else this.#child.send(message, socket, { keepOpen: true }, sent)
  }

  /** It is given something new to do: what the system lacked before does not count any more. */
  beginTask(): void {
    this.#oomKills = oomKills()
  }

  kill(): void {
    endWorkerProcess(this.#child, this.#command)
  }

  /** For every thread: on Linux a priority belongs to a thread, and new ones take that of the one which starts them. */
  setPriority(priority: number): void {
    const { startedPid } = this
    if (startedPid === undefined) return
    setPriorities(threadsOf(startedPid), priority)
    // The tree is looked at afterwards: what comes to be in between has the priority of the process that makes it.
    setPriorities(processTree(startedPid).flatMap(threadsOf), priority)
  }
}

/**
 * Node itself throws out of its handler when a child sends one of node's own acknowledgements that nobody waits for. Without this the server would end
 * with an uncaught exception; with it the worker does.
 */
function guardEmit(child: ChildProcess, malformed: (what: string) => void): void {
  const emit = child.emit.bind(child)
  child.emit = (name: string | symbol, ...values: unknown[]): boolean => {
    if (name !== 'internalMessage') return Reflect.apply(emit, child, [name, ...values])
    try {
      return Reflect.apply(emit, child, [name, ...values])
    } catch {
      malformed('an acknowledgement that nobody waits for')
      return true
    }
  }
}

function closeHandle(handle: unknown): void {
  if (typeof handle !== 'object' || handle === null) return
  if ('destroy' in handle && typeof handle.destroy === 'function') handle.destroy()
  else if ('close' in handle && typeof handle.close === 'function') handle.close()
}

function setPriorities(threads: readonly number[], priority: number): void {
  for (const thread of threads) {
    try {
      setPriority(thread, priority)
    } catch {
      // The thread has ended, or the system does not let us: then the worker only starts less politely.
    }
  }
}

import type { ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'
import { setPriority } from 'node:os'
import type { Logger } from 'pino'
import { CausewayError } from '../../../../../base/errors.ts'
import { type HandedSocket, type HeldDescriptor, socketOf } from '../../../../../base/sockets/held-descriptor.ts'
import type { ServerMessage, WorkerMessage } from '../../../../../protocol/worker-channel.ts'
import { MESSAGES_FD } from '../../../../../protocol/worker-pipes.ts'
import { oomKills } from '../../../processes/oom-kills.ts'
import { processTree, threadsOf } from '../../../processes/process-tree.ts'
import { endWorkerProcess } from '../../../sandbox/end-worker-process.ts'
import { nodePid, type WorkerCommand } from '../../../sandbox/isolation.ts'
import type { LowerLimits } from '../../../sandbox/launcher/launch-worker.ts'
import { nodeExit } from '../../../sandbox/node-exit.ts'
import { closeHeld, spawnHeld } from '../../../sandbox/spawn-held.ts'
import { guardChannel, sendDescriptorAtOnce, sendNext } from './channel-guard.ts'
import { isReadable } from './is-readable.ts'
import { isWorkerMessage } from './is-worker-message.ts'
import { MessageLines } from './message-lines.ts'
import type { WorkerExit } from './worker-exit.ts'
import { WorkerLog } from './worker-log.ts'

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
  #unwritten = 0

  constructor(command: WorkerCommand, log: Logger, handlers: WorkerProcessHandlers) {
    const child = spawnHeld(command, { errors: 'pipe', messages: 'pipe' })
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
    if (child.pid === undefined) return
    guardChannel(child, handlers.malformed)
    const lines = new MessageLines(
      (line) => readMessage(line, handlers),
      () => handlers.malformed('a message without an end'),
    )
    const messages = child.stdio[MESSAGES_FD]
    if (!(messages instanceof Socket)) throw new CausewayError('internal', 'A worker has no pipe for its messages')
    messages.on('data', (chunk: Buffer) => lines.take(chunk))
    // The exit tells it.
    messages.on('error', () => {})
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
  send(message: ServerMessage, socket?: HandedSocket, sent: (error: Error | null) => void = () => {}): void {
    if (!this.#child.connected) {
      sent(new Error('The worker is gone'))
      return
    }
    this.#unwritten += 1
    const written = (error: Error | null): void => {
      this.#unwritten -= 1
      sent(error)
    }
    if (socket === undefined) {
      this.#child.send(message, written)
      return
    }
    // keepOpen: otherwise node holds the socket that is on its way where nobody can close it when the worker dies without taking it.
    this.#child.send(message, socketOf(socket), { keepOpen: true }, written)
    sendNext(this.#child)
  }

  /** As `send`, past Node and in this turn: the caller's copy is not needed any more. False: nothing has gone. */
  sendAtOnce(message: ServerMessage, socket: HeldDescriptor): boolean {
    const { descriptor } = socket
    return descriptor !== undefined && this.#child.connected && sendDescriptorAtOnce(this.#child, message, descriptor)
  }

  /** Messages that the worker has not taken yet: one that does not read must not fill the server's memory. */
  get unwritten(): number {
    return this.#unwritten
  }

  /** It is given something new to do: what the system lacked before does not count any more. */
  beginTask(): void {
    this.#oomKills = oomKills()
  }

  async closeView(folders: readonly string[], limits: LowerLimits['limits']): Promise<void> {
    await closeHeld(this.#child, this.#command, folders, limits)
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

function readMessage(line: string, handlers: WorkerProcessHandlers): void {
  if (!isReadable(line)) {
    handlers.malformed('a message of too many parts')
    return
  }
  let message: unknown
  try {
    message = JSON.parse(line)
  } catch {
    handlers.malformed('bytes that are no message')
    return
  }
  if (isWorkerMessage(message)) handlers.message(message)
  else handlers.malformed('a message that is not of the protocol')
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

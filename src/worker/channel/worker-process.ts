import { Socket } from 'node:net'
import type { WorkerMessage } from '../../protocol/worker-channel.ts'
import { MESSAGES_FD } from '../../protocol/worker-pipes.ts'
import type { ChannelProcess, DialMessage } from './server-channel.ts'

/** This process as the server's worker: what the server says comes by node's channel, what we say goes by the pipe beside it. */
export function workerProcess(): ChannelProcess {
  const messages = new Socket({ fd: MESSAGES_FD, readable: false, writable: true })
  // The server is gone: its channel says so too, and ends the process.
  messages.on('error', () => undefined)
  acknowledgeNothing()
  const kept = new KeptMessages((lines) => void messages.write(lines))
  return {
    // What tells an end comes last.
    send: (message) => messages.write(kept.take() + lineOf(message)),
    dial: (message) => kept.dial(message),
    confirm: (dialId) => kept.confirm(dialId),
    on: (event, listener) => process.on(event, listener),
  }
}

/**
 * Goes with the next message, or when what has come is dealt with. Sockets that come together have jobs that ask for the next ones together: to write and read each by itself is a
 * fifth of what a dial costs both processes.
 */
class KeptMessages {
  readonly #write: (lines: string) => void
  #dials = ''
  #confirmed: number[] = []
  #isAwaited = false

  constructor(write: (lines: string) => void) {
    this.#write = write
  }

  dial(message: DialMessage): void {
    this.#dials += lineOf(message)
    this.#await()
  }

  confirm(dialId: number): void {
    this.#confirmed.push(dialId)
    this.#await()
  }

  /** Who waits for a socket comes first. */
  take(): string {
    const lines = this.#dials + (this.#confirmed.length === 0 ? '' : lineOf({ kind: 'sockets-taken', dialIds: this.#confirmed }))
    this.#dials = ''
    this.#confirmed = []
    return lines
  }

  #await(): void {
    if (this.#isAwaited) return
    this.#isAwaited = true
    setImmediate(() => {
      this.#isAwaited = false
      const lines = this.take()
      if (lines !== '') this.#write(lines)
    })
  }
}

const lineOf = (message: WorkerMessage): string => `${JSON.stringify(message)}\n`

/**
 * Node would answer each socket on the channel: a write here and a turn of the server for what nobody waits for, before the socket is given to us. `sockets-taken`
 * says it, and says which. A node that answers in another way is ended by the server at the first socket.
 */
function acknowledgeNothing(): void {
  const send: unknown = Reflect.get(process, SEND)
  if (typeof send !== 'function') return
  Reflect.set(process, SEND, (message: unknown, ...others: readonly unknown[]) =>
    isAcknowledgement(message) ? true : Reflect.apply(send, process, [message, ...others]),
  )
}

const SEND = '_send'

const isAcknowledgement = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'cmd' in message && message.cmd === 'NODE_HANDLE_ACK'

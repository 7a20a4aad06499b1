import type { Socket } from 'node:net'
import { CausewayError } from '../../base/errors.ts'
import { fromWireError } from '../../protocol/wire-error.ts'
import type { WorkerCall, WorkerCallAnswers } from '../../protocol/worker-calls.ts'
import type { ServerMessage, WorkerMessage } from '../../protocol/worker-channel.ts'
import { parseServerMessage } from './server-message.ts'

/** A worker's two ways to its server: what it says and what it is told. */
export interface ChannelProcess {
  send(message: WorkerMessage): boolean
  /** Both go with the next message, or when what has come is dealt with. */
  dial(message: DialMessage): void
  /** The socket of this dial has come. */
  confirm(dialId: number): void
  on(event: 'message', listener: (message: unknown, handle: unknown) => void): unknown
}

export type DialMessage = Extract<WorkerMessage, { kind: 'dial' }>

/** What the server orders; answers to our own calls and dials do not get here. */
export type ServerOrder = Extract<ServerMessage, { kind: 'rest' | 'warm-up' | 'claim' | 'run' | 'cancel' | 'rows-taken' | 'analyze' }>

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

type HandedSocket = (socket: Socket | undefined, error: Error | undefined) => void

/** The worker's end of the IPC channel: orders come in, calls and dials go out and are answered. */
export class ServerChannel {
  readonly #process: ChannelProcess
  readonly #calls = new Map<number, Waiting>()
  readonly #dials = new Map<number, HandedSocket>()
  #lastId = 0

  constructor(process: ChannelProcess, onOrder: (order: ServerOrder) => void) {
    this.#process = process
    process.on('message', (message, handle) => this.#receive(parseServerMessage(message), handle, onOrder))
  }

  send(message: WorkerMessage): void {
    this.#process.send(message)
  }

  /** Asks the server; rejects with the CausewayError it refuses with. The answer is the server's word and not checked again. */
  async call<C extends WorkerCall>(contextId: string, call: C): Promise<WorkerCallAnswers[C['kind']]> {
    this.#lastId += 1
    const callId = this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#calls.set(callId, { resolve, reject })
    this.send({ kind: 'call', callId, contextId, call })
    return (await promise) as WorkerCallAnswers[C['kind']]
  }

  /**
   * A socket the server has connected for us. Rejects with its refusal, or with ECONNRESET when the peer closed before we had it.
   * The owner must attach its handlers in the same turn as the promise resolves.
   */
  dial(contextId: string, host: string, port: number, bucket?: string): Promise<Socket> {
    this.#lastId += 1
    const dialId = this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<Socket>()
    this.#dials.set(dialId, (socket, error) => (socket === undefined ? reject(error) : resolve(socket)))
    this.#process.dial({ kind: 'dial', dialId, contextId, host, port, ...(bucket === undefined ? {} : { bucket }) })
    return promise
  }

  #receive(message: ServerMessage | undefined, handle: unknown, onOrder: (order: ServerOrder) => void): void {
    if (message === undefined) return
    switch (message.kind) {
      case 'answer':
        this.#answer(message.callId, (waiting) => waiting.resolve(message.value))
        break
      case 'call-refused':
        this.#answer(message.callId, (waiting) => waiting.reject(fromWireError(message.error)))
        break
      case 'dialed':
        this.#takeSocket(message.dialId, handle)
        break
      case 'dial-refused':
        this.#settleDial(message.dialId, undefined, fromWireError(message.error))
        break
      default:
        onOrder(message)
        break
    }
  }

  #answer(callId: number, settle: (waiting: Waiting) => void): void {
    const waiting = this.#calls.get(callId)
    this.#calls.delete(callId)
    if (waiting !== undefined) settle(waiting)
  }

  #takeSocket(dialId: number, handle: unknown): void {
    if (!isSocket(handle)) {
      const reset = new CausewayError('unreachable', 'The database closed the connection as soon as it was made', {
        cause: Object.assign(new Error('ECONNRESET'), { code: 'ECONNRESET' }),
      })
      this.#settleDial(dialId, undefined, reset)
      return
    }
    // Without a listener an early reset of the socket would be an uncaught error.
    handle.on('error', () => undefined)
    this.#process.confirm(dialId)
    this.#settleDial(dialId, handle, undefined)
  }

  #settleDial(dialId: number, socket: Socket | undefined, error: Error | undefined): void {
    const settle = this.#dials.get(dialId)
    this.#dials.delete(dialId)
    if (settle === undefined) socket?.destroy()
    else settle(socket, error)
  }
}

function isSocket(handle: unknown): handle is Socket {
  return typeof handle === 'object' && handle !== null && 'destroy' in handle && 'setNoDelay' in handle
}

import { asCausewayError, CausewayError } from '../../../../../base/errors.ts'
import { type HandedSocket, HeldDescriptor } from '../../../../../base/sockets/held-descriptor.ts'
import { toWireError } from '../../../../../protocol/wire-error.ts'
import { type ServerMessage, UNCONFIRMED_MAX } from '../../../../../protocol/worker-channel.ts'
import type { Grant, GrantHolder } from '../../../../domain/grant.ts'
import type { DialOutcome } from '../../../compute-ports.ts'

export interface DialRequest {
  readonly dialId: number
  readonly contextId: string
  readonly host: string
  readonly port: number
  readonly bucket?: string
}

export interface HandOverOptions {
  /** `signal`: what it is for has ended, or is wanted no more. */
  readonly dial: (request: DialRequest, signal: AbortSignal) => Promise<DialOutcome>
  /** Sends with the socket when there is one; `sent` is called with an error when it did not go. */
  readonly send: (message: ServerMessage, socket?: HandedSocket, sent?: (error: Error | null) => void) => void
  /** The same, where it can go in this turn: then it has gone, and this is true. */
  readonly sendAtOnce: (message: ServerMessage, socket: HeldDescriptor) => boolean
  /** A grant of a socket that was handed over has been revoked: resolves when the worker holds none any more. */
  readonly revoke: (reason: string) => Promise<void>
}

interface Asked {
  readonly request: DialRequest
  /** Of what was asked for before the same moment. */
  readonly signal: AbortSignal
}

interface Dial extends Asked {
  /** Connected, on its way to the worker, not confirmed. */
  socket: HandedSocket | undefined
  /** The kernel has it on its way, or the worker itself: before that no worker can have it. */
  isSent: boolean
  handedOver?: (() => void) | undefined
}

/** More can only be a worker gone wrong. */
const WAITING_MAX = 1000
/** A worker confirms one socket and asks for the next in one breath: to close the first takes as long as to decide about the second. */
const CLOSE_AFTER_MS = 1

/** Gets sockets for one worker, and keeps each until the worker has confirmed it or the kernel has it on its way there. */
export class HandOver {
  readonly #options: HandOverOptions
  readonly #waiting: Asked[] = []
  readonly #dials = new Map<number, Dial>()
  /** Confirmed: our copies, which are closed together. */
  readonly #taken: HandedSocket[] = []
  /** Of every socket that the worker was ever handed. */
  readonly #grants = new Set<Grant>()
  readonly #holder: GrantHolder
  /** Of what is asked for now. */
  #calledOff = new AbortController()
  #closed = false

  constructor(options: HandOverOptions) {
    this.#options = options
    this.#holder = { revoke: (reason) => options.revoke(reason) }
  }

  /** False: the worker asks for what no sane worker asks for (a dial id twice, or a flood). */
  request(request: DialRequest): boolean {
    if (this.#dials.has(request.dialId) || this.#waiting.some((other) => other.request.dialId === request.dialId)) return false
    if (this.#waiting.length >= WAITING_MAX) return false
    this.#waiting.push({ request, signal: this.#calledOff.signal })
    this.#pump()
    return true
  }

  /** The worker says that the socket of this dial has an owner. False: it was never sent one, or not yet. */
  taken(dialId: number): boolean {
    const dial = this.#dials.get(dialId)
    if (dial?.socket === undefined || !dial.isSent) return false
    this.#forget(dial)
    if (!dial.socket.destroyed) {
      if (this.#taken.length === 0) setTimeout(() => this.#closeTaken(), CLOSE_AFTER_MS)
      this.#taken.push(dial.socket)
    }
    dial.handedOver?.()
    return true
  }

  /** The worker may be waiting for a socket that is not connected yet. */
  get isDialling(): boolean {
    return [...this.#dials.values()].some(({ socket }) => socket === undefined)
  }

  /**
   * What has been asked for is wanted no more: what is dialled is refused at once, and what waits when it is its turn. What is asked for later is dialled, as what tells a database
   * that its statement is cancelled.
   */
  callOff(): void {
    const calledOff = this.#calledOff
    this.#calledOff = new AbortController()
    calledOff.abort()
  }

  /** The worker is gone: every socket that it did not confirm is destroyed, also those that are still being dialled. */
  close(): void {
    this.#closed = true
    this.#waiting.length = 0
    for (const dial of this.#dials.values()) dial.socket?.destroy()
    this.#dials.clear()
    this.#closeTaken()
    this.callOff()
    for (const grant of this.#grants) grant.release(this.#holder)
    this.#grants.clear()
  }

  /** The worker has its own copies; this closes only ours. */
  #closeTaken(): void {
    for (const socket of this.#taken.splice(0)) socket.destroy()
  }

  #pump(): void {
    while (!this.#closed && this.#dials.size < UNCONFIRMED_MAX) {
      const asked = this.#waiting.shift()
      if (asked === undefined) return
      const dial: Dial = { ...asked, socket: undefined, isSent: false }
      this.#dials.set(asked.request.dialId, dial)
      void this.#run(dial)
    }
  }

  async #run(dial: Dial): Promise<void> {
    const outcome = await this.#dialSafely(dial)
    if (outcome.kind === 'refused') {
      this.#refuse(dial, outcome.error)
      return
    }
    const { socket, grant, handedOver } = outcome
    if (this.#closed || grant.revokedBecause !== undefined) {
      socket.destroy()
      this.#refuse(dial, new CausewayError('unreachable', grant.revokedBecause ?? 'The worker is gone'))
      return
    }
    if (socket.destroyed) {
      this.#refuse(dial, new CausewayError('unreachable', 'The other side closed the connection at once'))
      return
    }
    this.#grants.add(grant)
    grant.hold(this.#holder)
    dial.socket = socket
    dial.handedOver = handedOver
    const message = { kind: 'dialed', dialId: dial.request.dialId } as const
    // What the kernel has on its way to the worker needs our copy no more, and is the worker's end to end.
    if (socket instanceof HeldDescriptor && this.#options.sendAtOnce(message, socket)) {
      dial.isSent = true
      return socket.destroy()
    }
    socket.once('close', () => this.#forget(dial))
    this.#options.send(message, socket, (error) => {
      if (error === null) dial.isSent = true
      else {
        socket.destroy()
        this.#refuse(dial, new CausewayError('unreachable', 'The connection could not be given to the worker', { hint: 'Run it again.' }))
      }
    })
  }

  async #dialSafely({ request, signal }: Dial): Promise<DialOutcome> {
    try {
      return await this.#options.dial(request, signal)
    } catch (error) {
      return { kind: 'refused', error: asCausewayError(error) }
    }
  }

  #refuse(dial: Dial, error: CausewayError): void {
    if (!this.#closed) this.#options.send({ kind: 'dial-refused', dialId: dial.request.dialId, error: toWireError(error) })
    this.#forget(dial)
  }

  #forget(dial: Dial): void {
    if (this.#dials.get(dial.request.dialId) === dial) this.#dials.delete(dial.request.dialId)
    this.#pump()
  }
}

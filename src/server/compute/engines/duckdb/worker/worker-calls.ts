import { asCausewayError } from '../../../../../base/errors.ts'
import { toWireError } from '../../../../../protocol/wire-error.ts'
import type { WorkerCall } from '../../../../../protocol/worker-calls.ts'
import type { ServerMessage } from '../../../../../protocol/worker-channel.ts'

export interface CallRequest {
  readonly callId: number
  readonly contextId: string
  readonly call: WorkerCall
}

const CALLS_MAX = 16
const WAITING_MAX = 10_000

/** `written`: the worker has taken it, or is gone. */
type Send = (message: ServerMessage, written: () => void) => void

/**
 * Answers what one worker asks of the server, a few at a time: the next one when an answer has been taken, for one may be megabytes, and a worker that does not
 * read would fill the server's memory.
 */
export class WorkerCalls {
  readonly #answer: (request: CallRequest) => Promise<unknown>
  readonly #send: Send
  readonly #waiting: CallRequest[] = []
  #running = 0
  #untaken = 0
  #isPumping = false
  #closed = false

  constructor(answer: (request: CallRequest) => Promise<unknown>, send: Send) {
    this.#answer = answer
    this.#send = send
  }

  /** False: a flood that only a worker gone wrong sends. */
  request(request: CallRequest): boolean {
    if (this.#waiting.length >= WAITING_MAX) return false
    this.#waiting.push(request)
    this.#pump()
    return true
  }

  /** The worker may be waiting for what we have not answered yet. */
  get isAnswering(): boolean {
    return this.#running > 0
  }

  close(): void {
    this.#closed = true
    this.#waiting.length = 0
  }

  /** One in each turn of the event loop: the store answers without leaving it, so that many at once would keep everybody else waiting. */
  #pump(): void {
    if (this.#isPumping || this.#closed || this.#running + this.#untaken >= CALLS_MAX) return
    const request = this.#waiting.shift()
    if (request === undefined) return
    this.#running += 1
    void this.#run(request).finally(() => {
      this.#running -= 1
      this.#pump()
    })
    this.#isPumping = true
    setImmediate(() => {
      this.#isPumping = false
      this.#pump()
    })
  }

  async #run(request: CallRequest): Promise<void> {
    const { callId } = request
    try {
      const value = await this.#answer(request)
      // JSON drops a property that is undefined, and the worker would wait for a value.
      this.#tell({ kind: 'answer', callId, value: value === undefined ? null : value })
    } catch (error) {
      this.#tell({ kind: 'call-refused', callId, error: toWireError(asCausewayError(error)) })
    }
  }

  #tell(message: ServerMessage): void {
    if (this.#closed) return
    this.#untaken += 1
    this.#send(message, () => {
      this.#untaken -= 1
      this.#pump()
    })
  }
}

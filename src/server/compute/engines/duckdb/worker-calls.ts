import { asCausewayError } from '../../../../base/errors.ts'
import { toWireError } from '../../../../protocol/wire-error.ts'
import type { ServerMessage, WorkerCall } from '../../../../protocol/worker-channel.ts'

export interface CallRequest {
  readonly callId: number
  readonly contextId: string
  readonly call: WorkerCall
}

const CALLS_MAX = 16
const WAITING_MAX = 10_000

/** Answers what one worker asks of the server, a few at a time. */
export class WorkerCalls {
  readonly #answer: (request: CallRequest) => Promise<unknown>
  readonly #send: (message: ServerMessage) => void
  readonly #waiting: CallRequest[] = []
  #running = 0
  #closed = false

  constructor(answer: (request: CallRequest) => Promise<unknown>, send: (message: ServerMessage) => void) {
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

  #pump(): void {
    while (!this.#closed && this.#running < CALLS_MAX) {
      const request = this.#waiting.shift()
      if (request === undefined) return
      this.#running += 1
      void this.#run(request).finally(() => {
        this.#running -= 1
        this.#pump()
      })
    }
  }

  async #run(request: CallRequest): Promise<void> {
    const { callId } = request
    try {
      const value = await this.#answer(request)
      // JSON drops a property that is undefined, and the worker would wait for a value.
      if (!this.#closed) this.#send({ kind: 'answer', callId, value: value === undefined ? null : value })
    } catch (error) {
      if (!this.#closed) this.#send({ kind: 'call-refused', callId, error: toWireError(asCausewayError(error)) })
    }
  }
}

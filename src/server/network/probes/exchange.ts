import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

/** What a parser makes of the first bytes of an answer. It must be able to do with any bytes, and to ask for `more` only while fewer than it knows to need are there. */
export type Parsed<T> =
  | { readonly kind: 'more' }
  | { readonly kind: 'done'; readonly value: T; readonly length: number }
  /** A sentence's end: "it …" */
  | { readonly kind: 'bad'; readonly why: string }

/** What kept a probe from its end, for the reader. */
export class ProbeFailure extends Error {
  readonly advice: string
  constructor(seen: string, advice: string) {
    super(seen)
    this.advice = advice
  }
}

/** Of one probe in all: no greeting is as long, and whoever is asked may be anybody. */
const BYTES_MAX = 16_384

/**
 * A few questions and answers over a connected socket to somebody who is not trusted: what comes is held to a number of bytes, and everything ends with the signal.
 */
export class Exchange {
  readonly #socket: Socket | TLSSocket
  readonly #signal: AbortSignal
  #bytes = Buffer.alloc(0)
  #taken = 0
  #ended: string | undefined
  #wake: (() => void) | undefined

  constructor(socket: Socket | TLSSocket, signal: AbortSignal) {
    this.#socket = socket
    this.#signal = signal
    socket.pause()
    socket.on('data', this.#take)
    socket.on('end', this.#end)
    socket.on('close', this.#end)
    socket.on('error', this.#end)
    signal.addEventListener('abort', this.#wakeUp)
    if (socket.destroyed) this.#ended = 'closed the connection'
  }

  send(bytes: Uint8Array): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes)
  }

  /** The next answer. Throws ProbeFailure. */
  async read<T>(parse: (bytes: Buffer) => Parsed<T>): Promise<T> {
    for (;;) {
      const parsed = parse(this.#bytes)
      if (parsed.kind === 'bad') throw new ProbeFailure(`What answered ${parsed.why}`, 'Check that the port is that of this protocol')
      if (parsed.kind === 'done') {
        this.#bytes = this.#bytes.subarray(parsed.length)
        return parsed.value
      }
      if (this.#signal.aborted) throw new ProbeFailure('Connected, but no whole answer came in time', SILENT)
      if (this.#ended !== undefined) throw new ProbeFailure(`What was dialled ${this.#ended} before it had answered`, CLOSED)
      if (this.#taken > BYTES_MAX) throw new ProbeFailure(`What answered sent more than ${BYTES_MAX} bytes and no answer`, SILENT)
      this.#socket.resume()
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#socket.pause()
    }
  }

  /** Lets go of the socket, which somebody else reads from here on. False: bytes have come that were asked of nobody. */
  release(): boolean {
    this.#signal.removeEventListener('abort', this.#wakeUp)
    this.#socket.off('data', this.#take)
    this.#socket.off('end', this.#end)
    this.#socket.off('close', this.#end)
    // Without a listener for its errors a socket ends the process: `error` keeps its own.
    return this.#bytes.length === 0
  }

  readonly #take = (chunk: Buffer): void => {
    this.#taken += chunk.length
    if (this.#taken <= 2 * BYTES_MAX) this.#bytes = Buffer.concat([this.#bytes, chunk])
    this.#socket.pause()
    this.#wakeUp()
  }

  readonly #end = (): void => {
    this.#ended = 'closed the connection'
    this.#wakeUp()
  }

  readonly #wakeUp = (): void => {
    this.#wake?.()
    this.#wake = undefined
  }
}

const SILENT = 'Check that the port is that of this protocol, and that its server is not too busy to answer'
const CLOSED = 'Check what the server’s log says about the connection, and whether it wants TLS from the first byte'

import type { Socket } from 'node:net'

/** So many bytes are read ahead of whoever reads them; then the socket is paused. */
const READ_AHEAD_BYTES = 1 << 20

/** The bytes of a socket, piece by piece, as fast as they are taken. To be closed before somebody else reads from the socket. */
export class ByteSource {
  readonly #socket: Socket
  readonly #pieces: Buffer[] = []
  #length = 0
  #end: Error | undefined
  #wake: (() => void) | undefined

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', this.#onData)
    socket.on('error', this.#onError)
    socket.on('end', this.#onEnd)
    socket.on('close', this.#onEnd)
    socket.resume()
  }

  /** @throws Error when the connection has ended. */
  async next(): Promise<Buffer> {
    for (;;) {
      const piece = this.#pieces.shift()
      if (piece !== undefined) {
        this.#length -= piece.length
        if (this.#length < READ_AHEAD_BYTES) this.#socket.resume()
        return piece
      }
      if (this.#end !== undefined) throw this.#end
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** Leaves the socket to somebody else, paused. Answers with what was read and not taken. */
  close(): Buffer {
    this.#socket.pause()
    this.#socket.off('data', this.#onData)
    this.#socket.off('end', this.#onEnd)
    this.#socket.off('close', this.#onEnd)
    // Errors stay somebody's: without a listener they would end the process.
    return Buffer.concat(this.#pieces.splice(0))
  }

  readonly #onData = (piece: Buffer): void => {
    this.#pieces.push(piece)
    this.#length += piece.length
    if (this.#length >= READ_AHEAD_BYTES) this.#socket.pause()
    this.#wake?.()
  }

  readonly #onError = (error: Error): void => {
    this.#end ??= error
    this.#wake?.()
  }

  readonly #onEnd = (): void => {
    this.#end ??= new Error('the server closed the connection')
    this.#wake?.()
  }
}

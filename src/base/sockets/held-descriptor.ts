import { Socket } from 'node:net'
import { closeDescriptor } from '../native/descriptors.ts'

/**
 * A connection of the kernel that no stream of Node stands for: nobody here reads or writes it, it is given to a worker or closed. To make a stream for it, and to end that
 * again, is a third of what a dial costs the server.
 */
export class HeldDescriptor {
  readonly #descriptor: number
  readonly #whenClosed: (() => void)[] = []
  #isClosed = false
  #socket: Socket | undefined

  /** It is this one's from here on. */
  constructor(descriptor: number) {
    this.#descriptor = descriptor
  }

  /** As those of a stream. */
  get destroyed(): boolean {
    return this.#socket?.destroyed ?? this.#isClosed
  }

  get closed(): boolean {
    return this.#socket?.closed ?? this.#isClosed
  }

  /** Undefined once it is closed, or a socket's. */
  get descriptor(): number | undefined {
    return this.#isClosed || this.#socket !== undefined ? undefined : this.#descriptor
  }

  /** Of this process's copy alone, and at once. */
  destroy(): void {
    if (this.#socket !== undefined) this.#socket.destroy()
    else if (!this.#isClosed) {
      this.#isClosed = true
      closeDescriptor(this.#descriptor)
      this.#tell()
    }
  }

  once(_event: 'close', listener: () => void): this {
    this.#whenClosed.push(listener)
    return this
  }

  /** The same connection as a stream that is paused; from here on it is closed with that. */
  toSocket(): Socket {
    if (this.#socket !== undefined) return this.#socket
    if (this.#isClosed) throw new Error('The connection is closed')
    const socket = pausedSocket(this.#descriptor)
    this.#socket = socket
    socket.once('close', () => this.#tell())
    return socket
  }

  #tell(): void {
    for (const listener of this.#whenClosed.splice(0)) listener()
  }
}

/** What can be given to another process: a socket of Node, or the kernel's alone. */
export type HandedSocket = Socket | HeldDescriptor

export const socketOf = (handed: HandedSocket): Socket => (handed instanceof HeldDescriptor ? handed.toSocket() : handed)

/** Of a connection of the kernel, be it on its way: nothing is read before somebody asks for it. */
export function pausedSocket(descriptor: number): Socket {
  // Node's types do not have it: its own servers pause so what they accept.
  const options = { fd: descriptor, pauseOnCreate: true }
  const socket = new Socket(options).pause()
  // A peer may reset the connection before its taker listens: that is told by 'close', never by a crash of the server.
  return socket.on('error', () => {})
}

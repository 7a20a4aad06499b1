import { Duplex } from 'node:stream'
import { uint32 } from './packets.ts'

/** Numbers of RFC 4254. */
export const MESSAGE = {
  open: 90,
  openConfirmation: 91,
  openFailure: 92,
  windowAdjust: 93,
  data: 94,
  eof: 96,
  close: 97,
} as const

/** What the other side may send before we have read: as much as OpenSSH itself lets come. */
export const WINDOW = 2 * 1024 * 1024
export const PACKET_MAX = 32 * 1024

/** Sends a message; `sent` is called when it has left this process, or with what kept it. */
export type SendMessage = (type: number, parts: readonly Buffer[], sent?: (error?: Error | null) => void) => void

interface Waiting {
  chunk: Buffer
  readonly done: (error?: Error | null) => void
}

/** Shorter ones that nobody reads are put together. */
const PIECE_MIN = 4_096
const NOTHING: Buffer = Buffer.alloc(0)

const broken = (): Error => Object.assign(new Error('The channel was closed'), { code: 'EPIPE' })

/** One connection through the bastion, as RFC 4254 has it: no more is sent than the other side has room for, and no more is asked for than is read here. */
export class Channel extends Duplex {
  readonly id: number
  readonly #send: SendMessage
  readonly #gone: () => void
  #remoteId = 0
  #remoteWindow = 0
  #remotePacketMax = 0
  /** Came, and is not told to have been read. */
  #unread = 0
  /** Came while nobody reads, in one piece: each byte of a message of its own would take as much memory as a hundred. */
  #held: Buffer = NOTHING
  #heldLength = 0
  #isFull = false
  #waiting: Waiting | undefined
  #isOpen = false
  #closeSent = false
  #remoteClosed = false
  #eofCame = false

  /** `gone`: both sides have closed it. */
  constructor(id: number, send: SendMessage, gone: () => void) {
    super({ allowHalfOpen: true })
    this.id = id
    this.#send = send
    this.#gone = gone
  }

  /** This and what follows throw a RangeError for what no SSH server sends: whoever keeps to nothing is not to be kept up. */
  opened(remoteId: number, window: number, packetMax: number): void {
    if (this.#isOpen) throw new RangeError('A channel was opened twice')
    if (packetMax === 0) throw new RangeError('A channel takes no packet of any size')
    this.#isOpen = true
    this.#remoteId = remoteId
    this.#remoteWindow = window
    this.#remotePacketMax = Math.min(packetMax, PACKET_MAX)
    if (this.destroyed) this.#close()
  }

  adjusted(bytes: number): void {
    this.#remoteWindow += bytes
    this.#pump()
  }

  came(data: Buffer): void {
    if (!this.#isOpen) throw new RangeError('Data came before the channel was open')
    if (this.destroyed || this.#eofCame) return
    if (this.#unread + data.length > WINDOW) throw new RangeError('More data came than there was room for')
    this.#unread += data.length
    if (this.#heldLength > 0 || (this.#isFull && data.length < PIECE_MIN)) this.#hold(data)
    else this.#give(data)
  }

  eof(): void {
    if (this.#eofCame) return
    this.#eofCame = true
    if (this.destroyed) return
    this.#giveHeld()
    this.push(null)
  }

  closeCame(): void {
    this.#remoteClosed = true
    this.eof()
    this.#close()
    this.#gone()
    // What has come is still to be read; nothing more can be written.
    if (this.readableEnded) this.destroy()
    else this.once('end', () => this.destroy())
    this.#waiting?.done(broken())
    this.#waiting = undefined
  }

  override _read(): void {
    this.#isFull = false
    this.#giveHeld()
    // What is being read is still counted as unread here, and this may not be asked again before more comes.
    process.nextTick(() => this.#tellRead())
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.#remoteClosed || this.#closeSent) {
      done(broken())
      return
    }
    this.#waiting = { chunk, done }
    this.#pump()
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#remoteClosed || this.#closeSent) done()
    else this.#send(MESSAGE.eof, [uint32(this.#remoteId)], done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#waiting?.done(broken())
    this.#waiting = undefined
    if (this.#isOpen) this.#close()
    done(error)
  }

  #pump(): void {
    while (this.#waiting !== undefined && this.#remoteWindow > 0) {
      const waiting = this.#waiting
      const size = Math.min(waiting.chunk.length, this.#remoteWindow, this.#remotePacketMax)
      const part = waiting.chunk.subarray(0, size)
      this.#remoteWindow -= size
      waiting.chunk = waiting.chunk.subarray(size)
      if (waiting.chunk.length > 0) {
        this.#send(MESSAGE.data, [uint32(this.#remoteId), uint32(size), part])
        continue
      }
      this.#waiting = undefined
      this.#send(MESSAGE.data, [uint32(this.#remoteId), uint32(size), part], waiting.done)
    }
  }

  #give(data: Buffer): void {
    this.#isFull = !this.push(data)
    if (!this.#isFull) this.#tellRead()
  }

  #giveHeld(): void {
    if (this.#heldLength === 0) return
    const held = this.#held.subarray(0, this.#heldLength)
    this.#held = NOTHING
    this.#heldLength = 0
    this.#give(held)
  }

  #hold(data: Buffer): void {
    const length = this.#heldLength + data.length
    if (length > this.#held.length) {
      const larger = Buffer.allocUnsafe(Math.min(WINDOW, 2 * length))
      this.#held.copy(larger, 0, 0, this.#heldLength)
      this.#held = larger
    }
    data.copy(this.#held, this.#heldLength)
    this.#heldLength = length
  }

  #tellRead(): void {
    const read = this.#unread - this.readableLength - this.#heldLength
    if (read < WINDOW / 2 || this.#closeSent || this.#eofCame) return
    this.#unread -= read
    this.#send(MESSAGE.windowAdjust, [uint32(this.#remoteId), uint32(read)])
  }

  #close(): void {
    if (this.#closeSent) return
    this.#closeSent = true
    this.#send(MESSAGE.close, [uint32(this.#remoteId)])
  }
}

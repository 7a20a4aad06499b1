import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Channel, MESSAGE, PACKET_MAX, type SendMessage, WINDOW } from './channel.ts'
import { MuxStream, PACKET_BYTES_MAX } from './mux-stream.ts'
import { bytesOf, PacketReader, uint32 } from './packets.ts'

/** Of OpenSSH's PROTOCOL.mux. */
const HELLO = 0x1
const PROXY_WANTED = 0x1000000f
const PROXY_GIVEN = 0x8000000f
const VERSION = 4
/** Of a bastion that neither opens nor closes what it is asked to, none is kept for ever. */
const CHANNELS_MAX = 10_000

/** RFC 4254, section 5.1. */
const PROHIBITED = 1
const CONNECT_FAILED = 2
const RESOURCE_SHORTAGE = 4

/** The bastion did not open a channel: `code` is one of the operating system's where the bastion told of one. */
export class ChannelRefused extends Error {
  readonly code: string

  constructor(reason: number, text: string) {
    super('The bastion did not open the channel')
    this.code = codeOf(reason, text)
  }
}

function codeOf(reason: number, text: string): string {
  switch (reason) {
    case PROHIBITED:
      return 'SSH_PROHIBITED'
    case RESOURCE_SHORTAGE:
      return 'SSH_RESOURCES'
    case CONNECT_FAILED:
      if (/refused/i.test(text)) return 'ECONNREFUSED'
      if (/timed out/i.test(text)) return 'ETIMEDOUT'
      if (/no route|host is unreachable/i.test(text)) return 'EHOSTUNREACH'
      if (/unreachable/i.test(text)) return 'ENETUNREACH'
      return 'SSH_CONNECT_FAILED'
    default:
      return 'SSH_CONNECT_FAILED'
  }
}

interface Opening {
  readonly channel: Channel
  readonly opened: (channel: Channel) => void
  readonly refused: (error: Error) => void
}

/**
 * Channels over the SSH connection of an OpenSSH client that runs as a master, by the proxy mode of its control socket: messages of RFC 4254 as they are, so that each
 * dial has its own answer and its own window, and no process of its own.
 */
export class Channels {
  readonly #socket: Socket
  readonly #opening = new Map<number, Opening>()
  readonly #channels = new Map<number, Channel>()
  readonly #gone = Promise.withResolvers<void>()
  readonly #stream = new MuxStream({
    message: (packet) => this.#message(packet),
    data: (channelId, part) => this.#channels.get(channelId)?.came(part),
  })
  #lastId = 0

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.once('close', () => this.#lost())
  }

  /** Rejects when nobody listens at the path. */
  static async over(path: string, signal: AbortSignal): Promise<Channels> {
    const socket = connect({ path })
    socket.on('error', () => {})
    try {
      await once(socket, 'connect', { signal })
      socket.write(bytesOf(Buffer.concat([uint32(HELLO), uint32(VERSION)])))
      socket.write(bytesOf(Buffer.concat([uint32(PROXY_WANTED), uint32(0)])))
      const hello = new PacketReader(await packetFrom(socket, signal))
      if (hello.uint32() !== HELLO || hello.uint32() !== VERSION) throw new Error('The client of OpenSSH speaks another version')
      const answer = new PacketReader(await packetFrom(socket, signal))
      if (answer.uint32() !== PROXY_GIVEN) throw new Error('The client of OpenSSH has no proxy mode')
    } catch (thrown) {
      socket.destroy()
      throw thrown
    }
    const channels = new Channels(socket)
    socket.on('data', (data: Buffer) => channels.#came(data))
    return channels
  }

  get isLost(): boolean {
    return this.#socket.destroyed
  }

  /** Resolves when it is. */
  get lost(): Promise<void> {
    return this.#gone.promise
  }

  /** Rejects with ChannelRefused, or when the signal comes. */
  async open(host: string, port: number, signal: AbortSignal): Promise<Channel> {
    signal.throwIfAborted()
    if (this.#channels.size >= CHANNELS_MAX) this.close()
    if (this.isLost) throw lost()
    this.#lastId += 1
    const id = this.#lastId
    const send: SendMessage = (type, parts, sent) => this.#send(type, parts, sent)
    const channel = new Channel(id, send, () => void this.#channels.delete(id))
    const promised = Promise.withResolvers<Channel>()
    this.#opening.set(id, { channel, opened: promised.resolve, refused: promised.reject })
    this.#channels.set(id, channel)
    const giveUp = (): void => {
      // When the bastion answers after all, it is closed then.
      channel.destroy()
      promised.reject(new Error('The dial was given up'))
    }
    signal.addEventListener('abort', giveUp, { once: true })
    const origin = [bytesOf('127.0.0.1'), uint32(0)]
    this.#send(MESSAGE.open, [
      bytesOf('direct-tcpip'),
      uint32(id),
      uint32(WINDOW),
      uint32(PACKET_MAX),
      bytesOf(host),
      uint32(port),
      ...origin,
    ])
    try {
      return await promised.promise
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  }

  close(): void {
    this.#socket.destroy()
  }

  #send(type: number, parts: readonly Buffer[], sent?: (error?: Error | null) => void): void {
    const socket = this.#socket
    if (socket.destroyed) {
      sent?.(lost())
      return
    }
    const last = parts.at(-1)
    if (type !== MESSAGE.data || last === undefined) {
      socket.write(bytesOf(Buffer.concat([Buffer.from([0, type]), ...parts])), sent)
      return
    }
    // Together in one call, and the bytes of a channel as they are.
    const before = parts.slice(0, -1)
    const length = parts.reduce((sum, part) => sum + part.length, 2)
    socket.cork()
    socket.write(Buffer.concat([uint32(length), Buffer.from([0, type]), ...before]))
    socket.write(last, sent)
    socket.uncork()
  }

  /** What the client of OpenSSH gives on is the bastion's, byte for byte: one that is wrong ends the connection, never this process. */
  #came(chunk: Buffer): void {
    try {
      this.#stream.take(chunk)
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown
      this.#socket.destroy()
    }
  }

  #message(packet: Buffer): void {
    const reader = new PacketReader(packet)
    reader.byte()
    const type = reader.byte()
    if (type < MESSAGE.openConfirmation || type > MESSAGE.close) return
    const id = reader.uint32()
    const channel = this.#channels.get(id)
    if (channel === undefined) return
    switch (type) {
      case MESSAGE.openConfirmation: {
        channel.opened(reader.uint32(), reader.uint32(), reader.uint32())
        this.#opening.get(id)?.opened(channel)
        this.#opening.delete(id)
        return
      }
      case MESSAGE.openFailure:
        this.#channels.delete(id)
        this.#opening.get(id)?.refused(new ChannelRefused(reader.uint32(), reader.text()))
        this.#opening.delete(id)
        channel.destroy()
        return
      case MESSAGE.windowAdjust:
        channel.adjusted(reader.uint32())
        return
      case MESSAGE.eof:
        channel.eof()
        return
      case MESSAGE.close:
        channel.closeCame()
        return
      case MESSAGE.data:
        // What has a length is no message here.
        throw new RangeError('Data of SSH have no length')
    }
  }

  #lost(): void {
    for (const { refused } of this.#opening.values()) refused(lost())
    this.#opening.clear()
    for (const channel of this.#channels.values()) channel.destroy()
    this.#channels.clear()
    this.#gone.resolve()
  }
}

const lost = (): Error => Object.assign(new Error('The connection to the bastion is gone'), { code: 'SSH_LOST' })

async function packetFrom(socket: Socket, signal: AbortSignal): Promise<Buffer> {
  const length = (await bytesFrom(socket, 4, signal)).readUInt32BE(0)
  if (length > PACKET_BYTES_MAX) throw new RangeError('A packet of the client of OpenSSH is too long')
  return await bytesFrom(socket, length, signal)
}

async function bytesFrom(socket: Socket, count: number, signal: AbortSignal): Promise<Buffer> {
  for (;;) {
    const bytes: unknown = socket.read(count)
    if (bytes instanceof Buffer) return bytes
    if (socket.readableEnded || socket.destroyed) throw new Error('The client of OpenSSH closed its control socket')
    await Promise.race([once(socket, 'readable', { signal }), once(socket, 'close', { signal })])
  }
}

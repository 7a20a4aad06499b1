import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { HandedSocket, HeldDescriptor } from '../../base/sockets/held-descriptor.ts'
import { relay } from '../../base/sockets/relay.ts'
import type { DialledAddress } from './address.ts'
import type { AttachmentLink, OpenedForWorker } from './attachments/attachment-kind.ts'
import { type SocketPair, type SocketPairOptions, socketPair } from './socket-pair.ts'

/** What of a dial is open in this process. */
export type Held = Duplex | HeldDescriptor

/** What a dial has opened. */
export interface Way {
  /** A socket of the kernel. */
  readonly socket: HandedSocket
  readonly held: readonly Held[]
}

export interface OpenWayOptions extends SocketPairOptions {
  /** Only then is it no stream of this process, where it need not be one. */
  readonly forWorker: boolean
}

/** Ends with the signal, also when the attachment does not: what it opens too late is destroyed. What is there at once is no promise. */
export function openWay(link: AttachmentLink, dialled: DialledAddress, options: OpenWayOptions): Way | Promise<Way> {
  const given = options.forWorker ? link.openForWorker?.(dialled, options.signal) : undefined
  if (given !== undefined && 'kind' in given && given.kind === 'descriptor') return { socket: given.held, held: [given.held] }
  return wayInTime(link, () => given ?? link.open(dialled, options.signal), options)
}

function wayInTime(link: AttachmentLink, open: () => OpenedForWorker | Promise<OpenedForWorker>, options: OpenWayOptions): Promise<Way> {
  const { signal } = options
  return new Promise((resolve, reject) => {
    let isLate = false
    // Beside the dial: it takes as long as one on the same machine.
    const pair = link.givesStreams === true ? socketPair(options) : undefined
    const unused = (): void => void pair?.then(destroyPair, () => undefined)
    // What keeps it from being made is told to whoever asks for it, and the dial may fail before.
    pair?.catch(() => undefined)
    const abort = (): void => {
      isLate = true
      unused()
      reject(new Error('The dial was given up'))
    }
    const end = (): void => signal.removeEventListener('abort', abort)
    const opened = (way: Way): void => {
      end()
      if (isLate) for (const each of way.held) each.destroy()
      else resolve(way)
    }
    const failed = (error: unknown): void => {
      end()
      reject(error)
    }
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    Promise.resolve(open()).then(
      (given) => {
        if (given.kind === 'stream') {
          wayThrough(given.stream, pair ?? socketPair(options)).then(opened, failed)
          return
        }
        unused()
        const socket = given.kind === 'descriptor' ? given.held : given.socket
        opened({ socket, held: [socket] })
      },
      (error: unknown) => {
        unused()
        failed(error)
      },
    )
  })
}

function destroyPair({ given, kept }: SocketPair): void {
  given.destroy()
  kept.destroy()
}

/** A worker can be handed a socket of the kernel only: what is none gets one, and the server pumps. */
async function wayThrough(stream: Duplex, pair: Promise<SocketPair>): Promise<Way> {
  // It may break before it is pumped: that is seen when it is.
  stream.on('error', () => {})
  try {
    const { given, kept } = await pair
    relay(kept, stream)
    return { socket: given, held: [given, kept, stream] }
  } catch (error) {
    stream.destroy()
    throw error
  }
}

/**
 * Interfaces that are down, and local routes, have addresses that the system does not list and yet answers: a connection to one of them has the same address at
 * both of its ends.
 */
export const isOwnEnd = (socket: Socket): boolean => socket.localAddress === socket.remoteAddress

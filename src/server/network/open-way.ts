import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { relay } from '../../base/relay.ts'
import type { DialledAddress } from './address.ts'
import type { AttachmentLink, Opened } from './attachments/attachment-kind.ts'
import { type SocketPairOptions, socketPair } from './socket-pair.ts'

/** What a dial has opened. */
export interface Way {
  /** A socket of the kernel. */
  readonly socket: Socket
  readonly held: readonly Duplex[]
}

/** Ends with the signal, also when the attachment does not: what it opens too late is destroyed. */
export async function openWay(link: AttachmentLink, dialled: DialledAddress, { scratchFolder, signal }: SocketPairOptions): Promise<Way> {
  const aborted = Promise.withResolvers<never>()
  const abort = (): void => aborted.reject(new Error('The dial was given up'))
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  let late = false
  const opening = link.open(dialled, signal).then(async (opened) => {
    const way = await wayThrough(opened, { scratchFolder, signal })
    if (late) for (const each of way.held) each.destroy()
    return way
  })
  try {
    return await Promise.race([opening, aborted.promise])
  } catch (error) {
    late = true
    opening.catch(() => {})
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** A worker can be handed a socket of the kernel only: what is none gets one, and the server pumps. */
async function wayThrough(opened: Opened, options: SocketPairOptions): Promise<Way> {
  if (opened.kind === 'socket') return { socket: opened.socket, held: [opened.socket] }
  const { stream } = opened
  // It may break before it is pumped: that is seen when it is.
  stream.on('error', () => {})
  try {
    const { given, kept } = await socketPair(options)
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

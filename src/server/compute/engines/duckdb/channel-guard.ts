import type { ChildProcess } from 'node:child_process'
import { CausewayError } from '../../../../base/errors.ts'

/** What node's own program in the child writes when a socket has arrived. */
const ACKNOWLEDGEMENT = Buffer.from('{"cmd":"NODE_HANDLE_ACK"}\n')

interface ChannelHandle {
  onread: (bytes: ArrayBuffer | undefined) => unknown
  pendingHandle: { close(): void } | null
}

/**
 * Lets node read nothing from a child's IPC channel but the acknowledgement of a socket that is on its way. Node acts on its own messages before any handler of
 * ours sees them: it makes servers and sockets of the descriptors that come along, keeps them, and throws where nobody can catch. One worker that broke out of its
 * program would end the server, or take all of its descriptors. Node has no public way to close that direction; this stands before the channel's reader, and a start
 * without it is refused.
 * The acknowledgements end here as well: node would send one socket after the other, each when the one before was acknowledged (see `sendNext`).
 * @param takeAwaited so many acknowledgements have come: false where fewer sockets are on their way
 * @param breach told what came, once or more; the caller ends the child
 */
export function guardChannel(child: ChildProcess, takeAwaited: (count: number) => boolean, breach: (what: string) => void): void {
  const handle = channelHandle(child)
  if (handle === undefined || !Reflect.has(child, HANDLE_QUEUE)) {
    throw new CausewayError('internal', 'The channel to a worker cannot be guarded in this version of Node', {
      hint: 'Run Causeway with the Node that its package brings.',
    })
  }
  const read = handle.onread
  let isOpen = true
  handle.onread = function (this: unknown, bytes) {
    const { pendingHandle } = handle
    if (pendingHandle !== null) {
      handle.pendingHandle = null
      pendingHandle.close()
      isOpen = false
      return breach('a handle, which no worker sends')
    }
    if (bytes === undefined) return Reflect.apply(read, this, [bytes])
    const count = bytes.byteLength / ACKNOWLEDGEMENT.length
    if (isOpen && areAcknowledgements(new Uint8Array(bytes)) && takeAwaited(count)) return undefined
    isOpen = false
    return breach('bytes on a channel that it only reads')
  }
}

const areAcknowledgements = (bytes: Uint8Array): boolean =>
  bytes.length % ACKNOWLEDGEMENT.length === 0 && bytes.every((byte, at) => byte === ACKNOWLEDGEMENT[at % ACKNOWLEDGEMENT.length])

const HANDLE_QUEUE = '_handleQueue'

/**
 * After a socket was sent: the next one goes at once. What node waits for, one turn of both processes for each, it needs where it closes what it has sent; ours
 * stay open until the worker has said that it has them.
 */
export function sendNext(child: ChildProcess): void {
  Reflect.set(child, HANDLE_QUEUE, null)
}

function channelHandle(child: ChildProcess): ChannelHandle | undefined {
  const symbol = Object.getOwnPropertySymbols(child).find(({ description }) => description === 'kChannelHandle')
  const handle: unknown = symbol === undefined ? undefined : Reflect.get(child, symbol)
  return isChannelHandle(handle) ? handle : undefined
}

const isChannelHandle = (handle: unknown): handle is ChannelHandle =>
  typeof handle === 'object' && handle !== null && 'onread' in handle && typeof handle.onread === 'function' && 'pendingHandle' in handle

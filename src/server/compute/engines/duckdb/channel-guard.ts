import type { ChildProcess } from 'node:child_process'
import { CausewayError } from '../../../../base/errors.ts'

/** What node's own program in the child writes when a socket has arrived. */
const ACKNOWLEDGEMENT = '{"cmd":"NODE_HANDLE_ACK"}\n'

interface ChannelHandle {
  onread: (bytes: ArrayBuffer | undefined) => unknown
  pendingHandle: { close(): void } | null
}

/**
 * Lets node read nothing from a child's IPC channel but the acknowledgement of a socket that is on its way. Node acts on its own messages before any handler of
 * ours sees them: it makes servers and sockets of the descriptors that come along, keeps them, and throws where nobody can catch. One worker that broke out of its
 * program would end the server, or take all of its descriptors. Node has no public way to close that direction; this stands before the channel's reader, and a start
 * without it is refused.
 * @param isAwaited whether a socket is on its way
 * @param breach told what came, once or more; the caller ends the child
 */
export function guardChannel(child: ChildProcess, isAwaited: () => boolean, breach: (what: string) => void): void {
  const handle = channelHandle(child)
  if (handle === undefined) {
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
    if (isOpen && Buffer.from(bytes).toString('latin1') === ACKNOWLEDGEMENT && isAwaited()) return Reflect.apply(read, this, [bytes])
    isOpen = false
    return breach('bytes on a channel that it only reads')
  }
}

function channelHandle(child: ChildProcess): ChannelHandle | undefined {
  const symbol = Object.getOwnPropertySymbols(child).find(({ description }) => description === 'kChannelHandle')
  const handle: unknown = symbol === undefined ? undefined : Reflect.get(child, symbol)
  return isChannelHandle(handle) ? handle : undefined
}

const isChannelHandle = (handle: unknown): handle is ChannelHandle =>
  typeof handle === 'object' && handle !== null && 'onread' in handle && typeof handle.onread === 'function' && 'pendingHandle' in handle

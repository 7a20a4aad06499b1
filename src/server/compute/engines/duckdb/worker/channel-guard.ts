import type { ChildProcess } from 'node:child_process'
import { CausewayError } from '../../../../../base/errors.ts'
import { trySendDescriptor } from '../../../../../base/native/descriptors.ts'

interface ChannelHandle {
  /** Of bytes that were given to Node and have not been written yet. */
  readonly writeQueueSize: number
  /** Below 0 when it is closed. */
  readonly fd: number
  onread: (bytes: ArrayBuffer | undefined) => unknown
  pendingHandle: { close(): void } | null
}

/**
 * Lets node read nothing from a child's IPC channel. Node acts on its own messages before any handler of ours sees them: it makes servers and sockets of the
 * descriptors that come along, keeps them, and throws where nobody can catch. One worker that broke out of its program would end the server, or take all of its
 * descriptors. Node has no public way to close that direction; this stands before the channel's reader, and a start without it is refused.
 * A worker does not even acknowledge the sockets that it gets there (`worker/channel/worker-process.ts`; see `sendNext`).
 * @param breach told what came, once or more; the caller ends the child
 */
export function guardChannel(child: ChildProcess, breach: (what: string) => void): void {
  const handle = channelHandle(child)
  if (handle === undefined || !Reflect.has(child, HANDLE_QUEUE)) {
    throw new CausewayError('internal', 'The channel to a worker cannot be guarded in this version of Node', {
      hint: 'Run Causeway with the Node that its package brings.',
    })
  }
  const read = handle.onread
  handle.onread = function (this: unknown, bytes) {
    const { pendingHandle } = handle
    if (pendingHandle !== null) {
      handle.pendingHandle = null
      pendingHandle.close()
      return breach('a handle, which no worker sends')
    }
    if (bytes === undefined) return Reflect.apply(read, this, [bytes])
    return breach('bytes on a channel that it only reads')
  }
}

const HANDLE_QUEUE = '_handleQueue'

/**
 * After a socket was sent: the next one goes at once. What node waits for, one turn of both processes for each, it needs where it closes what it has sent; ours
 * stay open until the worker has said that it has them.
 */
export function sendNext(child: ChildProcess): void {
  Reflect.set(child, HANDLE_QUEUE, null)
}

/**
 * As node sends a socket, by the kernel's own call: without a socket of Node's. False where something waits to be written already, or the kernel takes nothing now: nothing has
 * gone then, and what goes by node keeps its turn.
 */
export function sendDescriptorAtOnce(child: ChildProcess, message: object, descriptor: number): boolean {
  const channel = channelHandle(child)
  if (channel === undefined || channel.fd < 0 || channel.writeQueueSize !== 0 || Reflect.get(child, HANDLE_QUEUE) !== null) return false
  const line = `${JSON.stringify({ cmd: 'NODE_HANDLE', type: 'net.Socket', msg: message })}\n`
  return trySendDescriptor(channel.fd, descriptor, line)
}

/** Of each child that was asked about: every dial asks. */
const handles = new WeakMap<ChildProcess, ChannelHandle>()

function channelHandle(child: ChildProcess): ChannelHandle | undefined {
  const known = handles.get(child)
  if (known !== undefined) return known
  const found = findHandle(child)
  if (found !== undefined) handles.set(child, found)
  return found
}

function findHandle(child: ChildProcess): ChannelHandle | undefined {
  const symbol = Object.getOwnPropertySymbols(child).find(({ description }) => description === 'kChannelHandle')
  const handle: unknown = symbol === undefined ? undefined : Reflect.get(child, symbol)
  return isChannelHandle(handle) ? handle : undefined
}

const isChannelHandle = (handle: unknown): handle is ChannelHandle =>
  typeof handle === 'object' &&
  handle !== null &&
  'onread' in handle &&
  typeof handle.onread === 'function' &&
  'pendingHandle' in handle &&
  'writeQueueSize' in handle &&
  typeof handle.writeQueueSize === 'number' &&
  'fd' in handle &&
  typeof handle.fd === 'number'

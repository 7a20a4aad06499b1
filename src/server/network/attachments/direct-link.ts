import { Socket } from 'node:net'
import { connectDescriptor } from '../../../base/native/connect-descriptor.ts'
import { asDialled, SILENT_MS } from '../../../base/sockets/dialled-socket.ts'
import { HeldDescriptor, pausedSocket } from '../../../base/sockets/held-descriptor.ts'
import type { DialledAddress } from '../address.ts'
import type { AttachmentLink, Opened, OpenedForWorker } from './attachment-kind.ts'

/** A TCP connection from this machine's own network for each dial; nothing is shared. */
export const directLink = (): AttachmentLink => ({ open: connect, openForWorker, close: async () => {} })

function connect({ ip, port }: DialledAddress, signal: AbortSignal): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const socket = new Socket()
    // Before connect: a socket that flows would read the server's greeting here, and it would be lost to the worker.
    socket.pause()
    asDialled(socket)
    const abort = (): void => fail(new Error('The dial was given up'))
    const fail = (error: Error): void => {
      signal.removeEventListener('abort', abort)
      socket.destroy()
      reject(error)
    }
    socket.once('error', fail)
    socket.once('connect', () => {
      signal.removeEventListener('abort', abort)
      socket.off('error', fail)
      // A peer may reset the connection before its taker listens: that is told by 'close', never by a crash of the server.
      socket.on('error', () => {})
      resolve({ kind: 'socket', socket })
    })
    signal.addEventListener('abort', abort, { once: true })
    socket.connect({ host: ip, port })
    if (signal.aborted) abort()
  })
}

/** Without a stream of Node where the kernel has the connection at once; as `connect` where it has no such calls. */
function openForWorker({ ip, port }: DialledAddress, signal: AbortSignal): OpenedForWorker | Promise<OpenedForWorker> {
  signal.throwIfAborted()
  const asked = connectDescriptor(ip, port, SILENT_MS / 1000)
  switch (asked?.kind) {
    case undefined:
      return connect({ ip, port }, signal)
    case 'connected':
      return { kind: 'descriptor', held: new HeldDescriptor(asked.descriptor) }
    case 'pending':
      return connectedOf(pausedSocket(asked.descriptor), signal)
    case 'failed':
      throw Object.assign(new Error('The system refuses the connection'), asked.code === undefined ? {} : { code: asked.code })
  }
}

/** Nothing is written, and that only when the connection is there: the system has no other word for it that Node would wait for. */
function connectedOf(socket: Socket, signal: AbortSignal): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const end = (): void => signal.removeEventListener('abort', abort)
    const abort = (): void => fail(new Error('The dial was given up'))
    const fail = (error: Error): void => {
      end()
      socket.destroy()
      reject(error)
    }
    signal.addEventListener('abort', abort, { once: true })
    socket.write(NOTHING, (error) => {
      if (error instanceof Error) return fail(error)
      end()
      resolve({ kind: 'socket', socket })
    })
  })
}

const NOTHING = Buffer.alloc(0)

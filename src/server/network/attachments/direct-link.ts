import { Socket } from 'node:net'
import { asDialled } from '../../../base/sockets/dialled-socket.ts'
import type { DialledAddress } from '../address.ts'
import type { AttachmentLink, Opened } from './attachment-kind.ts'

/** A TCP connection from this machine's own network for each dial; nothing is shared. */
export const directLink = (): AttachmentLink => ({ open: connect, close: async () => {} })

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

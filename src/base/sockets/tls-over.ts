import type { Socket } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'

/** What speaks TLS over which socket. */
const over = new WeakMap<Socket, TLSSocket>()

/** Begins TLS on a connected socket, which is to be ended by `destroyConnection`. */
export function tlsOver(socket: Socket, options: Omit<ConnectionOptions, 'socket'>): TLSSocket {
  const secure = connect({ ...options, socket })
  // Whoever reads it has listeners of their own; without any, between two readers, an error would end the process.
  secure.on('error', () => {})
  over.set(socket, secure)
  return secure
}

/**
 * Destroys a connection whose TLS, if there is any, was begun by `tlsOver`: TLS first, and the socket beneath it with that. In the other order TLS frees its state at
 * once, and when that is in the turn in which the handshake has ended, OpenSSL goes on with what is freed: the process ends with SIGSEGV (Node 26).
 */
export function destroyConnection(socket: Socket, reason?: Error): void {
  over.get(socket)?.destroy(reason)
  socket.destroy(reason)
}

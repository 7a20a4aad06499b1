import { Socket } from 'node:net'
import type { DialledAddress } from '../address.ts'

/** Starts a TCP connection from this machine's own network. */
export function openSocket(dialled: DialledAddress): Socket {
  const socket = new Socket()
  // Before connect: a socket that flows would read the server's greeting here, and it would be lost to the worker.
  socket.pause()
  socket.setNoDelay(true)
  socket.connect({ host: dialled.ip, port: dialled.port })
  return socket
}

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Two sockets of the kernel that are connected to each other. */
export interface SocketPair {
  /** Paused, and nothing has been read from it: for whoever gets it. */
  readonly given: Socket
  readonly kept: Socket
}

const TOKEN_BYTES = 32

/**
 * Node has no socketpair(2). So a listener takes one connection and is gone: on a path of the file system in a folder that only this user enters, for any user of the machine
 * could come first at a port of loopback. And since a worker runs as this user, whoever connected has to show a token that never left this process.
 */
export async function socketPair(): Promise<SocketPair> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-pair-'))
  const server = createServer({ allowHalfOpen: true })
  server.maxConnections = 1
  try {
    server.listen(join(folder, 'socket'))
    await once(server, 'listening')
    const given = connect({ path: join(folder, 'socket') })
    given.pause()
    given.on('error', () => {})
    const [accepted] = await Promise.all([once(server, 'connection'), once(given, 'connect')])
    const kept: Socket = accepted[0]
    kept.on('error', () => {})
    const token = randomBytes(TOKEN_BYTES)
    given.write(token)
    if (token.equals(await firstBytes(kept, TOKEN_BYTES))) return { given, kept }
    given.destroy()
    kept.destroy()
    throw new Error('Another program came to the listener of a socket pair')
  } finally {
    server.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function firstBytes(socket: Socket, count: number): Promise<Buffer> {
  for (;;) {
    const bytes: unknown = socket.read(count)
    if (bytes instanceof Buffer) return bytes
    if (socket.readableEnded || socket.destroyed) return Buffer.alloc(0)
    await Promise.race([once(socket, 'readable'), once(socket, 'close')])
  }
}

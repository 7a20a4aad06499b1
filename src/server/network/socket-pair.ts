import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { makeSocketFolder } from '../../base/sockets/socket-folder.ts'
import { readBytes } from './read-bytes.ts'

/** Two sockets of the kernel that are connected to each other. */
export interface SocketPair {
  /** Paused, and nothing has been read from it: for whoever gets it. */
  readonly given: Socket
  readonly kept: Socket
}

const TOKEN_BYTES = 32

export interface SocketPairOptions {
  /** Absolute, for the path on which the two meet; what a killed process leaves in it is for the next start to remove. */
  readonly scratchFolder: string
  /** Gives up: socketPair then rejects, and nothing of it stays open. */
  readonly signal: AbortSignal
}

/**
 * Node has no socketpair(2). So a listener takes one connection and is gone: on a path of the file system in a folder that only this user enters, for any user of the machine
 * could come first at a port of loopback. And since a worker runs as this user, whoever connected has to show a token that never left this process.
 */
export async function socketPair({ scratchFolder, signal }: SocketPairOptions): Promise<SocketPair> {
  signal.throwIfAborted()
  await using opened = new AsyncDisposableStack()
  const folder = await makeSocketFolder(scratchFolder, 'pair')
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  const server = createServer({ allowHalfOpen: true })
  opened.defer(() => void server.close())
  server.maxConnections = 1
  server.listen(join(folder, 'socket'))
  await once(server, 'listening', { signal })
  const ends: Socket[] = []
  const keep = (socket: Socket): Socket => {
    ends.push(socket)
    return socket.on('error', () => {})
  }
  try {
    server.on('connection', keep)
    const given = keep(connect({ path: join(folder, 'socket') })).pause()
    const [accepted] = await Promise.all([once(server, 'connection', { signal }), once(given, 'connect', { signal })])
    const kept: Socket = accepted[0]
    const token = randomBytes(TOKEN_BYTES)
    given.write(token)
    const shown = await readBytes(kept, TOKEN_BYTES, signal)
    if (shown !== undefined && token.equals(shown)) return { given, kept }
    throw new Error('Another program came to the listener of a socket pair')
  } catch (thrown) {
    for (const each of ends) each.destroy()
    throw thrown
  }
}

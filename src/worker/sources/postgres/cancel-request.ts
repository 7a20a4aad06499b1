import { once } from 'node:events'
import type { Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import type { Client } from 'pg'
import type { JobContext } from '../../jobs/job-context.ts'
import type { PostgresAddress } from './jdbc-url.ts'

const CANCEL_REQUEST = 80_877_102
const SSL_REQUEST = 80_877_103
const WAIT_MS = 2000

/**
 * Asks the server to stop what the client's backend does: on a second connection, as the protocol wants it, encrypted when the first one is.
 * Best effort: never rejects; when it cannot be done, closing the first socket stops the backend at its next write.
 */
export async function cancelBackend(
  client: Client,
  address: PostgresAddress,
  tls: ConnectionOptions | undefined,
  context: JobContext,
): Promise<void> {
  const key = backendKey(client)
  if (key === undefined) return
  try {
    const socket = await context.dialThoughStopped(address.host, address.port)
    const timer = setTimeout(() => socket.destroy(), WAIT_MS)
    try {
      const stream = tls === undefined ? socket : await upgrade(socket, address.host, tls)
      const closed = once(stream, 'close')
      stream.on('error', () => undefined)
      stream.resume()
      stream.write(message(CANCEL_REQUEST, key.processId, key.secretKey))
      // The server closes the connection when it has sent the signal.
      await closed
    } finally {
      clearTimeout(timer)
      socket.destroy()
    }
  } catch {
    // The broker refused the second dial, or the database did.
  }
}

async function upgrade(socket: Socket, host: string, tls: ConnectionOptions): Promise<Socket> {
  socket.write(message(SSL_REQUEST))
  const [answer]: unknown[] = await once(socket, 'data')
  if (!(answer instanceof Buffer) || answer[0] !== 'S'.charCodeAt(0)) throw new Error('no TLS')
  const secure = connectTls({ ...tls, socket, host, servername: /^[\d.]+$|:/.test(host) ? '' : host })
  await once(secure, 'secureConnect')
  return secure
}

function message(...words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * words.length)
  bytes.writeInt32BE(bytes.length, 0)
  for (const [index, word] of words.entries()) bytes.writeInt32BE(word, 4 + 4 * index)
  return bytes
}

/** The driver keeps the backend's key in fields that its types do not name. */
function backendKey(client: Client): { readonly processId: number; readonly secretKey: number } | undefined {
  const processId: unknown = Reflect.get(client, 'processID')
  const secretKey: unknown = Reflect.get(client, 'secretKey')
  return typeof processId === 'number' && typeof secretKey === 'number' ? { processId, secretKey } : undefined
}

import { once } from 'node:events'
import type { Client } from 'pg'
import { hostAndPort } from '../../../../base/addresses/host-port.ts'
import { destroyConnection } from '../../../../base/sockets/tls-over.ts'
import type { OwnAuthority } from '../../../../protocol/job-credential.ts'
import type { RemoteContext } from '../../shared/source-context.ts'
import type { PostgresAddress } from '../jdbc-url.ts'
import { negotiateTls } from './negotiate-tls.ts'
import { startMessage } from './start-message.ts'

const CANCEL_REQUEST = 80_877_102
const WAIT_MS = 2000

/**
 * Asks the server to stop what the client's backend does: on a second connection, as the protocol wants it, encrypted when the first one is: the sslmode decides alike.
 * Best effort: never rejects; when it cannot be done, closing the first socket stops the backend at its next write.
 */
export async function cancelBackend(
  client: Client,
  address: PostgresAddress,
  authority: OwnAuthority | undefined,
  context: RemoteContext,
): Promise<void> {
  const key = backendKey(client)
  if (key === undefined) return
  try {
    const socket = await context.dialThoughStopped(address.host, address.port)
    const timer = setTimeout(() => destroyConnection(socket), WAIT_MS)
    try {
      const { stream } = await negotiateTls(socket, address, authority, hostAndPort(address.host, address.port))
      const closed = once(stream, 'close')
      stream.on('error', () => undefined)
      stream.resume()
      stream.write(startMessage(CANCEL_REQUEST, key.processId, key.secretKey))
      // The server closes the connection when it has sent the signal.
      await closed
    } finally {
      clearTimeout(timer)
      destroyConnection(socket)
    }
  } catch {
    // The broker refused the second dial, or the database did.
  }
}

/** The driver keeps the backend's key in fields that its types do not name. */
function backendKey(client: Client): { readonly processId: number; readonly secretKey: number } | undefined {
  const processId: unknown = Reflect.get(client, 'processID')
  const secretKey: unknown = Reflect.get(client, 'secretKey')
  return typeof processId === 'number' && typeof secretKey === 'number' ? { processId, secretKey } : undefined
}

import { once } from 'node:events'
import type { Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import type { PostgresAddress } from './jdbc-url.ts'
import { startMessage } from './start-message.ts'

const SSL_REQUEST = 80_877_103
const YES = 'S'.charCodeAt(0)
const NO = 'N'.charCodeAt(0)
/** The driver's own words. */
const NO_TLS = 'The server does not support SSL connections'

export interface NegotiatedStream {
  readonly stream: Socket
  readonly encrypted: boolean
}

/**
 * Asks the server whether it speaks TLS, where the address's sslmode wants to know, and goes on in TLS when it does: one connection for every mode.
 * @throws Error when the mode demands TLS and the server has none; the TLS error when its certificate is not accepted.
 */
export async function negotiateTls(
  socket: Socket,
  { host, sslMode }: Pick<PostgresAddress, 'host' | 'sslMode'>,
): Promise<NegotiatedStream> {
  const options = tlsOptions(sslMode)
  if (options === undefined) return { stream: socket, encrypted: false }
  socket.write(startMessage(SSL_REQUEST))
  const answer = await firstBytes(socket)
  // More than the one byte would be text that somebody slipped in before the encryption begins.
  if (answer.length !== 1) throw new Error('the server answered the request for TLS with more than one byte')
  if (answer[0] === NO && sslMode === 'prefer') return { stream: socket, encrypted: false }
  if (answer[0] !== YES) throw new Error(NO_TLS)
  // A server name must be a name: an address is not one.
  const secure = connectTls({ ...options, socket, host, servername: /^[\d.]+$|:/.test(host) ? '' : host })
  await once(secure, 'secureConnect')
  return { stream: secure, encrypted: true }
}

async function firstBytes(socket: Socket): Promise<Buffer> {
  const closed = new AbortController()
  const onClose = (): void => closed.abort(new Error('the server closed the connection'))
  socket.once('close', onClose)
  try {
    const [bytes]: unknown[] = await once(socket, 'data', { signal: closed.signal })
    if (!(bytes instanceof Buffer)) throw new Error('the server sent no bytes')
    return bytes
  } catch (error) {
    throw closed.signal.aborted ? closed.signal.reason : error
  } finally {
    socket.off('close', onClose)
  }
}

/** JDBC's modes: require encrypts and checks nothing, verify-ca checks the certificate's signer, verify-full its names too. */
function tlsOptions(mode: PostgresAddress['sslMode']): ConnectionOptions | undefined {
  switch (mode) {
    case 'disable':
      return undefined
    case 'prefer':
    case 'require':
      return { rejectUnauthorized: false }
    case 'verify-ca':
      return { rejectUnauthorized: true, checkServerIdentity: () => undefined }
    case 'verify-full':
      return { rejectUnauthorized: true }
  }
}

import { once } from 'node:events'
import type { Socket } from 'node:net'
import { CausewayError } from '../../../../base/errors.ts'
import type { OwnAuthority } from '../../../../protocol/job-credential.ts'
import { AUTHORITY_HINT, type CertificateCheck, wrapInTls } from '../../shared/tls.ts'
import type { PostgresAddress } from '../jdbc-url.ts'
import { startMessage } from './start-message.ts'

const SSL_REQUEST = 80_877_103
const YES = 'S'.charCodeAt(0)
const NO = 'N'.charCodeAt(0)

export interface NegotiatedStream {
  readonly stream: Socket
  readonly encrypted: boolean
}

/**
 * Asks the server whether it speaks TLS, where the address's sslmode wants to know, and goes on in TLS when it does: one connection for every mode.
 * @throws CausewayError when the mode demands TLS and the server has none, or its certificate is not accepted; Error when the connection is lost.
 */
export async function negotiateTls(
  socket: Socket,
  { host, sslMode }: Pick<PostgresAddress, 'host' | 'sslMode'>,
  authority: OwnAuthority | undefined,
  place: string,
): Promise<NegotiatedStream> {
  const check = checkOf(sslMode)
  if (check === undefined) return { stream: socket, encrypted: false }
  socket.write(startMessage(SSL_REQUEST))
  const answer = await firstBytes(socket)
  // More than the one byte would be text that somebody slipped in before the encryption begins.
  if (answer.length !== 1) {
    throw new CausewayError('remote-failure', `${place} answered the request for encryption as no PostgreSQL does`, {
      hint: 'Check the port in the JDBC URL: something else may listen there (for MySQL and MariaDB the URL begins with jdbc:mysql:)',
    })
  }
  if (answer[0] === NO && sslMode === 'prefer') return { stream: socket, encrypted: false }
  if (answer[0] !== YES) {
    throw new CausewayError('remote-failure', `${place} does not offer encryption, which the JDBC URL asks for`, {
      hint: 'Switch TLS on in the database, or use sslmode=disable in the JDBC URL',
    })
  }
  const certificateHint = `${AUTHORITY_HINT}; sslmode=require in the JDBC URL encrypts without checking the certificate`
  return { stream: await wrapInTls(socket, { host, check, authority, place, certificateHint }), encrypted: true }
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
function checkOf(mode: PostgresAddress['sslMode']): CertificateCheck | undefined {
  switch (mode) {
    case 'disable':
      return undefined
    case 'prefer':
    case 'require':
      return 'nothing'
    case 'verify-ca':
      return 'signer'
    case 'verify-full':
      return 'signer-and-names'
  }
}

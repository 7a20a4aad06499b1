import { once } from 'node:events'
import { isIP, type Socket } from 'node:net'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { CausewayError } from '../../../base/errors.ts'
import { lookup } from '../../../base/lookup.ts'
import { destroyConnection, tlsOver } from '../../../base/sockets/tls-over.ts'
import type { OwnAuthority } from '../../../protocol/job-credential.ts'

/** What of the other side's certificate is looked at: nothing, who has signed it, or its names too. */
export type CertificateCheck = 'nothing' | 'signer' | 'signer-and-names'

/** How a database's certificate is accepted that no public authority has signed. */
export const AUTHORITY_HINT = 'Name who has signed it as the certificate_location of the datasource authentication'

export interface TlsRequest {
  /** What the certificate should be for; an address is sent to nobody as a name. */
  readonly host: string
  readonly check: CertificateCheck
  /** Undefined: the public ones. */
  readonly authority?: OwnAuthority | undefined
  /** For messages. */
  readonly place: string
  /** What to do when the certificate is not accepted: how the user asks the source to check less. */
  readonly certificateHint: string
}

/**
 * Goes on in TLS on a connected socket, once both sides have agreed to: how they do is each protocol's own. From here on `destroyConnection` ends both.
 * @throws CausewayError remote-failure in the user's words; the error that the connection was destroyed with, as it is.
 */
export async function wrapInTls(socket: Socket, request: TlsRequest): Promise<TLSSocket> {
  const { host, check } = request
  const secure = tlsOver(socket, {
    host,
    servername: isIP(host) === 0 ? host : '',
    rejectUnauthorized: check !== 'nothing',
    ...(check === 'signer' ? { checkServerIdentity: () => undefined } : {}),
    ...authorityOf(request),
  })
  const closed = new AbortController()
  const onClose = (): void => closed.abort()
  socket.once('close', onClose)
  try {
    await once(secure, 'secureConnect', { signal: closed.signal })
    return secure
  } catch (error) {
    // Whoever destroyed the socket knows why.
    const reason = socket.errored ?? error
    destroyConnection(socket)
    throw handshakeError(reason, request)
  } finally {
    socket.off('close', onClose)
  }
}

function authorityOf({ check, authority }: TlsRequest): Pick<ConnectionOptions, 'ca'> {
  if (check === 'nothing' || authority === undefined) return {}
  if (authority.certificates === '') throw noCertificates(authority)
  return { ca: authority.certificates }
}

const noCertificates = ({ location }: OwnAuthority): CausewayError =>
  new CausewayError('invalid-parameter', `There is no certificate in PEM at ${location}, which the datasource authentication names`, {
    hint: "Put the certificate of who signs the database's there, as a text that begins with -----BEGIN CERTIFICATE-----",
  })

const SIGNER_UNKNOWN = 'who has signed it is not known here'

const CERTIFICATE_FAULTS: Readonly<Record<string, string>> = lookup({
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it has signed itself',
  SELF_SIGNED_CERT_IN_CHAIN: SIGNER_UNKNOWN,
  UNABLE_TO_GET_ISSUER_CERT: SIGNER_UNKNOWN,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: SIGNER_UNKNOWN,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: SIGNER_UNKNOWN,
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  CERT_REVOKED: 'it has been revoked',
})

function handshakeError(error: unknown, { host, place, certificateHint }: TlsRequest): unknown {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const fault = code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? `it is for other names than ${host}` : CERTIFICATE_FAULTS[code]
  if (fault !== undefined || /^(CERT_|UNABLE_TO_|ERR_TLS_CERT)/.test(code)) {
    return new CausewayError('remote-failure', `The certificate of ${place} is not trusted: ${fault ?? code}`, {
      hint: certificateHint,
      cause: error,
    })
  }
  if (code === 'ABORT_ERR' || code === 'ECONNRESET' || code === 'EPIPE') {
    return new CausewayError('remote-failure', `${place} closed the connection while encryption was being agreed on`, { cause: error })
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    return new CausewayError('remote-failure', `${place} and Causeway found no encryption that both have`, {
      hint: 'The database must speak TLS 1.2 or later',
      cause: error,
    })
  }
  return error
}

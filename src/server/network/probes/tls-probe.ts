import type { X509Certificate } from 'node:crypto'
import { isIP, type Socket } from 'node:net'
import { getCACertificates, rootCertificates, type TLSSocket } from 'node:tls'
import type { Clock } from '../../../base/clock.ts'
import { destroyConnection, tlsOver } from '../../../base/sockets/tls-over.ts'
import { ProbeFailure } from './exchange.ts'
import { shownText } from './shown-text.ts'

/** What the server shows of itself; all of it is text of somebody who is not trusted. */
export interface TlsFinding {
  readonly protocol: string
  readonly cipher: string
  readonly subject: string
  readonly names: readonly string[]
  readonly issuer: string
  readonly validFrom: string
  readonly validTo: string
  readonly fingerprint: string
  /** From the server's own to the last one that it has sent, by their subjects. */
  readonly chain: readonly string[]
  readonly isExpired: boolean
  /** By a certificate authority of this system, and for the name that was dialled. */
  readonly isVerified: boolean
  /** Why not; '' where it is. */
  readonly notVerifiedBecause: string
}

const CHAIN_MAX = 10
const NAMES_MAX = 20

/** The authorities that Node brings, and those of the system. */
let authorities: readonly string[] | undefined
function knownAuthorities(): readonly string[] {
  authorities ??= [...new Set([...rootCertificates, ...getCACertificates('system')])]
  return authorities
}

/**
 * A handshake with whoever it is: it is reported whether the certificate can be trusted, and nothing secret is sent through it. `host`: as it was asked for, a name or
 * an address. Throws ProbeFailure.
 */
export async function shakeHands(
  socket: Socket,
  { host, signal, wallClock }: { readonly host: string; readonly signal: AbortSignal; readonly wallClock: Clock },
): Promise<{ readonly tls: TLSSocket; readonly found: TlsFinding }> {
  const tls = tlsOver(socket, {
    host,
    servername: isIP(host) === 0 ? host : '',
    rejectUnauthorized: false,
    ca: [...knownAuthorities()],
    minVersion: 'TLSv1',
  })
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => {})
  tls.on('error', (error) => failed.reject(new ProbeFailure(`The TLS handshake failed (${codeOf(error)})`, ADVICE)))
  tls.on('close', () => failed.reject(new ProbeFailure('The connection was closed in the TLS handshake', ADVICE)))
  const abort = (): void => failed.reject(new ProbeFailure('The TLS handshake came to no end in time', ADVICE))
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    await Promise.race([new Promise<void>((resolve) => tls.once('secureConnect', resolve)), failed.promise])
    return { tls, found: findingOf(tls, wallClock()) }
  } catch (thrown) {
    destroyConnection(socket)
    throw thrown
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

const ADVICE = 'Check that the server speaks TLS there, in version 1.2 or 1.3'

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? shownText(error.code, 60) : 'no reason given')

function findingOf(tls: TLSSocket, now: number): TlsFinding {
  const own = tls.getPeerX509Certificate()
  const chain: X509Certificate[] = []
  for (let next = own; next !== undefined && chain.length < CHAIN_MAX; next = next.issuerCertificate) {
    if (chain.some(({ fingerprint256 }) => fingerprint256 === next?.fingerprint256)) break
    chain.push(next)
  }
  const { authorized, authorizationError } = tls
  const [from, to] = [timeOf(own?.validFrom), timeOf(own?.validTo)]
  return {
    protocol: shownText(tls.getProtocol() ?? '', 20),
    cipher: shownText(tls.getCipher().standardName, 60),
    subject: oneLine(own?.subject),
    names: (own?.subjectAltName ?? '')
      .split(', ')
      .filter((name) => name !== '')
      .slice(0, NAMES_MAX)
      .map((name) => shownText(name, 200)),
    issuer: oneLine(own?.issuer),
    validFrom: from === undefined ? '' : new Date(from).toISOString(),
    validTo: to === undefined ? '' : new Date(to).toISOString(),
    fingerprint: shownText(own?.fingerprint256 ?? '', 100),
    chain: chain.map(({ subject }) => oneLine(subject)),
    isExpired: to !== undefined && to < now,
    isVerified: authorized,
    notVerifiedBecause: authorized ? '' : reasonOf(authorizationError),
  }
}

/** Distinguished names have a line for each of their parts. */
const oneLine = (name: string | undefined): string => shownText((name ?? '').replaceAll('\n', ', '), 300)

function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '')
  return Number.isNaN(time) ? undefined : time
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'it is signed by itself'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its authority is none that this system knows'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'a certificate between it and its authority is missing'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its authority is none that this system knows'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its authority is none that this system knows'],
  ['CERT_HAS_EXPIRED', 'it has expired'],
  ['CERT_NOT_YET_VALID', 'it is not valid yet'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'it is for other names than the one that was dialled'],
])

/** Node's types say Error; it is a code, or an Error with one. */
function reasonOf(error: unknown): string {
  const code = typeof error === 'string' ? error : error instanceof Error && 'code' in error ? String(error.code) : ''
  return REASONS.get(code) ?? `it cannot be verified${code === '' ? '' : ` (${shownText(code, 60)})`}`
}

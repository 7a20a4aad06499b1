import { createHash, X509Certificate } from 'node:crypto'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { CausewayError } from '../../../base/errors.ts'
import { AGENT_SERVER_NAME } from '../../../protocol/agents/agent-wire.ts'

const DAY_MS = 86_400_000
const AUTHORITY_DAYS = 3_650
const SERVER_DAYS = 30
/** An agent asks for the next one when half of it is over; one that was away for longer needs a new token. */
const AGENT_CERTIFICATE_DAYS = 14
/** Clocks of other machines may be behind. */
const BEFORE_MS = DAY_MS
const SERIAL_BYTES = 16
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** As PEM. `key` is a secret. */
export interface KeptAuthority {
  readonly certificate: string
  readonly key: string
}
const isKept = Compile(Type.Object({ certificate: Type.String(), key: Type.String() }))

/** What `JSON.stringify` made of one. Throws 'internal' for anything else. */
export function readKeptAuthority(text: string): KeptAuthority {
  const kept: unknown = JSON.parse(text)
  if (isKept.Check(kept)) return kept
  throw new CausewayError('internal', 'The authority for agents cannot be read')
}

interface IssuedCertificate {
  readonly certificate: string
  /** SHA-256 of the public key, in hexadecimal: what an agent is known by. */
  readonly keyHash: string
  readonly endsAt: number
}

/** Signs the certificates of this server's agents, and its own for them. */
export interface AgentAuthority {
  /** PEM. */
  readonly certificate: string
  /** SHA-256 of it, in hexadecimal. */
  readonly fingerprint: string
  /** A certificate of the server with a key of its own, as PEM. */
  issueServer(nowMs: number): Promise<{ readonly certificate: string; readonly key: string }>
  /** The key that a request is made for, once its signature has shown that whoever sends it has that key. Throws 'invalid-parameter'. */
  keyOf(request: string): Promise<string>
  /** Takes nothing of the request but its key. Throws 'invalid-parameter'. */
  issueAgent(request: string, agentId: string, nowMs: number): Promise<IssuedCertificate>
}

/** What reads and writes certificates takes a tenth of a second to load. */
async function loadX509() {
  await import('reflect-metadata')
  return await import('@peculiar/x509')
}

export async function makeAuthority(nowMs: number): Promise<KeptAuthority> {
  const x509 = await loadX509()
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: [{ CN: ['Causeway agents'] }, { O: ['Causeway'] }],
    notBefore: new Date(nowMs - BEFORE_MS),
    notAfter: new Date(nowMs + AUTHORITY_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificate: certificate.toString('pem'), key: await pemOfKey(keys.privateKey) }
}

export async function openAuthority(kept: KeptAuthority): Promise<AgentAuthority> {
  const x509 = await loadX509()
  const issuer = new x509.X509Certificate(kept.certificate)
  const signingKey = await crypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(kept.key), ALGORITHM, false, ['sign'])

  async function sign(
    publicKey: CryptoKey,
    of: { readonly name: string; readonly days: number; readonly usage: string; readonly dns?: string },
    nowMs: number,
  ): Promise<{ readonly certificate: string; readonly endsAt: number }> {
    const endsAt = Math.floor((nowMs + of.days * DAY_MS) / 1000) * 1000
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: newSerial(),
      subject: [{ CN: [of.name] }, { O: ['Causeway'] }],
      issuer: issuer.subject,
      notBefore: new Date(nowMs - BEFORE_MS),
      notAfter: new Date(endsAt),
      signingAlgorithm: ALGORITHM,
      publicKey,
      signingKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([of.usage]),
        ...(of.dns === undefined ? [] : [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: of.dns }])]),
        await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ],
    })
    return { certificate: certificate.toString('pem'), endsAt }
  }

  async function readRequest(pem: string) {
    const wrong = (cause?: unknown): CausewayError =>
      new CausewayError('invalid-parameter', 'The request for a certificate cannot be read, or is not signed by its own key', {
        hint: 'Send a PKCS #10 request (PEM) for an ECDSA key of the curve P-256, as causeway agent makes it.',
        cause,
      })
    try {
      const request = new x509.Pkcs10CertificateRequest(pem)
      const publicKey = await request.publicKey.export(ALGORITHM, ['verify'])
      if (!(await request.verify())) throw wrong()
      return { publicKey, keyHash: sha256(new Uint8Array(request.publicKey.rawData)) }
    } catch (cause) {
      throw cause instanceof CausewayError ? cause : wrong(cause)
    }
  }

  return {
    certificate: kept.certificate,
    fingerprint: fingerprintOf(kept.certificate),
    async issueServer(nowMs) {
      const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
      const of = { name: AGENT_SERVER_NAME, days: SERVER_DAYS, usage: x509.ExtendedKeyUsage.serverAuth, dns: AGENT_SERVER_NAME }
      const { certificate } = await sign(keys.publicKey, of, nowMs)
      return { certificate, key: await pemOfKey(keys.privateKey) }
    },
    keyOf: async (request) => (await readRequest(request)).keyHash,
    async issueAgent(request, agentId, nowMs) {
      const { publicKey, keyHash } = await readRequest(request)
      const of = { name: agentId, days: AGENT_CERTIFICATE_DAYS, usage: x509.ExtendedKeyUsage.clientAuth }
      return { ...(await sign(publicKey, of, nowMs)), keyHash }
    },
  }
}

/** Of the certificate that an agent has shown. */
export const keyHashOf = (certificate: X509Certificate): string => sha256(certificate.publicKey.export({ type: 'spki', format: 'der' }))

const fingerprintOf = (pem: string): string => sha256(new X509Certificate(pem).raw)
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Positive, whatever its first bit. */
const newSerial = (): string => `00${Buffer.from(crypto.getRandomValues(new Uint8Array(SERIAL_BYTES))).toString('hex')}`

async function pemOfKey(key: CryptoKey): Promise<string> {
  const x509 = await loadX509()
  return x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')
}

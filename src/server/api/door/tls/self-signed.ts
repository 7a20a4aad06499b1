import { isIP } from 'node:net'
import type { Certificate } from './certificate.ts'

const DAY_MS = 86_400_000
/** No longer than the platforms take that are strictest about it. */
const VALID_DAYS = 397
/** Clocks of clients may be behind. */
const BEFORE_MS = DAY_MS

/**
 * A certificate that signs itself, for these names and addresses. It is no authority: whoever trusts it trusts this server only.
 * @param names at least one; the first is shown as its subject
 */
export async function makeSelfSigned(names: readonly string[], nowMs: number): Promise<Certificate> {
  // What reads and writes certificates takes a tenth of a second to load, and is needed once a year.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [names[0] ?? 'localhost'] }, { O: ['Causeway'] }],
    notBefore: new Date(nowMs - BEFORE_MS),
    notAfter: new Date(nowMs + VALID_DAYS * DAY_MS),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }))),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      // Tells the next certificate from this one, which has the same subject, to a client that trusts both.
      await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
  return { chain: `${certificate.toString('pem').trim()}\n`, key: x509.PemConverter.encode(key, 'PRIVATE KEY') }
}

import { X509Certificate } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { dataFiles } from '../../../../base/data-files.ts'
import { CausewayError } from '../../../../base/errors.ts'
import { hasCode } from '../../../../base/has-code.ts'
import { type Certificate, checkCertificate, endOf } from './certificate.ts'

/** Before its end: clients that know it by its fingerprint have as long to learn the next one. */
const RENEWED_BEFORE_MS = 30 * 86_400_000
const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::', ''])

/** The names by which a server that listens there is reached. */
export function namesOf(host: string): readonly string[] {
  const names = ['localhost', '127.0.0.1', '::1', hostname().toLowerCase(), ...(WILDCARDS.has(host) ? [] : [host.toLowerCase()])]
  // What is no name of the DNS cannot stand in a certificate.
  return [...new Set(names)].filter((name) => /^[a-z0-9.:-]{1,253}$/.test(name))
}

/** The certificate of a data folder, if it is whole, names all of `names` and does not end soon. */
export async function readSelfSigned(home: string, names: readonly string[], nowMs: number): Promise<Certificate | undefined> {
  const { tlsCertificate, tlsKey } = dataFiles(home)
  try {
    const [chain, key] = await Promise.all([readFile(tlsCertificate, 'utf8'), readFile(tlsKey, 'utf8')])
    const read = { chain, key }
    checkCertificate(read, { chain: tlsCertificate, key: tlsKey })
    return isSoonOver(read, nowMs) || !namesAll(read, names) ? undefined : read
  } catch (error) {
    if (error instanceof CausewayError || hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined
    throw error
  }
}

export const isSoonOver = (certificate: Certificate, nowMs: number): boolean => endOf(certificate).getTime() - nowMs < RENEWED_BEFORE_MS

function namesAll({ chain }: Certificate, names: readonly string[]): boolean {
  const certificate = new X509Certificate(chain)
  return names.every(
    (name) => (isIP(name) === 0 ? certificate.checkHost(name, { subject: 'never' }) : certificate.checkIP(name)) !== undefined,
  )
}

/** The key first: a certificate without it is made anew by the next start. */
export async function keepSelfSigned(home: string, { chain, key }: Certificate): Promise<void> {
  const { tlsCertificate, tlsKey } = dataFiles(home)
  await writePrivate(tlsKey, key)
  await writePrivate(tlsCertificate, chain)
}

/** Whole or not at all. */
async function writePrivate(path: string, text: string): Promise<void> {
  const aside = `${path}.new`
  const file = await open(aside, 'w', 0o600)
  try {
    await file.chmod(0o600)
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(aside, path)
}

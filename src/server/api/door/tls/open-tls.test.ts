import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dataFiles } from '../../../../base/data-files.ts'
import { type Certificate, fingerprintOf } from './certificate.ts'
import { watchCertificate } from './certificate-watch.ts'
import { openTls } from './open-tls.ts'
import { makeSelfSigned } from './self-signed.ts'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-03-01T00:00:00Z')

let folder: string
const cleanUp: (() => void)[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-tls-'))
})
afterEach(async () => {
  for (const end of cleanUp.splice(0)) end()
  await rm(folder, { recursive: true, force: true })
})

async function startOn(host: string, now = NOW): Promise<X509Certificate> {
  const opened = await openTls({ tls: { kind: 'self-signed' }, home: folder, host }, () => now)
  cleanUp.push(await opened.follow(() => undefined))
  const certificate = new X509Certificate(await readFile(dataFiles(folder).tlsCertificate))
  expect(opened.summary).toContain(certificate.fingerprint256)
  return certificate
}

describe('a certificate that the server makes for itself', () => {
  it('is made once, kept for its user only, and names localhost and the host', async () => {
    const first = await startOn('dli.example.org')
    for (const name of ['localhost', 'dli.example.org', hostname().toLowerCase()]) expect(first.checkHost(name)).toBe(name)
    for (const address of ['127.0.0.1', '::1']) expect(first.checkIP(address)).toBe(address)
    expect(first.checkHost('other.example.org')).toBeUndefined()
    expect(first.ca).toBe(false)
    const { tlsCertificate, tlsKey } = dataFiles(folder)
    for (const file of [tlsCertificate, tlsKey]) expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await startOn('dli.example.org', NOW + 300 * DAY_MS)).fingerprint256).toBe(first.fingerprint256)
    expect((await startOn('0.0.0.0')).fingerprint256).toBe(first.fingerprint256)
  })

  it('is made anew before it ends, for another host, and where its key is lost', async () => {
    const first = await startOn('localhost')
    const renewed = await startOn('localhost', NOW + 380 * DAY_MS)
    expect(renewed.fingerprint256).not.toBe(first.fingerprint256)
    expect(Date.parse(renewed.validTo)).toBeGreaterThan(NOW + 700 * DAY_MS)
    const other = await startOn('192.0.2.7', NOW + 380 * DAY_MS)
    expect(other.checkIP('192.0.2.7')).toBe('192.0.2.7')
    await rm(dataFiles(folder).tlsKey)
    expect((await startOn('192.0.2.7', NOW + 380 * DAY_MS)).fingerprint256).not.toBe(other.fingerprint256)
  })
})

describe('a certificate of files', () => {
  const files = () => ({ certificate: join(folder, 'tls.crt'), key: join(folder, 'tls.key') })
  const write = async ({ chain, key }: Certificate): Promise<void> => {
    await writeFile(files().certificate, chain)
    await writeFile(files().key, key)
  }
  const make = (now = NOW): Promise<Certificate> => makeSelfSigned(['localhost'], now)

  it.each([
    ['is not there', async () => rm(files().certificate), /^The certificate .*tls\.crt cannot be read$/],
    ['is none', async () => writeFile(files().certificate, 'x'), /^.*tls\.crt is not a certificate in PEM form$/],
    ['has no key', async () => writeFile(files().key, 'x'), /^.*tls\.key is not a private key in PEM form$/],
    ["has another one's key", async () => writeFile(files().key, (await make()).key), /^The key .*tls\.key is not that of .*tls\.crt$/],
    [
      'leads to a broken one',
      async () => writeFile(files().certificate, `${(await make()).chain}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`),
      /^The key .* is not that|^A certificate in .*tls\.crt cannot be used$/,
    ],
  ])('that %s is refused by name', async (_what, spoil, message) => {
    await write(await make())
    await spoil()
    await expect(openTls({ tls: { kind: 'files', ...files() }, home: folder, host: 'localhost' }, () => NOW)).rejects.toMatchObject({
      kind: 'invalid-parameter',
      message: expect.stringMatching(message),
    })
  })

  it('that has ended is told', async () => {
    await write(await make(NOW - 500 * DAY_MS))
    const { summary } = await openTls({ tls: { kind: 'files', ...files() }, home: folder, host: 'localhost' }, () => NOW)
    expect(summary).toContain('clients refuse it, for it ended on 2025-11-18')
  })

  it('is read again when it changes; a broken one is told once, and the one of before stays', async () => {
    const [first, second, third] = [await make(), await make(), await make()]
    await write(first)
    const used: string[] = []
    const told: string[] = []
    cleanUp.push(
      watchCertificate({
        files: files(),
        current: first,
        everyMs: 5,
        use: (certificate) => used.push(fingerprintOf(certificate)),
        tell: (text) => told.push(text),
      }),
    )
    await write(second)
    await expect.poll(() => used).toEqual([fingerprintOf(second)])
    await expect.poll(() => told.at(-1)).toContain(fingerprintOf(second))
    const before = told.length
    await writeFile(files().certificate, 'half of a')
    await expect
      .poll(() => told.slice(before))
      .toEqual([expect.stringMatching(/not a certificate.*the certificate of before stays in use$/)])
    expect(used).toHaveLength(1)
    // As a secret of Kubernetes is renewed: a link that leads elsewhere.
    await writeFile(files().key, third.key)
    await writeFile(join(folder, 'third.crt'), third.chain)
    await symlink('third.crt', join(folder, 'link'))
    await rename(join(folder, 'link'), files().certificate)
    await expect.poll(() => used.at(-1)).toBe(fingerprintOf(third))
  })
})

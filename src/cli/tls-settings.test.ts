import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSettings } from './settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const file = (text: string): void => writeFileSync(join(folder, 'causeway.yaml'), text)
const filesIn = (...path: string[]) => ({
  kind: 'files',
  certificate: join(folder, ...path, 'a.crt'),
  key: join(folder, ...path, 'a.key'),
})

describe('the settings of TLS', () => {
  it('are none unless given', async () => {
    expect(await readSettings({}, {}, folder)).not.toHaveProperty('tls')
    expect(await readSettings({}, { CAUSEWAY_TLS_SELF_SIGNED: 'false' }, folder)).not.toHaveProperty('tls')
  })

  it('come from flags before the environment before the file, all together', async () => {
    file('tls: { selfSigned: true }')
    expect((await readSettings({}, {}, folder)).tls).toEqual({ kind: 'self-signed' })
    file('tls: { cert: a.crt, key: a.key }')
    expect((await readSettings({}, {}, folder)).tls).toEqual(filesIn())
    const environment = { CAUSEWAY_TLS_CERT: 'env/a.crt', CAUSEWAY_TLS_KEY: 'env/a.key' }
    expect((await readSettings({}, environment, folder)).tls).toEqual(filesIn('env'))
    expect((await readSettings({ tlsCert: 'flag/a.crt', tlsKey: 'flag/a.key' }, environment, folder)).tls).toEqual(filesIn('flag'))
    expect((await readSettings({ tlsSelfSigned: true }, environment, folder)).tls).toEqual({ kind: 'self-signed' })
  })

  it.each([
    ['half of a pair', { tlsCert: 'a.crt' }, {}, '', '--tls-cert is given, and --tls-key is not'],
    ['the other half', {}, { CAUSEWAY_TLS_KEY: 'a' }, '', 'CAUSEWAY_TLS_KEY is given, and CAUSEWAY_TLS_CERT is not'],
    ['two kinds', { tlsCert: 'a', tlsKey: 'b', tlsSelfSigned: true }, {}, '', '--tls-self-signed does not go with --tls-cert'],
    ['no switch', {}, { CAUSEWAY_TLS_SELF_SIGNED: 'yes' }, '', 'CAUSEWAY_TLS_SELF_SIGNED is neither true nor false: yes'],
    ['an empty flag', { tlsCert: '' }, {}, '', '--tls-cert is empty'],
    ['a half in the file', {}, {}, 'port: 1\ntls: { cert: a }', /causeway\.yaml, line 2: tls\.cert is given, and .* tls\.key is not$/],
    ['an unknown key', {}, {}, 'tls: { certs: a }', /there is no key "certs" in tls$/],
  ])('that are %s are refused', async (_what, flags, environment, text, message) => {
    if (text !== '') file(text)
    await expect(readSettings(flags, environment, folder)).rejects.toMatchObject({
      kind: 'invalid-parameter',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    })
  })

  it('may not name a key that jobs can read', async () => {
    mkdirSync(join(folder, 'shared'))
    writeFileSync(join(folder, 'shared', 'a.key'), 'x')
    file('buckets: { shared: shared }')
    await expect(readSettings({ tlsCert: 'a.crt', tlsKey: 'shared/a.key' }, {}, folder)).rejects.toMatchObject({
      message: expect.stringMatching(/where every job reads it$/),
    })
  })
})

describe('what stands before the server', () => {
  it('is read from the file', async () => {
    file('publicUrl: https://dli.example.org\ntrustedProxies: [127.0.0.1, "fd00::/8"]')
    expect(await readSettings({}, {}, folder)).toMatchObject({
      publicUrl: 'https://dli.example.org',
      trustedProxies: ['127.0.0.1', 'fd00::/8'],
    })
  })

  it.each([
    'publicUrl: dli.example.org',
    'publicUrl: https://dli.example.org/path',
    'trustedProxies: [example.org]',
    'trustedProxies: [10.0.0.0/33]',
  ])('is refused where it is none: %s', async (text) => {
    file(text)
    await expect(readSettings({}, {}, folder)).rejects.toMatchObject({
      kind: 'invalid-parameter',
      message: expect.stringContaining('line 1'),
    })
  })
})

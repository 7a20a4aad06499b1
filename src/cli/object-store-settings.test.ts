import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readSettings } from './settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-stores-'))
  writeFileSync(join(folder, 'key'), 'AK:SK/+=\n', { mode: 0o600 })
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const read = async (store: string, environment: NodeJS.ProcessEnv = {}, more = '') => {
  writeFileSync(join(folder, 'causeway.yaml'), `${more}objectStores:\n  lake: ${store}\n`)
  return (await readSettings({}, environment, folder)).objectStores?.['lake']
}

it('knows a store by its endpoint and a key', async () => {
  expect(await read('{ endpoint: "https://obs.example.org", keyFile: key }')).toEqual({
    host: 'obs.example.org',
    port: 443,
    isTls: true,
    region: 'us-east-1',
    bucket: 'lake',
    isPathStyle: true,
    accessKey: 'AK',
    secretKey: 'SK/+=',
  })
  const given =
    '{ endpoint: "http://[::1]:9000/", region: eu-1, bucket: Company_Lake, pathStyle: false, accessKeyVariable: A, secretKeyVariable: B }'
  expect(await read(given, { A: 'a', B: 'b' })).toMatchObject({
    host: '::1',
    port: 9000,
    isTls: false,
    region: 'eu-1',
    bucket: 'Company_Lake',
    isPathStyle: false,
    accessKey: 'a',
    secretKey: 'b',
  })
})

it.each([
  ['a path in the endpoint', '{ endpoint: "https://obs.example.org/lake", keyFile: key }', 'line 2: objectStores.lake.endpoint'],
  ['no key', '{ endpoint: "https://s" }', 'needs one place where its key is'],
  ['two keys', '{ endpoint: "https://s", keyFile: key, accessKeyVariable: A, secretKeyVariable: B }', 'needs one place'],
  ['half a key', '{ endpoint: "https://s", accessKeyVariable: A }', 'needs one place'],
  ['variables that are not set', '{ endpoint: "https://s", accessKeyVariable: A, secretKeyVariable: B }', 'not both set'],
  ['a file that is not there', '{ endpoint: "https://s", keyFile: nothing }', 'not there'],
  ['a ca without TLS', '{ endpoint: "http://s", keyFile: key, ca: key }', 'without TLS'],
  ['a ca that is none', '{ endpoint: "https://s", keyFile: key, ca: key }', 'no PEM file'],
  ['a name that no certificate is for', '{ endpoint: "https://s", keyFile: key, bucket: a.b, pathStyle: false }', 'has a dot'],
  ['what it does not know', '{ endpoint: "https://s", keyFile: key, prefix: x }', 'prefix'],
])('refuses %s, and shows no key', async (_, store, message) => {
  const refusal = await read(store).catch((error: unknown) => error)
  expect(refusal).toMatchObject({ kind: 'invalid-parameter', message: expect.stringContaining(message) })
  expect(String(refusal)).not.toContain('SK/+=')
})

it('takes a key file of the server alone, which is in no bucket, with a key in it', async () => {
  const store = '{ endpoint: "https://s", keyFile: key }'
  chmodSync(join(folder, 'key'), 0o640)
  await expect(read(store)).rejects.toThrow('others may read')
  writeFileSync(join(folder, 'key'), 'nothing')
  chmodSync(join(folder, 'key'), 0o600)
  await expect(read(store)).rejects.toThrow('holds no key')
  mkdirSync(join(folder, 'open'))
  writeFileSync(join(folder, 'open/key'), 'AK:SK', { mode: 0o600 })
  await expect(read('{ endpoint: "https://s", keyFile: open/key }', {}, 'buckets: { raw: open }\n')).rejects.toThrow(
    'where every job reads it',
  )
})

it('is no bucket that is a folder too, and may be for some projects', async () => {
  mkdirSync(join(folder, 'open'))
  const store = '{ endpoint: "https://s", keyFile: key }'
  await expect(read(store, {}, 'buckets: { lake: open }\n')).rejects.toThrow('is a folder under buckets already')
  expect(await read(store, {}, `bucketProjects: { lake: ["${'0'.repeat(32)}"] }\n`)).toBeDefined()
})

import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { ObjectMirror } from './object-mirror.ts'

let server: Server
let answer: (query: URLSearchParams) => string
let folder: string
let mirror: ObjectMirror

const refuse = async (): Promise<never> => {
  throw new Error('nothing is written here')
}

beforeAll(async () => {
  server = createServer((asked, reply) => reply.end(answer(new URL(asked.url ?? '/', 'http://store').searchParams))).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-hostile-'))
  mirror = new ObjectMirror({
    folder: join(folder, 'objects'),
    bytesMax: 1 << 30,
    signal: new AbortController().signal,
    look: async () => ({ commit: 0, hidden: [] }),
    begin: refuse,
    signPart: refuse,
    publish: refuse,
    discard: refuse,
    signRead: async (_, read) => ({
      method: 'GET',
      path: `/?${new URLSearchParams(read.kind === 'list' ? { prefix: read.prefix } : {})}`,
      headers: { Host: 'store' },
    }),
    dialStore: async () => {
      const socket = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
      await once(socket, 'connect')
      return socket
    },
  })
})
afterEach(async () => {
  await mirror.close()
  await rm(folder, { recursive: true, force: true })
})

const listed = (objects: readonly { readonly key: string; readonly size?: string; readonly etag?: string }[], token = ''): string => {
  const told = objects.map(
    ({ key, size = '1', etag = '&quot;e&quot;' }) =>
      `<Contents><Key>${key}</Key><LastModified>2024-01-02T03:04:05.000Z</LastModified><ETag>${etag}</ETag><Size>${size}</Size></Contents>`,
  )
  const more = token === '' ? '' : `<IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>`
  return `<ListBucketResult>${more}${told.join('')}</ListBucketResult>`
}

/** What the job asks for by it would be no message of a worker: the server would end the worker for it. */
const UNASKABLE = 'an object that cannot be asked for'

it.each([
  ['an ETag with a space', listed([{ key: 't/a', etag: 'a b' }]), UNASKABLE],
  ['no ETag', listed([{ key: 't/a', etag: '' }]), UNASKABLE],
  ['an ETag with a line break', listed([{ key: 't/a', etag: 'a&#10;X-Header: b' }]), UNASKABLE],
  ['an ETag without an end', listed([{ key: 't/a', etag: 'e'.repeat(1_025) }]), UNASKABLE],
  ['a key longer than any', listed([{ key: `t/${'k/'.repeat(600)}a` }]), UNASKABLE],
  ['half a character', listed([{ key: 't/&#xD800;' }]), UNASKABLE],
  ['a token longer than any', listed([{ key: 't/a' }], 'x'.repeat(8_193)), 'no list of objects'],
  ['always the same page', listed([{ key: 't/a' }], 'same'), 'no list of objects'],
  ['an object larger than any file', listed([{ key: 't/a', size: '9007199254740991' }]), 'larger than'],
  ['an object larger than any number', listed([{ key: 't/a', size: '9'.repeat(400) }]), 'no list of objects'],
  ['a way out of its place', listed([{ key: 't/../../../escaped' }]), 'no path of a file'],
  ['a place of the machine', listed([{ key: '/etc/passwd' }]), 'no path of a file'],
  ['a text that ends early', listed([{ key: 't/a&#0;b' }]), 'no path of a file'],
])('says what is wrong with what a store tells: %s', async (_, body, message) => {
  answer = () => body
  const end = await mirror.locate({ bucket: 'lake', key: 't', host: '127.0.0.1', port: 1 }).catch((error: unknown) => error)
  expect(end).toMatchObject({ kind: expect.stringMatching(/^(not-supported|remote-failure)$/), message: expect.stringContaining(message) })
})

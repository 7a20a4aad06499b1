import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { ObjectMirror } from './object-mirror.ts'

let server: Server
let answer: (query: URLSearchParams) => string
/** To whoever asks for bytes of an object. */
let giveBytes: (from: number, to: number, reply: ServerResponse) => void
let asked: string[]
let abort: AbortController
let folder: string
let mirror: ObjectMirror

const refuse = async (): Promise<never> => {
  throw new Error('nothing is written here')
}

beforeAll(async () => {
  server = createServer((request, reply) => {
    const query = new URL(request.url ?? '/', 'http://store').searchParams
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    if (from === undefined) return reply.end(answer(query))
    asked.push(`${from}-${to}`)
    return giveBytes(Number(from), Number(to), reply)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-hostile-'))
  abort = new AbortController()
  asked = []
  mirror = new ObjectMirror({
    folder: join(folder, 'objects'),
    bytesMax: 1 << 30,
    signal: abort.signal,
    look: async () => ({ commit: 0, hidden: [] }),
    begin: refuse,
    signPart: refuse,
    publish: refuse,
    discard: refuse,
    signRead: async (_, read) => ({
      method: 'GET',
      path: `/?${new URLSearchParams(read.kind === 'list' ? { prefix: read.prefix } : {})}`,
      headers: { Host: 'store', ...(read.kind === 'get' ? { Range: `bytes=${read.from}-${read.to}` } : {}) },
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

const CONTENT = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 251))

/** As a store should. */
const give = (reply: ServerResponse, from: number, to: number, bytes = CONTENT.subarray(from, to + 1), status = 206): void =>
  void reply
    .writeHead(status, { 'Content-Range': `bytes ${from}-${to}/${CONTENT.length}`, 'Content-Length': bytes.length, ETag: '"e"' })
    .end(bytes)

const locateObject = async (size = CONTENT.length): Promise<string> => {
  answer = () => listed([{ key: 't/a', size: String(size) }])
  return join(await mirror.locate({ bucket: 'lake', key: 't', host: '127.0.0.1', port: 1 }), 'a')
}

const NOT_THOSE = 'The store does not answer with the bytes of obs://lake/t/a that were asked for'

it.each([
  ['others', NOT_THOSE, (from: number, to: number, reply: ServerResponse) => give(reply, from + 100, to + 100)],
  [
    'others, and says nothing of them',
    NOT_THOSE,
    (from: number, to: number, reply: ServerResponse) => reply.writeHead(206).end(CONTENT.subarray(from + 100, to + 101)),
  ],
  ['more of them', NOT_THOSE, (from: number, to: number, reply: ServerResponse) => give(reply, from, to, CONTENT)],
  ['more, and says so', NOT_THOSE, (from: number, _: number, reply: ServerResponse) => give(reply, from, 999)],
  ['the whole object', NOT_THOSE, (_from: number, _to: number, reply: ServerResponse) => give(reply, 0, 999, CONTENT, 200)],
  [
    'none, ever again',
    'closed the connection again and again',
    (from: number, to: number, reply: ServerResponse) => give(reply, from, to, Buffer.alloc(0)),
  ],
  [
    'those of another object',
    'was changed in its store',
    (from: number, to: number, reply: ServerResponse) => {
      reply.writeHead(206, { 'Content-Range': `bytes ${from}-${to}/1000`, ETag: '"other"' }).end(CONTENT.subarray(from, to + 1))
    },
  ],
  [
    'no range, for it is another object',
    'does not answer with the bytes',
    (_from: number, _to: number, reply: ServerResponse) => reply.writeHead(416).end(),
  ],
])('takes no bytes but those that it asked for: %s', async (_, message, how) => {
  const path = await locateObject()
  giveBytes = how
  const end = await mirror.bringRanges(new Map([[path, [{ from: 200, to: 399 }]]])).catch((error: unknown) => error)
  expect(end).toMatchObject({ kind: expect.stringMatching(/^(conflict|remote-failure)$/), message: expect.stringContaining(message) })
})

it('asks for what a store has left out', async () => {
  const path = await locateObject()
  giveBytes = (from, to, reply) => give(reply, from, Math.min(to, from + 69))
  await mirror.bringRanges(new Map([[path, [{ from: 200, to: 399 }]]]))
  expect((await readFile(path)).subarray(200, 400).equals(CONTENT.subarray(200, 400))).toBe(true)
  expect(asked).toEqual(['200-399', '200-399', '270-399', '340-399'])
})

it('does not wait for a store that sends a byte now and then once its job is stopped', async () => {
  const path = await locateObject()
  let dripped = 0
  giveBytes = (from, to, reply) => {
    reply.writeHead(206, { 'Content-Range': `bytes ${from}-${to}/1000`, 'Content-Length': to - from + 1, ETag: '"e"' })
    reply.write(CONTENT.subarray(from, from + 1))
    const timer = setInterval(() => {
      dripped += 1
      reply.write(CONTENT.subarray(from + dripped, from + dripped + 1))
      if (dripped === 3) abort.abort(new Error('stopped'))
    }, 20)
    reply.on('close', () => clearInterval(timer))
  }
  await expect(mirror.bringRanges(new Map([[path, [{ from: 200, to: 399 }]]]))).rejects.toThrow('stopped')
})

it('asks for no footer that is longer than is read', async () => {
  const size = 3 * 2 ** 30
  const path = await locateObject(size)
  giveBytes = (from, to, reply) => {
    const bytes = Buffer.alloc(to - from + 1)
    bytes.writeUInt32LE(2 ** 31, bytes.length - 8)
    bytes.write('PAR1', bytes.length - 4)
    reply.writeHead(206, { 'Content-Range': `bytes ${from}-${to}/${size}`, 'Content-Length': bytes.length, ETag: '"e"' }).end(bytes)
  }
  await expect(mirror.bringFooters([path])).rejects.toMatchObject({ kind: 'limit-exceeded', message: expect.stringContaining('2049 MiB') })
  expect(asked).toEqual([`${size - (64 << 10)}-${size - 1}`])
})

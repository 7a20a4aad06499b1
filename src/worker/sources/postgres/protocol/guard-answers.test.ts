import { type AddressInfo, createServer, type Socket } from 'node:net'
import fc from 'fast-check'
import { Client, DatabaseError } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jdbcTable } from '../../../fixtures/remote-postgres.ts'
import { TestWorker } from '../../../fixtures/test-worker.ts'
import { remoteError } from '../remote-error.ts'
import { guardAnswers } from './guard-answers.ts'
import { guardMessages } from './guard-messages.ts'

let answer: readonly Uint8Array[] = []
const sockets = new Set<Socket>()
/** Says no to TLS, then the answer, piece by piece, whatever it is sent, and closes. */
const server = createServer((socket) => {
  sockets.add(socket)
  socket.on('error', () => undefined)
  socket.setNoDelay(true)
  socket.on('close', () => sockets.delete(socket))
  socket.on('data', (bytes: Buffer) => {
    if (bytes.length === 8) {
      socket.write('N')
      return
    }
    for (const piece of answer) socket.write(piece)
    socket.end()
  })
})
let port = 0
let worker: TestWorker

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
  worker = await TestWorker.start({
    addresses: { 'fake:5432': { host: '127.0.0.1', port } },
    credentials: { a1: { userName: 'u', password: 'p' } },
  })
})
afterAll(async () => {
  await worker.end()
  for (const socket of sockets) socket.destroy()
  await new Promise((done) => server.close(done))
})

function message(code: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(code)
  head.writeInt32BE(4 + body.length, 1)
  return Buffer.concat([head, body])
}
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
const authentication = (code: number, rest = ''): Buffer => message('R', Buffer.concat([int32(code), Buffer.from(rest)]))
const OK = authentication(0)
const READY = message('Z', Buffer.from('I'))

test.each<[string, Buffer, string]>([
  ['Kerberos V5', authentication(2), 'wants a log-in (Kerberos V5) that is not supported'],
  ['SCM', authentication(6), 'wants a log-in (SCM) that is not supported'],
  ['GSSAPI', authentication(7), 'wants a log-in (GSSAPI) that is not supported'],
  ['SSPI', authentication(9), 'wants a log-in (SSPI) that is not supported'],
  ['SASL with other mechanisms', authentication(10, 'OTHER\0\0'), 'wants a log-in (SASL without SCRAM-SHA-256) that is not supported'],
  ['an unknown log-in', authentication(99), 'no PostgreSQL protocol'],
  ['a message shorter than its header', Buffer.from('R\0\0\0\0'), 'no PostgreSQL protocol'],
  ['a log-in without a code', message('R', Buffer.alloc(0)), 'no PostgreSQL protocol'],
  ['an error that has no end', message('E', Buffer.from('SERROR\0M')), 'no PostgreSQL protocol'],
  ['an error without a body', message('E', Buffer.alloc(0)), 'no PostgreSQL protocol'],
  ['an error without a code', message('E', Buffer.from('\0')), 'no PostgreSQL protocol'],
  ['a row of fewer than no columns', message('D', Buffer.from([255, 255])), 'no PostgreSQL protocol'],
  ['SCRAM that was not asked for', authentication(11, 'r=x'), 'no PostgreSQL protocol'],
  [
    'a start-up that does not end',
    Buffer.concat(Array.from({ length: 300 }, () => message('S', Buffer.alloc(4000)))),
    'no PostgreSQL protocol',
  ],
  ['a copy that nobody asked for', Buffer.concat([OK, READY, message('G', Buffer.from([0]))]), ''],
  ['another protocol', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), ''],
])('%s ends the job and not the worker', async (_what, bytes, said) => {
  answer = [bytes]
  const { error } = await worker.fail(jdbcTable('t', 't', 'jdbc:postgresql://fake:5432/d'))
  expect(error.kind).toBe('remote-failure')
  expect(error.message).toContain(said)
  expect((await worker.run('SELECT 1')).rowsJson).toEqual(['[1]'])
})

const start = fc.constantFrom(
  Buffer.alloc(0),
  OK,
  Buffer.concat([OK, READY]),
  authentication(10, 'SCRAM-SHA-256\0\0'),
  authentication(5, 'salt'),
)
const frame = fc
  .tuple(fc.constantFrom(...'RENTDGHWZCKS1235AItVdcn'), fc.uint8Array({ maxLength: 24 }))
  .map(([code, body]) => message(code, Buffer.from(body)))
const noise = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.array(frame, { minLength: 1, maxLength: 4 }).map((frames) => Buffer.concat(frames)),
)

test('whatever the server says, at whatever moment and in whatever pieces, is an error of the connection', async () => {
  await fc.assert(
    fc.asyncProperty(start, noise, fc.nat(60), async (begin, rest, cut) => {
      const all = Buffer.concat([begin, rest])
      answer = [all.subarray(0, cut), all.subarray(cut)]
      const client = new Client({ host: '127.0.0.1', port, user: 'u', database: 'd', password: 'p', ssl: false })
      client.on('error', () => undefined)
      guardAnswers(client, 'fake')
      guardMessages(client, 'fake', false)
      // The server closes in any case: neither a log-in nor a question may wait, and nothing may be thrown to nobody.
      const failure = await client
        .connect()
        .then(() => client.query('SELECT 1'))
        .then(
          () => undefined,
          (error: unknown) => remoteError(error, 'fake'),
        )
      if (failure !== undefined) expect(failure.kind).toBe('remote-failure')
      await client.end().catch(() => undefined)
    }),
    { numRuns: 300 },
  )
})

test('what a database says is shown in one line, without control characters, and its hint as its own', () => {
  const error = new DatabaseError('no\r\ntable\u001b[31m \u202Ered\0', 10, 'error')
  Object.assign(error, { code: '42P01', detail: 'a\u2028b', hint: 'run this:\n rm' })
  const shown = remoteError(error, 'pg1:5432/d')
  expect(shown.message).toBe("pg1:5432/d: no table\uFFFD[31m \uFFFDred\uFFFD a b The database's hint: run this: rm (SQLSTATE 42P01)")
  expect(shown.hint).toBeUndefined()
})

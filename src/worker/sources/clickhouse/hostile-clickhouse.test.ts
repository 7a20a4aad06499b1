import { createServer, type ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { silentServer } from '../../fixtures/silent-server.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'

/** What asks first is answered as by a server without any settings; the rest as it is told. */
async function fakeServer(answer: (sql: string, told: ServerResponse) => void) {
  const server = createServer(async (incoming, told) => {
    let sql = ''
    for await (const bytes of incoming) sql += String(bytes)
    if (sql.includes('system.settings')) told.end('{"meta":[],"data":[]}')
    else answer(sql, told)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it has no port')
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

const table = (parameters: string): string =>
  `CREATE TABLE x USING JDBC OPTIONS ('url'='jdbc:clickhouse://ch1:8123/d${parameters}', 'dbtable'='x', 'passwdauth'='a', 'encryption'='true')`
const startWorker = (port: number): Promise<TestWorker> =>
  TestWorker.start({ addresses: { 'ch1:8123': { host: '127.0.0.1', port } }, credentials: { a: { userName: 'u', password: 'p' } } })

async function failure(port: number, parameters = '', sql?: string) {
  const worker = await startWorker(port)
  try {
    if (sql === undefined) return (await worker.fail(table(parameters))).error
    await worker.run(table(parameters))
    return (await worker.fail(sql)).error
  } finally {
    await worker.end()
  }
}

test.each(['?connect_timeout=200', '?connection_timeout=200&sslmode=none'])(
  'a server that says nothing ends at the limit: %s',
  async (parameters) => {
    const silent = await silentServer()
    try {
      expect(await failure(silent.port, parameters)).toMatchObject({ kind: 'remote-failure', message: expect.stringContaining('in time') })
    } finally {
      await silent.close()
    }
  },
)

test.each(['', '?sslmode=none'])('a job that is cancelled while a server says nothing ends: %j', async (parameters) => {
  const silent = await silentServer()
  const worker = await startWorker(silent.port)
  try {
    const { jobId, ended } = worker.start(table(`${parameters === '' ? '?' : `${parameters}&`}connect_timeout=300000`))
    await expect.poll(() => silent.accepted(), { timeout: 60_000 }).toBe(1)
    worker.cancel(jobId)
    expect((await ended).kind).toBe('job-cancelled')
    expect(await worker.rows('SELECT 1')).toEqual([[1]])
  } finally {
    await worker.end()
    await silent.close()
  }
})

test.each([
  ['{"meta":[{"name":"a"}],"data":[]}', /no ClickHouse/],
  ['{"meta":[{"name":7,"type":"String"}],"data":[]}', /no ClickHouse/],
  ['{"meta":{},"data":[]}', /no ClickHouse/],
  ['{"meta":[],"data":[7]}', /no ClickHouse/],
  ['<html>', /no ClickHouse/],
  [`{"meta":[{"name":"${'a'.repeat(2 << 20)}Code: 241. DB::Exception: Memory limit exceeded (version 1)`, /Memory limit exceeded/],
])('what is no answer of a ClickHouse, and one that fails behind its beginning', async (answer, message) => {
  await using server = await fakeServer((_, told) => told.end(answer))
  expect(await failure(server.port)).toMatchObject({ kind: 'remote-failure', message: expect.stringMatching(message) })
})

test('a server that closes the connection in the middle of the rows, and says why, is heard', async () => {
  await using server = await fakeServer((sql, told) => {
    if (sql.includes('JSONCompact')) return told.end('{"meta":[{"name":"a","type":"UInt8"}],"data":[]}')
    told.write('\x01\x02\x01a\x05UInt8\x01\x02')
    told.write(
      '\r\n__exception__\r\nabcdefghijklmnop\r\nCode: 395. DB::Exception: throwIf (version 1)\n9 abcdefghijklmnop\r\n__exception__\r\n',
      () => setImmediate(() => told.destroy()),
    )
    return undefined
  })
  expect(await failure(server.port, '', 'SELECT a FROM x')).toMatchObject({
    kind: 'remote-failure',
    message: expect.stringContaining('throwIf'),
  })
})

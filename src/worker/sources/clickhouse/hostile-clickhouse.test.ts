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
  `CREATE TABLE x USING JDBC OPTIONS ('url'='jdbc:clickhouse://ch1:8123/d${parameters}', 'dbtable'='x', 'passwdauth'='a', 'encryption'='true', 'allowUnencryptedLogin'='true')`
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
    await expect.poll(() => silent.accepted()).toBe(1)
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
  ['{"meta":[],"data":[]}', /no ClickHouse/],
  ['{"meta":[null],"data":[]}', /no ClickHouse/],
  ['{"meta":[[]],"data":[]}', /no ClickHouse/],
  ['null', /no ClickHouse/],
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

const described = (types: Readonly<Record<string, string>>): string =>
  JSON.stringify({ meta: Object.entries(types).map(([name, type]) => ({ name, type })), data: [] })

test('columns of types that no server has are told as unusable, and the others are read', async () => {
  const bad = [
    'Decimal(5,99)',
    'Decimal(0,0)',
    'Decimal(-1,-1)',
    'DateTime64(-300000000)',
    `${'Array('.repeat(100_000)}UInt8${')'.repeat(100_000)}`,
    `A${' '.repeat(200_000)}!`,
  ]
  const types = Object.fromEntries([['a', 'UInt8'], ...bad.map((type, index) => [`b${index}`, type] as const)])
  await using server = await fakeServer(
    (sql, told) => void (sql.includes('JSONCompact') ? told.end(described(types)) : told.end('\x01\x01\x01a\x05UInt8\x07')),
  )
  const worker = await startWorker(server.port)
  try {
    await worker.run(table(''))
    const rows = await worker.rows('DESCRIBE x')
    expect(rows.map((row) => (Array.isArray(row) ? row[0] : row))).toEqual([
      'a',
      '# Unusable Columns',
      '# col_name',
      ...bad.map((_, index) => `b${index}`),
    ])
    expect(rows[3]).toEqual(['b0', 'its type Decimal(5,99) is none that a ClickHouse has', ''])
    expect(await worker.rows('SHOW CREATE TABLE x')).toHaveLength(1)
    expect(await worker.rows("SHOW TABLE EXTENDED LIKE '*'")).toHaveLength(1)
    expect(await worker.rows('SELECT * FROM x')).toEqual([[7]])
    expect((await worker.fail('SELECT b0 FROM x')).error).toMatchObject({ message: expect.stringContaining('its type Decimal(5,99)') })
  } finally {
    await worker.end()
  }
})

test('a table without a column that can be used says why', async () => {
  await using server = await fakeServer((_, told) => void told.end(described({ b: 'Decimal(5,99)' })))
  expect(await failure(server.port)).toMatchObject({ kind: 'not-supported', message: expect.stringContaining('its type Decimal(5,99)') })
})

const ROWS = Buffer.from([0xff, 0xff, 0xff, 0x1f])

test.each([
  ['DateTime64(9)', 'DateTime64(3)', ROWS],
  ['DateTime64(abc)', 'DateTime64(3)', ROWS],
  ['Decimal(x, 1)', 'Decimal(9, 1)', ROWS],
  ['Tuple()', 'String', ROWS],
  ['Array(Tuple())', 'Array(String)', Buffer.of(1)],
  ['Enum8(', 'String', ROWS],
  ['LowCardinality(String)', 'String', ROWS],
])('a block of the type %s is none of the table', async (type, column, rows) => {
  const block = Buffer.concat([
    Buffer.of(1),
    rows,
    Buffer.of(1, 97, type.length),
    Buffer.from(type),
    Buffer.alloc(4, 0xff),
    Buffer.alloc(4),
  ])
  await using server = await fakeServer(
    (sql, told) => void (sql.includes('JSONCompact') ? told.end(described({ a: column })) : told.end(block)),
  )
  expect(await failure(server.port, '', 'SELECT a FROM x')).toMatchObject({
    kind: 'remote-failure',
    message: expect.stringContaining('not what its table looked like'),
  })
})

/** An answer as it is, without what Node says of its length. */
const asItIs = (told: ServerResponse, bytes: Buffer): void =>
  void told.socket?.end(Buffer.concat([Buffer.from('HTTP/1.0 200 OK\r\n\r\n'), bytes]))

test('an answer that ends where the connection does is no whole one', async () => {
  await using server = await fakeServer((sql, told) =>
    sql.includes('JSONCompact')
      ? void told.end(described({ a: 'UInt8' }))
      : asItIs(told, Buffer.from('\x01\x01\x01a\x05UInt8\x07', 'latin1')),
  )
  expect(await failure(server.port, '', 'SELECT a FROM x')).toMatchObject({
    kind: 'remote-failure',
    message: expect.stringContaining('does not say where an answer ends'),
  })
})

const countOf = (...counts: readonly bigint[]): Buffer => {
  const values = Buffer.from(new BigUint64Array(counts).buffer)
  return Buffer.concat([Buffer.of(1, counts.length, 1, 99, 6), Buffer.from('UInt64'), values])
}

test.each([
  ['none', Buffer.alloc(0), /asked for one row/],
  ['two', countOf(1n, 2n), /asked for one row/],
  ['one of more than a BIGINT has', countOf(2n ** 63n), /no room/],
])('a count of all rows that is %s is refused', async (_name, block, message) => {
  await using server = await fakeServer(
    (sql, told) => void (sql.includes('JSONCompact') ? told.end(described({ a: 'UInt8' })) : told.end(block)),
  )
  expect(await failure(server.port, '', 'SELECT count(*) FROM x')).toMatchObject({
    kind: 'remote-failure',
    message: expect.stringMatching(message),
  })
})

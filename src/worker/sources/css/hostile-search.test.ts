import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { makeCertificate } from '../../fixtures/certificate.ts'
import { silentServer } from '../../fixtures/silent-server.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'
import { type Answer, GREETING, type SearchServer, searchServer } from './fixtures/search-server.ts'

const MAPPING = '{"x":{"mappings":{"properties":{"a":{"type":"long"}}}}}'
const WHOLE = '"timed_out":false,"_shards":{"total":1,"failed":0}'

/** A server that knows what comes before a search, and answers that as it is told. */
const searches = (
  search: (answer: ServerResponse, asked: number, body: string) => void,
  tls?: Parameters<typeof searchServer>[1],
): Promise<SearchServer> => {
  let asked = 0
  const answer: Answer = ({ path, body }, told) => {
    if (path === '/') told.end(GREETING)
    else if (path.endsWith('/_mapping')) told.end(MAPPING)
    else if (path.includes('/point_in_time')) told.end('{"pit_id":"p"}')
    else if (path.includes('/_count')) told.end(`{"count":1,${WHOLE}}`)
    else search(told, asked++, body)
  }
  return searchServer(answer, tls)
}
const hits = (...all: readonly string[]): string => `{${WHOLE},"hits":{"hits":[${all.join(',')}]}}`

async function read(port: number, columns = 'a STRING', options = '', sql = 'SELECT * FROM x') {
  const worker = await TestWorker.start({ addresses: { 'css1:9200': { host: '127.0.0.1', port } } })
  try {
    await worker.run(`CREATE TABLE x (${columns}) USING CSS OPTIONS ('es.nodes'='css1:9200', 'resource'='x'${options})`)
    const ended = await worker.start(sql).ended
    expect(await worker.rows('SELECT 1')).toEqual([[1]])
    return ended
  } finally {
    await worker.end()
  }
}
const failed = (message: RegExp, kind = 'remote-failure') => ({
  kind: 'job-failed',
  error: { kind, message: expect.stringMatching(message), hint: expect.anything() },
})

test.each([
  ['broken JSON', '{"hits":', /no OpenSearch and no Elasticsearch/],
  ['no answer at all', '{}', /no OpenSearch and no Elasticsearch/],
  ['hits that are none', `{${WHOLE},"hits":{"hits":[7]}}`, /no OpenSearch and no Elasticsearch/],
  ['hits that are no list', `{${WHOLE},"hits":{"hits":{}}}`, /no OpenSearch and no Elasticsearch/],
  ['a part of the shards', '{"timed_out":false,"_shards":{"failed":1},"hits":{"hits":[]}}', /a part of its shards only/],
  ['a time that was over', '{"timed_out":true,"_shards":{"failed":0},"hits":{"hits":[]}}', /its time was over/],
  ['a document that is none', hits('{"_id":"1","_source":7}'), /is none, or is nested too deep/],
  [
    'a document that is nested without end',
    hits(`{"_id":"1","_source":{"a":${'['.repeat(200_000)}1${']'.repeat(200_000)}}}`),
    /nested too deep|no OpenSearch/,
  ],
])('what a server answers: %s', async (_, answer, message) => {
  await using server = await searches((told) => told.end(answer))
  expect(await read(server.port)).toMatchObject(failed(message))
})

test('an answer without end is given up, and fewer documents are asked for', async () => {
  const line = Buffer.alloc(1 << 20, 0x20)
  await using server = await searches((told) => {
    const more = (): void => {
      while (told.write(line));
      told.once('drain', more)
    }
    told.on('close', () => told.removeAllListeners('drain'))
    more()
  })
  expect(await read(server.port)).toMatchObject(failed(/longer than 32 MiB/, 'not-supported'))
})

test('pages that come again and again end the job', async () => {
  // As many as are asked for, and from the first one on each time.
  await using server = await searches((told, _, body) => {
    const size = Number(/"size":(\d+)/.exec(body)?.[1])
    told.end(hits(...Array.from({ length: size }, (_row, n) => `{"_id":"${n}","_source":{"a":"x"},"sort":[${n % 499}]}`)))
  })
  expect(await read(server.port)).toMatchObject(failed(/no OpenSearch and no Elasticsearch/))
})

test('names that every object of the runtime has are fields like others', async () => {
  await using server = await searches((told) => told.end(hits('{"_id":"1","_source":{"s":{},"__proto__":{"valueOf":"y"}}}')))
  const ended = await read(
    server.port,
    's STRUCT<constructor: STRING, toString: STRING>, valueOf STRING',
    '',
    'SELECT s.constructor, s.toString, valueOf FROM x',
  )
  expect(ended).toMatchObject({ kind: 'job-finished', result: { rowsJson: ['[null,null,null]'] } })
})

test.each([
  ['0.10000000000000000001', 'DECIMAL(38,20)'],
  ['100000000000000000000000001', 'DECIMAL(38,0)'],
  ['-7.000000000000000000000000000000000003', 'DECIMAL(38,36)'],
])('a decimal has each digit of %s, of which a double keeps the first alone', async (digits, type) => {
  await using server = await searches((told) =>
    told.end(hits(`{"_id":"1","_source":{"a":${digits}}}`, `{"_id":"2","_source":{"a":[${digits}]}}`)),
  )
  for (const [columns, sql] of [
    [`a ARRAY<${type}>`, 'SELECT CAST(a[0] AS STRING) FROM x'],
    [`a ${type}`, 'SELECT CAST(a AS STRING) FROM x LIMIT 1'],
  ])
    expect(await read(server.port, columns, '', sql)).toMatchObject({
      kind: 'job-finished',
      result: { rowsJson: expect.arrayContaining([`["${digits}"]`]) },
    })
})

test('a server that says nothing ends at the timeout, and one that is none is told as such', async () => {
  const silent = await silentServer()
  try {
    expect(await read(silent.port, 'a STRING', ", 'es.http.timeout'='300ms'")).toMatchObject(failed(/did not answer in time/))
  } finally {
    await silent.close()
  }
  await using other = await searchServer((_, told) => told.end('<html>'))
  expect(await read(other.port)).toMatchObject(failed(/no OpenSearch and no Elasticsearch/))
  await using closed = await searchServer((_, told) => told.destroy())
  expect(await read(closed.port)).toMatchObject({
    kind: 'job-failed',
    error: { kind: 'remote-failure', message: expect.stringContaining('css1:9200') },
  })
})

test.each([
  ['a head', 'HTTP/1.1 200 OK\r\n', 'x: y\r\n'],
  ['a head before the head', '', 'HTTP/1.1 102 Processing\r\n\r\n'],
  ['a body', 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n', ' '],
])('a server whose answer is %s without end, in small pieces, ends the job', async (_, begin, piece) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => {
      socket.write(begin)
      const timer = setInterval(() => socket.write(piece), 20)
      socket.once('close', () => clearInterval(timer))
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  try {
    const { port } = server.address() as AddressInfo
    expect(await read(port, 'a STRING', ", 'es.http.timeout'='500ms'")).toMatchObject(failed(/did not answer in time/))
  } finally {
    server.close()
  }
})

test('a server that switches to another protocol ends the job', async () => {
  await using server = await searches((told) => told.writeHead(101, { upgrade: 'x', connection: 'upgrade' }).end())
  expect(await read(server.port)).toMatchObject({
    kind: 'job-failed',
    error: { kind: 'remote-failure', message: expect.stringContaining('was lost') },
  })
})

test('an answer to what is written that is not of each document is not believed', async () => {
  await using server = await searches((told) => told.end('{"errors":false,"items":[]}'))
  expect(await read(server.port, 'a STRING', '', "INSERT INTO x VALUES ('1')")).toMatchObject(failed(/no OpenSearch and no Elasticsearch/))
})

test('a job that is cancelled while the server searches ends, and its connection with it', async () => {
  const left = Promise.withResolvers<void>()
  // It never answers.
  await using server = await searches((told) => told.on('close', left.resolve))
  const worker = await TestWorker.start({ addresses: { 'css1:9200': { host: '127.0.0.1', port: server.port } } })
  try {
    await worker.run("CREATE TABLE x (a STRING) USING CSS OPTIONS ('es.nodes'='css1:9200', 'resource'='x')")
    const job = worker.start('SELECT * FROM x')
    await expect.poll(() => server.asked).toContain('POST /_search')
    worker.cancel(job.jobId)
    expect((await job.ended).kind).toBe('job-cancelled')
    await left.promise
    expect(await worker.rows('SELECT 1')).toEqual([[1]])
  } finally {
    await worker.end()
  }
})

test.each([
  { kind: 'points in time', greeting: GREETING, forget: 'DELETE /_search/point_in_time' },
  { kind: 'scrolls', greeting: GREETING.replace('2.19.6', '1.3.0'), forget: 'DELETE /_search/scroll' },
])('what a server keeps for a reading is forgotten when the job is cancelled, or fails: $kind', async ({ greeting, forget }) => {
  let isFailing = false
  await using server = await searchServer(({ method, path, body }, told) => {
    const size = Number(/"size":(\d+)/.exec(body)?.[1])
    const page = hits(...Array.from({ length: size }, (_row, n) => `{"_id":"${n}","_source":{"a":"x"},"sort":[${n}]}`))
    if (path === '/') told.end(greeting)
    else if (path.endsWith('/_mapping')) told.end(MAPPING)
    else if (path.includes('/_count')) told.end(`{"count":1,${WHOLE}}`)
    else if (method === 'DELETE') told.end('{}')
    else if (path.includes('/point_in_time')) told.end('{"pit_id":"p"}')
    else if (!body.includes('search_after') && !body.includes('scroll_id')) told.end(page.replace('{', '{"_scroll_id":"s",'))
    else if (isFailing) told.destroy()
    // Otherwise the second page never comes.
  })
  const pages = (): number => server.asked.filter((asked) => /^POST (\/x)?\/_search(\/scroll)?$/.test(asked)).length
  const forgets = (): number => server.asked.filter((asked) => asked === forget).length
  const worker = await TestWorker.start({ addresses: { 'css1:9200': { host: '127.0.0.1', port: server.port } } })
  try {
    await worker.run("CREATE TABLE x (a STRING) USING CSS OPTIONS ('es.nodes'='css1:9200', 'resource'='x')")
    const job = worker.start('SELECT * FROM x')
    await expect.poll(pages).toBe(2)
    worker.cancel(job.jobId)
    expect((await job.ended).kind).toBe('job-cancelled')
    expect(forgets()).toBe(1)
    isFailing = true
    expect((await worker.start('SELECT * FROM x').ended).kind).toBe('job-failed')
    expect(forgets()).toBe(2)
  } finally {
    await worker.end()
  }
})

test.each([
  { kind: 'points in time', greeting: GREETING, opens: '/point_in_time?', forget: '/_search/point_in_time' },
  { kind: 'scrolls', greeting: GREETING.replace('2.19.6', '1.3.0'), opens: '/_search?', forget: '/_search/scroll' },
])('what a server is asked to keep while the job is cancelled is forgotten as soon as its answer names it: $kind', async (one) => {
  let answerLast = (): void => undefined
  const forgotten: string[] = []
  await using server = await searchServer(({ method, path, body }, told) => {
    if (path === '/') told.end(one.greeting)
    else if (path.endsWith('/_mapping')) told.end(MAPPING)
    else if (path.includes('/_count')) told.end(`{"count":1,${WHOLE}}`)
    else if (method === 'DELETE') {
      forgotten.push(`${path} ${body}`)
      told.end('{}')
    } else if (path.includes(one.opens))
      answerLast = () => void told.end(hits('{"_id":"1","_source":{"a":"x"}}').replace('{', '{"_scroll_id":"s","pit_id":"s",'))
  })
  const worker = await TestWorker.start({ addresses: { 'css1:9200': { host: '127.0.0.1', port: server.port } } })
  try {
    await worker.run("CREATE TABLE x (a STRING) USING CSS OPTIONS ('es.nodes'='css1:9200', 'resource'='x')")
    const job = worker.start('SELECT * FROM x')
    await expect.poll(() => server.asked.some((asked) => `${asked}?`.includes(one.opens))).toBe(true)
    worker.cancel(job.jobId)
    // Later than the worker hears of it, as a rule: an earlier answer would be forgotten as well.
    setTimeout(answerLast, 100)
    expect((await job.ended).kind).toBe('job-cancelled')
    expect(forgotten).toEqual([expect.stringMatching(new RegExp(`^${one.forget} .*"s"`))])
  } finally {
    await worker.end()
  }
})

test('a server that did not answer when it was asked to forget is asked again at the end, and no more pages than wanted', async () => {
  const asked: string[] = []
  await using server = await searchServer(({ method, path }, told) => {
    const name = `${method} ${path.split('?')[0]}`
    if (path === '/') told.end(GREETING.replace('2.19.6', '1.3.0'))
    else if (path.endsWith('/_mapping')) told.end(MAPPING)
    else {
      asked.push(name)
      if (method === 'DELETE' && asked.filter((one) => one === name).length === 1) told.destroy()
      else if (method === 'DELETE') told.end('{}')
      else told.end(hits('{"_id":"1","_source":{"a":"x"}}').replace('{', '{"_scroll_id":"s",'))
    }
  })
  const worker = await TestWorker.start({ addresses: { 'css1:9200': { host: '127.0.0.1', port: server.port } } })
  try {
    await worker.run("CREATE TABLE x (a STRING) USING CSS OPTIONS ('es.nodes'='css1:9200', 'resource'='x')")
    expect(await worker.rows('SELECT a FROM x LIMIT 1')).toEqual([['x']])
    expect(asked).toEqual([expect.stringMatching('^POST .*/_search$'), 'DELETE /_search/scroll', 'DELETE /_search/scroll'])
  } finally {
    await worker.end()
  }
})

test('of scrolls of which each takes the place of the one before, the last alone is forgotten when the job is cancelled', async () => {
  const forgotten: string[] = []
  let pages = 0
  await using server = await searchServer(({ method, path, body }, told) => {
    const page = hits(...Array.from({ length: 10 }, (_row, n) => `{"_id":"${n}","_source":{"a":"x"},"sort":[${n}]}`))
    if (path === '/') told.end(GREETING.replace('2.19.6', '1.3.0'))
    else if (path.endsWith('/_mapping')) told.end(MAPPING)
    else if (path.includes('/_count')) told.end(`{"count":1,${WHOLE}}`)
    else if (method === 'DELETE') {
      forgotten.push(body)
      told.end('{}')
    } else {
      pages += 1
      // The fourth page never comes.
      if (pages < 4) told.end(page.replace('{', `{"_scroll_id":"s${pages}",`))
    }
  })
  const worker = await TestWorker.start({ addresses: { 'css1:9200': { host: '127.0.0.1', port: server.port } } })
  try {
    await worker.run("CREATE TABLE x (a STRING) USING CSS OPTIONS ('es.nodes'='css1:9200', 'resource'='x')")
    const job = worker.start('SELECT * FROM x')
    await expect.poll(() => pages).toBe(4)
    worker.cancel(job.jobId)
    expect((await job.ended).kind).toBe('job-cancelled')
    expect(forgotten).toEqual(['{"scroll_id":["s3"]}'])
  } finally {
    await worker.end()
  }
})

test('a column _ID is a field like others, and no id of a document', async () => {
  const bodies: string[] = []
  await using server = await searchServer(({ path, body }, told) => {
    if (path === '/') told.end(GREETING)
    else if (!path.includes('_bulk')) told.end('{}')
    else {
      bodies.push(body)
      told.end('{"items":[{"index":{"status":201}},{"index":{"status":201}}]}')
    }
  })
  expect(await read(server.port, '_ID STRING', '', "INSERT INTO x VALUES ('1'), (NULL)")).toMatchObject({ kind: 'job-finished' })
  expect(bodies).toEqual(['{"index":{}}\n{"_ID":"1"}\n{"index":{}}\n{}\n'])
})

test('a document that the cluster was too busy for is sent again, and no other', async () => {
  const items = (...statuses: readonly number[]) => `{"items":[${statuses.map((status) => `{"index":{"status":${status}}}`).join(',')}]}`
  const bodies: string[] = []
  await using server = await searchServer(({ path, body }, told) => {
    if (path === '/') told.end(GREETING)
    else if (!path.includes('_bulk')) told.end('{}')
    else {
      bodies.push(body)
      told.end(bodies.length === 1 ? items(201, 429, 201) : items(201))
    }
  })
  const busy = ", 'es.batch.write.retry.wait'='1ms'"
  expect(await read(server.port, 'a STRING', busy, "INSERT INTO x VALUES ('1'), ('2'), ('3')")).toMatchObject({ kind: 'job-finished' })
  expect(bodies[1]).toBe('{"index":{}}\n{"a":"2"}\n')
})

const certificate = makeCertificate('css1')
const WITH = ", 'es.certificate.name'='a1', 'es.net.ssl'='true'"

async function secured(port: number, options: string, own: string | undefined, password = 'pen, cil=7:é') {
  const worker = await TestWorker.start({
    addresses: { 'css1:9200': { host: '127.0.0.1', port } },
    credentials: {
      a1: { userName: 'ada', password, ...(own === undefined ? {} : { authority: { location: 'obs://keys/ca.pem', certificates: own } }) },
    },
  })
  try {
    await worker.run(`CREATE TABLE x (_id STRING) USING CSS OPTIONS ('es.nodes'='css1:9200', 'resource'='x'${options})`)
    return await worker.start('SELECT * FROM x').ended
  } finally {
    await worker.end()
  }
}

test.skipIf(certificate === undefined)('speaks HTTPS, looks at the certificate, and logs in', async () => {
  const { key = '', certificate: own = '' } = certificate ?? {}
  const wanted = `Basic ${Buffer.from('ada:pen, cil=7:é').toString('base64')}`
  let asked = 0
  await using server = await searchServer(
    ({ path, headers }, told) => {
      asked += 1
      if (headers.authorization !== wanted) told.writeHead(401).end('Unauthorized')
      else if (path === '/') told.end(GREETING)
      else if (path.endsWith('/_mapping')) told.end(MAPPING)
      else if (path.includes('/point_in_time')) told.end('{"pit_id":"p"}')
      else if (path.includes('/_count')) told.end(`{"count":1,${WHOLE}}`)
      else told.end(hits('{"_id":"the one"}'))
    },
    { key, cert: own },
  )
  expect(await secured(server.port, WITH, own)).toMatchObject({ kind: 'job-finished', result: { rowsJson: ['["the one"]'] } })
  const before = asked
  expect(await secured(server.port, WITH, undefined)).toMatchObject(failed(/certificate of css1:9200 is not trusted/))
  // Nobody is told a password whose certificate is not trusted.
  expect(asked).toBe(before)
  expect(await secured(server.port, ", 'passwdauth'='a1', 'sslMode'='REQUIRED'", undefined, 'other')).toMatchObject(failed(/status 401/))
})

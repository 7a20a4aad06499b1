import { once } from 'node:events'
import { connect } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newUuid } from '../../base/ids.ts'
import { type ApiLab, startLab } from './fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const CONNECTIONS = '/v2.0/{p}/datasource/enhanced-connections'
const ATTACHMENT = `/causeway/v1/{p}/vpcs/${newUuid()}/attachment`
const MIB = 2 ** 20

const many = (count: number, item: (at: number) => string): string => Array.from({ length: count }, (_, at) => item(at)).join(',')
const connection = (fields: string): string => `{"name":"c","dest_vpc_id":"v","dest_network_id":"n",${fields}}`

/** CPU of this process, which is client and server, in ms. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

// Each is refused. Before there were bounds, one of them took what thousands of small requests take.
const greedy: readonly (readonly [string, 'POST' | 'PUT' | 'GET', string, string])[] = [
  ['a million tags', 'POST', CONNECTIONS, connection(`"tags":[${many(400_000, () => '{"key":"a"}')}]`)],
  ['a million hosts', 'POST', CONNECTIONS, connection(`"hosts":[${many(1_000_000, () => '[]')}]`)],
  ['a million queues', 'POST', CONNECTIONS, connection(`"queues":[${many(1_000_000, () => '"q"')}]`)],
  ['99,000 queues', 'POST', CONNECTIONS, connection(`"queues":[${many(99_000, (at) => `"q${at}"`)}]`)],
  ['33,000 wrong hosts', 'POST', CONNECTIONS, connection(`"hosts":[${many(33_000, () => '{"name":1,"ip":{}}')}]`)],
  ['33,000 wrong forwards', 'PUT', ATTACHMENT, `{"kind":"forward","forwards":[${many(33_000, () => '{"from":1,"to":[]}')}]}`],
  ['15,000 forwards too many', 'PUT', ATTACHMENT, `{"kind":"forward","forwards":[${many(30_000, (at) => `{"from":"a${at}","to":"a"}`)}]}`],
  ['75,000 keys of one object', 'PUT', ATTACHMENT, `{"kind":"host",${many(75_000, (at) => `"k${at}":1`)}}`],
  ['75,000 keys of a forward', 'PUT', ATTACHMENT, `{"kind":"forward","forwards":[{${many(75_000, (at) => `"k${at}":1`)}}]}`],
  ['a million unknown keys', 'POST', CONNECTIONS, `{${many(400_000, (at) => `"k${at}":0`)}}`],
  ['a million levels', 'POST', CONNECTIONS, '['.repeat(5 * MIB)],
  ['a long conf', 'POST', '/v1.0/{p}/jobs/submit-job', `{"sql":"SELECT 1","conf":[${many(300_000, () => '"a=b"')}]}`],
  ['a long text', 'POST', '/v1.0/{p}/jobs/submit-job', `{"sql":"SELECT 1","conf":["a=${'b'.repeat(3 * MIB)}"]}`],
  ['escapes', 'POST', '/v1.0/{p}/databases', `{"database_name":"${'\\u0041'.repeat(40_000)}"}`],
  ['a long name', 'POST', '/v1.0/{p}/queues', `{"queue_name":"${'1'.repeat(250_000)}","cu_count":16}`],
  ['a name given thousands of times', 'GET', `/v1.0/{p}/jobs?${'a&'.repeat(7_000)}`, ''],
  ['percent signs that mean nothing', 'GET', `/v1.0/{p}/jobs?page-size=0&${'%&'.repeat(198)}${'%'.repeat(6_000)}`, ''],
  ['a filter of many tags', 'GET', `/v1.0/{p}/queues?tags=${'a=b,'.repeat(3_000)}`, ''],
]

it.each(greedy)('%s cost no more than a number of small requests', async (_name, method, target, raw) => {
  const small = () => lab.call('POST', '/v1.0/{p}/databases', { raw: '{"database_name":"1"}' })
  const hundred = async (): Promise<void> => {
    for (let count = 0; count < 100; count += 1) expect((await small()).status).toBe(400)
  }
  await hundred()
  const unit = await cpuOf(hundred)
  // The client's part, which is to make and sign the request, is measured with a path that is refused before the body is read.
  const client = await cpuOf(() => lab.call(method, '/v1.0/{p}/nothing', { raw, headers: { authorization: 'SDK-HMAC-SHA256 x' } }))
  const cost = await cpuOf(async () => {
    const { status } = await lab.call(method, target, { raw })
    expect([400, 413]).toContain(status)
  })
  expect(cost - client).toBeLessThan(5 * unit)
})

/** A body of this many bytes in two pieces, under a signature that is wrong; resolves to the status when the connection has ended. */
async function inTwoPieces(port: number, bytes: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  const credential = `SDK-HMAC-SHA256 Access=${lab.accessKey}, SignedHeaders=x-sdk-date, Signature=${'0'.repeat(64)}`
  socket.write(`POST /v1.0/${lab.projectId}/databases HTTP/1.1\r\nHost: x\r\nAuthorization: ${credential}\r\n`)
  socket.write(`Content-Length: ${bytes}\r\nConnection: close\r\n\r\n`)
  await once(socket, 'connect')
  socket.write('x'.repeat(bytes - 5_000), () => socket.write('x'.repeat(5_000)))
  let answer = ''
  for await (const chunk of socket) answer += chunk
  return answer.slice(9, 12)
}

it('what bodies hold together is nothing again when all of them are answered', async () => {
  const port = Number(new URL(await lab.app.listen({ host: '127.0.0.1', port: 0 })).port)
  for (const bytes of [40_000, 65_535, 65_536, 65_537, 100_000]) {
    const statuses = await Promise.all(Array.from({ length: 10 }, () => inTwoPieces(port, bytes)))
    expect(new Set(statuses)).toEqual(new Set(['401']))
  }
  await expect.poll(() => lab.app.heldBodyBytes()).toBe(0)
})

it('a search through long statements lets other requests have their turn', async () => {
  // Statements that make a search go back at each character: "aaaa…" for "aaaa…b", each of whose runs of three characters they have, so that they are read.
  const sql = `SELECT '${'a'.repeat(450_000)} aab'`
  for (let count = 0; count < 20; count += 1)
    expect((await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body: { sql } })).status).toBe(200)
  expect(await lab.call('GET', '/v1.0/{p}/jobs?sql_pattern=AAA&page-size=1')).toMatchObject({ status: 200, body: { job_count: 20 } })

  let ended = false
  const search = lab.call('GET', `/v1.0/{p}/jobs?sql_pattern=${'a'.repeat(255)}b`).finally(() => {
    ended = true
  })
  let answered = 0
  while (!ended) {
    expect((await lab.call('GET', '/healthz', { anonymous: true })).status).toBe(200)
    answered += 1
    // A request that is injected waits for no socket, and would never let the search go on.
    await nextTurn()
  }
  expect(await search).toMatchObject({ status: 200, body: { job_count: 0 } })
  // One may be answered before the search begins and one after it has ended.
  expect(answered).toBeGreaterThan(3)
})

it('a search ends when nobody waits for it', async () => {
  const { jobs } = lab.context.control
  const caller = { projectId: lab.projectId, userId: '', userName: '' }
  const gone = new AbortController()
  const search = jobs.list(caller, { order: 'start_time_desc', limit: 1, offset: 0, sqlPart: 'x' }, gone.signal)
  gone.abort(new Error('gone'))
  await expect(search).rejects.toThrow('gone')
})

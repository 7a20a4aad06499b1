import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { encode } from 'dns-packet'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { askByDatagram } from '../attachments/ask-by-datagram.ts'
import { linkOf } from '../attachments/attachments.ts'
import { type Broker, createBroker } from '../broker.ts'
import type { DialResult } from '../dial-result.ts'
import { triesOf } from '../dial-tries.ts'
import { type DnsLab, startDns } from '../fixtures/dns-server.ts'
import type { BindingView, QueueNetworkView } from '../network-view.ts'
import { readDnsAnswer } from './dns-message.ts'
import { KeptAnswers } from './kept-answers.ts'

let dns: DnsLab
let database: Server
let broker: Broker
let port = 0

beforeAll(async () => {
  dns = await startDns({})
  database = createServer((socket) => socket.on('error', () => undefined).write('hello'))
  database.listen(0, '127.0.0.1')
  await once(database, 'listening')
  port = (database.address() as AddressInfo).port
})
afterAll(async () => {
  await dns.close()
  database.close()
})
beforeEach(() => {
  dns.zone = { 'A pg.corp.example': ['192.168.0.10'] }
  dns.ttl = 60
  dns.asked.length = 0
  broker = createBroker({ dialTimeoutMs: 300_000, ownPorts: () => [] })
})
afterEach(() => broker.close())

const binding = (changes: Partial<BindingView> = {}): BindingView => ({
  connectionId: 'id-1',
  connectionName: 'c1',
  state: 'active',
  failure: '',
  vpcId: 'id-vpc',
  vpcName: 'vpc-1',
  subnetCidr: '192.168.0.0/24',
  routes: [],
  hosts: [{ name: 'known', ip: '192.168.0.10' }],
  ports: [{ from: 5432, to: 5432 }],
  resolver: { servers: ['192.168.0.2:53'], suffixes: ['corp.example'] },
  attachment: {
    kind: 'forward',
    forwards: [
      { from: '192.168.0.2:53', to: `127.0.0.1:${dns.port}` },
      { from: '192.168.0.10:5432', to: `127.0.0.1:${port}` },
      { from: '192.168.0.11:5432', to: '127.0.0.1:1' },
    ],
  },
  attachmentRevision: 1,
  ...changes,
})
const view = (...bindings: readonly BindingView[]): QueueNetworkView => ({
  queueId: 'id-q1',
  queueName: 'q1',
  preset: false,
  connections: [],
  bindings: bindings.length === 0 ? [binding()] : bindings,
})
const dial = (host: string, network = view()) => broker.dial(network, { host, port: 5432 })
const step = (result: DialResult, name: string) => result.explanation.steps.find((each) => each.step === name)
const failed = (result: DialResult) => result.explanation.steps.find(({ outcome }) => outcome === 'failed')

describe('a name that is no host entry', () => {
  test('rule 25: is asked for through the attachment, also where the ports of jobs do not hold that of names, and what was used is told', async () => {
    const result = await dial('PG.corp.example')
    expect(result).toMatchObject({ kind: 'connected', resolved: { server: '192.168.0.2:53', ip: '192.168.0.10' } })
    expect(step(result, 'name')).toMatchObject({ rule: 25, seen: 'PG.corp.example is 192.168.0.10 by 192.168.0.2:53, the resolver of c1' })
    expect(dns.asked).toEqual(['A pg.corp.example'])
    if (result.kind === 'connected') for (const each of result.held) each.destroy()
  })

  test('rule 25: is asked for as well where a worker is to have the connection, each time', async () => {
    const network = view()
    for (let time = 0; time < 2; time += 1) {
      const result = await broker.dialForWorker(network, { host: 'pg.corp.example', port: 5432 })
      expect(result).toMatchObject({
        kind: 'connected',
        resolved: { server: '192.168.0.2:53', ip: '192.168.0.10' },
        answer: { kind: 'found' },
      })
      if (result.kind === 'connected') for (const each of result.held) each.destroy()
    }
  })

  test('rule 25: where no connection to its resolver can be made, what would help is of that connection', async () => {
    const remediesOf = async (changes: Partial<BindingView>) => (await dial('pg.corp.example', view(binding(changes)))).explanation.remedies
    const forwards = [{ from: '192.168.0.10:5432', to: `127.0.0.1:${port}` }]
    const check = { kind: 'advice', text: expect.stringContaining('Check that the resolver of connection c1') }
    expect(await remediesOf({ attachment: { kind: 'forward', forwards } })).toMatchObject([
      { kind: 'set-attachment', attachment: { kind: 'forward', forwards: [...forwards, { from: '192.168.0.2:53' }] } },
      check,
    ])
    const outside = { resolver: { servers: ['192.168.7.2:53'], suffixes: ['corp.example'] } }
    expect(await remediesOf(outside)).toMatchObject([{ kind: 'add-route', cidr: '192.168.7.2/32' }, check])
    expect(await remediesOf({ ...outside, lent: true })).toMatchObject([check])
  })

  test('rule 25: is asked for under the suffixes alone, and never where a host entry has it', async () => {
    dns.zone = { 'A known': ['192.168.0.11'], 'A pg.corp.example.org': ['192.168.0.10'], 'A xcorp.example': ['192.168.0.10'] }
    for (const host of ['pg.corp.example.org', 'xcorp.example', '192.168.0.10.', 'pg..corp.example', `${'x'.repeat(64)}.corp.example`]) {
      expect(failed(await dial(host)), host).toMatchObject({ step: 'name' })
    }
    expect((await broker.lookUp(view(), { host: 'known', port: 1 }))?.kind).toBeUndefined()
    expect(step(await dial('known'), 'name')).toMatchObject({ rule: 3, outcome: 'passed' })
    expect(dns.asked).toEqual([])
    expect(failed(await dial('nothing'))?.seen).toContain('their resolvers are asked for names that end in corp.example alone')
  })

  test('rule 26: that leads out of the network of its connection is not dialled, also by one address of several, a mapped one, or through an alias', async () => {
    for (const [addresses, seen] of [
      [['127.0.0.1'], '127.0.0.1 is outside subnet 192.168.0.0/24 of c1'],
      [['192.168.0.10', '10.0.0.1'], '10.0.0.1 is outside'],
      [['-> away.corp.example'], '8.8.8.8 is outside'],
    ] as const) {
      dns.zone = { 'A pg.corp.example': addresses, 'A away.corp.example': ['8.8.8.8'] }
      await broker.close()
      broker = createBroker({ dialTimeoutMs: 300_000, ownPorts: () => [] })
      const result = await dial('pg.corp.example')
      expect(failed(result)).toMatchObject({ step: 'route', rule: 26, seen: expect.stringContaining(seen) })
    }
    dns.zone = { 'AAAA pg.corp.example': ['::ffff:c0a8:a'] }
    const six = view(binding({ routes: [{ name: 'six', cidr: '::/0' }] }))
    await broker.close()
    broker = createBroker({ dialTimeoutMs: 300_000, ownPorts: () => [] })
    expect(failed(await dial('pg.corp.example', six))).toMatchObject({ step: 'name', rule: 26 })
  })

  test('follows aliases, within one answer and over several, and no circle', async () => {
    dns.zone = {
      'A pg.corp.example': ['-> a.corp.example'],
      'A a.corp.example': ['-> b.elsewhere'],
      'A b.elsewhere': ['192.168.0.10'],
      'A circle.corp.example': ['-> circle.corp.example'],
    }
    const result = await dial('pg.corp.example')
    expect(step(result, 'name')?.seen).toContain('as a.corp.example and b.elsewhere')
    expect(dns.asked).toEqual(['A pg.corp.example', 'A b.elsewhere'])
    if (result.kind === 'connected') for (const each of result.held) each.destroy()
    expect(failed(await dial('circle.corp.example'))).toMatchObject({ step: 'name', seen: expect.stringContaining('more than 8 others') })
  })

  test('asks for IPv6 where the connection leads to IPv6, and takes IPv4 first', async () => {
    dns.zone = { 'A pg.corp.example': ['192.168.0.10'], 'AAAA pg.corp.example': ['fd00::10'], 'AAAA six.corp.example': ['fd00::11'] }
    const both = view(binding({ routes: [{ name: 'six', cidr: 'fd00::/64' }] }))
    expect(await broker.lookUp(both, { host: 'pg.corp.example', port: 1 })).toMatchObject({ addresses: ['192.168.0.10', 'fd00::10'] })
    expect(await broker.lookUp(both, { host: 'six.corp.example', port: 1 })).toMatchObject({ addresses: ['fd00::11'] })
    expect(dns.asked.toSorted()).toEqual(['A pg.corp.example', 'A six.corp.example', 'AAAA pg.corp.example', 'AAAA six.corp.example'])
  })

  test('is asked for once while its answer holds, for each way to it anew', async () => {
    const look = (network: QueueNetworkView) => broker.lookUp(network, { host: 'pg.corp.example', port: 1 })
    for (let time = 0; time < 3; time += 1) await look(view())
    expect(dns.asked).toHaveLength(1)
    await look(view(binding({ attachmentRevision: 2 })))
    expect(dns.asked).toHaveLength(2)
  })

  test('that is not there, and a server that does not answer, are told apart; the next server is asked', async () => {
    expect(failed(await dial('no.corp.example'))?.seen).toBe('192.168.0.2:53, the resolver of c1, knows no name no.corp.example')
    dns.zone = { 'AAAA six.corp.example': ['fd00::1'] }
    expect(failed(await dial('six.corp.example'))?.seen).toContain('knows no address of six.corp.example')
    const away = { servers: ['192.168.0.11:5432', '192.168.9.9:53'], suffixes: ['corp.example'] }
    const seen = failed(await dial('pg.corp.example', view(binding({ resolver: away }))))?.seen
    expect(seen).toMatch(/192\.168\.0\.11:5432: Nothing listens at .*; 192\.168\.9\.9:53: 192\.168\.9\.9 is outside subnet/)
    const second = { servers: ['192.168.0.11:5432', '192.168.0.2:53'], suffixes: ['corp.example'] }
    dns.zone = { 'A pg.corp.example': ['192.168.0.10'] }
    const result = await dial('pg.corp.example', view(binding({ resolver: second })))
    expect(result.kind).toBe('connected')
    if (result.kind === 'connected') for (const each of result.held) each.destroy()
  })

  test('rule 25: of several resolvers the one with the longest suffix is asked, and of equals none', async () => {
    const other = binding({
      connectionId: 'id-2',
      connectionName: 'c2',
      hosts: [],
      resolver: { servers: ['192.168.0.2:53'], suffixes: ['example'] },
    })
    expect(await broker.lookUp(view(other, binding()), { host: 'pg.corp.example', port: 1 })).toMatchObject({ connectionId: 'id-1' })
    const equal = { ...other, resolver: { servers: ['192.168.0.2:53'], suffixes: ['corp.example'] } }
    dns.asked.length = 0
    expect(failed(await dial('pg.corp.example', view(equal, binding())))).toMatchObject({
      rule: 25,
      seen: expect.stringContaining('equally for'),
    })
    expect(dns.asked).toEqual([])
  })

  test('rule 20: of a lent connection the server is not told', async () => {
    const lent = view(binding({ lent: true }))
    const result = await dial('pg.corp.example', lent)
    expect(JSON.stringify([result.explanation, 'resolved' in result])).not.toMatch(/192\.168\.0\.2|true/)
    if (result.kind === 'connected') for (const each of result.held) each.destroy()
    expect(JSON.stringify((await dial('no.corp.example', lent)).explanation)).not.toContain('192.168.0.2:')
  })

  test('rule 20: what the lending project has asked before is told to the other without the server, and the other way round', async () => {
    const lent = view(binding({ lent: true }))
    const own = view(binding())
    for (const [name, ...turns] of [
      ['one.corp.example', own, lent],
      ['two.corp.example', lent, own],
    ] as const) {
      for (const of of turns)
        expect(failed(await dial(name, of))).toMatchObject({
          seen: of === lent ? `The resolver of c1 knows no name ${name}` : `192.168.0.2:53, the resolver of c1, knows no name ${name}`,
        })
      expect(dns.asked.filter((asked) => asked.endsWith(name))).toHaveLength(1)
    }
  })

  test('is not asked for of what is only supposed: the decision alone says so', () => {
    const { explanation } = broker.decide(view(), { host: 'pg.corp.example', port: 5432 })
    expect(explanation.steps.find(({ outcome }) => outcome === 'failed')?.seen).toContain('was not asked')
  })
})

describe('where datagrams go the way of the connection', () => {
  beforeEach(async () => {
    await broker.close()
    broker = createBroker({
      dialTimeoutMs: 300_000,
      ownPorts: () => [],
      linkOf: (spec, context) => ({ ...linkOf(spec, context), ask: askByDatagram }),
    })
  })
  afterEach(() => {
    dns.datagrams = 'none'
  })
  const look = (network = view()) => broker.lookUp(network, { host: 'pg.corp.example', port: 1 })

  test('a resolver that answers no connection is asked all the same', async () => {
    dns.datagrams = 'whole'
    const away = binding({ attachment: { kind: 'forward', forwards: [{ from: '192.168.0.2:53', to: `127.0.0.1:${dns.port}` }] } })
    await broker.close()
    broker = createBroker({
      dialTimeoutMs: 300_000,
      ownPorts: () => [],
      linkOf: (spec, context) => ({
        ...linkOf(spec, context),
        ask: askByDatagram,
        open: async () => await Promise.reject(Object.assign(new Error('closed'), { code: 'ECONNREFUSED' })),
      }),
    })
    expect(await look(view(away))).toMatchObject({ kind: 'found', addresses: ['192.168.0.10'] })
    expect(dns.asked).toEqual(['A pg.corp.example'])
  })

  test('an answer with another id is not taken: whoever does not see the question cannot answer it', async () => {
    dns.datagrams = 'forged before'
    expect(await look()).toMatchObject({ kind: 'found', addresses: ['192.168.0.10'] })
    expect(dns.asked).toHaveLength(1)
  })

  test('what is cut off, or not answered, is asked for over TCP', async () => {
    dns.datagrams = 'cut off'
    expect(await look()).toMatchObject({ kind: 'found', addresses: ['192.168.0.10'] })
    expect(dns.asked).toEqual(['A pg.corp.example', 'A pg.corp.example'])
    dns.datagrams = 'none'
    expect(await look(view(binding({ attachmentRevision: 2 })))).toMatchObject({ kind: 'found' })
    expect(dns.asked).toHaveLength(3)
  })
})

describe('a name of several addresses', () => {
  const two = (...addresses: readonly string[]) => {
    dns.zone = {
      'A pg.corp.example': addresses.filter((each) => !each.includes(':')),
      'AAAA pg.corp.example': addresses.filter((each) => each.includes(':')),
    }
  }
  const end = (result: DialResult) => {
    if (result.kind === 'connected') for (const each of result.held) each.destroy()
  }

  test('is reached by the next one where the first does not let in, or its attachment does not, and that is told', async () => {
    two('192.168.0.11', '192.168.0.12', '192.168.0.10')
    const result = await dial('pg.corp.example')
    expect(result).toMatchObject({ kind: 'connected', address: `127.0.0.1:${port}`, resolved: { ip: '192.168.0.10' }, answer: { at: 2 } })
    expect(step(result, 'dial')?.seen).toMatch(
      /^Connected to .*; Nothing listens at .*; VPC vpc-1 forwards only .*, not 192\.168\.0\.12:5432$/,
    )
    if (result.kind === 'connected') {
      // Decided again, it is the same.
      expect(broker.decide(view(), { host: 'pg.corp.example', port: 5432 }, undefined, result.answer)).toMatchObject({
        kind: 'allowed',
        ip: '192.168.0.10',
      })
    }
    end(result)
  })

  test('is told by the first where none lets in, and what became of the others; one of them that leads out of the network refuses all', async () => {
    two('192.168.0.11', '192.168.0.12')
    const result = await dial('pg.corp.example')
    expect(result).toMatchObject({ kind: 'refused', code: 'ECONNREFUSED' })
    expect(failed(result)).toMatchObject({ step: 'dial', seen: expect.stringMatching(/^Nothing listens at .*; VPC vpc-1 forwards only/) })
    two('192.168.0.10', '10.0.0.1')
    await broker.close()
    broker = createBroker({ dialTimeoutMs: 300_000, ownPorts: () => [] })
    expect(failed(await dial('pg.corp.example'))).toMatchObject({ rule: 26 })
  })

  test('of both families: the first of IPv4, then of each in turn, and four at most', () => {
    const addresses = ['10.0.0.1', '10.0.0.2', '10.0.0.3', 'fd00::1', 'fd00::2']
    const answer = { connectionId: 'c', name: 'n', kind: 'found', addresses, server: 's', through: [] } as const
    expect(triesOf(answer).map((each) => (each?.kind === 'found' ? addresses[each.at ?? -1] : ''))).toEqual([
      '10.0.0.1',
      'fd00::1',
      '10.0.0.2',
      'fd00::2',
    ])
    expect(triesOf(undefined)).toEqual([undefined])
  })
})

describe('an answer', () => {
  test('of any bytes is read without a fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) =>
        ['failed', 'none'].includes(readDnsAnswer(Buffer.from(bytes), { id: 1, name: 'a', type: 'A' }).kind),
      ),
    )
  })

  test('for another question, cut off, or with too many addresses is none', () => {
    const question = { type: 'A', name: 'a.b', class: 'IN' } as const
    const answer = (change: object) =>
      readDnsAnswer(encode({ type: 'response', id: 1, questions: [question], answers: [], ...change }), { id: 1, name: 'a.b', type: 'A' })
    expect(answer({})).toEqual({ kind: 'none', code: 'NODATA' })
    expect(answer({ id: 2 })).toMatchObject({ kind: 'failed', why: expect.stringContaining('another question') })
    expect(answer({ questions: [{ ...question, name: 'b.b' }] })).toMatchObject({ kind: 'failed' })
    expect(answer({ type: 'query' })).toMatchObject({ kind: 'failed' })
    expect(answer({ flags: 0x0200 })).toMatchObject({ kind: 'failed', why: 'its answer is cut off' })
    expect(answer({ flags: 5 })).toMatchObject({ kind: 'failed', why: 'it answers REFUSED' })
    const record = { type: 'A', name: 'A.B', ttl: 7, data: '10.0.0.1' } as const
    expect(answer({ answers: [record, { ...record, name: 'c.b', data: '10.0.0.2' }] })).toMatchObject({
      addresses: ['10.0.0.1'],
      ttlSeconds: 7,
    })
    expect(answer({ answers: Array.from({ length: 33 }, () => record) })).toMatchObject({ kind: 'failed' })
  })

  test('of more bytes or records than addresses and aliases need is not read: its names could lead through each other all day', async () => {
    const question = { type: 'A', name: 'a.b', class: 'IN' } as const
    const record = { type: 'A', name: 'c.b', ttl: 7, data: '10.0.0.1' } as const
    const answer = (count: number, more: object = {}) =>
      readDnsAnswer(
        encode({ type: 'response', id: 1, questions: [question], answers: Array.from({ length: count }, () => record), ...more }),
        { id: 1, name: 'a.b', type: 'A' },
      )
    expect(answer(127)).toEqual({ kind: 'none', code: 'NODATA' })
    expect(answer(128)).toMatchObject({ kind: 'failed', why: 'its answer is too long' })
    expect(answer(64, { additionals: Array.from({ length: 64 }, () => record) })).toMatchObject({ why: 'its answer is too long' })
    const texts = { type: 'TXT', name: 'a.b', ttl: 7, data: Array.from({ length: 40 }, () => 'x'.repeat(250)) } as const
    expect(answer(0, { additionals: [texts] })).toMatchObject({ kind: 'failed', why: 'its answer is too long' })
  })

  test('holds as long as it says, and not less than 5 nor more than 300 seconds', () => {
    let now = 0
    const kept = new KeptAnswers(() => now)
    const found = { connectionId: 'c', name: 'n', kind: 'found', addresses: ['10.0.0.1'], server: 's', through: [] } as const
    for (const [ttl, seconds] of [
      [0, 5],
      [60, 60],
      [604_800, 300],
    ] as const) {
      kept.keep('k', found, ttl)
      now += seconds * 1_000 - 1
      expect(kept.get('k')).toBe(found)
      now += 1
      expect(kept.get('k')).toBeUndefined()
    }
    for (let each = 0; each < 2_001; each += 1) kept.keep(String(each), found, 60)
    expect([kept.get('0'), kept.get('1')]).toEqual([undefined, found])
  })
})

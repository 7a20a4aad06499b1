import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { enrol, placeOf, tlsTo } from '../../../agent/enrolment.ts'
import { readAgentToken } from '../../../protocol/agents/agent-token.ts'
import { AddressShares } from './address-shares.ts'
import { type AgentLab, agentLab } from './fixtures/agent-lab.ts'
import { FRAME, frame, type HostileAgent, headersFrame, hostileAgent, STATUS_100 } from './fixtures/hostile-agent.ts'

const MIB = 2 ** 20
const FRAMES = 1_000_000
const never = new AbortController().signal
const address = { ip: '127.0.0.1', port: 1 }
const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step()
})

interface Scene {
  readonly lab: AgentLab
  readonly hostile: HostileAgent
  /** Through another agent of the same server: it answers all the same. */
  honest(): Promise<string>
}

async function scene(): Promise<Scene> {
  const lab = await agentLab()
  cleanUp.push(() => lab[Symbol.asyncDispose]())
  const server = createServer((socket) => void socket.on('error', () => {}).end('here')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUp.push(() => server.close())
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  lab.startAgent('honest', ['127.0.0.0/8'])
  const hostile = await hostileAgent(lab, 'hostile')
  cleanUp.push(() => hostile.socket.destroy())
  for (const vpcId of ['honest', 'hostile']) await until(`${vpcId} connects`, () => lab.connected.presence(vpcId) === 'up')
  return {
    lab,
    hostile,
    async honest() {
      const stream = await lab.connected.open('honest', { ip: '127.0.0.1', port }, never)
      const [data] = await once(stream, 'data')
      stream.destroy()
      return String(data)
    },
  }
}

const until = (what: string, look: () => boolean): Promise<true> =>
  waitPatiently({ meanwhile: `It is still waited until ${what}`, look: () => (look() ? true : undefined) })

async function opened({ lab, hostile }: Scene): Promise<{ readonly stream: Duplex; readonly number: number }> {
  let number = 0
  hostile.onConnect((stream) => {
    number = stream
    hostile.socket.write(headersFrame(stream))
  })
  const stream = await lab.connected.open('hostile', address, never)
  stream.on('error', () => {})
  cleanUp.push(() => stream.destroy())
  return { stream, number }
}

const zeros = (bytes: number): Buffer => Buffer.alloc(bytes)

test.each([
  ['pings', () => frame(FRAME.ping, 0, 0, zeros(8))],
  ['answers to no ping', () => frame(FRAME.ping, 1, 0, zeros(8))],
  ['settings', () => frame(FRAME.settings, 0, 0)],
  ['priorities', () => frame(FRAME.priority, 0, 3, zeros(5))],
  ['windows of nothing', () => frame(FRAME.windowUpdate, 0, 0, zeros(4))],
  ['frames that nobody knows', () => frame(FRAME.unknown, 0, 0)],
  ['frames without data', (number: number) => frame(FRAME.data, 0, number)],
  ['answers in place of one', (number: number) => headersFrame(number, STATUS_100)],
  ['answers to a stream of its own', () => headersFrame(2)],
  ['headers without an end', (number: number) => frame(FRAME.headers, 0, number, Buffer.alloc(1_000, 0x88))],
])('an agent that sends a million %s is sent away, and the server goes on', async (_what, bytes) => {
  const all = await scene()
  const { stream, number } = await opened(all)
  const memory = process.memoryUsage.rss()
  const flood = all.hostile.flood(bytes(number), FRAMES)
  expect(await all.honest()).toBe('here')
  expect(await flood).toBeLessThan(FRAMES)
  await until('the session ends', () => all.lab.connected.presence('hostile') !== 'up' && all.lab.misconduct.length > 0)
  expect(all.lab.misconduct.join()).toMatch(
    /^(Flooding was detected in this HTTP\/2 session|Too many invalid HTTP\/2 frames|Protocol error)/,
  )
  expect(stream.destroyed).toBe(true)
  expect(process.memoryUsage.rss() - memory).toBeLessThan(128 * MIB)
  expect(await all.honest()).toBe('here')
})

test('what an agent sends to connections that are over costs the server nothing', async () => {
  const all = await scene()
  const memory = process.memoryUsage.rss()
  const flood = all.hostile.flood(frame(FRAME.data, 0, 1, Buffer.from('x')), FRAMES)
  expect(await all.honest()).toBe('here')
  await flood
  expect(await all.honest()).toBe('here')
  expect(process.memoryUsage.rss() - memory).toBeLessThan(128 * MIB)
})

test('a connection that nobody reads and that comes in single bytes is cut off, and not kept as a million pieces', async () => {
  const all = await scene()
  const { stream, number } = await opened(all)
  const memory = process.memoryUsage().heapUsed
  const flood = all.hostile.flood(frame(FRAME.data, 0, number, Buffer.from('x')), FRAMES)
  expect(await all.honest()).toBe('here')
  await flood
  await until('the connection is cut off', () => stream.destroyed)
  expect(process.memoryUsage().heapUsed - memory).toBeLessThan(64 * MIB)
  expect(await all.honest()).toBe('here')
})

test('a connection that is read gets all of what comes in single bytes', async () => {
  const all = await scene()
  const { stream, number } = await opened(all)
  let got = 0
  stream.on('data', (data: Buffer) => {
    got += data.length
  })
  await all.hostile.flood(frame(FRAME.data, 0, number, Buffer.from('x')), 200_000)
  await until('all of it has come', () => got >= 200_000)
  expect(stream.destroyed).toBe(false)
})

test('headers that are too long or too many open no connection', async () => {
  for (const block of [
    Buffer.concat([Buffer.from([0x88, 0x00, 1, 0x61, 0x7f, 0x81, 0x7d]), Buffer.alloc(16_000, 0x61)]),
    Buffer.concat([Buffer.from([0x88]), ...Array.from({ length: 2_000 }, () => Buffer.from([0x00, 1, 0x61, 1, 0x61]))]),
  ]) {
    const all = await scene()
    all.hostile.onConnect((number) => void all.hostile.socket.write(headersFrame(number, block)))
    await expect(all.lab.connected.open('hostile', address, never)).rejects.toMatchObject({ refusal: { kind: 'lost' } })
    expect(await all.honest()).toBe('here')
  }
})

test('connections that an agent never answers are given up with their dial, and it may be asked again', async () => {
  const all = await scene()
  let asked = 0
  all.hostile.onConnect(() => {
    asked += 1
  })
  // More than it may have open at once.
  for (let round = 1; round <= 5; round += 1) {
    const dial = new AbortController()
    const dials = Array.from({ length: 500 }, () => all.lab.connected.open('hostile', address, dial.signal))
    const outcomes = Promise.allSettled(dials)
    await until('all are asked for', () => asked === 500 * round)
    dial.abort(new Error('given up'))
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'given up' } })
  }
  expect((await opened(all)).stream.destroyed).toBe(false)
  expect(await all.honest()).toBe('here')
})

test('an agent that opens a connection and then reads nothing takes its window and no more', async () => {
  const all = await scene()
  const { stream } = await opened(all)
  all.hostile.socket.pause()
  let taken = 0
  const chunk = zeros(65_536)
  while (stream.write(chunk)) taken += chunk.length
  // It never opens its window: 65,535 bytes are all that may be on the way.
  expect(taken).toBeLessThan(MIB)
  expect(await all.honest()).toBe('here')
  stream.destroy()
  expect(stream.destroyed).toBe(true)
})

test('one address cannot take the whole port: others come in while it holds what it may', async () => {
  const lab = await agentLab()
  cleanUp.push(() => lab[Symbol.asyncDispose]())
  let ended = 0
  let opened = 0
  // Linux answers at every address of 127.0.0.0/8.
  const open = (): void => {
    const socket = connect({ host: '127.0.0.1', port: lab.listener.port, localAddress: '127.0.0.2' })
    socket.on('connect', () => {
      opened += 1
    })
    socket
      .on('error', () => {})
      .on('close', () => {
        ended += 1
      })
    cleanUp.push(() => socket.destroy())
  }
  for (let count = 0; count < 100; count += 1) open()
  // It keeps its share of silent ones, and loses the others at once: all of them would be 100.
  await until('those beyond its share are ended', () => opened === 100 && ended >= 36)
  lab.startAgent('honest', ['127.0.0.0/8'])
  await until('an agent of another address is enrolled and connects', () => lab.connected.presence('honest') === 'up')
})

test('a connection that says nothing is ended when the time for its handshake is over', async () => {
  const lab = await agentLab({ handshakeMs: 100 })
  cleanUp.push(() => lab[Symbol.asyncDispose]())
  const socket = connect({ host: '127.0.0.1', port: lab.listener.port })
  cleanUp.push(() => socket.destroy())
  let ended = false
  socket
    .on('error', () => {})
    .on('close', () => {
      ended = true
    })
    .resume()
  await until('it is ended', () => ended)
})

test('one agent cannot take the whole port with its certificate: what it opens beyond its share is ended at once', async () => {
  const lab = await agentLab()
  cleanUp.push(() => lab[Symbol.asyncDispose]())
  const token = readAgentToken(lab.token('hostile'))
  if (token === undefined) throw new Error('no token')
  const state = await enrol(token, token.server, '1')
  const own: TLSSocket[] = []
  for (let count = 0; count < 40; count += 1) {
    // Those that stay are not sessions: one that answers no ping is ended for that, and on a busy machine before the last of these is there.
    const ALPNProtocols = [count >= 8 && count % 2 === 0 ? 'h2' : 'http/1.1']
    const socket = connectTls({ ...tlsTo(placeOf(token.server), state), cert: state.certificate, key: state.key, ALPNProtocols })
    socket.on('error', () => {})
    cleanUp.push(() => socket.destroy())
    await once(socket, 'secureConnect')
    socket.resume()
    own.push(socket)
  }
  await until('those beyond its share are ended', () => own.filter(({ destroyed }) => destroyed).length >= 32)
  // It keeps the first: they were not ended for their silence.
  expect(own.slice(0, 8).map(({ destroyed }) => destroyed)).toEqual(Array.from({ length: 8 }, () => false))
  lab.startAgent('honest', ['127.0.0.0/8'])
  await until('an agent of another VPC is enrolled and connects', () => lab.connected.presence('honest') === 'up')
})

test('a share is given back once, and by each address for itself', () => {
  const shares = new AddressShares({ ofOne: 2, ofAll: 3 })
  const [first, second] = [shares.take('192.0.2.1'), shares.take('::ffff:192.0.2.1')]
  expect(shares.take('192.0.2.1')).toBeUndefined()
  expect(shares.take('2001:db8::1')).toBeDefined()
  expect(shares.take('2001:db8::2')).toBeUndefined()
  first?.()
  first?.()
  expect(shares.take('2001:db8::3')).toBeDefined()
  expect(shares.take('192.0.2.1')).toBeUndefined()
  second?.()
  expect(shares.take('192.0.2.1')).toBeDefined()
})

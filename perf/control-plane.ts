import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { signatureHeaders } from '../demo/client.ts'
import { makeFirstIdentity } from '../src/server/control/identity/first-identity.ts'
import { insertConnection } from '../src/server/store/network/connections.ts'
import { insertSubnet } from '../src/server/store/network/subnets.ts'
import { insertVpc } from '../src/server/store/network/vpcs.ts'
import { nextNumber } from '../src/server/store/sqlite/sequences.ts'
import { openStore } from '../src/server/store/store.ts'
import { type Identity, makeIdentity, startServer } from '../testing/local-server.ts'
import { sendAll } from './load.ts'
import { machine, otherLoad, percentile, withProcessorMs } from './machine.ts'

const about = `Signed calls of the API beside a bare Fastify handler over the same store, 8 at once over kept connections.

GET one:  an enhanced datasource connection by its id, signed, which the server keeps in memory until any of them changes (each round begins so); bare: one row by
          its key, by a kept statement, each time.
POST:     an enhanced datasource connection, signed, on the disk before it is answered; bare: one row, on the disk as well.
List:     the first 10 of all connections, signed, with their number.
In projects with 10 and with 10,000 connections. All servers stand all the time, have answered 20,000 GETs before, and take turns, in another order each round; a GET, which is quick, has
several short turns in each round, so that a moment in which the machine is busy meets both of a pair or few pairs. Per second is the median of the turns,
CPU the server's own time for one request (all of its threads, to the nanosecond), a ratio the median of the pairs' own ratios; in brackets, between which two
the middle half of them lies.`

const SIZES = [10, 10_000] as const
const AT_ONCE = 8
const CALLS = ['GET one', 'POST', 'list'] as const
type Call = (typeof CALLS)[number]
const REQUESTS: Readonly<Record<Call, number>> = { 'GET one': 500, POST: 200, list: 600 }
const TURNS: Readonly<Record<Call, number>> = { 'GET one': 5, POST: 1, list: 1 }
/** Before anything is measured: until then V8 still compiles what they run, on threads that are counted. */
const FIRST_GETS = 20_000

interface Way {
  readonly name: string
  readonly kind: 'causeway' | 'bare'
  readonly pid: number
  readonly port: number
  /** The requests of one round. */
  readonly requests: (call: Call, round: number) => readonly Buffer[]
}
interface Measured {
  readonly perSecond: number
  /** Undefined: a thread has ended meanwhile, and nobody knows what it took. */
  readonly cpuMicroseconds: number | undefined
}

const VPC = 'a'.repeat(8)
const SUBNET = 'b'.repeat(8)
const connectionId = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

/** The benchmark control-plane. Option: --rounds <number> (9). */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string', default: '9' } } })
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1_000) throw new Error('--rounds must be a number from 1 to 1000')
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  await using opened = new AsyncDisposableStack()
  const ways: Way[] = []
  for (const size of SIZES) {
    for (const way of await openWays(size, opened)) ways.push(way)
  }
  for (const way of ways) await warmUp(way)
  console.log(`Before: ${await otherLoad()}`)
  const results = new Map<string, Measured[]>()
  for (let round = -1; round < rounds; round++) {
    for (const call of CALLS) {
      for (let turn = 0; turn < TURNS[call]; turn++) {
        const order = (round + turn) % 2 === 0 ? ways : ways.toReversed()
        for (const way of order) {
          if (call === 'list' && way.kind === 'bare') continue
          const measured = await measure(way, call, round)
          // The first round warms up.
          if (round >= 0) results.set(`${way.name} ${call}`, [...(results.get(`${way.name} ${call}`) ?? []), measured])
        }
      }
    }
  }
  console.log(`After:  ${await otherLoad()}\n`)
  print(results)
}

async function warmUp({ port, requests }: Way): Promise<void> {
  const same = requests('GET one', -1)
  for (let sent = 0; sent < FIRST_GETS; sent += same.length) await sendAll(port, same, AT_ONCE)
}

async function measure(way: Way, call: Call, round: number): Promise<Measured> {
  const requests = way.requests(call, round)
  const { perSecond, answers, cpuMs } = await withProcessorMs(way.pid, () => sendAll(way.port, requests, AT_ONCE))
  const cpuMicroseconds = cpuMs === undefined ? undefined : (1000 * cpuMs) / requests.length
  const wrong = answers.find(({ status }) => status !== (call === 'POST' ? 201 : 200))
  if (wrong !== undefined) throw new Error(`${way.name} ${call}: ${wrong.status} ${wrong.body}`)
  return { perSecond, cpuMicroseconds }
}

function print(results: ReadonlyMap<string, readonly Measured[]>): void {
  const of = (name: string): readonly Measured[] => results.get(name) ?? []
  const known = (values: readonly (number | undefined)[]): readonly number[] => values.filter((value) => value !== undefined)
  const median = (values: readonly (number | undefined)[]): number => percentile(known(values), 0.5)
  const spread = (values: readonly (number | undefined)[]): string =>
    `${median(values).toFixed(2)} (${percentile(known(values), 0.25).toFixed(2)}–${percentile(known(values), 0.75).toFixed(2)})`
  for (const [name, measured] of results) {
    const perSecond = median(measured.map((each) => each.perSecond))
    const cpu = median(measured.map((each) => each.cpuMicroseconds))
    console.log(`${name.padEnd(26)} ${perSecond.toFixed(0).padStart(6)} a second ${cpu.toFixed(0).padStart(7)} µs of CPU each`)
  }
  const ratio = (what: string, over: string, under: string): void => {
    const pairs = of(over).map((each, index) => ({ over: each, under: of(under)[index] ?? each }))
    const perSecond = spread(pairs.map((pair) => pair.over.perSecond / pair.under.perSecond))
    const cpu = spread(
      pairs.map(({ over: { cpuMicroseconds: more }, under: { cpuMicroseconds: less } }) =>
        more === undefined || less === undefined ? undefined : less / more,
      ),
    )
    console.log(`${what.padEnd(40)} ${perSecond} by requests a second, ${cpu} by CPU`)
  }
  console.log('')
  for (const size of SIZES) {
    for (const call of ['GET one', 'POST'] as const)
      ratio(`causeway ÷ bare, ${call}, ${size}`, `causeway ${size} ${call}`, `bare ${size} ${call}`)
  }
  for (const call of CALLS)
    ratio(`causeway ${SIZES[1]} ÷ ${SIZES[0]}, ${call}`, `causeway ${SIZES[1]} ${call}`, `causeway ${SIZES[0]} ${call}`)
}

async function openWays(size: number, opened: AsyncDisposableStack): Promise<readonly Way[]> {
  const identity = makeIdentity()
  const bareFolder = await mkdtemp(join(tmpdir(), 'causeway-perf-'))
  opened.defer(() => rm(bareFolder, { recursive: true, force: true }))
  const server = await startServer(identity, {
    prepare: async (home) => {
      await fill(home, identity, size)
      await cp(home, join(bareFolder, 'home'), { recursive: true })
      await writeFile(join(dirname(home), 'causeway.yaml'), 'quotas: { connections: 1000000 }\nspareWorkers: 1\n')
    },
  })
  opened.defer(() => server.stop())
  await warm(server.endpoint)
  const bare = fork(join(import.meta.dirname, 'control-plane-bare.ts'), [join(bareFolder, 'home'), identity.projectId])
  opened.defer(async () => {
    bare.kill()
  })
  const [port]: unknown[] = await once(bare, 'message')
  const one = (n: number): string => connectionId(n % size)
  const root = `/v2.0/${identity.projectId}/datasource/enhanced-connections`
  const endpoint = new URL(server.endpoint)
  const many = (call: Call, make: (n: number) => Buffer): readonly Buffer[] => Array.from({ length: REQUESTS[call] }, (_, n) => make(n))
  return [
    {
      name: `causeway ${size}`,
      kind: 'causeway',
      pid: server.pid,
      port: Number(endpoint.port),
      requests: (call, round) =>
        many(call, (n) => {
          if (call === 'GET one') return signed(identity, endpoint.host, 'GET', `${root}/${one(n)}`, [], '')
          if (call === 'list') return signed(identity, endpoint.host, 'GET', root, [['limit', '10']], '')
          const body = { name: `made_${round + 1}_${n}`, dest_vpc_id: VPC, dest_network_id: SUBNET }
          return signed(identity, endpoint.host, 'POST', root, [], JSON.stringify(body))
        }),
    },
    {
      name: `bare ${size}`,
      kind: 'bare',
      pid: bare.pid ?? 0,
      port: Number(port),
      requests: (call, round) =>
        many(call, (n) =>
          call === 'GET one'
            ? wire('GET', `/connections/${one(n)}`, {}, '')
            : wire('POST', '/connections', { 'content-type': 'application/json' }, JSON.stringify({ name: `made_${round + 1}_${n}` })),
        ),
    },
  ]
}

/** A data folder with a VPC, a subnet and so many connections. */
async function fill(home: string, identity: Identity, size: number): Promise<void> {
  const store = await openStore({ home })
  await makeFirstIdentity(store, () => Date.now(), identity)
  const { projectId } = identity
  const createdAt = Date.now()
  await store.transaction(async (tx) => {
    const kept = { description: '', tags: [], createdAt, updatedAt: createdAt }
    await insertVpc(
      tx,
      { id: VPC, projectId, name: 'vpc', cidr: '192.168.0.0/16', ...kept, enterpriseProjectId: '0', settings: {} },
      { kind: 'none' },
    )
    const subnet = { name: 'subnet', cidr: '192.168.0.0/24', gatewayIp: '192.168.0.1', settings: {}, ...kept }
    await insertSubnet(tx, { id: SUBNET, neutronSubnetId: SUBNET, projectId, vpcId: VPC, ...subnet })
    for (let n = 0; n < size; n++) {
      const number = await nextNumber(tx, projectId, 'connection')
      const made = {
        name: `filled_${n}`,
        vpcId: VPC,
        subnetId: SUBNET,
        state: 'active' as const,
        hosts: [],
        routes: [],
        ports: [{ from: 1, to: 65_535 }],
        tags: [],
      }
      await insertConnection(tx, { id: connectionId(n), projectId, number, ...made, createdAt, changedAt: createdAt })
    }
  })
  await store.close()
}

/** Until the spare worker is warm: it would take a processor from what is measured. */
export async function warm(endpoint: string): Promise<void> {
  for (;;) {
    const body: unknown = await (await fetch(`${endpoint}/readyz`)).json()
    if (typeof body === 'object' && body !== null && 'spare_workers' in body && Number(body.spare_workers) > 0) return
    await sleep(100)
  }
}

export function signed(
  identity: Identity,
  host: string,
  method: string,
  path: string,
  query: readonly (readonly [string, string])[],
  body: string,
): Buffer {
  const headers = { 'content-type': 'application/json' }
  const signature = signatureHeaders(identity, { method, path, query, host, headers, body }, new Date())
  const target = query.length === 0 ? path : `${path}?${query.map(([name, value]) => `${name}=${value}`).join('&')}`
  return wire(method, target, { ...headers, ...signature, host }, body)
}

function wire(method: string, target: string, headers: Readonly<Record<string, string>>, body: string): Buffer {
  const all = { host: 'localhost', ...headers, ...(body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}

import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeIdentity, startServer } from '../testing/local-server.ts'
import { signed, warm } from './control-plane.ts'
import { FEW, fill, MANY, SINGLE, type Size } from './filled-project.ts'
import { sendAll } from './load.ts'
import { machine, otherLoad, percentile, processorMs } from './machine.ts'

const about = `Lists of 10, filters and searches, signed, in a project with 10 of everything and in one with many, one call at a time.

CPU: the server's own processor time for one call, the median of the rounds: nothing holds its one thread longer than that. ratio: many ÷ few by the medians. held: how
long /healthz, sent right behind a call, waited at the median of the rounds' own medians. The servers stand all the time and take turns.`

type Query = readonly (readonly [string, string])[]
/** By a name: path, with {p} for the project, and query. Those of a user with three rights, each on one thing, begin with "own ". */
const CALLS: Readonly<Record<string, readonly [string, Query]>> = {
  connections: ['/v2.0/{p}/datasource/enhanced-connections', [['limit', '10']]],
  'connections, far': [
    '/v2.0/{p}/datasource/enhanced-connections',
    [
      ['limit', '10'],
      ['offset', '9000'],
    ],
  ],
  'connections by name': [
    '/v2.0/{p}/datasource/enhanced-connections',
    [
      ['limit', '10'],
      ['name', 'filled_3'],
    ],
  ],
  'connections by tag': [
    '/v2.0/{p}/datasource/enhanced-connections',
    [
      ['limit', '10'],
      ['tags', 'rare=3'],
    ],
  ],
  queues: [
    '/v1.0/{p}/queues',
    [
      ['current-page', '1'],
      ['page-size', '10'],
    ],
  ],
  'queues by tag': [
    '/v1.0/{p}/queues',
    [
      ['current-page', '1'],
      ['page-size', '10'],
      ['tags', 'rare=3'],
    ],
  ],
  'queues by size': [
    '/v1.0/{p}/queues',
    [
      ['current-page', '1'],
      ['order', 'cu_desc'],
      ['page-size', '10'],
    ],
  ],
  jobs: ['/v1.0/{p}/jobs', [['page-size', '10']]],
  'jobs, far': [
    '/v1.0/{p}/jobs',
    [
      ['current-page', '900'],
      ['page-size', '10'],
    ],
  ],
  'jobs, in the middle': [
    '/v1.0/{p}/jobs',
    [
      ['current-page', '5000'],
      ['page-size', '10'],
    ],
  ],
  'jobs by queue': [
    '/v1.0/{p}/jobs',
    [
      ['page-size', '10'],
      ['queue_name', 'filled_3'],
    ],
  ],
  'jobs by state': [
    '/v1.0/{p}/jobs',
    [
      ['job-status', 'FINISHED'],
      ['page-size', '10'],
    ],
  ],
  'jobs by tag': [
    '/v1.0/{p}/jobs',
    [
      ['page-size', '10'],
      ['tags', 'rare=3'],
    ],
  ],
  'jobs by a tag of all': [
    '/v1.0/{p}/jobs',
    [
      ['page-size', '10'],
      ['tags', 'all=yes'],
    ],
  ],
  'jobs by text': [
    '/v1.0/{p}/jobs',
    [
      ['page-size', '10'],
      ['sql_pattern', 'needle'],
    ],
  ],
  'jobs by duration': [
    '/v1.0/{p}/jobs',
    [
      ['order', 'duration_desc'],
      ['page-size', '10'],
    ],
  ],
  pools: ['/v3/{p}/elastic-resource-pools', [['limit', '10']]],
  'pools by name': [
    '/v3/{p}/elastic-resource-pools',
    [
      ['limit', '10'],
      ['name', 'filled_'],
    ],
  ],
  tables: [
    '/v1.0/{p}/databases/many/tables',
    [
      ['current-page', '1'],
      ['page-size', '10'],
    ],
  ],
  'tables by part': [
    '/v1.0/{p}/databases/many/tables',
    [
      ['current-page', '1'],
      ['keyword', 'led_'],
      ['page-size', '10'],
    ],
  ],
  databases: ['/v1.0/{p}/databases', [['limit', '10']]],
  variables: ['/v1.0/{p}/variables', [['limit', '10']]],
  'own tables': [
    '/v1.0/{p}/databases/many/tables',
    [
      ['current-page', '1'],
      ['page-size', '10'],
    ],
  ],
  'own variables': ['/v1.0/{p}/variables', [['limit', '10']]],
  'own packages': ['/v2.0/{p}/resources', []],
  'own queues': ['/v1.0/{p}/queues', []],
  vpcs: ['/v1/{p}/vpcs', [['limit', '10']]],
  quotas: ['/v3/{p}/quotas', []],
}

/** There is no such page where there are few: the first is asked for, which has as many rows. */
const FIRST: Readonly<Record<string, string>> = {
  'connections, far': 'connections',
  'jobs, far': 'jobs',
  'jobs, in the middle': 'jobs',
}

interface Way {
  readonly name: string
  readonly pid: number
  readonly port: number
  readonly request: (call: string) => Buffer
}

/** The benchmark lists. Options: --rounds <number> (7), --calls <number> (20) of each round, --only <part of the names of calls>, --jobs <number> (100000) where there are many. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '7' },
      calls: { type: 'string', default: '20' },
      only: { type: 'string', default: '' },
      jobs: { type: 'string', default: String(MANY.jobs) },
    },
  })
  const [rounds, calls, jobs] = [Number(values.rounds), Number(values.calls), Number(values.jobs)]
  if (!(rounds >= 1 && calls >= 1 && jobs >= 10)) throw new Error('--rounds and --calls are numbers from 1, and --jobs one from 10')
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  await using opened = new AsyncDisposableStack()
  const ways = [await openWay('few', FEW, opened), await openWay('many', { ...MANY, jobs }, opened)]
  console.log(`Before: ${await otherLoad()}\n`)
  for (const call of Object.keys(CALLS).filter((name) => name.includes(values.only))) {
    const cpu = new Map<string, number[]>()
    const held = new Map<string, number[]>()
    for (let round = -1; round < rounds; round++) {
      for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
        const measured = await measure(way, call, calls)
        // The first round warms up.
        if (round < 0) continue
        cpu.set(way.name, [...(cpu.get(way.name) ?? []), measured.cpuMs])
        held.set(way.name, [...(held.get(way.name) ?? []), measured.heldMs])
      }
    }
    const median = (of: ReadonlyMap<string, readonly number[]>, name: string): number => percentile(of.get(name) ?? [], 0.5)
    const [few, many] = [median(cpu, 'few'), median(cpu, 'many')]
    console.log(
      `${call.padEnd(22)} CPU ${few.toFixed(2)} and ${many.toFixed(2)} ms, ratio ${(many / few).toFixed(2)}; held ${median(held, 'few').toFixed(1)} and ${median(held, 'many').toFixed(1)} ms`,
    )
  }
  console.log(`\nAfter:  ${await otherLoad()}`)
}

async function measure(
  { pid, port, request }: Way,
  call: string,
  calls: number,
): Promise<{ readonly cpuMs: number; readonly heldMs: number }> {
  const health = Buffer.from('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
  const cpuMs =
    (await processorMs(pid, async () => {
      const requests = Array.from({ length: calls }, () => request(call))
      const wrong = (await sendAll(port, requests, 1)).answers.find(({ status }) => status !== 200)
      if (wrong !== undefined) throw new Error(`${call}: ${wrong.status} ${wrong.body}`)
    })) / calls
  const waits: number[] = []
  for (let n = 0; n < 5; n++) {
    const answered = sendAll(port, [request(call)], 1)
    const askedAt = performance.now()
    await sendAll(port, [health], 1)
    waits.push(performance.now() - askedAt)
    await answered
  }
  return { cpuMs, heldMs: percentile(waits, 0.5) }
}

async function openWay(name: string, size: Size, opened: AsyncDisposableStack): Promise<Way> {
  const identity = makeIdentity()
  const server = await startServer(identity, {
    prepare: async (home) => {
      await fill(home, identity, size)
      await writeFile(join(dirname(home), 'causeway.yaml'), 'quotas: { connections: 1000000 }\nspareWorkers: 1\n')
    },
  })
  opened.defer(() => server.stop())
  await warm(server.endpoint)
  const endpoint = new URL(server.endpoint)
  return {
    name,
    pid: server.pid,
    port: Number(endpoint.port),
    request: (call) => {
      const [path = '', query = []] = CALLS[name === 'few' ? (FIRST[call] ?? call) : call] ?? []
      const who = call.startsWith('own ') ? { ...identity, ...SINGLE } : identity
      return signed(who, endpoint.host, 'GET', path.replace('{p}', identity.projectId), query, '')
    },
  }
}

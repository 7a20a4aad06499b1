import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { CausewayError } from '../src/base/errors.ts'
import type { DialOutcome } from '../src/server/compute/compute-ports.ts'
import { Worker } from '../src/server/compute/engines/duckdb/worker.ts'
import type { Step } from '../src/server/compute/fixtures/scripted-worker.ts'
import { WorkerHold } from '../src/server/compute/limits/worker-hold.ts'
import { workerCommand } from '../src/server/compute/sandbox/isolation.ts'
import { measureSandbox } from '../src/server/compute/sandbox/sandbox.ts'
import type { Grant } from '../src/server/domain/grant.ts'
import { type Broker, createBroker } from '../src/server/network/broker.ts'
import type { QueueNetworkView } from '../src/server/network/policy.ts'
import { machine, otherLoad, percentile } from './machine.ts'

const about = `Bytes per second and connect time of a socket that a worker was handed, against one that it opened itself.

Handed over: a worker in its sandbox (no network of its own) asks the broker, which decides, dials through a forward attachment and hands the socket over.
Direct:      the same program in a process without the sandbox's namespace and with --allow-net, which connects to the same port.
Both read with 'data' events and throw the bytes away; a third process sends. The two take turns, and who is first changes with each round.
Connect: from the request to the socket in hand, one after the other.`

const SOURCE = join(import.meta.dirname, '..', 'src')
const ENTRY = join(SOURCE, 'server', 'compute', 'fixtures', 'scripted-worker.ts')
const PROGRAM_FOLDERS = [SOURCE, join(SOURCE, '..', 'node_modules')]
const GOAL_RATIO = 0.95
const TIME_MAX_MS = 25_000
/** Of each way in each round. */
const CONNECTS = 40
const WAYS = ['direct', 'handed over'] as const
type Way = (typeof WAYS)[number]

interface Lab {
  readonly workers: Readonly<Record<Way, Worker>>
  readonly ports: { readonly bytesPort: number; readonly silentPort: number }
  readonly bytes: number
}
interface Round {
  readonly bytesPerSecond: Readonly<Record<Way, number>>
  readonly connectMs: Readonly<Record<Way, readonly number[]>>
}

/** The benchmark path. Options: --rounds <number> (25), --megabytes <number> of each transfer (256), --check: exit code 1 when the goal is missed. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '25' },
      megabytes: { type: 'string', default: '256' },
      check: { type: 'boolean', default: false },
    },
  })
  const rounds = wholeNumber('--rounds', values.rounds, 100)
  const bytes = wholeNumber('--megabytes', values.megabytes, 10_000) * 2 ** 20
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  console.log(`Before: ${await otherLoad()}`)
  await using opened = new AsyncDisposableStack()
  const lab = await openLab(bytes, opened)
  const results = await measure(lab, rounds)
  console.log(`After:  ${await otherLoad()}\n`)
  const ratio = print(results, bytes)
  console.log(`\nThe goal is ${GOAL_RATIO} of a direct socket's bytes per second: ${ratio >= GOAL_RATIO ? 'met' : 'MISSED'}`)
  if (values.check && ratio < GOAL_RATIO) process.exitCode = 1
}

function wholeNumber(name: string, text: string, max: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > max) throw new Error(`${name} must be a number from 1 to ${max}`)
  return value
}

async function openLab(bytes: number, opened: AsyncDisposableStack): Promise<Lab> {
  const sender: ChildProcess = fork(join(import.meta.dirname, 'path-sender.ts'), [String(bytes)])
  opened.defer(() => void sender.kill('SIGKILL'))
  const [ports]: Lab['ports'][] = await once(sender, 'message')
  if (ports === undefined) throw new Error('the sender did not say its ports')

  const path = `${process.env['PATH'] ?? ''}:/usr/bin:/bin`
  const sandbox = await measureSandbox({
    programFolders: PROGRAM_FOLDERS,
    path,
    isRoot: process.getuid?.() === 0,
    scratchFolder: tmpdir(),
  })
  for (const detail of sandbox.report.details) console.log(`Sandbox: ${detail}`)
  const broker = createBroker({ dialTimeoutMs: 5000, ownPorts: () => [] })
  opened.defer(() => broker.close())
  const access = { entry: ENTRY, readable: PROGRAM_FOLDERS, writable: [] }
  const none = { unshare: undefined, setpriv: undefined, prlimit: undefined }
  const handed = workerCommand(sandbox.isolation, sandbox.tools, { ...access, callFilter: sandbox.callFilter })
  const direct = workerCommand({ kind: 'plain', processes: 'shared', wrap: [] }, none, { ...access, network: true })
  const start = async (name: Way, command: typeof handed): Promise<Worker> => {
    const worker = new Worker({
      name,
      command,
      hold: new WorkerHold(tmpdir(), { memoryBytes: Infinity, threads: Infinity, cores: undefined, scratchBytes: Infinity }, undefined),
      log: pino({ level: 'error' }),
      dial: (_worker, { host, port }) => dial(broker, host, port, ports),
      call: () => Promise.resolve(null),
      progress: () => undefined,
    })
    opened.defer(async () => {
      await worker.end(new CausewayError('cancelled', 'The benchmark has ended'))
    })
    await worker.started
    return worker
  }
  return { ports, bytes, workers: { direct: await start('direct', direct), 'handed over': await start('handed over', handed) } }
}

/** Nothing is revoked in a benchmark. */
const HOLDS: Grant = { revokedBecause: undefined, hold: () => {}, release: () => {} }

/** The whole way of a dial: the policy's decision, the attachment, the connected socket. */
async function dial(broker: Broker, host: string, port: number, ports: Lab['ports']): Promise<DialOutcome> {
  const result = await broker.dial(viewOf(ports), { host, port })
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.explanation))
  return { kind: 'connected', socket: result.socket, grant: HOLDS }
}

const viewOf = (ports: Lab['ports']): QueueNetworkView => ({
  queueId: 'id-perf',
  queueName: 'perf',
  preset: false,
  connections: [],
  bindings: [
    {
      connectionId: 'connection',
      connectionName: 'to_sender',
      state: 'active',
      failure: '',
      vpcId: 'vpc',
      vpcName: 'vpc_perf',
      attachmentRevision: 1,
      subnetCidr: '192.168.0.0/24',
      routes: [],
      hosts: [{ name: 'sender', ip: '192.168.0.10' }],
      attachment: {
        kind: 'forward',
        forwards: [ports.bytesPort, ports.silentPort].map((port) => ({ from: `192.168.0.10:${port}`, to: `127.0.0.1:${port}` })),
      },
    },
  ],
})

async function measure(lab: Lab, rounds: number): Promise<readonly Round[]> {
  const startedAt = performance.now()
  const results: Round[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const order = round % 2 === 0 ? WAYS : WAYS.toReversed()
    const bytesPerSecond: Record<Way, number> = { direct: 0, 'handed over': 0 }
    const connectMs: Record<Way, readonly number[]> = { direct: [], 'handed over': [] }
    for (const way of order) bytesPerSecond[way] = await transfer(lab, way)
    for (const way of order) connectMs[way] = await connects(lab, way)
    // The first round only warms up.
    if (round > 0) results.push({ bytesPerSecond, connectMs })
    if (performance.now() - startedAt > TIME_MAX_MS && results.length > 0) break
  }
  return results
}

async function transfer({ workers, ports, bytes }: Lab, way: Way): Promise<number> {
  const note = await runScript(workers[way], { do: 'receive', ...target(way), port: ports.bytesPort })
  if (note.bytes !== bytes) throw new Error(`${way}: ${note.bytes} of ${bytes} bytes arrived`)
  return note.bytes / (note.millis / 1000)
}

const connects = ({ workers, ports }: Lab, way: Way): Promise<readonly number[]> =>
  runScript(workers[way], { do: 'open', ...target(way), port: ports.silentPort, times: CONNECTS })

const target = (way: Way) => (way === 'direct' ? ({ host: '127.0.0.1', own: true } as const) : ({ host: 'sender', own: false } as const))

let jobs = 0
async function runScript(worker: Worker, step: Step) {
  jobs += 1
  const end = await worker.run({ jobId: `job-${jobs}`, sql: JSON.stringify([step, { do: 'finish' }]), currentDatabase: '', conf: {} })
  if (end.kind !== 'finished') throw new Error(`the worker's script ${end.kind}`)
  return JSON.parse(JSON.parse(end.result.rowsJson[0] ?? '[]')[0])
}

/** Prints the table; the ratio of the medians is the answer. */
function print(results: readonly Round[], bytes: number): number {
  const line = (what: string, cells: readonly string[]): void =>
    console.log(what.padEnd(46) + cells.map((cell) => cell.padStart(14)).join(''))
  const rows = WAYS.map((way) => {
    const speeds = results.map((round) => round.bytesPerSecond[way])
    const millis = results.flatMap((round) => round.connectMs[way])
    return { way, speeds, median: percentile(speeds, 0.5), p50: percentile(millis, 0.5), p99: percentile(millis, 0.99) }
  })
  line(
    `${results.length} rounds of ${bytes / 2 ** 20} MiB and ${CONNECTS} connects`,
    rows.map(({ way }) => way),
  )
  const mib = (value: number): string => (value / 2 ** 20).toFixed(0)
  line(
    'MiB/s, median',
    rows.map(({ median }) => mib(median)),
  )
  line(
    'MiB/s, slowest round',
    rows.map(({ speeds }) => mib(Math.min(...speeds))),
  )
  line(
    'MiB/s, fastest round',
    rows.map(({ speeds }) => mib(Math.max(...speeds))),
  )
  line(
    'connect, ms, p50',
    rows.map(({ p50 }) => p50.toFixed(3)),
  )
  line(
    'connect, ms, p99',
    rows.map(({ p99 }) => p99.toFixed(3)),
  )
  const ratio = (rows[1]?.median ?? 0) / (rows[0]?.median ?? 1)
  const pairs = results.map((round) => round.bytesPerSecond['handed over'] / round.bytesPerSecond.direct)
  console.log(
    `\nHanded over / direct, bytes per second: ${ratio.toFixed(3)} of the medians; ${percentile(pairs, 0.5).toFixed(3)} is the median of the rounds' own ratios`,
  )
  return ratio
}

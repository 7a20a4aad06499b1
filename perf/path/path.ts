import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { CausewayError } from '../../src/base/errors.ts'
import { Worker } from '../../src/server/compute/engines/duckdb/worker/worker.ts'
import type { Step } from '../../src/server/compute/fixtures/scripted-step.ts'
import { WorkerHold } from '../../src/server/compute/limits/worker-hold.ts'
import { workerCommand } from '../../src/server/compute/sandbox/isolation.ts'
import { measureSandbox } from '../../src/server/compute/sandbox/sandbox.ts'
import { createBroker } from '../../src/server/network/broker.ts'
import { machine, otherLoad } from '../machine.ts'
import { printPath } from './print-path.ts'
import { dial, openDoor, openRelay, type Ports } from './ways.ts'

const about = `Bytes per second and connect time of a socket that a worker was handed, against one that it opened itself.

Handed over: a worker in its sandbox (no network of its own) asks the broker, which decides, dials through a forward attachment and hands the socket over.
Direct:      the same program in a process without the sandbox's namespace and with --allow-net, which connects to the same port.
Relayed:     the program of "direct" connects to a port of the server, which decides, dials and pumps, as for a program of causeway run (whose namespace is left out).
SOCKS5:      it connects to a door of the queue, over a unix socket.
All read with 'data' events and throw the bytes away; a third process sends. They take turns, and who is first changes with each round.
Connect: from the request to the socket in hand, one after the other; what is relayed has it before the server has decided. At once: so many connects by 16 at a time, and how many of them in a second.`

const SOURCE = join(import.meta.dirname, '..', '..', 'src')
const ENTRY = join(SOURCE, 'server', 'compute', 'fixtures', 'scripted-worker.ts')
const PROGRAM_FOLDERS = [SOURCE, join(SOURCE, '..', 'node_modules')]
/** Of what direct sockets do; and by how much a connect may take longer. */
const GOAL = { bytes: 0.98, connectMs: 0.2, atOnce: 0.6 }
const TIME_MAX_MS = 60_000
/** Of each way in each round. */
const CONNECTS = 40
/** Of each way in each round, so many at a time. */
const BURST = { times: 160, atOnce: 16 }
const WAYS = ['direct', 'handed over', 'relayed', 'SOCKS5'] as const
type Way = (typeof WAYS)[number]

interface Lab {
  readonly workers: Readonly<Record<Way, Worker>>
  readonly ports: Ports
  /** Where the server pumps from, and its SOCKS5 door. */
  readonly relays: Ports
  readonly door: string
  readonly bytes: number
}
interface Round {
  readonly bytesPerSecond: Readonly<Record<Way, number>>
  readonly connectMs: Readonly<Record<Way, readonly number[]>>
  readonly perSecond: Readonly<Record<Way, number>>
  readonly serverUs: Readonly<Record<Way, number>>
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
  const areMet = printPath(results, WAYS, `${bytes / 2 ** 20} MiB, ${CONNECTS} connects and ${BURST.times} by ${BURST.atOnce}`, GOAL)
  if (values.check && !areMet) process.exitCode = 1
}

function wholeNumber(name: string, text: string, max: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > max) throw new Error(`${name} must be a number from 1 to ${max}`)
  return value
}

async function openLab(bytes: number, opened: AsyncDisposableStack): Promise<Lab> {
  const sender: ChildProcess = fork(join(import.meta.dirname, 'sender.ts'), [String(bytes)])
  opened.defer(() => void sender.kill('SIGKILL'))
  const [ports]: Lab['ports'][] = await once(sender, 'message')
  if (ports === undefined) throw new Error('the sender did not say its ports')
  const reached = [ports.bytesPort, ports.silentPort]

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
      dial: (_worker, { host, port }) => dial(broker, host, port, reached),
      call: () => Promise.resolve(null),
      progress: () => undefined,
    })
    opened.defer(async () => {
      await worker.end(new CausewayError('cancelled', 'The benchmark has ended'))
    })
    await worker.started
    return worker
  }
  const worker = await start('direct', direct)
  return {
    ports,
    bytes,
    relays: {
      bytesPort: await openRelay(opened, broker, reached, ports.bytesPort),
      silentPort: await openRelay(opened, broker, reached, ports.silentPort),
    },
    door: (await openDoor(opened, broker, reached)).path,
    workers: { direct: worker, relayed: worker, SOCKS5: worker, 'handed over': await start('handed over', handed) },
  }
}

async function measure(lab: Lab, rounds: number): Promise<readonly Round[]> {
  const startedAt = performance.now()
  const results: Round[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const order = round % 2 === 0 ? WAYS : WAYS.toReversed()
    const bytesPerSecond: Record<Way, number> = { direct: 0, 'handed over': 0, relayed: 0, SOCKS5: 0 }
    const connectMs: Record<Way, readonly number[]> = { direct: [], 'handed over': [], relayed: [], SOCKS5: [] }
    const perSecond: Record<Way, number> = { direct: 0, 'handed over': 0, relayed: 0, SOCKS5: 0 }
    const serverUs: Record<Way, number> = { direct: 0, 'handed over': 0, relayed: 0, SOCKS5: 0 }
    for (const way of order) bytesPerSecond[way] = await transfer(lab, way)
    for (const way of order) connectMs[way] = (await opens(lab, way, { times: CONNECTS, atOnce: 1 })).millis
    for (const way of order) {
      const before = process.cpuUsage()
      perSecond[way] = (await opens(lab, way, BURST)).perSecond
      const { user, system } = process.cpuUsage(before)
      serverUs[way] = (user + system) / BURST.times
    }
    // The first round only warms up.
    if (round > 0) results.push({ bytesPerSecond, connectMs, perSecond, serverUs })
    if (performance.now() - startedAt > TIME_MAX_MS && results.length > 0) break
  }
  return results
}

async function transfer(lab: Lab, way: Way): Promise<number> {
  const { workers, bytes } = lab
  const note = await runScript(workers[way], { do: 'receive', ...target(lab, way, 'bytesPort') })
  if (note.bytes !== bytes) throw new Error(`${way}: ${note.bytes} of ${bytes} bytes arrived`)
  return note.bytes / (note.millis / 1000)
}

const opens = (
  lab: Lab,
  way: Way,
  how: { readonly times: number; readonly atOnce: number },
): Promise<{ readonly millis: readonly number[]; readonly perSecond: number }> =>
  runScript(lab.workers[way], { do: 'open', ...target(lab, way, 'silentPort'), ...how })

function target({ ports, relays, door }: Lab, way: Way, port: keyof Ports) {
  switch (way) {
    case 'direct':
      return { host: '127.0.0.1', port: ports[port], own: true }
    case 'relayed':
      return { host: '127.0.0.1', port: relays[port], own: true }
    case 'handed over':
      return { host: 'sender', port: ports[port] }
    case 'SOCKS5':
      return { host: 'sender', port: ports[port], socks: door }
  }
}

let jobs = 0
async function runScript(worker: Worker, step: Step) {
  jobs += 1
  const end = await worker.run({ jobId: `job-${jobs}`, sql: JSON.stringify([step, { do: 'finish' }]), currentDatabase: '', conf: {} })
  if (end.kind !== 'finished') throw new Error(`the worker's script ${end.kind}`)
  return JSON.parse(JSON.parse(end.result.rowsJson[0] ?? '[]')[0])
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { dataFiles } from '../src/base/data-files.ts'
import { CausewayError } from '../src/base/errors.ts'
import { thisMachine } from '../src/server/compute/capacity.ts'
import { makeProgramPack } from '../src/server/compute/engines/duckdb/program-pack.ts'
import { WorkerFactory } from '../src/server/compute/engines/duckdb/worker-factory.ts'
import { WORKER_LIMITS } from '../src/server/compute/engines/duckdb/worker-limits.ts'
import { ControlGroups } from '../src/server/compute/limits/control-groups.ts'
import { useOf } from '../src/server/compute/processes/process-tree.ts'
import type { Sandbox } from '../src/server/compute/sandbox/sandbox.ts'
import { measureServerSandbox, PROGRAM_FOLDERS } from '../src/server/compute/sandbox/server-sandbox.ts'
import { percentile } from './machine.ts'

const SOURCE = join(import.meta.dirname, '..', 'src')
const GOAL_MS = 15

/** Starts workers as the server does, in turns: with everything that holds one on this machine, and as a plain process without filter and control group. Prints by how much they differ. */
export async function compareStarts(times: number): Promise<void> {
  await using opened = new AsyncDisposableStack()
  const home = await mkdtemp(join(tmpdir(), 'causeway-perf-start-'))
  opened.defer(() => rm(home, { recursive: true, force: true }))
  const held = await measureServerSandbox({ home: join(home, 'held') })
  const bare: Sandbox = {
    ...held,
    isolation: { kind: 'plain', processes: 'shared', wrap: [] },
    callFilter: false,
    bounds: undefined,
    groups: ControlGroups.none('it is compared with'),
  }
  const ways = await Promise.all(
    Object.entries({ held, bare }).map(async ([what, sandbox]) => ({
      what,
      factory: await factoryOf(join(home, what), sandbox),
      millis: [] as number[],
      cpu: [] as number[],
    })),
  )
  for (const { factory } of ways) opened.defer(() => factory.endAll(new CausewayError('cancelled', 'The benchmark has ended')))
  for (let round = 0; round <= times; round += 1) {
    for (const { factory, millis, cpu } of ways) {
      const from = performance.now()
      const worker = await factory.start({ priority: 'normal', withoutData: true }, 0)
      // The first is not counted: its files are read from the disk.
      if (round > 0) {
        millis.push(performance.now() - from)
        cpu.push(useOf(worker.startedPid ?? 0)?.cpuMs ?? 0)
      }
      await worker.end(new CausewayError('cancelled', 'The benchmark has ended'))
    }
  }
  const [withAll, without] = ways.map(({ millis, cpu }) => ({
    p50: percentile(millis, 0.5),
    least: Math.min(...millis),
    // The kernel counts it in hundredths of a second.
    cpu: cpu.reduce((sum, each) => sum + each, 0) / cpu.length,
  }))
  if (withAll === undefined || without === undefined) return
  const told = (of: 'p50' | 'least' | 'cpu'): string =>
    `${withAll[of].toFixed(0)} ms, without ${without[of].toFixed(0)}: ${(withAll[of] - without[of]).toFixed(0)} ms more`
  const { memory, threads } = held.report.limits
  console.log(
    `\nStart until a worker can be taken, sandbox ${held.report.level}, memory ${memory}, threads ${threads} (goal: at most ${GOAL_MS} ms more)`,
  )
  console.log(`p50    ${told('p50')}`)
  console.log(`least  ${told('least')}`)
  console.log(`processor time of it all, on average  ${told('cpu')}`)
}

async function factoryOf(home: string, sandbox: Sandbox): Promise<WorkerFactory> {
  const factory = new WorkerFactory({
    home,
    entry: join(SOURCE, 'worker', 'main.ts'),
    programFolders: PROGRAM_FOLDERS,
    programPack: await makeProgramPack(SOURCE, dataFiles(home).workerProgram, true),
    dataFolders: [],
    sandbox,
    machine: thisMachine(),
    log: pino({ level: 'error' }),
    ports: {
      jobStarted: () => {},
      jobProgress: () => {},
      jobEnded: () => {},
      queueLoadChanged: () => {},
      dial: () => Promise.reject(new Error('not used')),
      call: () => Promise.resolve(null),
    },
    limits: WORKER_LIMITS,
  })
  await factory.prepare()
  return factory
}

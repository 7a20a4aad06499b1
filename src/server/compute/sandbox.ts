import { getPriority, setPriority } from 'node:os'
import { join } from 'node:path'
import type { SandboxReport } from './compute.ts'
import { dataBytesMax } from './data-limit.ts'
import {
  findIsolationTools,
  type Isolation,
  type IsolationTools,
  isolationCandidates,
  type WorkerAccess,
  workerCommand,
} from './isolation.ts'
import { openProbeTargets, type ProbeResult, type ProbeSight, type ProbeTargets, runProbe } from './sandbox-probe.ts'

/** How workers are started, as the probes proved it. */
export interface Sandbox {
  readonly isolation: Isolation
  readonly tools: IsolationTools
  /** A process's priority can be lowered and raised again; an ordinary user often may only lower it. */
  readonly priorityReturns: boolean
  readonly report: SandboxReport
}

export interface SandboxOptions {
  /** Readable for every worker: the program's own files. */
  readonly programFolders: readonly string[]
  /** For the search of the wrapping programs. */
  readonly path: string
  readonly isRoot: boolean
}

const PROBE_MAIN = join(import.meta.dirname, 'sandbox-probe-main.ts')

/**
 * Starts a probe process in each way that this machine might have, strongest first, and takes the first in which the operating system alone
 * stops the network; a second probe, with everything that a worker gets, shows what is in force.
 */
export async function measureSandbox(options: SandboxOptions): Promise<Sandbox> {
  const found = findIsolationTools(options.path)
  await using targets = await openProbeTargets()
  const details: string[] = []
  const access = { entry: PROBE_MAIN, readable: options.programFolders, writable: [] }
  const limited = { ...access, dataBytesMax: dataBytesMax(256 * 1024 ** 2, 2) }
  const isolation = await firstThatHolds(isolationCandidates(found, options.isRoot), found, access, targets, details)

  let priorityReturns = false
  const before = targets.arrivals()
  const probe = (tools: IsolationTools): Promise<ProbeResult> =>
    runProbe(workerCommand(isolation, tools, limited), targets.task, (pid) => {
      priorityReturns = tryPriority(pid)
    })
  let tools = found
  let result = await probe(tools)
  if (result.kind === 'not-started' && tools.prlimit !== undefined) {
    tools = { ...tools, prlimit: undefined }
    result = await probe(tools)
  }
  const arrived = targets.arrivals() > before
  if (result.kind === 'seen') {
    const { sight } = result
    details.push(
      `With node --permission: TCP ${told(sight.tcp)}, unix socket ${told(sight.unixSocket)}, a file outside its folders ${told(sight.readOutside)}, ` +
        `another program ${told(sight.spawnProgram)}, environment ${sight.environmentNames.length === 0 ? 'empty' : 'NOT empty'}`,
    )
  } else {
    details.push(`The probe with node --permission did not answer: ${result.why}`)
  }
  details.push(
    tools.prlimit === undefined ? 'No limit for memory: prlimit is not there, or does not work' : 'Memory is limited with prlimit --data',
  )
  if (tools.setpriv === undefined) details.push('A worker may outlive a killed server for a moment: setpriv is not there')
  const reachable = result.kind !== 'seen' || arrived || result.sight.tcp === 'possible' || result.sight.unixSocket === 'possible'
  return {
    isolation,
    tools,
    priorityReturns,
    report: {
      level: isolation.kind === 'plain' ? 'permission-only' : 'network-namespace',
      ownNetwork: reachable ? 'reachable' : 'none',
      details,
    },
  }
}

async function firstThatHolds(
  candidates: readonly Isolation[],
  tools: IsolationTools,
  access: WorkerAccess,
  targets: ProbeTargets,
  details: string[],
): Promise<Isolation> {
  for (const candidate of candidates) {
    const before = targets.arrivals()
    const isPlain = candidate.kind === 'plain'
    const result = await runProbe(workerCommand(candidate, tools, { ...access, network: !isPlain }), targets.task)
    if (result.kind === 'not-started') {
      details.push(`No ${words(candidate.kind)}${candidate.wrap.length > 2 ? ' with setpriv' : ''}: ${result.why}`)
      continue
    }
    if (isPlain) return candidate
    if (result.sight.tcp !== 'possible' && targets.arrivals() - before === arrivalsByUnix(result.sight)) {
      details.push(`A ${words(candidate.kind)} of its own: TCP ends with ${result.sight.tcp} even without node --permission`)
      return candidate
    }
    details.push(`No ${words(candidate.kind)}: TCP is possible in it`)
  }
  return { kind: 'plain', wrap: [] }
}

/** A path of the file system leads to a unix socket in any network namespace; that is the second probe's matter. */
const arrivalsByUnix = (sight: ProbeSight): number => (sight.unixSocket === 'possible' ? 1 : 0)

const told = (saw: string): string => (saw === 'possible' ? 'POSSIBLE' : `denied (${saw})`)

const words = (kind: Isolation['kind']): string => kind.replace('-', ' ')

function tryPriority(pid: number): boolean {
  try {
    const before = getPriority(pid)
    setPriority(pid, before + 1)
    setPriority(pid, before)
    return true
  } catch {
    return false
  }
}

import { getPriority, setPriority } from 'node:os'
import { dirname } from 'node:path'
import { refuseRings } from '../../../base/call-filter/set-filter.ts'
import { CausewayError } from '../../../base/errors.ts'
import { keepInheritedDescriptors } from '../../../base/native/descriptors.ts'
import { ControlGroups } from '../limits/control-groups.ts'
import { dataBytesMax } from './data-limit.ts'
import {
  findIsolationTools,
  type Isolation,
  type IsolationTools,
  isolationCandidates,
  NOBODYS_ID,
  nodePid,
  type WorkerAccess,
  type WorkerCommand,
  workerCommand,
} from './isolation.ts'
import { type Launcher, openLauncher } from './launcher/launcher.ts'
import { openMountOwners } from './launcher/mount-owners.ts'
import { makeProbeProgram, PROBE_MAIN, type ProbeProgram } from './probe-program.ts'
import { boundsOf, type ProcessBounds } from './process-bounds.ts'
import { type NativeSight, openProbeTargets, type ProbeResult, type ProbeSight, type ProbeWatcher, runProbe } from './sandbox-probe.ts'

export interface SandboxReport {
  /**
   * In force for every worker, as measured at start by a probe worker, not as configured. 'full': all that follows, by a user namespace. 'namespaces': the network at
   * least is closed by the operating system. 'runtime': by node's permission model and the filter of system calls, where there is one.
   */
  readonly level: 'full' | 'namespaces' | 'runtime'
  readonly ownNetwork: 'none' | 'reachable'
  /** In force: native code in a worker makes no socket, turns none elsewhere, starts no program, signals no other process. */
  readonly callFilter: 'in-force' | 'none'
  /** Own: the end of a worker is the end of whatever it started. */
  readonly processNamespace: 'own' | 'shared'
  /**
   * What native code in a worker gets at. 'own': the program, libraries, the folders of its job, and nothing else is there. 'read-only': it reads what the server's user may,
   * and writes its own folders and those of the data. 'writable': it writes what the server's user may.
   */
  readonly fileSystem: 'own' | 'read-only' | 'writable'
  /** Whose rights it has over files and processes: the server's user's, or, where that is root, nobody's: it owns nothing on the machine. */
  readonly user: 'server' | 'nobody'
  /**
   * By what a worker's use is kept within what its queue's CUs give. 'control-group': the kernel does not let it have more. 'watched': the server looks a few times a second,
   * and ends what has more. Of the processor 'none': a worker has the threads of its queue, and native code may start others.
   */
  readonly limits: {
    readonly memory: 'control-group' | 'watched' | 'none'
    readonly threads: 'control-group' | 'watched' | 'none'
    readonly processor: 'control-group' | 'none'
    readonly scratch: 'watched'
  }
  readonly details: readonly string[]
}

/** How workers are started, as the probes proved it. */
export interface Sandbox {
  readonly isolation: Isolation
  readonly tools: IsolationTools
  /** Workers can be started with their filter of system calls. */
  readonly callFilter: boolean
  /** A process's priority can be lowered and raised again; an ordinary user often may only lower it. */
  readonly priorityReturns: boolean
  /** What the kernel said of the probe; a worker of which it says less is none. Undefined where it does not tell. */
  readonly bounds: ProcessBounds | undefined
  /** Where each worker gets a control group; it may be that there are none. */
  readonly groups: ControlGroups
  readonly report: SandboxReport
}

export interface SandboxOptions {
  /** Readable for every worker: the program's own files. */
  readonly programFolders: readonly string[]
  /** For the search of the wrapping programs. Empty: as on a machine that has none, and no launcher either. */
  readonly path: string
  /** As where it cannot be had: the wrapping programs do it. */
  readonly withoutLauncher?: boolean
  readonly isRoot: boolean
  /** Absolute, for what the probes try to reach; made when it is not there. */
  readonly scratchFolder: string
  /** Where the probes' program is kept for the next start, see `makeProbeProgram`. */
  readonly keptProbeProgram?: string
  /** Called when the first probes are on their way: until they have seen something, the caller has time. */
  readonly launched?: () => void
}

/** For the probe only: any limit that a worker could get shows whether the machine can limit. */
const PROBE_ENGINE_BYTES = 256 * 1024 ** 2

interface Attempt {
  readonly result: ProbeResult
  /** Connections that arrived at what the probe tried to reach, whatever it says itself. */
  readonly arrived: number
}

/**
 * Starts probe processes in each way that this machine might have, strongest first: one with nothing but the wrapping programs between it and the network,
 * one with everything that a worker gets. Takes the first way in which the operating system alone stops the network, and reports what the second one saw.
 * From then on this process makes no io_uring, nor does what it starts (see `refuseRings`). Throws 'unavailable' when no process can be started at all.
 */
export async function measureSandbox(options: SandboxOptions): Promise<Sandbox> {
  keepInheritedDescriptors()
  const details: string[] = []
  const noFilter = whyNoFilter()
  if (noFilter !== undefined) details.push(`No filter of system calls: ${noFilter}`)
  // Before the first process: a process of ours would be in the way.
  const groups = ControlGroups.open()
  const launcher = options.path === '' || options.withoutLauncher === true ? 'it was not to be used' : openLauncher()
  if (typeof launcher === 'string') details.push(`No launcher: ${launcher}`)
  const tools = {
    ...findIsolationTools(options.path),
    ...(typeof launcher === 'string' ? {} : { launcher: await withOwners(launcher, options, details) }),
  }
  await using program = await makeProbeProgram(options.scratchFolder, options.keptProbeProgram)
  for (const callFilter of noFilter === undefined ? [true, false] : [false]) {
    const sandbox = await measureWith({ ...options, program, groups, tools }, callFilter, details)
    if (sandbox !== undefined) return sandbox
  }
  throw new CausewayError('unavailable', `No worker process can be started on this machine: ${details.join('; ')}`)
}

async function withOwners(launcher: Launcher, { isRoot }: SandboxOptions, details: string[]): Promise<Launcher> {
  if (!isRoot) return launcher
  mountOwners ??= openMountOwners(launcher, NOBODYS_ID)
  const opened = await mountOwners
  if (typeof opened === 'number') return { ...launcher, mountOwners: opened }
  details.push(`Workers have the server's rights: ${opened}`)
  return launcher
}

/** One for this process. */
let mountOwners: ReturnType<typeof openMountOwners> | undefined

function whyNoFilter(): string | undefined {
  try {
    refuseRings()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Undefined: no process can be started so. Adds to `details` what was found. */
async function measureWith(
  options: SandboxOptions & { readonly program: ProbeProgram; readonly groups: ControlGroups; readonly tools: IsolationTools },
  callFilter: boolean,
  details: string[],
): Promise<Sandbox | undefined> {
  const { folder, preload } = options.program
  const access = { entry: PROBE_MAIN, readable: options.programFolders, writable: [] }
  const withProgram = { ...access, readable: [...options.programFolders, folder], preload }
  /** Without the program in one file too: the folder of that may be closed to workers, which `checkEntered` is to find, and no reason for a weaker way. */
  const tryBoth = async (attempt: (access: WorkerAccess) => Promise<Attempt>): Promise<Attempt> => {
    const attempted = await attempt(withProgram)
    return attempted.result.kind === 'not-started' ? await attempt(access) : attempted
  }
  const limits = { callFilter, dataBytesMax: dataBytesMax(PROBE_ENGINE_BYTES, 2) }
  let { tools } = options
  let priorityReturns = false
  let isFound = false
  let bounds: ProcessBounds | undefined
  let { groups } = options
  let trial: AsyncDisposable | undefined
  const tryWorker = (isolation: Isolation): Promise<Attempt> =>
    tryBoth((tried) => {
      const command = workerCommand(isolation, tools, { ...tried, ...limits })
      return tryOut(command, options.scratchFolder, {
        ...(options.launched === undefined ? {} : { launched: options.launched }),
        whileItRuns(startedPid) {
          const pid = nodePid(command, startedPid)
          isFound = pid !== undefined
          bounds = boundsOf(pid ?? startedPid)
          priorityReturns = tryPriority(pid ?? startedPid)
          ;({ groups, trial } = options.groups.tryOn(startedPid))
        },
      })
    })
  const tryAlone = (isolation: Isolation): Promise<Attempt> =>
    tryBoth((tried) => tryOut(workerCommand(isolation, tools, { ...tried, network: true }), options.scratchFolder))

  for (const isolation of isolationCandidates(tools, options.isRoot)) {
    const isPlain = isolation.kind === 'plain'
    const alone = isPlain ? undefined : tryAlone(isolation)
    // Waited for later, and by nobody when the other fails first.
    alone?.catch(() => {})
    let worker = await tryWorker(isolation)
    if (worker.result.kind === 'not-started' && tools.prlimit !== undefined && isolation.launch === undefined) {
      const withPrlimit = tools
      tools = { ...tools, prlimit: undefined }
      worker = await tryWorker(isolation)
      if (worker.result.kind === 'not-started') tools = withPrlimit
    }
    const open = alone === undefined ? undefined : whyOpen(await alone)
    if (worker.result.kind === 'not-started' || open !== undefined || !isFound) {
      const why = worker.result.kind === 'not-started' ? worker.result.why : (open ?? 'its process cannot be found from outside')
      details.push(`No ${words(isolation)}${callFilter ? '' : ' without a filter of system calls'}: ${why}`)
      continue
    }
    const { sight } = worker.result
    checkEntered(sight, options.scratchFolder)
    await trial?.[Symbol.asyncDispose]()
    if (!isPlain) details.push(`A ${words(isolation)}: TCP does not leave it even without node --permission`)
    details.push(
      `With node --permission: TCP ${told(sight.tcp)}, unix socket ${told(sight.unixSocket)}, a file outside its folders ${told(sight.readOutside)}, ` +
        `another program ${told(sight.spawnProgram)}, environment ${sight.environmentNames.length === 0 ? 'empty' : 'NOT empty'}`,
      ...nativeDetails(sight.native),
      tools.prlimit === undefined ? 'No limit for memory: prlimit is not there, or does not work' : 'Memory is limited with prlimit --data',
    )
    details.push(...groups.details)
    if (tools.setpriv === undefined) details.push('A worker may outlive a killed server for a moment: setpriv is not there')
    const reachable = worker.arrived > 0 || sight.tcp === 'possible' || sight.unixSocket === 'possible'
    const measured = {
      ownNetwork: reachable ? 'reachable' : 'none',
      callFilter: isFiltered(sight.native) ? 'in-force' : 'none',
      processNamespace: sight.isFirstProcess ? 'own' : 'shared',
      fileSystem: fileSystemOf(sight.native),
      user: bounds === undefined || bounds.user === process.geteuid?.() ? 'server' : 'nobody',
      limits: limitsBy(groups),
      details,
    } as const
    const report = { level: levelOf(isolation, measured), ...measured }
    return { isolation, tools, callFilter, priorityReturns, bounds, groups, report }
  }
  return undefined
}

/** Root in a namespace of its own has not root's power over files: what is another user's, it may not enter. */
function checkEntered({ native }: ProbeSight, scratchFolder: string): void {
  if (typeof native === 'string' || native.openFileInside !== 'EACCES') return
  throw new CausewayError('unavailable', `Workers cannot enter ${dirname(scratchFolder)}: it, or a folder above it, is closed to them`, {
    hint: 'Start the server as the user that owns the folder, or name one that only root owns, in folders that all may enter (--home).',
  })
}

/** Each of these the filter answers itself; without it some are possible, and some fail with another error. */
const isFiltered = (native: NativeSight | string): boolean =>
  typeof native !== 'string' &&
  [
    native.socket,
    native.turnHandedSocket,
    native.becomeProgram,
    native.startProgram,
    native.signalServer,
    native.ownDescriptorByServer,
  ].every((saw) => saw === 'EPERM')

function fileSystemOf(native: NativeSight | string): SandboxReport['fileSystem'] {
  if (typeof native === 'string') return 'writable'
  if ([native.writeKernelSetting, native.writeDevice].includes('possible')) return 'writable'
  if ([native.openFileOutside, native.writeFileOutside].every((saw) => saw === 'ENOENT') && native.openFileInside === 'possible')
    return 'own'
  return native.writeFileOutside === 'EROFS' ? 'read-only' : 'writable'
}

function limitsBy({ controllers }: ControlGroups): SandboxReport['limits'] {
  // What is looked at stands in /proc.
  const otherwise = process.platform === 'linux' ? 'watched' : 'none'
  return {
    memory: controllers.includes('memory') ? 'control-group' : otherwise,
    threads: controllers.includes('pids') ? 'control-group' : otherwise,
    processor: controllers.includes('cpu') ? 'control-group' : 'none',
    scratch: 'watched',
  }
}

function levelOf({ kind }: Isolation, report: Omit<SandboxReport, 'level'>): SandboxReport['level'] {
  if (kind === 'plain') return 'runtime'
  const { ownNetwork, callFilter, processNamespace, fileSystem } = report
  const isAll = ownNetwork === 'none' && callFilter === 'in-force' && processNamespace === 'own' && fileSystem === 'own'
  return kind === 'user-namespace' && isAll ? 'full' : 'namespaces'
}

function nativeDetails(native: NativeSight | string): readonly string[] {
  if (typeof native === 'string') return [`What native code could do was not tried: ${native}`]
  const open = [
    ...(native.openServerMemory === 'possible' ? ["the server's memory"] : []),
    ...(native.openFileOutside === 'possible' ? ["files of the server's user, to read"] : []),
    ...(native.writeFileOutside === 'possible' ? ["files of the server's user, to write"] : []),
    ...(native.writeKernelSetting === 'possible' ? ['settings of the whole machine (/proc/sys)'] : []),
    ...(native.writeDevice === 'possible' ? ['devices of the machine (/dev)'] : []),
  ]
  return [
    `In native code: a socket ${told(native.socket)}, a handed socket turned elsewhere ${told(native.turnHandedSocket)}, becoming another program ` +
      `${told(native.becomeProgram)}, starting one ${told(native.startProgram)}, a signal to the server ${told(native.signalServer)}, one by a descriptor's owner ${told(native.ownDescriptorByServer)}`,
    ...(open.length === 0 ? [] : [`Open to native code: ${open.join(', ')}`]),
  ]
}

async function tryOut(command: WorkerCommand, scratch: string, watcher: ProbeWatcher = {}): Promise<Attempt> {
  await using targets = await openProbeTargets(scratch)
  const result = await runProbe(command, targets, watcher)
  return { result, arrived: targets.arrivals() }
}

/** Why a namespace does not stop the network by itself. A path of the file system leads to a unix socket in any namespace: that is node's matter. */
function whyOpen({ result, arrived }: Attempt): string | undefined {
  if (result.kind === 'not-started') return result.why
  const arrivedByTcp = arrived - (result.sight.unixSocket === 'possible' ? 1 : 0)
  return result.sight.tcp === 'possible' || arrivedByTcp > 0 ? 'TCP is possible in it' : undefined
}

const told = (saw: string): string => (saw === 'possible' ? 'POSSIBLE' : `denied (${saw})`)

function words({ kind, processes, wrap, readOnly, view, launch }: Isolation): string {
  if (launch !== undefined)
    return `user namespace with processes and /proc of its own and files of its own, by system calls${launch.owner === 'nobody' ? ', as a user who is nobody' : ''}`
  const own = { 'own-with-proc': ' with processes and /proc of its own', own: ' with processes of its own', shared: '' }[processes]
  const mounts = view !== undefined ? ' and files of its own' : readOnly === undefined ? '' : ', everything else read-only'
  return `${kind === 'plain' ? 'plain process' : kind.replace('-', ' ')}${own}${mounts}${wrap.some((word) => word === '--pdeathsig') ? ', by setpriv' : ''}`
}

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

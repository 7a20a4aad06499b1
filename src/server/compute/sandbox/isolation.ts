import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { RLIMIT_CORE, RLIMIT_DATA, RLIMIT_NOFILE } from '../../../base/native/process-limits.ts'
import { realPath } from '../../../base/real-path.ts'
import { STEADY_COMPILER } from '../../../base/steady-compiler.ts'
import { launchWorker, type Owner } from './launcher/launch-worker.ts'
import { FILTER_FD, type Launcher } from './launcher/launcher.ts'
import { openFilesMax } from './open-files-max.ts'
import { type MountTools, readOnlyBut } from './read-only-mounts.ts'
import { inView, launchedView, shellView, type ViewControl, type ViewTools } from './worker-view.ts'

/** The programs of this machine that help; undefined: not there. */
export interface IsolationTools {
  readonly unshare: string | undefined
  readonly setpriv: string | undefined
  readonly prlimit: string | undefined
  readonly mounts?: MountTools | undefined
  readonly view?: ViewTools | undefined
  readonly launcher?: Launcher | undefined
}

/** A way to start a worker, from the strongest to the weakest. */
export interface Isolation {
  readonly kind: 'user-namespace' | 'network-namespace' | 'plain'
  /** 'own': whatever the worker starts ends with it, and it can name no process outside. 'own-with-proc': nor does it see one in /proc. */
  readonly processes: 'own-with-proc' | 'own' | 'shared'
  /** The program and its arguments that come before node's own. */
  readonly wrap: readonly string[]
  /** In its mount namespace everything is read-only but the folders that the worker is to write. */
  readonly readOnly?: MountTools
  /** Its mount namespace has a root of its own, and nothing in it but what it needs: see `closeView`. */
  readonly view?: ViewTools
  /** Such a root, made by system calls in the place of all these programs, and of a server that is root, rights of nobody's. */
  readonly launch?: { readonly launcher: Launcher; readonly owner: Owner['kind'] }
  /** What gives up the rest, right before node. */
  readonly inside?: readonly string[]
}

export interface WorkerCommand {
  readonly file: string
  readonly args: readonly string[]
  /** What is started stays and waits for node, which is its child. See `nodePid`. */
  readonly forks: boolean
  /** It waits for `closeView`, at its descriptor `VIEW_FD`. See `spawnHeld`. */
  readonly view: ViewControl | undefined
  /** A descriptor that it is given at `FILTER_FD`. */
  readonly filterLibrary?: number | undefined
  /** One at `OWNERS_FD`. */
  readonly mountOwners?: number | undefined
}

export interface WorkerAccess {
  /** The file that node runs. */
  readonly entry: string
  readonly readable: readonly string[]
  readonly writable: readonly string[]
  /** To be read and written too. Where it has a view, those of them are in it that `closeView` adds. */
  readonly later?: readonly string[]
  /** Only for measurements: a worker never has it. */
  readonly network?: boolean
  /** The worker forbids itself what it has no use for, or does not start. */
  readonly callFilter?: boolean
  readonly dataBytesMax?: number
  /** Where the kernel counts those of one worker by themselves: with a launcher. */
  readonly threadsMax?: number
  /** A module (URL) that every thread of it loads first. */
  readonly preload?: string
}

export function findIsolationTools(path: string): IsolationTools {
  const [sh, mount, env] = [findProgram('sh', path), findProgram('mount', path), findProgram('env', path)]
  const mounts = sh === undefined || mount === undefined || env === undefined ? undefined : { sh, mount, env }
  const [umount, mkdir, pivotRoot] = [findProgram('umount', path), findProgram('mkdir', path), findProgram('pivot_root', path)]
  return {
    unshare: findProgram('unshare', path),
    setpriv: findProgram('setpriv', path),
    prlimit: findProgram('prlimit', path),
    mounts,
    view:
      mounts === undefined || umount === undefined || mkdir === undefined || pivotRoot === undefined
        ? undefined
        : { ...mounts, umount, mkdir, pivotRoot },
  }
}

/** Its mounts follow the machine's, so a disk that is mounted later is seen. */
const PROCESSES: Readonly<Record<Isolation['processes'], readonly string[]>> = {
  'own-with-proc': ['--pid', '--fork', '--kill-child', '--ipc', '--mount-proc', '--propagation', 'slave'],
  own: ['--pid', '--fork', '--kill-child'],
  shared: [],
}

/**
 * Every way that this machine might have, strongest first. A user namespace comes first for root too: in it the worker has no power over
 * namespaces and files of others, which in a network namespace alone it keeps. Each way is tried without setpriv too: an old one lacks options.
 */
export function isolationCandidates(tools: IsolationTools, isRoot: boolean): readonly Isolation[] {
  const { unshare, setpriv } = tools
  // No set-uid program, no worker that outlives a killed server; in a user namespace no capability either.
  const bare = setpriv === undefined ? [] : [setpriv, '--no-new-privs', '--pdeathsig', 'KILL']
  const stripped = setpriv === undefined ? [] : [setpriv, '--bounding-set=-all', '--inh-caps=-all']
  const ways: Isolation[] = []
  const { launcher } = tools
  if (launcher !== undefined) {
    for (const owner of isRoot && launcher.mountOwners !== undefined ? (['nobody', 'same'] as const) : (['same'] as const))
      ways.push({ kind: 'user-namespace', processes: 'own-with-proc', wrap: [], launch: { launcher, owner } })
  }
  if (unshare !== undefined) {
    const add = (kind: Isolation['kind'], flag: string, inside: readonly string[]): void => {
      for (const withSetpriv of setpriv === undefined ? [false] : [true, false]) {
        for (const processes of ['own-with-proc', 'own', 'shared'] as const) {
          const unshared = [unshare, flag, ...PROCESSES[processes]]
          const way: Isolation = withSetpriv
            ? { kind, processes, wrap: [...bare, ...unshared], inside }
            : { kind, processes, wrap: unshared }
          // Only there does it have mounts of its own: anywhere else it would close the machine's.
          if (processes === 'own-with-proc') {
            if (tools.view !== undefined) ways.push({ ...way, view: tools.view })
            if (tools.mounts !== undefined) ways.push({ ...way, readOnly: tools.mounts })
          }
          ways.push(way)
        }
      }
    }
    add('user-namespace', '-Urn', stripped)
    if (isRoot) add('network-namespace', '-n', [])
  }
  if (bare.length > 0) ways.push({ kind: 'plain', processes: 'shared', wrap: bare })
  return [...ways, { kind: 'plain', processes: 'shared', wrap: [] }]
}

const CALL_FILTER = new URL('../../../worker/call-filter.ts', import.meta.url).href

export function workerCommand(isolation: Isolation, tools: IsolationTools, access: WorkerAccess): WorkerCommand {
  const { launch } = isolation
  const words = nodeWords(
    access,
    access.callFilter !== true ? undefined : launch === undefined ? CALL_FILTER : `${CALL_FILTER}?library=${FILTER_FD}`,
  )
  if (launch !== undefined) {
    const limits = [
      ...(access.dataBytesMax === undefined ? [] : [[RLIMIT_DATA, access.dataBytesMax] as const]),
      [RLIMIT_CORE, 0] as const,
      [RLIMIT_NOFILE, openFilesMax()] as const,
    ]
    const { readable, writable, threadsMax } = access
    const order = { file: process.execPath, readable, writable, owner: ownerOf(launch.owner), limits, threadsMax }
    return {
      file: launch.launcher.file,
      args: [process.execPath, ...words],
      forks: true,
      view: launchedView(launchWorker(order), order),
      ...(access.callFilter === true ? { filterLibrary: launch.launcher.filterLibrary } : {}),
      ...(launch.owner === 'nobody' ? { mountOwners: launch.launcher.mountOwners } : {}),
    }
  }
  const limit =
    tools.prlimit === undefined
      ? []
      : [
          tools.prlimit,
          ...(access.dataBytesMax === undefined ? [] : [`--data=${access.dataBytesMax}:${access.dataBytesMax}`]),
          ...['--core=0:0', `--nofile=${openFilesMax()}:${openFilesMax()}`],
        ]
  const [file, ...args] = [...limit, ...isolation.wrap, ...mountsFor(isolation, access), process.execPath, ...words]
  return {
    file: file ?? process.execPath,
    args,
    forks: isolation.processes !== 'shared',
    view: isolation.view === undefined ? undefined : shellView,
  }
}

const nodeWords = (access: WorkerAccess, callFilter: string | undefined): readonly string[] => {
  const later = access.later ?? []
  return [
    // It only says that --allow-addons weakens --permission, in every worker's log.
    '--disable-warning=SecurityWarning',
    STEADY_COMPILER,
    // For worker/engine/give-back-memory.ts.
    '--expose-gc',
    '--permission',
    '--allow-addons',
    '--allow-worker',
    ...(access.network === true ? ['--allow-net'] : []),
    // Before the filter, whose own files then come from what it loads.
    ...(access.preload === undefined ? [] : [`--import=${access.preload}`]),
    ...(callFilter === undefined ? [] : [`--import=${callFilter}`]),
    // koffi looks there which C library node was built with.
    `--allow-fs-read=${process.execPath}`,
    // With the star also for a folder that does not exist yet.
    ...bothNames([...access.readable, ...access.writable, ...later]).map((folder) => `--allow-fs-read=${folder}/*`),
    ...bothNames([...access.writable, ...later]).map((folder) => `--allow-fs-write=${folder}/*`),
    access.entry,
  ]
}

/** Where a folder is a link, as node_modules may be, node looks for a package behind the link's own name, and loads its files by the name of what it leads to. */
const bothNames = (folders: readonly string[]): readonly string[] => [...new Set(folders.flatMap((folder) => [folder, realPath(folder)]))]

/** Of no user, nor service: what distributions and systemd give out ends before it or begins behind it. */
export const NOBODYS_ID = 64_808

const ownerOf = (kind: Owner['kind']): Owner =>
  kind === 'nobody' ? { kind, id: NOBODYS_ID } : { kind, user: process.geteuid?.() ?? 0, group: process.getegid?.() ?? 0 }

/** With what gives up the rest. */
function mountsFor({ view, readOnly, inside = [] }: Isolation, { readable, writable, later = [] }: WorkerAccess): readonly string[] {
  if (view !== undefined) return inView(view, { readable, writable }, inside)
  return [...(readOnly === undefined ? [] : readOnlyBut(readOnly, [...writable, ...later])), ...inside]
}

/** The process that runs node, where `startedPid` is what the command started. Undefined before it is there, when it has ended, and where the system does not tell. */
export function nodePid(command: WorkerCommand, startedPid: number): number | undefined {
  if (!command.forks) return startedPid
  try {
    const [pid] = readFileSync(`/proc/${startedPid}/task/${startedPid}/children`, 'utf8').split(' ')
    return pid === undefined || pid === '' ? undefined : Number(pid)
  } catch {
    return undefined
  }
}

function findProgram(name: string, path: string): string | undefined {
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue
    const file = join(folder, name)
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      // Not in this folder.
    }
  }
  return undefined
}

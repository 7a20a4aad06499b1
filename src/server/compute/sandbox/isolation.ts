import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The programs of this machine that help; undefined: not there. */
export interface IsolationTools {
  readonly unshare: string | undefined
  readonly setpriv: string | undefined
  readonly prlimit: string | undefined
}

/** A way to start a worker, from the strongest to the weakest. */
export interface Isolation {
  readonly kind: 'user-namespace' | 'network-namespace' | 'plain'
  /** The program and its arguments that come before node's own. */
  readonly wrap: readonly string[]
}

export interface WorkerCommand {
  readonly file: string
  readonly args: readonly string[]
}

export interface WorkerAccess {
  /** The file that node runs. */
  readonly entry: string
  readonly readable: readonly string[]
  readonly writable: readonly string[]
  /** Only for measurements: a worker never has it. */
  readonly network?: boolean
  readonly dataBytesMax?: number
  /** A module (URL) that every thread of it loads first. */
  readonly preload?: string
}

export const findIsolationTools = (path: string): IsolationTools => ({
  unshare: findProgram('unshare', path),
  setpriv: findProgram('setpriv', path),
  prlimit: findProgram('prlimit', path),
})

/**
 * Every way that this machine might have, strongest first. A user namespace comes first for root too: in it the worker has no power over
 * namespaces and files of others, which in a network namespace alone it keeps. Each way is tried without setpriv too: an old one lacks options.
 */
export function isolationCandidates(tools: IsolationTools, isRoot: boolean): readonly Isolation[] {
  // No set-uid program, no worker that outlives a killed server; in a user namespace no capability either.
  const bare = tools.setpriv === undefined ? [] : [tools.setpriv, '--no-new-privs', '--pdeathsig', 'KILL']
  const ways: Isolation[] = []
  if (tools.unshare !== undefined) {
    const stripped = bare.length === 0 ? [] : [...bare, '--bounding-set=-all', '--inh-caps=-all']
    ways.push({ kind: 'user-namespace', wrap: [tools.unshare, '-Urn', ...stripped] })
    if (stripped.length > 0) ways.push({ kind: 'user-namespace', wrap: [tools.unshare, '-Urn'] })
    if (isRoot) ways.push({ kind: 'network-namespace', wrap: [tools.unshare, '-n', ...bare] })
    if (isRoot && bare.length > 0) ways.push({ kind: 'network-namespace', wrap: [tools.unshare, '-n'] })
  }
  if (bare.length > 0) ways.push({ kind: 'plain', wrap: bare })
  return [...ways, { kind: 'plain', wrap: [] }]
}

export function workerCommand(isolation: Isolation, tools: IsolationTools, access: WorkerAccess): WorkerCommand {
  const limit =
    tools.prlimit === undefined || access.dataBytesMax === undefined
      ? []
      : [tools.prlimit, `--data=${access.dataBytesMax}:${access.dataBytesMax}`, '--core=0:0']
  const [file, ...args] = [
    ...isolation.wrap,
    ...limit,
    process.execPath,
    // It only says that --allow-addons weakens --permission, in every worker's log.
    '--disable-warning=SecurityWarning',
    '--permission',
    '--allow-addons',
    '--allow-worker',
    ...(access.network === true ? ['--allow-net'] : []),
    // With the star also for a folder that does not exist yet.
    ...access.readable.map((folder) => `--allow-fs-read=${folder}/*`),
    ...access.writable.map((folder) => `--allow-fs-write=${folder}/*`),
    ...(access.preload === undefined ? [] : [`--import=${access.preload}`]),
    access.entry,
  ]
  return { file: file ?? process.execPath, args }
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

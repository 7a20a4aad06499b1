import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { readText } from '../processes/read-text.ts'
import { CONTROLLERS, type Controller, type GroupPlace, type GroupPlaces, groupPlaces } from './group-places.ts'
import { type GroupFolders, type GroupLimits, removed, WorkerGroup } from './worker-group.ts'

/** Group of a server's workers, with its process id: another server's is never touched while that one runs. */
const PREFIX = 'causeway-workers-'
/** Of version 2, which wants no process in a group that has groups: there the server goes itself. */
const OWN = 'causeway-server'

let groupsMade = 0

/** Of a process that is tried out: what any machine can give. */
const TRIAL: GroupLimits = { memoryBytes: 1024 ** 3, threads: 1024, cores: 1 }

/** Where the groups of this server's workers are, by what the system lets it make. */
export class ControlGroups {
  /** Empty: it makes no group. */
  readonly controllers: readonly Controller[]
  /** What is not limited by a group, and why. */
  readonly missing: readonly string[]
  readonly #places: GroupPlaces

  private constructor(places: GroupPlaces, missing: readonly string[]) {
    this.#places = places
    this.controllers = CONTROLLERS.filter((controller) => places[controller] !== undefined)
    this.missing = missing
  }

  static none(why: string): ControlGroups {
    return new ControlGroups({}, [`No control groups: ${why}`])
  }

  /** Never throws: makes a group, limits it, removes it again, and sees what of that the machine does. */
  static open(): ControlGroups {
    const found = process.platform === 'linux' ? thisProcess() : {}
    const places: Partial<Record<Controller, GroupPlace>> = {}
    const missing: string[] = []
    for (const controller of CONTROLLERS) {
      const place = found[controller]
      const usable = place === undefined ? 'the system shows no group for it' : usablePlace(controller, place)
      if (typeof usable === 'string') missing.push(`No control group for ${controller}: ${usable}`)
      else places[controller] = usable
    }
    return new ControlGroups(places, missing)
  }

  /** What a report says of it, one sentence each. */
  get details(): readonly string[] {
    const versions = this.controllers.map((controller) => `${controller} (version ${this.#places[controller]?.version})`)
    return [...(versions.length === 0 ? [] : [`Control groups limit ${versions.join(', ')}`]), ...this.missing]
  }

  /** Puts a process that ends soon into a group, where it stays. The groups are these if that could be done, else none. */
  tryOn(pid: number): { readonly groups: ControlGroups; readonly trial: AsyncDisposable } {
    let group: WorkerGroup | undefined
    const trial = { [Symbol.asyncDispose]: async (): Promise<void> => await group?.remove() }
    try {
      group = this.make('probe', TRIAL)
      group?.placeAtOnce(pid)
      if (group?.holds(pid) === false) throw new Error('the kernel shows it elsewhere')
      return { groups: this, trial }
    } catch (error) {
      return { groups: ControlGroups.none(`a process cannot be put into one (${String(error)})`), trial }
    }
  }

  /** Undefined: this machine has none for us. Throws when it has, and refuses. */
  make(name: string, limits: GroupLimits): WorkerGroup | undefined {
    if (this.controllers.length === 0) return undefined
    // Several servers of one process, as tests have them, name their workers alike.
    groupsMade += 1
    const folders: Partial<Record<Controller, GroupPlace>> = {}
    for (const controller of this.controllers) {
      const place = this.#places[controller]
      if (place !== undefined) folders[controller] = madeIn(controller, place, `${name}-${groupsMade}`)
    }
    return new WorkerGroup(folders satisfies GroupFolders, limits)
  }

  /** What servers left that were killed: groups in which there is nothing any more. False: something is still on its way out of one. */
  sweep(): boolean {
    let isSwept = true
    for (const { folder } of Object.values(this.#places)) {
      for (const name of childrenOf(folder)) {
        if (!name.startsWith(PREFIX) || isRunning(name)) continue
        for (const child of childrenOf(join(folder, name))) removed(join(folder, name, child))
        isSwept = removed(join(folder, name)) && isSwept
      }
    }
    return isSwept
  }

  /** Of this process; what another compute of it still uses stays. */
  close(): void {
    for (const { folder } of Object.values(this.#places)) removed(join(folder, ownName()))
  }
}

const thisProcess = (): GroupPlaces =>
  groupPlaces({
    membership: readText('/proc/self/cgroup') ?? '',
    mounts: readText('/proc/self/mountinfo') ?? '',
    controllersIn: (folder) => readText(join(folder, 'cgroup.controllers')),
    // Root may write any, also those that are others' to arrange.
    tryParent: process.getuid?.() !== 0,
  })

/** Where groups can be made; a text: why not. */
function usablePlace(controller: Controller, place: GroupPlace): GroupPlace | string {
  const { version, folder } = place
  try {
    const tried: GroupPlace = { version, folder: basename(folder) === OWN ? dirname(folder) : folder }
    if (version === 2) openToGroups(tried.folder, controller)
    const made = madeIn(controller, tried, 'trial')
    try {
      new WorkerGroup({ [controller]: made }, TRIAL)
    } finally {
      removed(made.folder)
      removed(dirname(made.folder))
    }
    return tried
  } catch (error) {
    return error instanceof Error && 'code' in error ? `${String(error.code)} in ${folder}` : String(error)
  }
}

/** In version 2: its groups can be limited, after no process is left in it itself. */
function openToGroups(folder: string, controller: Controller): void {
  const control = join(folder, 'cgroup.subtree_control')
  if (readFileSync(control, 'utf8').trim().split(/\s+/).includes(controller)) return
  try {
    writeFileSync(control, `+${controller}`, { flag: 'r+' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EBUSY')) throw error
    const own = join(folder, OWN)
    mkdirSync(own, { recursive: true })
    // Whoever has started the server may stand in it too: npm, a shell. Nobody else's processes are moved.
    for (const pid of ancestors()) if (pidsIn(folder).includes(pid)) writeFileSync(join(own, 'cgroup.procs'), String(pid), { flag: 'r+' })
    writeFileSync(control, `+${controller}`, { flag: 'r+' })
  }
}

/** This process, and who has started it, and who has started that. */
function ancestors(): readonly number[] {
  const found = [process.pid]
  for (const pid of found) {
    const parent = Number(/^PPid:\s*(\d+)$/m.exec(readText(`/proc/${pid}/status`) ?? '')?.[1] ?? 0)
    if (parent > 0) found.push(parent)
  }
  return found
}

const pidsIn = (folder: string): readonly number[] => (readText(join(folder, 'cgroup.procs')) ?? '').split('\n').map(Number)

function madeIn(controller: Controller, place: GroupPlace, name: string): GroupPlace {
  const parent = join(place.folder, ownName())
  const folder = join(parent, name)
  mkdirSync(folder, { recursive: true })
  if (place.version === 2) openToGroups(parent, controller)
  return { version: place.version, folder }
}

/** A process id is another process's soon: with when it began, it is one process's for ever. */
const ownName = (): string => `${PREFIX}${process.pid}-${beginOf(process.pid)}`

/** proc_pid_stat(5): the 22nd field; the program's name may hold anything, and ends in the last parenthesis. */
function beginOf(pid: number): string {
  const text = readText(`/proc/${pid}/stat`) ?? ''
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '0'
}

function isRunning(name: string): boolean {
  const [pid, begin] = name.slice(PREFIX.length).split('-')
  return beginOf(Number(pid)) === begin
}

function childrenOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  } catch {
    return []
  }
}

import { readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Controller, GroupPlace } from './group-places.ts'

/** What a worker may have at most. */
export interface GroupLimits {
  /** All of its memory, with what the kernel keeps of its files. */
  readonly memoryBytes: number
  /** With the programs that have started it. */
  readonly threads: number
  /** Cores that it may fill; undefined: all. */
  readonly cores: number | undefined
}

export type GroupFolders = Readonly<Partial<Record<Controller, GroupPlace>>>

/** The kernel counts in pages, and some of them in advance. */
const NEARLY = 0.98
const CPU_PERIOD_US = 100_000
const REMOVE_TRIES = 50
const REMOVE_PAUSE_MS = 20

/** The control group of one worker, made before its process. */
export class WorkerGroup {
  readonly #places: GroupFolders
  #memoryBytes = Number.POSITIVE_INFINITY
  #threads = Number.POSITIVE_INFINITY

  constructor(places: GroupFolders, limits: GroupLimits) {
    this.#places = places
    this.limit(limits)
  }

  /** Whatever the process starts from then on is in it too. What cannot be seen here is seen by `holds`. */
  async place(pid: number): Promise<void> {
    await Promise.all(this.#folders.map((folder) => writeFile(join(folder, 'cgroup.procs'), String(pid), { flag: 'r+' })))
  }

  /** As `place`, for a process that is only tried out. */
  placeAtOnce(pid: number): void {
    for (const folder of this.#folders) write(folder, 'cgroup.procs', String(pid))
  }

  /** The kernel says that the process is in it. */
  holds(pid: number): boolean {
    return this.#folders.every((folder) => readText(join(folder, 'cgroup.procs')).split('\n').includes(String(pid)))
  }

  /** Writes what is another than before. Throws when the machine refuses. */
  limit({ memoryBytes, threads, cores }: GroupLimits): void {
    const { memory, pids, cpu } = this.#places
    if (memory !== undefined) this.#limitMemory(memory, memoryBytes)
    if (pids !== undefined && threads !== this.#threads) write(pids.folder, 'pids.max', String(threads))
    this.#threads = threads
    if (cpu !== undefined && cores !== undefined) {
      const quota = Math.max(1, Math.floor(cores * CPU_PERIOD_US))
      if (cpu.version === 2) write(cpu.folder, 'cpu.max', `${quota} ${CPU_PERIOD_US}`)
      else write(cpu.folder, 'cpu.cfs_quota_us', String(quota))
    }
  }

  /** The system has ended a process of it because it wanted more than its memory; false also where the machine itself had none left. */
  wantedTooMuch(): boolean {
    const { memory } = this.#places
    if (memory === undefined) return false
    const { folder, version } = memory
    // Both versions count here whoever is ended, whatever was short of memory.
    if (countOf(folder, version === 2 ? 'memory.events' : 'memory.oom_control', 'oom_kill') === 0) return false
    if (version === 2) return countOf(folder, 'memory.events', 'oom') > 0
    return Number(readText(join(folder, 'memory.max_usage_in_bytes'))) >= this.#memoryBytes * NEARLY
  }

  /** When all that was in it has ended; what is slow to go is waited for a second. */
  async remove(): Promise<void> {
    for (const folder of this.#folders) await removeGroup(folder)
  }

  get #folders(): readonly string[] {
    return [...new Set(Object.values(this.#places).map(({ folder }) => folder))]
  }

  #limitMemory({ version, folder }: GroupPlace, bytes: number): void {
    if (bytes === this.#memoryBytes) return
    if (version === 2) {
      write(folder, 'memory.max', String(bytes))
      // Where the kernel has no swap there is no such file.
      tryWrite(folder, 'memory.swap.max', '0')
      tryWrite(folder, 'memory.oom.group', '1')
    } else {
      // Memory with swap must never be less than memory alone.
      const grows = bytes > this.#memoryBytes
      if (grows) tryWrite(folder, 'memory.memsw.limit_in_bytes', String(bytes))
      write(folder, 'memory.limit_in_bytes', String(bytes))
      if (!grows) tryWrite(folder, 'memory.memsw.limit_in_bytes', String(bytes))
    }
    this.#memoryBytes = bytes
  }
}

/** Its processes have ended, but the kernel may take a moment to see that. */
async function removeGroup(folder: string): Promise<void> {
  for (let tried = 0; !removed(folder) && tried < REMOVE_TRIES; tried += 1)
    await new Promise((resolve) => setTimeout(resolve, REMOVE_PAUSE_MS))
}

/** False: something is still in it. */
export function removed(folder: string): boolean {
  try {
    rmdirSync(folder)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT'
  }
}

/** Never makes a file: one that is not there is no setting of the kernel's. */
const write = (folder: string, name: string, text: string): void => writeFileSync(join(folder, name), text, { flag: 'r+' })

function tryWrite(folder: string, name: string, text: string): void {
  try {
    write(folder, name, text)
  } catch {
    // The kernel was built without it.
  }
}

const countOf = (folder: string, file: string, name: string): number =>
  Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(readText(join(folder, file)))?.[1] ?? 0)

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

import { readdir, readFile } from 'node:fs/promises'

/** What the system shows of a process. Linux only; elsewhere there is nothing to see. */
interface ProcessState {
  readonly pid: number
  readonly parent: number
  /** it runs, waits for a processor, or waits for the disk */
  readonly atWork: boolean
  /** processor time so far, in the system's ticks */
  readonly ticks: number
}

/** Ids of the processes below one: its children, theirs, and so on. [] where there is no /proc. */
export async function descendants(pid: number): Promise<readonly number[]> {
  return below(pid, await allProcesses()).map((each) => each.pid)
}

/**
 * A text that changes as long as these processes and those below them get on: use processor time, start others, or wait for a processor or the disk.
 *
 * @returns undefined where the system does not tell
 */
export async function signOfLife(pids: readonly number[]): Promise<string | undefined> {
  const all = await allProcesses()
  if (all.length === 0) return undefined
  const tree = pids.flatMap((pid) => [...all.filter((each) => each.pid === pid), ...below(pid, all)])
  // A process that waits for its turn gets on, however long its turn does not come.
  if (tree.some(({ atWork }) => atWork)) return `at work, ${performance.now()}`
  return tree.map(({ pid, ticks }) => `${pid}:${ticks}`).join(' ')
}

function below(pid: number, all: readonly ProcessState[]): readonly ProcessState[] {
  return all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...below(child.pid, all)])
}

async function allProcesses(): Promise<readonly ProcessState[]> {
  if (process.platform !== 'linux') return []
  const names = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const states = await Promise.all(
    names.map(async (name) => parse(Number(name), await readFile(`/proc/${name}/stat`, 'utf8').catch(() => ''))),
  )
  return states.filter((state) => state !== undefined)
}

function parse(pid: number, stat: string): ProcessState | undefined {
  // The program's name stands in brackets and may hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state = '', parent] = fields
  if (parent === undefined) return undefined
  return { pid, parent: Number(parent), atWork: state === 'R' || state === 'D', ticks: Number(fields[11]) + Number(fields[12]) }
}

import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, freemem, loadavg, release, totalmem, type } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

/** What the numbers were measured on: one line each. */
export function machine(): readonly string[] {
  const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`
  return [
    `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${gib(totalmem())} memory, ${gib(freemem())} of it free`,
    `${type()} ${release()}, Node ${process.version}`,
  ]
}

/** How busy the machine is with other things: looks at the processors for a second, so call it while the benchmark itself is idle. */
export async function otherLoad(): Promise<string> {
  const before = processorTimes()
  await sleep(1000)
  const after = processorTimes()
  const busy = (after.busyMs - before.busyMs) / Math.max(1, after.allMs - before.allMs)
  return `${Math.round(busy * 100)} % of the processors busy, load averages ${loadavg()
    .map((value) => value.toFixed(2))
    .join(' ')}`
}

function processorTimes(): { busyMs: number; allMs: number } {
  let busyMs = 0
  let allMs = 0
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq
    busyMs += all - times.idle
    allMs += all
  }
  return { busyMs, allMs }
}

/** The value that the given share (0 to 1) of the samples does not exceed, by nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other)
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new Error('no samples')
  return value
}

/** Nanoseconds of each thread of a process that is there now (Linux). */
function threadTimes(pid: number): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    times.set(thread, Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]))
  }
  return times
}

/** What came of the work, and what a process took of the processors meanwhile, in ms, to the nanosecond; undefined where a thread of it has ended, and with it what it took. */
export async function withProcessorMs<T>(pid: number, work: () => Promise<T>): Promise<T & { readonly cpuMs: number | undefined }> {
  const before = threadTimes(pid)
  const done = await work()
  const after = threadTimes(pid)
  const isKnown = [...before.keys()].every((thread) => after.has(thread))
  const cpuMs = isKnown ? [...after].reduce((sum, [thread, time]) => sum + time - (before.get(thread) ?? 0), 0) / 1e6 : undefined
  return { ...done, cpuMs }
}

/** What a process takes of the processors while the work is done. What it took of them is lost with a thread that ends meanwhile: then the work is done again. */
export async function processorMs(pid: number, work: () => Promise<unknown>): Promise<number> {
  for (;;) {
    const { cpuMs } = await withProcessorMs(pid, async () => ({ done: await work() }))
    if (cpuMs !== undefined) return cpuMs
  }
}

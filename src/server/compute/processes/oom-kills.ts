import { readText } from './read-text.ts'

/**
 * How many processes the system has ended for lack of memory so far: in our own control group where it tells (a container), else on the whole machine. Undefined where
 * neither can be read.
 */
export function oomKills(): number | undefined {
  const group = /^0::(\/.*)$/m.exec(readText('/proc/self/cgroup') ?? '')?.[1]
  const events = group === undefined ? undefined : readText(`/sys/fs/cgroup${group}/memory.events`)
  const count = /^oom_kill (\d+)$/m.exec(events ?? readText('/proc/vmstat') ?? '')?.[1]
  return count === undefined ? undefined : Number(count)
}

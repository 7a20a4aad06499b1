import { availableParallelism, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { signOfLife } from './process-tree.ts'

export interface Wait<Found> {
  /** what goes on meanwhile, as a sentence's beginning: 'The server is still starting' */
  readonly meanwhile: string
  /** undefined: not yet */
  readonly look: () => Promise<Found | undefined> | Found | undefined
  /** why it can never come; undefined while it can */
  readonly over?: () => Promise<string | undefined> | string | undefined
  /** the processes that bring it about, those below them included */
  readonly processes?: () => Promise<readonly number[]> | readonly number[]
  /** between two looks (default 10 ms); may grow with the time that was waited */
  readonly pauseMs?: number | ((waitedMs: number) => number)
  /** so many seconds without a sign of life are an end (default 120); counted one by one: those in which this process did not get its own turn do not count */
  readonly lifelessSecondsMax?: number
  /** told every while that it is still waited, and why it may take long */
  readonly tell?: ((text: string) => void) | undefined
}

const tellAfterMs = 10_000
const tellEveryMs = 20_000
const secondMs = 1_000

/**
 * Waits as long as it takes: a busy machine is slow, and that is no failure. It ends without success when the thing can no longer come, or when none of
 * the processes that bring it about has done anything for long although nothing kept it from doing so.
 *
 * @throws Error saying which of the two.
 */
export async function waitPatiently<Found>(wait: Wait<Found>): Promise<Found> {
  const start = performance.now()
  let toldAt = start + tellAfterMs - tellEveryMs
  let sampledAt = start
  let life: string | undefined
  let lifelessSeconds = 0
  const { pauseMs = 10, lifelessSecondsMax = 120 } = wait
  for (;;) {
    // Asked first: what came with the end has come.
    const over = await wait.over?.()
    const found = await wait.look()
    if (found !== undefined) return found
    if (over !== undefined) throw new Error(over)
    const now = performance.now()
    if (wait.tell !== undefined && now - toldAt >= tellEveryMs) {
      toldAt = now
      wait.tell([`${wait.meanwhile} (${Math.round((now - start) / 1000)} s).`, busyness()].filter(Boolean).join(' '))
    }
    if (wait.processes !== undefined && now - sampledAt >= secondMs) {
      const seen = await signOfLife(await wait.processes())
      lifelessSeconds = seen !== undefined && seen === life ? lifelessSeconds + 1 : 0
      life = seen
      sampledAt = performance.now()
      if (lifelessSeconds >= lifelessSecondsMax)
        throw new Error(`${wait.meanwhile}, but nothing has moved for ${lifelessSecondsMax} s: given up`)
    }
    await sleep(typeof pauseMs === 'number' ? pauseMs : pauseMs(now - start))
  }
}

/** 'This machine is busy: load 45 on 2 cores.', or '' when it is not. */
export function busyness(load = loadavg()[0] ?? 0, cores = availableParallelism()): string {
  return load > cores ? `This machine is busy: load ${load.toFixed(load < 10 ? 1 : 0)} on ${cores} ${cores === 1 ? 'core' : 'cores'}.` : ''
}

import { type ProcessUse, useOf } from './process-tree.ts'

/**
 * When a process is given up. Not by the clock on the wall: on a machine that has sixty other things to do, whatever is sound takes sixty times as long.
 */
export interface ProgressLimits {
  /** It neither used the processor nor wanted to for so long. */
  readonly stillMs: number
  /** It has used so much processor time since the watch began. */
  readonly cpuMs: number
  /** Only where the system does not tell what a process uses: after so long. */
  readonly blindMs: number
  /** So long it had what it wanted, the processor or nothing: what it waits for the processor does not count. */
  readonly servedMs?: number
}

export type NoProgress =
  | { readonly kind: 'still'; readonly afterMs: number }
  | { readonly kind: 'spent'; readonly cpuMs: number }
  | { readonly kind: 'late'; readonly afterMs: number }

export interface WatchOptions {
  readonly limits: ProgressLimits
  /** Called once, and then the watch is over. */
  readonly gaveUp: (why: NoProgress) => void
  /** True while the process waits for what we owe it: then it may stand still. */
  readonly isExcused?: () => boolean
  /** For tests; what the process with this id uses. */
  readonly look?: () => ProcessUse | undefined
}

const LOOKS_IN_STILL = 10
const LOOK_MS_MIN = 10
const LOOK_MS_MAX = 1000

/** Watches a process until it is given up or the watch is disposed of. Time is the monotonic clock's: a wall clock that is set changes nothing. */
export function watchProgress(pid: number, options: WatchOptions): Disposable {
  const { limits, gaveUp } = options
  const look = options.look ?? (() => useOf(pid))
  const lookMs = Math.min(Math.max(Math.min(limits.stillMs, limits.servedMs ?? limits.stillMs) / LOOKS_IN_STILL, LOOK_MS_MIN), LOOK_MS_MAX)
  const first = look()
  let last = first
  let lastLookAt = performance.now()
  let stillMs = 0
  let servedMs = 0
  let sinceMs = 0
  let over = false

  const verdict = (): NoProgress | undefined => {
    const use = look()
    const now = performance.now()
    // A look that comes late shows that this process got no time itself, so the other may have had none either.
    const passedMs = Math.min(now - lastLookAt, 2 * lookMs)
    lastLookAt = now
    sinceMs += passedMs
    if (use === undefined || first === undefined || last === undefined) {
      return sinceMs >= limits.blindMs ? { kind: 'late', afterMs: Math.round(sinceMs) } : undefined
    }
    const moves = use.wantsToRun || use.cpuMs !== last.cpuMs || options.isExcused?.() === true
    stillMs = moves ? 0 : stillMs + passedMs
    const usedMs = use.cpuMs - last.cpuMs
    if (options.isExcused?.() !== true) servedMs += use.wantsToRun ? Math.min(passedMs, usedMs) : passedMs
    last = use
    if (use.cpuMs - first.cpuMs >= limits.cpuMs) return { kind: 'spent', cpuMs: use.cpuMs - first.cpuMs }
    if (servedMs >= (limits.servedMs ?? Number.POSITIVE_INFINITY)) return { kind: 'late', afterMs: Math.round(sinceMs) }
    return stillMs >= limits.stillMs ? { kind: 'still', afterMs: Math.round(stillMs) } : undefined
  }
  const timer = setInterval(() => {
    const why = verdict()
    if (why === undefined) return
    clearInterval(timer)
    // What the process has said meanwhile is read first: it may have done its part.
    setImmediate(() => {
      if (over) return
      over = true
      gaveUp(why)
    })
  }, lookMs)
  return {
    [Symbol.dispose]() {
      over = true
      clearInterval(timer)
    },
  }
}

/** For a log or an error's message. */
export function noProgressText(why: NoProgress): string {
  switch (why.kind) {
    case 'still':
      return `it stood still for ${seconds(why.afterMs)}`
    case 'spent':
      return `it had used ${seconds(why.cpuMs)} of processor time`
    case 'late':
      return `it had not done so after ${seconds(why.afterMs)}`
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`

import { type MonotonicClock, monotonicClock } from '../../../base/clock.ts'
import { nextTurn } from '../../../base/next-turn.ts'

/**
 * To be awaited at each step of what is long: after so many of them it lets others have their turn. The store answers at once, so whoever asks it in a loop waits for nothing, and would hold
 * the server's only thread until its end.
 */
export function inTurns(stepsOfTurn: number): () => Promise<void> | undefined {
  let steps = 0
  return () => {
    steps += 1
    return steps % stepsOfTurn === 0 ? nextTurn() : undefined
  }
}

/** Whoever asks meanwhile waits for the end of one turn, and for as many more as there are of those who take turns. */
const TURN_MS_MAX = 5

/** The same for steps that take nothing where there is little to look at, and milliseconds where there is much: others have their turn once this one has lasted. */
export function inShortTurns(monotonic: MonotonicClock = monotonicClock): () => Promise<void> | undefined {
  let since = monotonic()
  return () => {
    if (monotonic() - since < TURN_MS_MAX) return undefined
    return nextTurn().then(() => {
      since = monotonic()
    })
  }
}

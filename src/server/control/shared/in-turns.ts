import { setImmediate as nextTurn } from 'node:timers/promises'

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

import { setImmediate as turn } from 'node:timers/promises'

/**
 * Lets others have their turn. A request that has come is read in one turn of the event loop and answered in the next, with those that came at once: after one turn alone of whoever has
 * much to do, it would wait for two of his steps.
 */
export async function nextTurn(): Promise<void> {
  await turn()
  await turn()
}

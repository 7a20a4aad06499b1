import { expect, it } from 'vitest'
import { inShortTurns } from './in-turns.ts'

it('lets others have their turn after steps that took long, and not after those that took nothing', async () => {
  let now = 0
  const turn = inShortTurns(() => now)
  now += 4
  expect(turn()).toBe(undefined)
  now += 1
  let others = 0
  // As a request is read in one turn, and answered in the next.
  setImmediate(() => setImmediate(() => (others += 1)))
  await turn()
  expect(others).toBe(1)
  now += 4
  expect(turn()).toBe(undefined)
})

import { expect, test } from 'vitest'
import { watchStop } from './stop-watch.ts'

/** Keeps this thread from its turns, as a busy machine does. */
const holdUp = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

test('a stop that hangs is told of while it lasts, and given up', async () => {
  const told: string[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  using _watch = watchStop({ tell: (text) => void told.push(text), giveUp: resolve, turnMs: 1 })
  await promise
  expect(told).toHaveLength(40)
  expect(told[0]).toContain('still stops (15 s)')
  expect(told.at(-1)).toContain('has not stopped in 600 seconds')
})

test('time in which the process had no turn does not count', async () => {
  const told: string[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  let turns = 0
  using _watch = watchStop({
    tell: (text) => {
      told.push(text)
      resolve()
    },
    giveUp: resolve,
    turnMs: 20,
  })
  const hold = (): void => {
    turns += 1
    holdUp(100)
    if (told.length === 0) setImmediate(hold)
  }
  hold()
  await promise
  // Each hold is as long as five turns: by the clock it would have been told after three of them.
  expect(turns).toBeGreaterThanOrEqual(14)
})

import { expect, test } from 'vitest'
import { givesUpPlace } from './gives-up-place.ts'

const TURN = { turnMs: 1000 }
const gives = (held: number, heldMs: number, waiting: readonly (readonly [held: number, wanted: number])[], ahead = 0): boolean =>
  givesUpPlace(
    { held, heldMs },
    waiting.map(([theirs, wanted]) => ({ held: theirs, wanted })),
    ahead,
    TURN.turnMs,
  )

test('a queue gives up a session as long as another would still have fewer behind it', () => {
  expect(gives(4, 0, [[0, 4]])).toBe(true)
  expect(gives(3, 0, [[1, 1]])).toBe(true)
  expect(gives(2, 0, [[1, 3]])).toBe(false)
  expect(gives(2, 0, [[0, 1]])).toBe(true)
  expect(gives(4, 0, [])).toBe(false)
})

test('its only session goes to a queue that has none once it has had its turn, and to no other', () => {
  expect(gives(1, 999, [[0, 1]])).toBe(false)
  expect(gives(1, 1000, [[0, 1]])).toBe(true)
  expect(gives(1, 1e6, [[1, 1]])).toBe(false)
})

test('nobody gives up for whom there is room, or for whom a session is on its way', () => {
  expect(gives(4, 1e6, [[0, 1]], 1)).toBe(false)
  expect(gives(4, 0, [[0, 4]], 2)).toBe(true)
  expect(gives(4, 0, [[0, 4]], 3)).toBe(false)
  expect(
    gives(
      3,
      1e6,
      [
        [0, 1],
        [0, 1],
      ],
      1,
    ),
  ).toBe(true)
})

test('twenty queues share eighteen sessions: none ever has two while another that wants one has none, and each has its turn', () => {
  const queues = Array.from({ length: 20 }, () => ({ held: 0, served: 0, heldMs: 0 }))
  for (const queue of queues.slice(0, 5)) queue.held = 4
  const [last] = queues.slice(4, 5)
  if (last !== undefined) last.held = 2
  // One job after the other ends, of each queue that has a session; what is given up goes to whoever has fewest and was served longest ago.
  for (let round = 0; round < 60; round += 1) {
    for (const queue of queues.filter(({ held }) => held > 0)) {
      queue.served += 1
      queue.heldMs += 100
      const others = queues.filter((one) => one !== queue).map(({ held }) => ({ held, wanted: 4 - held }))
      if (!givesUpPlace(queue, others, 0, TURN.turnMs)) continue
      queue.held -= 1
      queue.heldMs = 0
      const next = queues.filter((one) => one !== queue).toSorted((a, b) => a.held - b.held || a.served - b.served)[0]
      if (next !== undefined) Object.assign(next, { held: next.held + 1, heldMs: 0 })
    }
    if (round > 4) expect(Math.max(...queues.map(({ held }) => held))).toBe(1)
  }
  const served = queues.map((queue) => queue.served)
  expect(Math.min(...served)).toBeGreaterThan(Math.max(...served) / 2)
})

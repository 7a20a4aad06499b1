import { expect, it } from 'vitest'
import { createLogInTurns, WAITING_MAX } from './log-in-turns.ts'

/** Holds the first turn until it is let go, and notes who comes when. */
function heldLine() {
  const turns = createLogInTurns()
  const order: string[] = []
  const gate = Promise.withResolvers<void>()
  const first = turns.take('first', false, () => gate.promise)
  const come = (from: string, name = from, isKnown = false): Promise<void> =>
    turns.take(from, isKnown, async () => {
      order.push(name)
    })
  return {
    order,
    come,
    async letGo() {
      gate.resolve()
      await first
    },
  }
}

it('gives every other turn to who was here before, and the others of each address one after the other', async () => {
  const { order, come, letGo } = heldLine()
  const all = [
    ...Array.from({ length: 5 }, (_, n) => come('flood', `flood ${n}`)),
    come('other'),
    come('flood', 'admin', true),
    come('elsewhere', 'bob', true),
  ]
  await letGo()
  await Promise.all(all)
  expect(order).toEqual(['admin', 'flood 0', 'bob', 'other', 'flood 1', 'flood 2', 'flood 3', 'flood 4'])
})

it('is never longer than it may be: the longest line gives up its last place to another address, and none to its own', async () => {
  const { order, come, letGo } = heldLine()
  const flood = Array.from({ length: WAITING_MAX }, (_, n) => come('flood', `flood ${n}`))
  const ends = Promise.allSettled(flood)
  const refused = { kind: 'unavailable' }
  await expect(come('flood', 'one more')).rejects.toMatchObject(refused)
  const others = [come('other'), come('third'), come('flood', 'admin', true)]
  await expect(flood.at(-1)).rejects.toMatchObject(refused)
  await letGo()
  await Promise.all(others)
  const settled = await ends
  expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(2)
  expect(order.slice(0, 4)).toEqual(['admin', 'flood 0', 'other', 'third'])
})

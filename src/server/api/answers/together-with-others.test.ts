import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { TOGETHER_MAX, togetherWithOthers } from './together-with-others.ts'

it('what arrives in one turn of the process goes on at the end of that turn, all of it', async () => {
  await nextTurn()
  const order: string[] = []
  const others = [1, 2, 3].map(async (n) => {
    order.push(`worked ${n}`)
    await togetherWithOthers()
    order.push(`answered ${n}`)
  })
  setImmediate(() => order.push('another turn'))
  await Promise.resolve()
  expect(order).toEqual(['worked 1', 'worked 2', 'worked 3'])
  await Promise.all(others)
  await nextTurn()
  expect(order.slice(3)).toEqual(['answered 1', 'answered 2', 'answered 3', 'another turn'])
})

it('many wait for no more than as many, and the turn goes on meanwhile', async () => {
  await nextTurn()
  let hasTurned = false
  setImmediate(() => {
    hasTurned = true
  })
  const [last] = Array.from({ length: TOGETHER_MAX }, togetherWithOthers).slice(-1)
  await last
  expect(hasTurned).toBe(false)
  const one = togetherWithOthers().then(() => hasTurned)
  expect(await one).toBe(true)
})

import { expect, test } from 'vitest'
import { atMost, sideBySide } from './side-by-side.ts'

/** What is worked on, each until it is told to end. */
function works() {
  const open = new Map<number, PromiseWithResolvers<void>>()
  const begun: number[] = []
  return {
    begun,
    open,
    work: async (one: number): Promise<void> => {
      begun.push(one)
      const work = Promise.withResolvers<void>()
      open.set(one, work)
      await work.promise
    },
    end: async (one: number, error?: Error): Promise<void> => {
      if (error === undefined) open.get(one)?.resolve()
      else open.get(one)?.reject(error)
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

test('as many are under way as may be, and each that ends makes room for one', async () => {
  const { begun, work, end } = works()
  const all = sideBySide([1, 2, 3, 4, 5], 2, work)
  expect(begun).toEqual([1, 2])
  await end(2)
  expect(begun).toEqual([1, 2, 3])
  await end(1)
  await end(3)
  expect(begun).toEqual([1, 2, 3, 4, 5])
  await end(4)
  await end(5)
  await all
})

test('behind a failure nothing is begun, and it is told when what was under way has ended', async () => {
  const { begun, work, end } = works()
  let told: unknown
  const all = sideBySide([1, 2, 3, 4], 2, work).catch((error: unknown) => {
    told = error
  })
  await end(1, new Error('no'))
  expect(told).toBeUndefined()
  await end(2)
  await all
  expect(told).toEqual(new Error('no'))
  expect(begun).toEqual([1, 2])
})

test('nothing is begun when it is stopped', async () => {
  let isStopped = false
  const begun: number[] = []
  const work = async (one: number): Promise<void> => {
    begun.push(one)
    isStopped = one === 2
  }
  await sideBySide([1, 2, 3], 1, work, () => isStopped)
  expect(begun).toEqual([1, 2])
})

test('works of several are done so many at a time, and one that fails makes room, too', async () => {
  const { begun, work, end } = works()
  const inTurn = atMost(2)
  const all = Promise.allSettled([1, 2, 3, 4].map((one) => inTurn(() => work(one))))
  await end(0)
  expect(begun).toEqual([1, 2])
  await end(1, new Error('no'))
  expect(begun).toEqual([1, 2, 3])
  await end(3)
  expect(begun).toEqual([1, 2, 3, 4])
  await end(2)
  await end(4)
  expect((await all).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
})

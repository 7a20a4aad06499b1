import { expect, it } from 'vitest'
import { createPublishingGate } from './publishing-gate.ts'
import { createPublishingPasses } from './publishing-passes.ts'

const gate = createPublishingGate()
const passes = createPublishingPasses(gate)
const patience = (): AbortSignal => new AbortController().signal

/** Whether it has settled when all that goes on without waiting has gone on. */
async function isSettled(work: Promise<unknown>): Promise<boolean> {
  let settled = false
  work.then(
    () => (settled = true),
    () => (settled = true),
  )
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  return settled
}

it('nothing is copied between two publications that belong together, and the second does not wait for the copy', async () => {
  expect(await passes.publish('j1', async () => 1, true)).toBe(1)
  const closing = gate.close(patience())
  expect(await isSettled(closing)).toBe(false)
  const other = passes.publish('j2', async () => 3, false)
  expect(await isSettled(other)).toBe(false)
  expect(await passes.publish('j1', async () => 2, false)).toBe(2)
  ;(await closing)()
  expect(await other).toBe(3)
})

it.each([
  ['whose job ends', (): unknown => passes.leave('j1')],
  ['that fails in its second', (): unknown => passes.publish('j1', () => Promise.reject(new Error('no')), false).catch(() => undefined)],
])('one %s is waited for no longer', async (_what, end) => {
  await passes.publish('j1', async () => undefined, true)
  const closing = gate.close(patience())
  expect(await isSettled(closing)).toBe(false)
  await end()
  ;(await closing)()
})

it('one that fails in its first is within no longer', async () => {
  await expect(passes.publish('j1', () => Promise.reject(new Error('no')), true)).rejects.toThrow('no')
  ;(await gate.close(patience()))()
})

it('one whose job ends before its first has is not waited for either', async () => {
  const first = Promise.withResolvers<void>()
  const published = passes.publish('j1', () => first.promise, true)
  const closing = gate.close(patience())
  passes.leave('j1')
  expect(await isSettled(closing)).toBe(false)
  first.resolve()
  await published
  ;(await closing)()
})

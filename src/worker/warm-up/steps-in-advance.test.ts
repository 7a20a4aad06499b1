import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { StepsInAdvance } from './steps-in-advance.ts'

const stepsInto = (done: number[]) => [1, 2, 3].map((n) => async () => void done.push(n))

async function manyTurns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn()
}

test('all steps are taken, in their order', async () => {
  const done: number[] = []
  expect(await new StepsInAdvance().take(stepsInto(done))).toBe(true)
  expect(done).toEqual([1, 2, 3])
})

test('while it rests no step is begun, and then all are', async () => {
  const advance = new StepsInAdvance()
  const done: number[] = []
  const taken = advance.take(stepsInto(done))
  advance.rest()
  await manyTurns()
  expect(done).toEqual([])
  advance.goOn()
  expect(await taken).toBe(true)
  expect(done).toEqual([1, 2, 3])
})

test('at its end, also while it rests, no step is begun any more, and the one under way is waited for', async () => {
  const resting = new StepsInAdvance()
  const done: number[] = []
  const taken = resting.take(stepsInto(done))
  resting.rest()
  await manyTurns()
  await resting.end()
  expect(await taken).toBe(false)
  expect(done).toEqual([])

  const working = new StepsInAdvance()
  const step = Promise.withResolvers<void>()
  const seen: string[] = []
  const begun = working.take([() => step.promise.then(() => seen.push('the step')), async () => seen.push('another step')])
  await manyTurns()
  const ended = working.end().then(() => seen.push('the end'))
  await manyTurns()
  expect(seen).toEqual([])
  step.resolve()
  await ended
  expect(seen).toEqual(['the step', 'the end'])
  expect(await begun).toBe(false)
})

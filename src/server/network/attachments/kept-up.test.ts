import { expect, it } from 'vitest'
import { KeptUp } from './kept-up.ts'

const DOWN = { kind: 'down', failure: { seen: 'It has ended', remedies: [] } } as const
const never = new AbortController().signal

/** Lives that take their time to stop. */
function slowlyStopped() {
  const stops: (() => void)[] = []
  let lives = 0
  const kept = new KeptUp<{ readonly life: number; stop(): Promise<void> }>(async ({ up }) => {
    lives += 1
    const ended = Promise.withResolvers<void>()
    up({
      life: lives,
      stop: () => {
        stops.push(ended.resolve)
        return ended.promise
      },
    })
    await ended.promise
    return DOWN
  })
  return { kept, stops }
}

it('gives nobody what is being stopped, nor tells him that it is down: he waits for the next life', async () => {
  const { kept, stops } = slowlyStopped()
  const first = await kept.use(never)
  expect(first.shared.life).toBe(1)
  first.release()
  first.release()
  expect(stops).toHaveLength(1)
  const second = kept.use(never)
  const told: string[] = []
  const unwatch = kept.watch(({ kind }) => told.push(kind))
  stops.pop()?.()
  const { shared, release } = await second
  expect(shared.life).toBe(2)
  expect(told).toEqual(['up'])
  release()
  expect(stops).toEqual([])
  unwatch()
  expect(stops).toHaveLength(1)
  stops.pop()?.()
  await kept.close()
})

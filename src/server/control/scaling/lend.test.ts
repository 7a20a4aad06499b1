import { describe, expect, it } from 'vitest'
import { actualCuOf, type Borrower, lend } from './lend.ts'

const queue = (queueId: string, change: Partial<Borrower> = {}): Borrower => ({
  queueId,
  priority: 1,
  minCu: 16,
  maxCu: 64,
  heldCu: 0,
  wantedCu: 0,
  keptCu: 0,
  ...change,
})
const lentBy = (pool: { minCu: number; maxCu: number }, ...queues: readonly Borrower[]) => {
  const { lent, poolCu } = lend({ ...pool, step: 16 }, queues)
  return { ...Object.fromEntries(lent), poolCu }
}

describe('the CUs of a pool', () => {
  it('are lent as minimums when nothing is wanted, and the pool keeps its minimum', () => {
    expect(lentBy({ minCu: 64, maxCu: 128 }, queue('a'), queue('b'))).toEqual({ a: 16, b: 16, poolCu: 64 })
  })

  it('follow what is wanted up to the maximum of the queue', () => {
    expect(lentBy({ minCu: 64, maxCu: 128 }, queue('a', { wantedCu: 20 }), queue('b'))).toEqual({ a: 32, b: 16, poolCu: 64 })
    expect(lentBy({ minCu: 64, maxCu: 128 }, queue('a', { wantedCu: 400 }), queue('b'))).toEqual({ a: 64, b: 16, poolCu: 80 })
  })

  it('go to the higher priority first, and by turns among equals', () => {
    const wanted = { wantedCu: 400, maxCu: 400 }
    const pool = { minCu: 64, maxCu: 96 }
    expect(lentBy(pool, queue('low', wanted), queue('high', { ...wanted, priority: 2 }))).toEqual({ low: 16, high: 80, poolCu: 96 })
    expect(lentBy(pool, queue('one', wanted), queue('other', wanted))).toEqual({ one: 48, other: 48, poolCu: 96 })
  })

  it('stay with running jobs, whatever the priority of others', () => {
    const wanted = { wantedCu: 400, maxCu: 400 }
    const holder = queue('holder', { ...wanted, heldCu: 64 })
    expect(lentBy({ minCu: 64, maxCu: 96 }, holder, queue('high', { ...wanted, priority: 100 }))).toEqual({
      holder: 64,
      high: 32,
      poolCu: 96,
    })
  })

  it('that were had a short time ago stay until another queue wants them', () => {
    const kept = queue('kept', { keptCu: 64 })
    expect(lentBy({ minCu: 64, maxCu: 96 }, kept, queue('b'))).toMatchObject({ kept: 64, b: 16 })
    expect(lentBy({ minCu: 64, maxCu: 96 }, kept, queue('b', { wantedCu: 64 }))).toMatchObject({ kept: 32, b: 64 })
  })

  it('are never more than the pool has, also when it was made smaller than what its queues hold', () => {
    const held = { heldCu: 64, wantedCu: 64 }
    expect(lentBy({ minCu: 64, maxCu: 96 }, queue('a', held), queue('b', held))).toEqual({ a: 48, b: 48, poolCu: 96 })
  })
})

it("the vendor's actual_cu is the sum of the maximums within the limits, rounded up, and the minimum without queues", () => {
  const pool = { minCu: 64, maxCu: 200 }
  expect([[], [64], [64, 33], [64, 400]].map((maximums) => actualCuOf(pool, maximums))).toEqual([64, 64, 112, 208])
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { REFILL_DELAY_MS, SparePool, type SpareWorker } from './spare-pool.ts'

class Spare implements SpareWorker {
  readonly isWarm = true
  readonly warm = Promise.resolve()
  readonly exited = new Promise<void>(() => undefined)
}

describe('the pool of spare workers', () => {
  let [started, wanted] = [0, 0]
  let pool: SparePool<Spare>

  beforeEach(async () => {
    vi.useFakeTimers()
    ;[started, wanted] = [0, 0]
    pool = new SparePool<Spare>({
      starts: {
        register: () => undefined,
        isOpen: true,
        trouble: undefined,
        async start() {
          started += 1
          return new Spare()
        },
      },
      factory: { hurry: () => undefined, liveCount: 0, endingCount: 0, queueWorkerCount: 0 },
      spareWorkers: 2,
      workersMax: 100,
      startsMax: 2,
      demand: { wanted: () => wanted, wantedAhead: () => 0, offer: () => undefined, evictIdle: () => false, launched: () => undefined },
    })
    await pool.start()
    await settled()
  })
  afterEach(() => {
    pool.stop()
    vi.useRealTimers()
  })

  const settled = () => vi.advanceTimersByTimeAsync(0)

  it('has as many as it keeps', () => {
    expect([started, pool.warmCount]).toEqual([2, 2])
  })

  it('starts the next only behind the first moments of the job that has taken one, whatever wakes it meanwhile', async () => {
    pool.take()
    // As each job that comes does, and each worker that ends.
    pool.fill()
    await settled()
    expect(started).toBe(2)
    await vi.advanceTimersByTimeAsync(REFILL_DELAY_MS)
    expect([started, pool.warmCount]).toEqual([3, 2])
  })

  it('starts the next at once where none is left', async () => {
    pool.take()
    pool.take()
    await settled()
    expect(started).toBeGreaterThan(2)
  })

  it('starts at once for jobs that wait', async () => {
    pool.take()
    wanted = 3
    pool.fill()
    await settled()
    expect(started).toBeGreaterThan(2)
  })
})

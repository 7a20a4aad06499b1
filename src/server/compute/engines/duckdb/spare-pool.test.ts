import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { REFILL_DELAY_MS, SparePool, type SpareWorker } from './spare-pool.ts'

class Spare implements SpareWorker {
  readonly isWarm = true
  readonly warm = Promise.resolve()
  readonly exited = new Promise<void>(() => undefined)
}

describe('the pool of spare workers', () => {
  let [started, wanted] = [0, 0]
  let resting: Spare[] = []
  let warming: Spare[] = []
  /** A job that waits takes the next that is there. */
  let takes = false
  let pool: SparePool<Spare>

  beforeEach(async () => {
    vi.useFakeTimers()
    ;[started, wanted, resting, warming, takes] = [0, 0, [], [], false]
    pool = keeping(2)
    await pool.start()
    await settled()
  })
  afterEach(() => {
    pool.stop()
    vi.useRealTimers()
  })

  function keeping(spareWorkers: number): SparePool<Spare> {
    const kept = new SparePool<Spare>({
      starts: {
        register: () => undefined,
        isOpen: true,
        trouble: undefined,
        async start(_starter, { rests }) {
          started += 1
          const spare = new Spare()
          if (rests === true) resting.push(spare)
          return spare
        },
      },
      factory: { hurry: () => undefined, liveCount: 0, endingCount: 0, queueWorkerCount: 0, warmUp: (spare) => void warming.push(spare) },
      spareWorkers,
      workersMax: 100,
      startsMax: 2,
      demand: {
        wanted: () => wanted,
        wantedAhead: () => 0,
        offer() {
          if (!takes || wanted === 0) return
          // It is no longer wanted when the pool looks at what is, which giving one away does.
          wanted -= 1
          if (kept.take() === undefined) wanted += 1
        },
        evictIdle: () => false,
        launched: () => undefined,
      },
    })
    return kept
  }

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

  it('has what a job waits for rest until it is taken, and warm up where no job takes it; what nobody waits for does not rest', async () => {
    expect(resting).toEqual([])
    pool.stop()
    pool = keeping(0)
    ;[wanted, takes] = [1, true]
    pool.fill()
    await settled()
    expect([wanted, resting.length, warming.length]).toEqual([0, 1, 0])
    ;[wanted, takes] = [2, false]
    pool.fill()
    wanted = 0
    await settled()
    expect(resting).toHaveLength(3)
    expect(warming).toEqual(resting.slice(1))
  })

  it('starts at once for jobs that wait', async () => {
    pool.take()
    wanted = 3
    pool.fill()
    await settled()
    expect(started).toBeGreaterThan(2)
  })
})

/** What jobs hold that goes when they have ended, but for as long as something is being made of it. */
export interface HeldByJobs<T> {
  of(jobId: string): readonly T[]
  count(jobId: string): number
  add(jobId: string, held: T): void
  /** It is the job's no longer. */
  drop(jobId: string, held: T): void
  /** Nothing of the job's is taken away meanwhile, be the job at its end by then. */
  using<R>(jobId: string, work: () => Promise<R>): Promise<R>
  /** The job has ended. */
  release(jobId: string): void
  /** Settles when what ended jobs held is gone, as far as it could be. */
  drain(): Promise<void>
}

interface Holding<T> {
  readonly held: Set<T>
  uses: number
  hasEnded: boolean
}

/** `remove` says itself what could not be removed. */
export function createHeldByJobs<T>(remove: (held: readonly T[]) => Promise<void>): HeldByJobs<T> {
  const jobs = new Map<string, Holding<T>>()
  const removals = new Set<Promise<void>>()

  function holdingOf(jobId: string): Holding<T> {
    const job = jobs.get(jobId) ?? { held: new Set(), uses: 0, hasEnded: false }
    jobs.set(jobId, job)
    return job
  }

  function removeIfEnded(jobId: string): void {
    const job = jobs.get(jobId)
    if (job === undefined || !job.hasEnded || job.uses > 0) return
    jobs.delete(jobId)
    const removal = remove([...job.held]).finally(() => removals.delete(removal))
    removals.add(removal)
  }

  return {
    of: (jobId) => [...(jobs.get(jobId)?.held ?? [])],
    count: (jobId) => jobs.get(jobId)?.held.size ?? 0,
    add(jobId, held) {
      holdingOf(jobId).held.add(held)
    },
    drop(jobId, held) {
      jobs.get(jobId)?.held.delete(held)
    },
    async using(jobId, work) {
      const job = holdingOf(jobId)
      job.uses += 1
      try {
        return await work()
      } finally {
        job.uses -= 1
        removeIfEnded(jobId)
      }
    },
    release(jobId) {
      const job = jobs.get(jobId)
      if (job === undefined) return
      job.hasEnded = true
      removeIfEnded(jobId)
    },
    async drain() {
      await Promise.all(removals)
    },
  }
}

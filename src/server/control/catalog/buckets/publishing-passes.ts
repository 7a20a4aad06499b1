import type { PublishingGate } from './publishing-gate.ts'

/** Publications of jobs, each of which passes the gate; of several that belong together the first, and it stays within until the last has ended. */
export interface PublishingPasses {
  /** @param goesOn the job's next one belongs to this one, which is done when it has resolved */
  publish<T>(jobId: string, work: () => Promise<T>, goesOn: boolean): Promise<T>
  /** The job has ended: what it has not gone on with, it never will. */
  leave(jobId: string): void
}

export function createPublishingPasses(gate: Pick<PublishingGate, 'pass'>): PublishingPasses {
  /** How each job that is within leaves, from when it enters on: it may end before its publication does. */
  const within = new Map<string, () => void>()

  function leave(jobId: string): void {
    within.get(jobId)?.()
    within.delete(jobId)
  }

  /** Resolves with the work, and is within the gate until the job leaves. */
  async function enter<T>(jobId: string, work: () => Promise<T>): Promise<T> {
    const done = Promise.withResolvers<T>()
    const left = Promise.withResolvers<void>()
    within.set(jobId, left.resolve)
    gate
      .pass(async () => {
        done.resolve(await work())
        await left.promise
      })
      .catch((error: unknown) => {
        leave(jobId)
        done.reject(error)
      })
    return await done.promise
  }

  return {
    async publish(jobId, work, goesOn) {
      if (!within.has(jobId)) return await (goesOn ? enter(jobId, work) : gate.pass(work))
      try {
        return await work()
      } finally {
        if (!goesOn) leave(jobId)
      }
    },
    leave,
  }
}

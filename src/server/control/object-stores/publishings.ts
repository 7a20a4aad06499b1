import { CausewayError } from '../../../base/errors.ts'

/** What is being published of a job. */
export interface Publishing {
  /** Before the commit it changes nothing then; after it nobody waits for what is still to be done. */
  readonly stop: AbortController
  /** It is committed, or will not be. */
  readonly decided: Promise<void>
}

/** Which publications are under way: the end of a job stops them, and so does who discards what is published. */
export class Publishings {
  readonly #jobs = new Map<string, Set<Publishing>>()

  of(jobId: string): readonly Publishing[] {
    return [...(this.#jobs.get(jobId) ?? [])]
  }

  async during<T>(
    jobId: string,
    uploads: readonly { publishing: Publishing | undefined }[],
    work: (stop: AbortSignal, decided: () => void) => Promise<T>,
  ): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const one: Publishing = { stop: new AbortController(), decided: promise }
    const all = this.#jobs.get(jobId) ?? new Set<Publishing>()
    this.#jobs.set(jobId, all.add(one))
    for (const upload of uploads) upload.publishing = one
    try {
      return await work(one.stop.signal, resolve)
    } finally {
      resolve()
      for (const upload of uploads) upload.publishing = undefined
      all.delete(one)
      if (all.size === 0) this.#jobs.delete(jobId)
    }
  }
}

export function stopAll(publishings: readonly Publishing[]): void {
  for (const { stop } of publishings) stop.abort(new CausewayError('cancelled', 'The job was stopped before its rows were there'))
}

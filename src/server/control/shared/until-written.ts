const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 10_000

interface Tries {
  /** Told of each try that failed. */
  readonly failed: (error: unknown, attempt: number) => void
  /** Asked after each: the server ends, and the next start does what is left. */
  readonly isGivenUp: () => boolean
}

/** Tries until it is written. False: it was given up. */
export async function untilWritten(work: () => Promise<void>, { failed, isGivenUp }: Tries): Promise<boolean> {
  let pauseMs = FIRST_RETRY_MS
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work()
      return true
    } catch (error) {
      failed(error, attempt)
      if (isGivenUp()) return false
      const pause = Promise.withResolvers<void>()
      setTimeout(() => pause.resolve(), pauseMs).unref()
      await pause.promise
      pauseMs = Math.min(pauseMs * 2, LONGEST_RETRY_MS)
    }
  }
}

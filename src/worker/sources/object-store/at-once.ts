/** Does all of it, so many at once at most. The first failure ends the others: what has begun is waited for, and nothing more is. @throws that failure */
export async function atOnce<T>(most: number, work: readonly T[], each: (one: T) => Promise<void>): Promise<void> {
  const waiting = work.values()
  let hasFailed = false
  const lane = async (): Promise<void> => {
    for (const one of waiting) {
      if (hasFailed) return
      await each(one).catch((error: unknown) => {
        hasFailed = true
        throw error
      })
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: Math.min(most, work.length) }, lane))
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

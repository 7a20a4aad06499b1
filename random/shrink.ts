/**
 * The simplest of what still fails that is found by taking simpler ones step by step.
 * @param simpler what a failing one could be replaced by, the simplest first
 * @param fails of several at once, whether each fails in the same way; asking is slow
 * @param triesMax how many are asked about in all
 */
export async function shrink<T>(
  failing: T,
  simpler: (one: T) => Iterable<T>,
  fails: (several: readonly T[]) => Promise<readonly boolean[]>,
  triesMax: number,
): Promise<T> {
  const AT_ONCE = 12
  let smallest = failing
  let tries = 0
  search: for (;;) {
    let waiting: T[] = []
    const firstFailing = async (): Promise<T | undefined> => {
      const asked = waiting
      waiting = []
      tries += asked.length
      return asked[(await fails(asked)).indexOf(true)]
    }
    for (const candidate of simpler(smallest)) {
      waiting.push(candidate)
      if (waiting.length < AT_ONCE) continue
      const found = await firstFailing()
      if (found !== undefined) smallest = found
      if (tries >= triesMax) return smallest
      if (found !== undefined) continue search
    }
    const found = waiting.length === 0 ? undefined : await firstFailing()
    if (found === undefined || tries >= triesMax) return found ?? smallest
    smallest = found
  }
}

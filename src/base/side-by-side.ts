/**
 * Works on so many at a time, each begun when another has ended, in their order. The first failure is thrown when all that were begun have ended; nothing is begun behind it,
 * nor when it is stopped.
 */
export async function sideBySide<T>(
  all: Iterable<T>,
  most: number,
  work: (one: T) => Promise<void>,
  isStopped: () => boolean = () => false,
): Promise<void> {
  const rest = Iterator.from(all)
  let failure: { readonly error: unknown } | undefined
  async function line(): Promise<void> {
    for (const one of rest) {
      if (failure !== undefined || isStopped()) return
      try {
        await work(one)
      } catch (error) {
        failure ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: most }, line))
  if (failure !== undefined) throw failure.error
}

/** What does so many works at a time, whoever asks for them: the others wait, in their order. */
export function atMost(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    // Who has waited has the turn of the one that ended.
    if (running === most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}

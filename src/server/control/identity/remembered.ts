/**
 * Remembers what was read of the accounts until any of them changes: `version` then gives another number. What is not there is not remembered, so that nobody
 * can fill the memory with names. What is known is given at once, for waiting costs more than finding it.
 */
export function remembered<T>(version: () => number): (key: string, read: () => Promise<T | undefined>) => T | Promise<T | undefined> {
  const known = new Map<string, T>()
  let knownAt = version()
  async function readNew(key: string, readAt: number, read: () => Promise<T | undefined>): Promise<T | undefined> {
    const value = await read()
    if (value !== undefined && knownAt === readAt && version() === readAt) known.set(key, value)
    return value
  }
  return (key, read) => {
    // Before it is read: what changes meanwhile makes it old.
    const readAt = version()
    if (readAt !== knownAt) {
      known.clear()
      knownAt = readAt
    }
    return known.get(key) ?? readNew(key, readAt, read)
  }
}

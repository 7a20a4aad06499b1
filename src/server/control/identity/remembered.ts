/**
 * Remembers what was read of the accounts until any of them changes: `version` then gives another number. What is not there is not remembered, so that nobody
 * can fill the memory with names.
 */
export function remembered<T>(version: () => number): (key: string, read: () => Promise<T | undefined>) => Promise<T | undefined> {
  const known = new Map<string, T>()
  let knownAt = version()
  return async (key, read) => {
    // Before it is read: what changes meanwhile makes it old.
    const readAt = version()
    if (readAt !== knownAt) {
      known.clear()
      knownAt = readAt
    }
    const kept = known.get(key)
    if (kept !== undefined) return kept
    const value = await read()
    if (value !== undefined && knownAt === readAt && version() === readAt) known.set(key, value)
    return value
  }
}

/** When names were last given or taken, by a count of all such changes. */
export interface NameChanges {
  add(name: string): void
  /** The count at the last change of one of the names, in lower case; of none: at the last change of all. */
  version(names?: readonly string[]): number
}

/** Beyond them all are forgotten: a name that is not known counts as one that was changed then. */
const NAMES_KEPT = 10_000

export function createNameChanges(kept = NAMES_KEPT): NameChanges {
  const changed = new Map<string, number>()
  let count = 0
  let forgotten = 0
  return {
    add(name) {
      count += 1
      if (changed.size >= kept) {
        changed.clear()
        forgotten = count
      }
      changed.set(name.toLowerCase(), count)
    },
    version: (names) => (names === undefined ? count : Math.max(0, ...names.map((name) => changed.get(name) ?? forgotten))),
  }
}

/** An object that readers pass over; with an ETag, only as long as it is the one of it. */
export interface HiddenObject {
  readonly key: string
  readonly etag?: string
}

export interface SeenState {
  /** Of the last write that came to be below the place, or above it. */
  readonly commit: number
  readonly hidden: readonly HiddenObject[]
}

const PLACES_MAX = 10_000

/**
 * Which objects of stores the readers of this server see while others are being written. A store takes one object after the other, so that its list tells of new ones that
 * are not all there, and of old ones that are about to go: readers pass over the new ones until their write is committed, and over those that it replaces from then on.
 * Who lists a place looks here before and after: where the commit is the same, the list without what was hidden by either is the place before or after each write, and
 * no mixture.
 */
export class SeenObjects {
  readonly #hidden = new Map<string, Map<string, HiddenObject>>()
  /** By store and place, in the order of the commits. */
  readonly #commits = new Map<string, { readonly store: string; readonly place: string; readonly commit: number }>()
  #last = 0
  /** Of the newest that is not remembered any more. */
  #forgotten = 0

  hide(store: string, objects: readonly HiddenObject[]): void {
    const known = this.#hidden.get(store) ?? new Map<string, HiddenObject>()
    this.#hidden.set(store, known)
    // One that is being written stays hidden, whatever else is said of its key.
    for (const object of objects) if (!known.has(object.key) || known.get(object.key)?.etag !== undefined) known.set(object.key, object)
  }

  /** Not one of another ETag, which somebody else has hidden since. */
  show(store: string, objects: readonly HiddenObject[]): void {
    const known = this.#hidden.get(store)
    for (const { key, etag } of objects) if (known?.get(key)?.etag === etag) known?.delete(key)
    if (known?.size === 0) this.#hidden.delete(store)
  }

  /** In one step: the new ones are seen, and what they replace is not. `places`: where something has changed. */
  commit(store: string, places: readonly string[], added: readonly string[], replaced: readonly HiddenObject[]): void {
    this.show(
      store,
      added.map((key) => ({ key })),
    )
    this.hide(store, replaced)
    this.#last += 1
    for (const place of places) {
      const name = `${store} ${place}`
      this.#commits.delete(name)
      this.#commits.set(name, { store, place, commit: this.#last })
    }
    for (const [name, { commit }] of this.#commits) {
      if (this.#commits.size <= PLACES_MAX) return
      this.#commits.delete(name)
      this.#forgotten = Math.max(this.#forgotten, commit)
    }
  }

  /** `place`: a key, or the beginning of keys that goes to a slash; '' is all of the store. */
  look(store: string, place: string): SeenState {
    let commit = this.#forgotten
    for (const each of this.#commits.values())
      if (each.store === store && (isBelow(each.place, place) || isBelow(place, each.place))) commit = Math.max(commit, each.commit)
    const hidden = [...(this.#hidden.get(store)?.values() ?? [])].filter(({ key }) => isBelow(key, place))
    return { commit, hidden }
  }

  /** Whether a later write than that commit has come to be below one of the places, or above it. */
  isChanged(store: string, places: readonly string[], since: number): boolean {
    if (this.#forgotten > since) return true
    for (const { commit, ...each } of this.#commits.values())
      if (commit > since && each.store === store && places.some((place) => isBelow(each.place, place) || isBelow(place, each.place)))
        return true
    return false
  }

  hiddenCount(store: string): number {
    return this.#hidden.get(store)?.size ?? 0
  }

  isHidden(store: string, key: string): boolean {
    return this.#hidden.get(store)?.has(key) === true
  }
}

const isBelow = (key: string, place: string): boolean => place === '' || key === place || key.startsWith(`${place}/`)

/** How much of something each may hold at once, so that one of them cannot take all of it. */
export class Shares {
  readonly #ofOne: number
  readonly #ofAll: number
  readonly #held = new Map<string, number>()
  #all = 0

  constructor({ ofOne, ofAll }: { readonly ofOne: number; readonly ofAll: number }) {
    this.#ofOne = ofOne
    this.#ofAll = ofAll
  }

  /** Gives what gives it back, as often as one likes; undefined where nothing is left for the holder. */
  take(holder: string): (() => void) | undefined {
    const own = this.#held.get(holder) ?? 0
    if (own >= this.#ofOne || this.#all >= this.#ofAll) return undefined
    this.#held.set(holder, own + 1)
    this.#all += 1
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      this.#all -= 1
      const left = (this.#held.get(holder) ?? 1) - 1
      if (left === 0) this.#held.delete(holder)
      else this.#held.set(holder, left)
    }
  }
}

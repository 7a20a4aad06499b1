/** Chance that a seed gives again (mulberry32): every statement of a run follows from its seed. */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 to below `end`. */
  integer(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end) | 0
  }

  /** True once in so many times. */
  oneIn(times: number): boolean {
    return this.integer(times) === 0
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.integer(list.length)]
    if (picked === undefined) throw new Error('nothing to pick from')
    return picked
  }
}

const MULTIPLIER = 0x5deece66dn
const MASK = (1n << 48n) - 1n

/** The numbers of java.util.Random. */
export class JavaRandom {
  #seed: bigint

  constructor(seed: number) {
    this.#seed = scrambled(seed)
  }

  /** From 0 to below the bound, which is no power of 2. */
  nextInt(bound: number): number {
    for (;;) {
      const bits = this.#next31()
      const value = bits % bound
      if (bits - value + (bound - 1) < 2 ** 31) return value
    }
  }

  #next31(): number {
    this.#seed = (this.#seed * MULTIPLIER + 0xbn) & MASK
    return Number(this.#seed >> 17n)
  }
}

const scrambled = (seed: number): bigint => (BigInt(seed) ^ MULTIPLIER) & MASK

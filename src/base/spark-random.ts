const LONG = 64
const PLACES_BETWEEN_MARKS = 1024

interface State {
  readonly seed: bigint
  /** The second of a pair of normally distributed numbers, which are drawn together. */
  readonly pending: number | undefined
}

/**
 * The random numbers of Spark in a partition, by their places: XORShiftRandom, with what java.util.Random makes of its bits. They are drawn one after the
 * other; marks on the way make a place before the last one cheap.
 */
export class SparkRandom {
  readonly #isNormal: boolean
  readonly #marks: State[]
  #place = 0
  #seed: bigint
  #pending: number | undefined

  constructor(seed: bigint, distribution: 'uniform' | 'normal') {
    this.#isNormal = distribution === 'normal'
    this.#seed = hashedSeed(BigInt.asIntN(LONG, seed))
    this.#marks = [{ seed: this.#seed, pending: undefined }]
  }

  /** The number at a place, from 0. */
  at(place: number): number {
    const mark = Math.min(Math.floor(place / PLACES_BETWEEN_MARKS), this.#marks.length - 1)
    const isBehind = place < this.#place || mark * PLACES_BETWEEN_MARKS > this.#place
    const from = this.#marks[mark]
    if (isBehind && from !== undefined) {
      this.#place = mark * PLACES_BETWEEN_MARKS
      this.#seed = from.seed
      this.#pending = from.pending
    }
    while (this.#place < place) this.#next()
    return this.#next()
  }

  #next(): number {
    const number = this.#isNormal ? this.#nextGaussian() : this.#nextDouble()
    this.#place += 1
    if (this.#place === this.#marks.length * PLACES_BETWEEN_MARKS) this.#marks.push({ seed: this.#seed, pending: this.#pending })
    return number
  }

  #nextBits(count: number): number {
    let next = this.#seed ^ BigInt.asUintN(LONG, this.#seed << 21n)
    next ^= next >> 35n
    next ^= BigInt.asUintN(LONG, next << 4n)
    this.#seed = next
    return Number(BigInt.asUintN(count, next))
  }

  #nextDouble(): number {
    const high = this.#nextBits(26)
    return (high * 2 ** 27 + this.#nextBits(27)) * 2 ** -53
  }

  /** The polar method of java.util.Random. */
  #nextGaussian(): number {
    const pending = this.#pending
    this.#pending = undefined
    if (pending !== undefined) return pending
    for (;;) {
      const first = 2 * this.#nextDouble() - 1
      const second = 2 * this.#nextDouble() - 1
      const square = first * first + second * second
      if (square >= 1 || square === 0) continue
      const factor = Math.sqrt((-2 * Math.log(square)) / square)
      this.#pending = second * factor
      return first * factor
    }
  }
}

/** A seed of few bits is spread over all of them, by Scala's MurmurHash3 of its bytes. */
function hashedSeed(seed: bigint): bigint {
  const bytes = new DataView(new ArrayBuffer(8))
  bytes.setBigInt64(0, seed)
  const low = hashOfBytes(bytes, 0x3c074a61)
  const high = hashOfBytes(bytes, low)
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
}

function hashOfBytes(bytes: DataView, seed: number): number {
  let hash = seed
  for (let place = 0; place < bytes.byteLength; place += 4) {
    const word = Math.imul(rotated(Math.imul(bytes.getInt32(place, true), 0xcc9e2d51), 15), 0x1b873593)
    hash = (Math.imul(rotated(hash ^ word, 13), 5) + 0xe6546b64) | 0
  }
  hash ^= bytes.byteLength
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

const rotated = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))

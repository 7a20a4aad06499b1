import { type OrcInput, shortest, unzigzag } from './orc-input.ts'

/** Numbers of up to 64 bits: numbers, where they are exact as such. */
export interface IntegerRuns {
  next(): number | bigint
}

const SHORTEST_RUN = 3
const LITERALS = 0x80

/** As Hive before 0.12 packed them: runs of equal steps, and numbers as they are. */
export class FirstIntegerRuns implements IntegerRuns {
  readonly #input: OrcInput
  readonly #signed: boolean
  #left = 0
  #isRun = false
  #value: number | bigint = 0
  #step = 0

  constructor(input: OrcInput, signed: boolean) {
    this.#input = input
    this.#signed = signed
  }

  next(): number | bigint {
    const input = this.#input
    if (this.#left === 0) {
      const control = input.byte()
      this.#isRun = control < LITERALS
      this.#left = this.#isRun ? control + SHORTEST_RUN : 2 * LITERALS - control
      if (this.#isRun) {
        this.#step = input.signedByte()
        this.#value = this.#read()
        this.#left -= 1
        return this.#value
      }
    }
    this.#left -= 1
    this.#value = this.#isRun ? sum(this.#value, this.#step) : this.#read()
    return this.#value
  }

  #read(): number | bigint {
    return this.#signed ? this.#input.signed() : this.#input.unsigned()
  }
}

const ENCODING = { shortRepeat: 0, direct: 1, patchedBase: 2, delta: 3 } as const
const RUN_MAX = 512
/** What is wider than so many bits is read as a big number. */
const NUMBER_BITS_MAX = 48
const PATCH_GAP_MAX = 255

/** In four ways, whichever is the shortest. */
export class SecondIntegerRuns implements IntegerRuns {
  readonly #input: OrcInput
  readonly #signed: boolean
  readonly #values = new Array<number | bigint>(RUN_MAX).fill(0)
  #at = 0
  #end = 0

  constructor(input: OrcInput, signed: boolean) {
    this.#input = input
    this.#signed = signed
  }

  next(): number | bigint {
    if (this.#at === this.#end) this.#readRun()
    const value = this.#values[this.#at] ?? 0
    this.#at += 1
    return value
  }

  #readRun(): void {
    const first = this.#input.byte()
    this.#at = 0
    switch (first >>> 6) {
      case ENCODING.shortRepeat:
        this.#shortRepeat(first)
        return
      case ENCODING.direct:
        this.#direct(first)
        return
      case ENCODING.patchedBase:
        this.#patchedBase(first)
        return
      default:
        this.#delta(first)
    }
  }

  #shortRepeat(first: number): void {
    const value = bigEndian(this.#input, ((first >>> 3) & 7) + 1)
    this.#end = (first & 7) + SHORTEST_RUN
    this.#values.fill(this.#signed ? unzigzag(value) : value, 0, this.#end)
  }

  #direct(first: number): void {
    const width = widthOf((first >>> 1) & 0x1f)
    this.#end = this.#lengthOf(first)
    this.#unpack(0, this.#end, width)
    if (!this.#signed) return
    for (let index = 0; index < this.#end; index += 1) this.#values[index] = unzigzag(this.#values[index] ?? 0)
  }

  #patchedBase(first: number): void {
    const input = this.#input
    const width = widthOf((first >>> 1) & 0x1f)
    this.#end = this.#lengthOf(first)
    const third = input.byte()
    const fourth = input.byte()
    const baseBytes = ((third >>> 5) & 7) + 1
    const patchWidth = widthOf(third & 0x1f)
    const gapWidth = ((fourth >>> 5) & 7) + 1
    const patchCount = fourth & 0x1f
    const base = signAndSize(bigEndian(input, baseBytes), baseBytes)
    this.#unpack(0, this.#end, width)
    const patches = unpacked(input, patchCount, roundedWidth(patchWidth + gapWidth))
    let at = 0
    for (const patch of patches) {
      const gap = Number(BigInt(patch) >> BigInt(patchWidth))
      const bits = BigInt.asUintN(patchWidth, BigInt(patch))
      at += gap
      // A gap that is longer is said in several.
      if (gap === PATCH_GAP_MAX && bits === 0n) continue
      if (at >= this.#end) throw input.damaged()
      this.#values[at] = shortest(BigInt.asIntN(64, BigInt(this.#values[at] ?? 0) | (bits << BigInt(width))))
    }
    for (let index = 0; index < this.#end; index += 1) this.#values[index] = sum(this.#values[index] ?? 0, base)
  }

  #delta(first: number): void {
    const input = this.#input
    const code = (first >>> 1) & 0x1f
    const width = code === 0 ? 0 : widthOf(code)
    this.#end = this.#lengthOf(first)
    let value = this.#signed ? input.signed() : input.unsigned()
    const step = input.signed()
    this.#values[0] = value
    if (width === 0) {
      for (let index = 1; index < this.#end; index += 1) {
        value = sum(value, step)
        this.#values[index] = value
      }
      return
    }
    if (this.#end < 2) return
    value = sum(value, step)
    this.#values[1] = value
    this.#unpack(2, this.#end, width)
    const isFalling = step < 0
    for (let index = 2; index < this.#end; index += 1) {
      const one = this.#values[index] ?? 0
      value = sum(value, isFalling ? -one : one)
      this.#values[index] = value
    }
  }

  #lengthOf(first: number): number {
    return ((first & 1) << 8) + this.#input.byte() + 1
  }

  #unpack(from: number, end: number, width: number): void {
    unpackInto(this.#input, this.#values, from, end, width)
  }
}

/** As 64 bits have it, which begin anew beyond their greatest. */
function sum(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'number' && typeof b === 'number') {
    const added = a + b
    if (Number.isSafeInteger(added)) return added
  }
  return shortest(BigInt.asIntN(64, BigInt(a) + BigInt(b)))
}

function bigEndian(input: OrcInput, bytes: number): number | bigint {
  if (bytes <= 6) return input.take(bytes).readUIntBE(0, bytes)
  return shortest(BigInt(`0x${input.take(bytes).toString('hex')}`))
}

/** The highest bit is the sign. */
function signAndSize(value: number | bigint, bytes: number): number | bigint {
  const sign = 1n << BigInt(bytes * 8 - 1)
  const big = BigInt(value)
  return shortest((big & sign) === 0n ? big : -(big - sign))
}

function unpacked(input: OrcInput, count: number, width: number): readonly (number | bigint)[] {
  const values = new Array<number | bigint>(count).fill(0)
  unpackInto(input, values, 0, count, width)
  return values
}

/** Each takes `width` bits, the highest first; what is left of the last byte is not used. */
function unpackInto(input: OrcInput, values: (number | bigint)[], from: number, end: number, width: number): void {
  const bytes = input.take(Math.ceil(((end - from) * width) / 8))
  if (width > NUMBER_BITS_MAX) {
    const step = width / 8
    for (let index = from, at = 0; index < end; index += 1, at += step)
      values[index] = shortest(BigInt(`0x${bytes.toString('hex', at, at + step)}`))
    return
  }
  let at = 0
  let held = 0
  let bits = 0
  for (let index = from; index < end; index += 1) {
    let value = 0
    for (let wanted = width; wanted > 0; ) {
      if (bits === 0) {
        held = bytes[at] ?? 0
        at += 1
        bits = 8
      }
      const taken = Math.min(bits, wanted)
      bits -= taken
      wanted -= taken
      value = value * 2 ** taken + ((held >>> bits) & ((1 << taken) - 1))
    }
    values[index] = value
  }
}

/** What five bits say. */
const WIDTHS = [...Array.from({ length: 24 }, (_, index) => index + 1), 26, 28, 30, 32, 40, 48, 56, 64]
const widthOf = (code: number): number => WIDTHS[code] ?? 64
const roundedWidth = (bits: number): number => WIDTHS.find((width) => width >= bits) ?? 64

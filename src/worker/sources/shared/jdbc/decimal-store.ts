const TWO_32 = 4_294_967_296

interface DecimalStore {
  readonly buffer: ArrayBuffer
  readonly elementBytes: number
  small(row: number, value: number): void
  big(row: number, value: bigint): void
}

/** The values of a vector of decimals, scaled, as the engine keeps them: integers of 2, 4, 8 or 16 bytes. */
export function decimalStore(precision: number, capacity: number): DecimalStore {
  if (precision <= 9) return narrowStore(precision <= 4 ? new Int16Array(capacity) : new Int32Array(capacity))
  return wideStore(precision <= 18 ? 1 : 2, capacity)
}

function narrowStore(values: Int16Array<ArrayBuffer> | Int32Array<ArrayBuffer>): DecimalStore {
  return {
    buffer: values.buffer,
    elementBytes: values.BYTES_PER_ELEMENT,
    small(row, value) {
      values[row] = value
    },
    big(row, value) {
      values[row] = Number(value)
    },
  }
}

/** Integers of one or two 64-bit words, the low word first. */
function wideStore(words: 1 | 2, capacity: number): DecimalStore {
  const halves = new Uint32Array(capacity * 2 * words)
  const longs = new BigUint64Array(halves.buffer)
  return {
    buffer: halves.buffer,
    elementBytes: 8 * words,
    small(row, value) {
      const at = row * 2 * words
      const signed = Math.floor(value / TWO_32)
      halves[at] = value
      halves[at + 1] = signed
      if (words === 2) {
        const sign = value < 0 ? 0xffffffff : 0
        halves[at + 2] = sign
        halves[at + 3] = sign
      }
    },
    big(row, value) {
      longs[row * words] = BigInt.asUintN(64, value)
      if (words === 2) longs[row * words + 1] = BigInt.asUintN(64, value >> 64n)
    },
  }
}

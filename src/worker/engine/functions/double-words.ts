const DOUBLE = new Float64Array(1)
const WORDS = new Int32Array(DOUBLE.buffer)
const [LOW, HIGH] = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? [0, 1] : [1, 0]

/** Sign, exponent and the first 20 bits of a double. */
export function highWord(value: number): number {
  DOUBLE[0] = value
  return WORDS[HIGH] ?? 0
}

/** Its last 32 bits. */
export function lowWord(value: number): number {
  DOUBLE[0] = value
  return WORDS[LOW] ?? 0
}

/** The value with zeros for its last 32 bits. */
export function headOf(value: number): number {
  DOUBLE[0] = value
  WORDS[LOW] = 0
  return DOUBLE[0] ?? 0
}

export function withHighWord(value: number, high: number): number {
  DOUBLE[0] = value
  WORDS[HIGH] = high
  return DOUBLE[0] ?? 0
}

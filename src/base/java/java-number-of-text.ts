const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(?:e([+-]?\d+))?[df]?$/i
const HEXADECIMAL = /^([+-]?)0x(?:([\da-f]+)\.?|([\da-f]*)\.([\da-f]+))p([+-]?\d+)[df]?$/i
const INFINITE = /^([+-]?)inf(?:inity)?$/i

/** How many bits a number has, and the least power of two among them. */
const FORMS = { float: { bits: 24, lowest: -149 }, double: { bits: 53, lowest: -1074 } } as const

/** What Spark's cast to FLOAT or DOUBLE makes of a text: the number that is nearest, to the last digit; undefined for a text that is none. */
export function javaNumberOfText(text: string, kind: keyof typeof FORMS): number | undefined {
  const word = text.replace(/^[\0- ]+|[\0- ]+$/g, '')
  if (DECIMAL.test(word)) return kind === 'double' ? doubleOf(word) : floatOf(word)
  // Spark takes NaN in letters of any size, Java takes it with a sign.
  if (/^nan$/i.test(word) || /^[+-]NaN$/.test(word)) return Number.NaN
  const [, sign] = INFINITE.exec(word) ?? []
  if (sign !== undefined) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return hexadecimalOf(word, kind)
}

const doubleOf = (word: string): number => Number(word.replace(/[df]$/i, ''))

/** By the double that is nearest, a number beside the middle of two floats would be rounded twice: it is looked at with all its digits. */
function floatOf(word: string): number {
  const near = doubleOf(word)
  if (near === 0 || !Number.isFinite(near) || Math.fround(near) === near) return Math.fround(near)
  const [, digits = '', exponent = '0'] = DECIMAL.exec(word) ?? []
  const [whole = '', fraction = ''] = digits.split('.')
  const power = Number(exponent) - fraction.length
  const written = BigInt(`${whole}${fraction}`)
  const size =
    power >= 0 ? rounded(written * 10n ** BigInt(power), 0, 'float') : rounded(...quotient(written, 10n ** BigInt(-power)), 'float')
  return near < 0 ? -size : size
}

/** About the quotient as a whole number times a power of two: with more bits than any form has, and the last one set where it is not all. */
function quotient(dividend: bigint, divisor: bigint): [bigint, number] {
  const shift = Math.max(0, lengthOf(divisor) - lengthOf(dividend) + 64)
  const shifted = dividend << BigInt(shift)
  const whole = shifted / divisor
  return [whole * divisor === shifted ? whole : whole | 1n, -shift]
}

function hexadecimalOf(word: string, kind: keyof typeof FORMS): number | undefined {
  const match = HEXADECIMAL.exec(word)
  if (match === null) return undefined
  const [, sign, alone, before = '', behind = '', exponent] = match
  const size = rounded(BigInt(`0x0${alone ?? `${before}${behind}`}`), Number(exponent) - 4 * behind.length, kind)
  return sign === '-' ? -size : size
}

const lengthOf = (value: bigint): number => value.toString(16).length * 4

/** value * 2^power, which no double may hold, to the nearest number of the form; of two the even one. */
function rounded(value: bigint, power: number, kind: keyof typeof FORMS): number {
  const { bits, lowest } = FORMS[kind]
  const length = value === 0n ? 0 : value.toString(2).length
  if (length === 0 || length + power < lowest) return 0
  if (length + power > 1100) return Number.POSITIVE_INFINITY
  const shift = Math.max(length - bits, lowest - power, 0)
  const kept = value >> BigInt(shift)
  const rest = value - (kept << BigInt(shift))
  const half = shift === 0 ? 1n : 1n << BigInt(shift - 1)
  const up = rest > half || (rest === half && (kept & 1n) === 1n) ? 1n : 0n
  const size = Number(kept + up) * 2 ** (power + shift)
  return kind === 'float' ? Math.fround(size) : size
}

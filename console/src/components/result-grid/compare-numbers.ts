/** Exactly: two decimals of 38 digits may differ in their last one. NaN is larger than any number, as Spark has it. */
export function compareNumberTexts(a: string, b: string): number {
  if (a === b) return 0
  if (a.length <= SAFE_DIGITS && b.length <= SAFE_DIGITS) return rank(Number(a)) - rank(Number(b)) || compare(Number(a), Number(b))
  const [x, y] = [decimalOf(a), decimalOf(b)]
  if (x === undefined || y === undefined) return rank(Number(a)) - rank(Number(b)) || compare(Number(a), Number(b))
  if (x.sign !== y.sign) return x.sign - y.sign
  if (x.sign === 0) return 0
  const larger = x.magnitude - y.magnitude || (x.digits < y.digits ? -1 : x.digits > y.digits ? 1 : 0)
  return x.sign * larger
}

/** A double holds as many, with a sign and a point. */
const SAFE_DIGITS = 15
const rank = (value: number): number => (Number.isNaN(value) ? 1 : 0)
const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)

interface Decimal {
  readonly sign: -1 | 0 | 1
  /** The power of ten of the first digit that is not 0. */
  readonly magnitude: number
  /** From that one on, without zeros at the end. */
  readonly digits: string
}

const NUMBER = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/

function decimalOf(text: string): Decimal | undefined {
  const [, minus, whole, fraction = '', exponent = '0'] = NUMBER.exec(text) ?? []
  if (whole === undefined) return undefined
  const all = whole + fraction
  const first = all.search(/[1-9]/)
  if (first < 0) return { sign: 0, magnitude: 0, digits: '' }
  return { sign: minus === '-' ? -1 : 1, magnitude: whole.length - first + Number(exponent), digits: all.slice(first).replace(/0+$/, '') }
}

/** The exact sum of numbers without an exponent; undefined where one is none. */
export function exactSum(texts: readonly string[]): string | undefined {
  let scale = 0
  const parts: (readonly [digits: bigint, scale: number])[] = []
  for (const text of texts) {
    const [, minus = '', whole, fraction = '', exponent] = NUMBER.exec(text) ?? []
    if (whole === undefined || exponent !== undefined) return undefined
    parts.push([BigInt(minus + whole + fraction), fraction.length])
    scale = Math.max(scale, fraction.length)
  }
  let sum = 0n
  for (const [digits, own] of parts) sum += digits * 10n ** BigInt(scale - own)
  const text = String(sum < 0n ? -sum : sum).padStart(scale + 1, '0')
  const shown = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`
  return sum < 0n ? `-${shown}` : shown
}

/** Double.toString and Float.toString as Java has them before 19: not always the shortest digits, and not always the nearest ones. */
const SIGNIFICAND_BITS = 52n
const HIDDEN_BIT = 1n << SIGNIFICAND_BITS

/** A number other than 0: 2^exponent * fraction / 2^52, whose first bit is set; of its bits only so many are significant. */
interface Binary {
  readonly exponent: number
  readonly fraction: bigint
  readonly significant: number
}

/** 0.DIGITS * 10^point. */
interface Decimal {
  readonly digits: string
  readonly point: number
}

const view = new DataView(new ArrayBuffer(8))

function binaryOfDouble(value: number): Binary {
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const fraction = bits & (HIDDEN_BIT - 1n)
  const exponent = Number((bits >> SIGNIFICAND_BITS) & 0x7ffn)
  if (exponent > 0) return { exponent: exponent - 1023, fraction: fraction | HIDDEN_BIT, significant: 53 }
  const significant = fraction.toString(2).length
  const shift = 53 - significant
  return { exponent: 1 - shift - 1023, fraction: fraction << BigInt(shift), significant }
}

function binaryOfFloat(value: number): Binary {
  view.setFloat32(0, value)
  const bits = view.getUint32(0)
  const exponent = (bits >> 23) & 0xff
  const fraction = BigInt(bits & 0x7fffff) << 29n
  if (exponent > 0) return { exponent: exponent - 127, fraction: fraction | HIDDEN_BIT, significant: 24 }
  const shift = 53 - fraction.toString(2).length
  return { exponent: 1 - shift - 127, fraction: fraction << BigInt(shift), significant: 24 - shift }
}

const bitsOf = (value: bigint): number => value.toString(2).length
const bitsOfPower5 = (power: number): number => (power === 0 ? 0 : power < 27 ? bitsOf(5n ** BigInt(power)) : power * 3)

function trailingZeros(value: bigint): number {
  const low = value & -value
  return bitsOf(low) - 1
}

function decimalOf({ exponent, fraction, significant }: Binary): Decimal {
  const zeros = trailingZeros(fraction)
  const fractionBits = 53 - zeros
  const behindPoint = Math.max(0, fractionBits - exponent - 1)
  return behindPoint === 0 && exponent <= 62 && exponent >= -21 && fractionBits < 64
    ? wholeDigits(
        exponent >= 52 ? fraction << BigInt(exponent - 52) : fraction >> BigInt(52 - exponent),
        insignificant(exponent, significant),
      )
    : digitsOf({ exponent, fraction: fraction >> BigInt(zeros), significant }, fractionBits, behindPoint, estimate(exponent, fraction))
}

/** How many digits of a whole number its bits do not tell. */
function insignificant(exponent: number, significant: number): number {
  const bits = exponent - significant - 1
  return exponent > significant && bits > 1 ? Math.floor(bits * Math.LOG10E * Math.LN2) : 0
}

function wholeDigits(value: bigint, dropped: number): Decimal {
  const power = 10n ** BigInt(dropped)
  const kept = value / power + (dropped > 0 && value % power >= power >> 1n ? 1n : 0n)
  const digits = kept.toString()
  return { digits: digits.replace(/0+$/, ''), point: digits.length + dropped }
}

/** The decimal exponent, or one too high. */
function estimate(exponent: number, fraction: bigint): number {
  const scaled = Number(fraction) / 2 ** 52
  return Math.floor((scaled - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981)
}

/** Digit by digit, until those so far tell the number from its neighbours; by Java's own comparisons, in the integers that have room for it, where sums turn round. */
function digitsOf({ exponent, fraction, significant }: Binary, fractionBits: number, behindPoint: number, estimated: number): Decimal {
  const power5 = Math.max(0, -estimated)
  const scale5 = Math.max(0, estimated)
  const raw2 = power5 + behindPoint + exponent
  const common = Math.min(raw2 - (fractionBits - 1), scale5 + behindPoint)
  const margin = raw2 - significant - common - (fractionBits === 1 ? 1 : 0)
  const lift = Math.max(0, -margin)
  const power2 = raw2 - (fractionBits - 1) - common + lift
  const scale2 = scale5 + behindPoint - common + lift
  const bits = Math.max(fractionBits + power2 + bitsOfPower5(power5), scale2 + 1 + bitsOfPower5(scale5 + 1))
  const width = bits < 32 ? 32 : bits < 64 ? 64 : undefined
  const wrapped = (value: bigint): bigint => (width === undefined ? value : BigInt.asIntN(width, value))
  const scale = (5n ** BigInt(scale5)) << BigInt(scale2)
  const tens = scale * 10n
  let rest = (fraction * 5n ** BigInt(power5)) << BigInt(power2)
  let half = (5n ** BigInt(power5)) << BigInt(margin + lift)
  let digits = ''
  let isLow = false
  let isHigh = false
  const next = (): bigint => {
    const digit = rest / scale
    rest = (rest % scale) * 10n
    half = wrapped(half * 10n)
    isLow = rest < half
    isHigh = width === undefined ? rest + half >= tens : wrapped(rest + half) > tens
    return digit
  }
  const first = next()
  const decimal = first === 0n && !isHigh ? estimated - 1 : estimated
  if (first !== 0n || isHigh) digits = first.toString()
  // With an exponent there are at least two digits.
  if (decimal < -3 || decimal >= 8) isLow = isHigh = false
  while (!isLow && !isHigh) {
    digits += next().toString()
    if (half <= 0n) isLow = isHigh = true
  }
  const difference = rest * 2n - tens
  const isUp = isHigh && (!isLow || difference > 0n || (difference === 0n && Number(digits.at(-1)) % 2 === 1))
  return isUp ? roundedUp(digits, decimal + 1) : { digits, point: decimal + 1 }
}

function roundedUp(digits: string, point: number): Decimal {
  const [, kept = '', last = ''] = /^(.*?)([0-8]?)9*$/.exec(digits) ?? []
  const nines = digits.length - kept.length - last.length
  return last === ''
    ? { digits: `1${'0'.repeat(digits.length - 1)}`, point: point + 1 }
    : { digits: `${kept}${Number(last) + 1}${'0'.repeat(nines)}`, point }
}

function written({ digits, point }: Decimal): string {
  if (point > 0 && point < 8) return `${digits.slice(0, point).padEnd(point, '0')}.${digits.slice(point) || '0'}`
  if (point <= 0 && point > -3) return `0.${'0'.repeat(-point)}${digits}`
  return `${digits[0]}.${digits.slice(1) || '0'}E${point - 1}`
}

function textOf(value: number, decimal: (size: number) => Decimal): string {
  if (Number.isNaN(value)) return 'NaN'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  if (value === 0) return `${sign}0.0`
  return `${sign}${Number.isFinite(value) ? written(decimal(Math.abs(value))) : 'Infinity'}`
}

/** Between them the shortest digits are Java's. */
const SHORTEST = { min: 1e-18, max: 2 ** 53 }

function shortest(size: number): Decimal {
  const [digits = '', exponent = ''] = size.toExponential().split('e')
  return { digits: digits.replace('.', ''), point: Number(exponent) + 1 }
}

export const javaDoubleText = (value: number): string =>
  textOf(value, (size) => (size >= SHORTEST.min && size < SHORTEST.max ? shortest(size) : decimalOf(binaryOfDouble(size))))

/** Of the float that is nearest to the number. */
export const javaFloatText = (value: number): string => textOf(Math.fround(value), (size) => decimalOf(binaryOfFloat(size)))

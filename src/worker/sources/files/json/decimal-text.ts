interface WrittenDecimal {
  readonly digits: bigint
  readonly scale: number
}

/** Java makes numbers of them that no decimal column holds. */
const SCALE_MAX = 10_000

/** As Java's BigDecimal reads it; undefined: it is no number. */
export function decimalOfText(text: string): WrittenDecimal | undefined {
  const match = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,10}))?$/.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', behind, alone, exponent = '0'] = match
  const fraction = behind ?? alone ?? ''
  const digits = BigInt(`${whole}${fraction}`)
  return { digits: sign === '-' ? -digits : digits, scale: fraction.length - Number(exponent) }
}

export const precisionOf = ({ digits }: WrittenDecimal): number => String(digits < 0n ? -digits : digits).length

/** The digits of the number with `scale` of them behind the point, rounded half up; undefined: there are more than `precision`. */
export function digitsFor(value: WrittenDecimal, precision: number, scale: number): bigint | undefined {
  const more = scale - value.scale
  if (value.digits === 0n) return 0n
  if (more > SCALE_MAX) return undefined
  if (-more > SCALE_MAX) return 0n
  const digits = more >= 0 ? value.digits * 10n ** BigInt(more) : roundedHalfUp(value.digits, 10n ** BigInt(-more))
  return precisionOf({ digits, scale }) > precision ? undefined : digits
}

function roundedHalfUp(digits: bigint, divisor: bigint): bigint {
  const size = digits < 0n ? -digits : digits
  const rounded = (size + divisor / 2n) / divisor
  return digits < 0n ? -rounded : rounded
}

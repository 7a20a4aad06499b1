import { asciiDigits } from '../../../../base/ascii-digits.ts'

/** A number as it is written: its digits are a text, for to make a number of millions of them takes minutes. */
interface WrittenDecimal {
  readonly isNegative: boolean
  /** Without zeros before them; '' is zero. */
  readonly digits: string
  readonly scale: number
}

/** As Java's BigDecimal reads it; undefined: it is no number. */
export function decimalOfText(written: string): WrittenDecimal | undefined {
  const text = asciiDigits(written)
  const match = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,10}))?$/.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', behind, alone, exponent = '0'] = match
  const fraction = behind ?? alone ?? ''
  return { isNegative: sign === '-', digits: `${whole}${fraction}`.replace(/^0+/, ''), scale: fraction.length - Number(exponent) }
}

export const precisionOf = ({ digits }: Pick<WrittenDecimal, 'digits'>): number => Math.max(1, digits.length)

/** The digits of the number with `scale` of them behind the point, rounded half up; undefined: there are more than `precision`. */
export function digitsFor(value: WrittenDecimal, precision: number, scale: number): bigint | undefined {
  const { digits } = value
  if (digits === '') return 0n
  /** So many of its digits are before the cut. */
  const kept = digits.length - value.scale + scale
  if (kept > precision) return undefined
  if (kept < 0) return 0n
  const cut = BigInt(digits.slice(0, kept).padEnd(kept, '0') || '0')
  const rounded = (digits[kept] ?? '0') >= '5' ? cut + 1n : cut
  if (String(rounded).length > precision) return undefined
  return value.isNegative ? -rounded : rounded
}

/** %e, %f, %g and %a of Java's Formatter: by the digits that Java has of a number, half up, and not by its exact value. */

import type { Directive } from '../../../base/java/format/format-pieces.ts'
import { javaDoubleText } from '../../../base/java/java-double-text.ts'

interface Magnitude {
  readonly digits: string
  readonly isNegative: boolean
  readonly flags: string
  /** With zeros up to it, what stands around the digits counted. */
  readonly width: number
}

/** The sign, the digits with separators where a flag asks for them, and zeros between. */
export function groupedDigits({ digits, isNegative, flags, width }: Magnitude): string {
  const [whole = '', fraction] = digits.split('.')
  const grouped = flags.includes(',') ? whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',') : whole
  const number = fraction === undefined ? grouped : `${grouped}.${fraction}`
  const isBracketed = isNegative && flags.includes('(')
  const before = isNegative ? (isBracketed ? '(' : '-') : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const behind = isBracketed ? ')' : ''
  const padded = flags.includes('0') ? number.padStart(width - before.length - behind.length, '0') : number
  return before + padded + behind
}

/** Without spaces around it. */
export function floatText(value: number, directive: Directive): string {
  const isNegative = value < 0 || Object.is(value, -0)
  const size = Math.abs(value)
  const { flags, width = 0 } = directive
  if (Number.isNaN(value)) return 'NaN'
  if (size === Number.POSITIVE_INFINITY)
    return groupedDigits({ digits: 'Infinity', isNegative, flags: flags.replaceAll(/[0,]/g, ''), width: 0 })
  if (directive.conversion === 'a') return hexText(size, isNegative, directive)
  const { mantissa, exponent } = parts(size, directive)
  const dotted = flags.includes('#') && directive.precision === 0 ? `${mantissa}.` : mantissa
  const number = groupedDigits({ digits: dotted, isNegative, flags, width: width - (exponent === '' ? 0 : exponent.length + 1) })
  if (exponent === '') return number
  const bracket = number.endsWith(')') ? ')' : ''
  return `${bracket === '' ? number : number.slice(0, -1)}e${exponent}${bracket}`
}

interface Parts {
  readonly mantissa: string
  /** With its sign; empty where there is none. */
  readonly exponent: string
}

/** 0.DIGITS * 10^point. */
interface Digits {
  readonly digits: string
  readonly point: number
}

function parts(size: number, { conversion, precision }: Directive): Parts {
  const exact = digitsOf(size)
  if (conversion === 'f') return fixed(rounded(exact, exact.point + (precision ?? 6)), precision ?? 6)
  if (conversion === 'e') return scientific(rounded(exact, (precision ?? 6) + 1), precision ?? 6, size)
  const significant = precision === 0 ? 1 : (precision ?? 6)
  if (size === 0) return fixed(exact, significant - 1)
  const kept = rounded(exact, significant)
  return kept.point - 1 < -4 || kept.point - 1 >= significant
    ? scientific(kept, significant - 1, size)
    : fixed(kept, significant - kept.point)
}

function digitsOf(size: number): Digits {
  const [mantissa = '', exponent = '0'] = javaDoubleText(size).split('E')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const all = whole + fraction
  const zeros = /^0*/.exec(all)?.[0].length ?? 0
  const digits = all.slice(zeros).replace(/0+$/, '')
  return digits === '' ? { digits: '0', point: 1 } : { digits, point: whole.length - zeros + Number(exponent) }
}

/** To so many digits; Java keeps all where they are fewer than none. */
function rounded({ digits, point }: Digits, count: number): Digits {
  if (count >= digits.length || count < 0) return { digits, point }
  if (count === 0) return digits >= '5' ? { digits: '1', point: point + 1 } : { digits: '0', point }
  const kept = digits.slice(0, count)
  if ((digits[count] ?? '') < '5') return { digits: kept, point }
  const up = (BigInt(kept) + 1n).toString()
  return { digits: up, point: point + up.length - kept.length }
}

function fixed({ digits, point }: Digits, precision: number): Parts {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  const fraction = (point < 0 ? '0'.repeat(-point) : '') + digits.slice(Math.max(point, 0))
  const behind = fraction.slice(0, Math.max(0, precision)).padEnd(precision, '0')
  return { mantissa: precision > 0 ? `${whole}.${behind}` : whole, exponent: '' }
}

function scientific({ digits, point }: Digits, precision: number, size: number): Parts {
  const behind = digits.slice(1, 1 + precision).padEnd(precision, '0')
  const power = size === 0 ? 0 : point - 1
  const exponent = `${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
  return { mantissa: precision > 0 ? `${digits[0]}.${behind}` : (digits[0] ?? ''), exponent }
}

const view = new DataView(new ArrayBuffer(8))
const FRACTION_BITS = 52

/** Double.toHexString, with a precision of fewer than 13 digits rounded half to even. */
function hexText(size: number, isNegative: boolean, { flags, width = 0, precision }: Directive): string {
  const before = isNegative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const wanted = precision === 0 ? 1 : (precision ?? 0)
  const { mantissa, exponent } = hexParts(size, wanted)
  const digits = `${mantissa}p${exponent}`
  const zeros = flags.includes('0') ? '0'.repeat(Math.max(0, width - digits.length - before.length - 2)) : ''
  const [whole = '', fraction = ''] = mantissa.split('.')
  return `${before}0x${zeros}${wanted === 0 ? mantissa : `${whole}.${fraction.padEnd(wanted, '0')}`}p${exponent}`
}

function hexParts(size: number, wanted: number): { readonly mantissa: string; readonly exponent: number } {
  if (size === 0) return { mantissa: '0.0', exponent: 0 }
  view.setFloat64(0, size)
  const bits = view.getBigUint64(0)
  const isRounded = wanted > 0 && wanted < 13
  const isSubnormal = bits >> 52n === 0n
  // What is rounded is written with a 1 before its point.
  if (isSubnormal && isRounded) {
    const { mantissa, exponent } = hexParts(size * 2 ** 54, wanted)
    return { mantissa, exponent: exponent - 54 }
  }
  const dropped = BigInt(isRounded ? FRACTION_BITS - wanted * 4 : 0)
  const unit = 1n << dropped
  const rest = bits % unit
  const kept = bits / unit
  const isUp = rest * 2n > unit || (rest * 2n === unit && unit > 1n && kept % 2n === 1n)
  const made = (isUp ? kept + 1n : kept) * unit
  const power = Number(made >> 52n)
  if (power === 2047) return { mantissa: '1.0', exponent: 1024 }
  const fraction = (made & ((1n << 52n) - 1n)).toString(16).padStart(13, '0').replace(/0+$/, '')
  return { mantissa: `${isSubnormal ? '0' : '1'}.${fraction || '0'}`, exponent: isSubnormal ? -1022 : power - 1023 }
}

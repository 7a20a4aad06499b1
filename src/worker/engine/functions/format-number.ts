/** format_number, by Java's DecimalFormat: half to the even neighbour, of the digits that Java has of a number. */
import { javaDoubleText } from '../../../base/java/java-double-text.ts'
import { keptByText } from '../../../base/kept-by-text.ts'
import { type NumberPattern, numberPattern } from '../../../base/number-pattern.ts'
import type { Compute } from './compute.ts'

/** 0.DIGITS * 10^point, without zeros at either end. */
interface Digits {
  readonly digits: string
  readonly point: number
}

const knownPattern = keptByText(numberPattern)

const PLAIN = '#,###,###,###,###,###,##0'

/** A number's text (Java's, of a double), `double` where it is one, and a pattern. */
export const formatNumber: Compute = (value, kind, pattern) => {
  const text = String(value)
  return text === 'NaN' ? text : formatted(text, kind === 'double', knownPattern(String(pattern) || PLAIN))
}

/** The same, with how many digits are behind the point. */
export const formatNumberTo: Compute = (value, kind, asked) => {
  const places = Number(asked)
  return places < 0 ? null : formatNumber(value ?? '', kind ?? '', `${PLAIN}${places === 0 ? '' : `.${'0'.repeat(places)}`}`)
}

function formatted(text: string, isDouble: boolean, pattern: NumberPattern): string {
  const isNegative = text.startsWith('-')
  const { prefix, suffix } = isNegative ? pattern.negative : pattern.positive
  const size = isNegative ? text.slice(1) : text
  return `${prefix}${size === 'Infinity' ? '∞' : numberText(size, isDouble, pattern)}${suffix}`
}

function numberText(size: string, isDouble: boolean, pattern: NumberPattern): string {
  const multiplied = isDouble && pattern.multiplier !== 1 ? javaDoubleText(Number(size) * pattern.multiplier) : size
  const read = digitsOf(multiplied)
  const scaled = isDouble || read.digits === '' ? read : { ...read, point: read.point + Math.log10(pattern.multiplier) }
  const { digits, point } = rounded(scaled, pattern.fractionMax, isDouble ? Number(multiplied) : undefined)
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : ''
  const fraction = (point < 0 && digits !== '' ? '0'.repeat(-point) : '') + digits.slice(Math.max(point, 0))
  const behind = fraction.padEnd(pattern.fractionMin, '0')
  const before = whole === '' && pattern.integerDigits === 0 && behind === '' ? '0' : whole.padStart(pattern.integerDigits, '0')
  return `${grouped(before, pattern.groupSize)}${behind !== '' || pattern.isPointAlwaysShown ? '.' : ''}${behind}`
}

const grouped = (digits: string, size: number): string =>
  size === 0 ? digits : digits.replaceAll(new RegExp(`\\B(?=(?:\\d{${size}})+$)`, 'g'), ',')

function digitsOf(text: string): Digits {
  const [mantissa = '', exponent = '0'] = text.split('E')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const all = whole + fraction
  const zeros = /^0*/.exec(all)?.[0].length ?? 0
  const digits = all.slice(zeros).replace(/0+$/, '')
  return { digits, point: digits === '' ? 0 : whole.length - zeros + Number(exponent) }
}

/** double: the number itself, where its digits are only near it: what looks like a half is not always one. */
function rounded({ digits, point }: Digits, fractionMax: number, double: number | undefined): Digits {
  const kept = point + fractionMax
  if (kept >= digits.length) return { digits, point }
  if (kept < 0) return { digits: '', point: 0 }
  if (!isRoundedUp(digits, point, kept, double)) return digitsOf(`0.${digits.slice(0, kept)}E${point}`)
  const up = (BigInt(digits.slice(0, kept) || '0') + 1n).toString()
  return digitsOf(`0.${up}E${point + (up.length - kept)}`)
}

function isRoundedUp(digits: string, point: number, kept: number, double: number | undefined): boolean {
  const next = Number(digits[kept])
  if (next !== 5 || kept < digits.length - 1) return next >= 5
  const side = double === undefined ? 0 : compareExactly(double, digits, point - digits.length)
  return side > 0 || (side === 0 && kept > 0 && Number(digits[kept - 1]) % 2 === 1)
}

/** Whether a number is more (1), less (-1) or exactly digits * 10^power (0). */
function compareExactly(value: number, digits: string, power: number): number {
  let mantissa = value
  let exponent = 0
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2
    exponent += 1
  }
  const left = BigInt(mantissa) * 10n ** BigInt(Math.max(0, -power))
  const right = (BigInt(digits) * 10n ** BigInt(Math.max(0, power))) << BigInt(exponent)
  return left > right ? 1 : left < right ? -1 : 0
}

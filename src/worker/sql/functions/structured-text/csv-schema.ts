/** schema_of_csv: the types that the fields of a record have, as Spark infers and prints them. */
import { asciiDigits } from '../../../../base/ascii-digits.ts'
import { notSupported } from '../../syntax-error.ts'
import type { TextOptions } from './text-options.ts'

export function inferCsvSchema(fields: readonly (string | null)[], options: TextOptions): string {
  return `STRUCT<${fields.map((field, index) => `_c${index}: ${typeOf(field, options)}`).join(', ')}>`
}

function typeOf(field: string | null, options: TextOptions): string {
  if (field === null || field === '') return 'STRING'
  const digits = asciiDigits(field)
  return (
    integerType(digits) ??
    decimalType(digits) ??
    (isDouble(field, options) ? 'DOUBLE' : isTimestamp(field) ? 'TIMESTAMP' : isBoolean(field) ? 'BOOLEAN' : 'STRING')
  )
}

function integerType(field: string): string | undefined {
  if (!/^[+-]?\d+$/.test(field)) return undefined
  const value = BigInt(field.replace('+', ''))
  return BigInt.asIntN(32, value) === value ? 'INT' : BigInt.asIntN(64, value) === value ? 'BIGINT' : undefined
}

/** Of a number that Java's BigDecimal reads without digits behind the point: 5. and 1e3, but no scale below 0, which a decimal has not. */
function decimalType(field: string): string | undefined {
  const [, digits, fraction, exponent] = /^[+-]?(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(field) ?? []
  if (digits === undefined) return undefined
  const scale = (fraction ?? '').length - Number(exponent ?? 0)
  const precision = Math.max(`${digits}${fraction ?? ''}`.replace(/^0+/, '').length, 1)
  return scale === 0 && precision <= 38 ? `DECIMAL(${precision},0)` : undefined
}

/** What Java's Double.parseDouble reads. */
function isDouble(field: string, { nanValue = 'NaN', positiveInf = 'Inf', negativeInf = '-Inf' }: TextOptions): boolean {
  if ([nanValue, positiveInf, negativeInf].includes(field)) return true
  const text = field.replace(/^[\0- ]+|[\0- ]+$/g, '')
  if (/^[+-]?0[xX]/.test(text)) throw notSupported(`schema_of_csv of the hexadecimal number ${text}`)
  return /^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?)$/.test(text)
}

const isBoolean = (field: string): boolean => /^(?:true|false)$/i.test(field)

/** As a text is cast to a timestamp, and without the forms that a cast has for a special day. */
function isTimestamp(field: string): boolean {
  const text = field.trim()
  const [date, year, month, day, rest] = /^([+-]?\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2})(.*))?)?$/s.exec(text) ?? []
  if (date !== undefined) {
    if (year === undefined || !isDate(Number(year), Number(month ?? 1), Number(day ?? 1))) return false
    return rest === undefined || rest === '' || (/^[T ]/.test(rest) && isTime(rest.slice(1)))
  }
  return text.startsWith('T') ? isTime(text.slice(1)) : text.includes(':') && isTime(text)
}

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** An hour may stand alone, and a zone only behind seconds. */
function isTime(text: string): boolean {
  const [matched, hour, minute, second, zone] = /^(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.\d*)?([^\d.].*)?)?)?$/s.exec(text) ?? []
  if (matched === undefined || Number(hour) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return false
  if (zone === undefined || zone === 'Z') return true
  throw notSupported(`schema_of_csv of a timestamp with the time zone ${zone.trim()}`, 'Write it with Z, or without a time zone.')
}

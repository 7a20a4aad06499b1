/** schema_of_csv: the types that the fields of a record have, as Spark infers and prints them. */
import { asciiDigits } from '../../../../base/ascii-digits.ts'
import { isLocalMoment, isTimestampText } from '../../../../base/date-pattern/timestamp-text.ts'
import { notSupported } from '../../syntax-error.ts'
import type { TextOptions } from './text-options.ts'

export function inferCsvSchema(fields: readonly (string | null)[], options: TextOptions): string {
  const isTimestamp = isTimestampText(options.timestampFormat)
  const types = fields.map((field) => typeOf(field, options, (text) => isLocalMoment(text) || isTimestamp(text)))
  return `STRUCT<${types.map((type, index) => `_c${index}: ${type}`).join(', ')}>`
}

function typeOf(field: string | null, options: TextOptions, isTimestamp: (text: string) => boolean): string {
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

import { asciiDigits } from '../../../../base/ascii-digits.ts'
import { isLocalMoment } from '../../../../base/date-pattern/timestamp-text.ts'
import { JAVA_DOUBLE_FORM } from '../../../../base/java/java-double-form.ts'
import { plainDouble, plainWhole } from '../plain/plain-numbers.ts'
import { PlainMoment } from '../plain/plain-times.ts'
import type { CsvFormat } from './csv-format.ts'

/** What the values of a column were found to be so far, as Spark's CSVInferSchema has it. */
export type FoundType =
  | { readonly kind: 'none' | 'int' | 'bigint' | 'double' | 'timestamp' | 'boolean' | 'string' }
  | { readonly kind: 'decimal'; readonly precision: number }

const NONE: FoundType = { kind: 'none' }
const INT: FoundType = { kind: 'int' }
const BIGINT: FoundType = { kind: 'bigint' }
const DOUBLE: FoundType = { kind: 'double' }
const TIMESTAMP: FoundType = { kind: 'timestamp' }
const BOOLEAN: FoundType = { kind: 'boolean' }
const STRING: FoundType = { kind: 'string' }
export const NOTHING_FOUND = NONE

const INT_MAX = 2_147_483_648n
const INT_LAST = 0x7fffffff
const BIGINT_MAX = 9_223_372_036_854_775_808n
const DECIMAL_DIGITS_MAX = 38

/** What decides besides the text: the options. `isTimestamp`: whether the text is one, by the table's format. */
export interface InferOptions extends Pick<CsvFormat, 'nanValue' | 'positiveInf' | 'negativeInf'> {
  readonly nullValue: string
  readonly isTimestamp: (text: string) => boolean
  /** Whether a timestamp of the plainest form is one, which it need not be to a table's format. */
  readonly hasPlainTimestamps: boolean
}

/** The type of a column whose type so far is given, with one more value. */
export function foundType(soFar: FoundType, text: string, options: InferOptions): FoundType {
  if (text === '' || text === options.nullValue) return soFar
  switch (soFar.kind) {
    case 'string':
      return STRING
    case 'none':
    case 'int':
      return common(soFar, fromInteger(text, options))
    case 'bigint':
      return common(soFar, fromBigint(text, options))
    case 'decimal':
      return common(soFar, fromDecimal(text, options))
    case 'double':
      return common(soFar, fromDouble(text, options))
    case 'timestamp':
      return common(soFar, fromTimestamp(text, options))
    case 'boolean':
      return common(soFar, fromBoolean(text))
  }
}

const moment = new PlainMoment()

/** Whether one more value, of which no text need be made, leaves the type of its column as it is: most do. */
export function hasPlainForm(
  { kind }: FoundType,
  bytes: Buffer,
  from: number,
  end: number,
  { hasPlainTimestamps }: Pick<InferOptions, 'hasPlainTimestamps'>,
): boolean {
  switch (kind) {
    case 'int': {
      const value = plainWhole(bytes, from, end)
      return value <= INT_LAST && value >= -INT_LAST - 1
    }
    case 'bigint':
      return !Number.isNaN(plainWhole(bytes, from, end))
    case 'double':
      return !Number.isNaN(plainDouble(bytes, from, end))
    case 'timestamp':
      return hasPlainTimestamps && moment.read(bytes, from, end)
    default:
      return false
  }
}

/** The type's name; a column without values is of strings. */
export const typeNameOf = (type: FoundType): string =>
  type.kind === 'decimal' ? `decimal(${type.precision},0)` : type.kind === 'none' ? 'string' : type.kind

function fromInteger(text: string, options: InferOptions): FoundType {
  const value = wholeNumber(text)
  return value !== undefined && value < INT_MAX && value >= -INT_MAX ? INT : fromBigint(text, options)
}

function fromBigint(text: string, options: InferOptions): FoundType {
  const value = wholeNumber(text)
  return value !== undefined && value < BIGINT_MAX && value >= -BIGINT_MAX ? BIGINT : fromDecimal(text, options)
}

function wholeNumber(text: string): bigint | undefined {
  const digits = asciiDigits(text)
  return /^[+-]?\d{1,400}$/.test(digits) ? BigInt(digits.replace('+', '')) : undefined
}

/** Of numbers that have nothing behind the point: any other is a double. */
function fromDecimal(text: string, options: InferOptions): FoundType {
  const [, digits = '', fraction = '', exponent = '0'] = /^[+-]?(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(asciiDigits(text)) ?? []
  const scale = fraction.length - Number(exponent)
  const significant = `${digits}${fraction}`.replace(/^0+(?=\d)/, '')
  return digits !== '' && scale === 0 && significant.length <= DECIMAL_DIGITS_MAX
    ? { kind: 'decimal', precision: significant.length }
    : fromDouble(text, options)
}

function fromDouble(text: string, options: InferOptions): FoundType {
  const isNamed = text === options.nanValue || text === options.positiveInf || text === options.negativeInf
  if (isNamed || JAVA_DOUBLE_FORM.test(text)) return DOUBLE
  return isLocalMoment(text) ? TIMESTAMP : fromTimestamp(text, options)
}

const fromTimestamp = (text: string, options: InferOptions): FoundType => (options.isTimestamp(text) ? TIMESTAMP : fromBoolean(text))

const fromBoolean = (text: string): FoundType => (/^(?:true|false)$/i.test(text) ? BOOLEAN : STRING)

/** CSVInferSchema.compatibleType. */
function common(one: FoundType, other: FoundType): FoundType {
  if (one.kind === 'none') return other
  if (one.kind === 'decimal' && other.kind === 'decimal') return one.precision >= other.precision ? one : other
  if (one.kind === other.kind) return one
  const kinds = new Set([one.kind, other.kind])
  const areNumbers = [...kinds].every((kind) => kind === 'int' || kind === 'bigint' || kind === 'decimal' || kind === 'double')
  if (!areNumbers) return STRING
  if (kinds.has('double')) return DOUBLE
  if (!kinds.has('decimal')) return BIGINT
  const precision = Math.max(...[one, other].map((type) => (type.kind === 'decimal' ? type.precision : type.kind === 'int' ? 10 : 20)))
  return { kind: 'decimal', precision }
}

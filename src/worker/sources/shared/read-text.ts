import type { SparkType } from '../../../base/spark-type.ts'
import type { ColumnValue } from '../../engine/value-writers.ts'

const RANGES = {
  tinyint: [-128n, 127n],
  smallint: [-32_768n, 32_767n],
  int: [-2_147_483_648n, 2_147_483_647n],
  bigint: [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
} as const

/** A text as the parsers of Java read it, which the vendor's connector uses; undefined: it is none of the type. */
export function readText(text: string, type: SparkType): ColumnValue | undefined {
  switch (type.kind) {
    case 'string':
      return text
    case 'boolean':
      return text.toLowerCase() === 'true'
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint': {
      const whole = wholeNumber(text)
      const [min, max] = RANGES[type.kind]
      if (whole === undefined || whole < min || whole > max) return undefined
      return type.kind === 'bigint' ? whole : Number(whole)
    }
    case 'float':
    case 'double':
      return floating(text)
    case 'decimal':
      return decimal(text, type.precision, type.scale)
    case 'date': {
      const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? []
      return days(year, month, day)
    }
    case 'timestamp':
      return timestamp(text)
    default:
      return undefined
  }
}

function wholeNumber(text: string): bigint | undefined {
  const [, sign, digits] = /^([+-]?)(\d{1,40})$/.exec(text) ?? []
  if (digits === undefined) return undefined
  return sign === '-' ? -BigInt(digits) : BigInt(digits)
}

function floating(text: string): number | undefined {
  // Java takes away what is no larger than a space.
  const [, sign, word, number] = /^[\0- ]*([+-]?)(?:(NaN|Infinity)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[fFdD]?)[\0- ]*$/.exec(text) ?? []
  const value =
    word === 'NaN' ? Number.NaN : word === 'Infinity' ? Number.POSITIVE_INFINITY : number === undefined ? undefined : Number(number)
  return value === undefined || sign !== '-' ? value : -value
}

/** The digits before and behind the point, without it; rounded half away from zero. */
function decimal(text: string, precision: number, scale: number): bigint | undefined {
  const [, sign, whole = '', fraction = '', exponentText = '0'] = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,5}))?$/.exec(text) ?? []
  if (whole + fraction === '' || whole.length + fraction.length > 1_000) return undefined
  const shift = scale + Number(exponentText) - fraction.length
  const digits = BigInt(whole + fraction)
  if (digits === 0n) return 0n
  if (shift > 1_000 || shift < -2_000) return shift > 0 ? undefined : 0n
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : rounded(digits, 10n ** BigInt(-shift))
  if (scaled >= 10n ** BigInt(precision)) return undefined
  return sign === '-' ? -scaled : scaled
}

const rounded = (digits: bigint, unit: bigint): bigint => (digits + unit / 2n) / unit

const DAY_MS = 86_400_000

/** Since 1970. A day that its month has not is one of the next, as in java.sql.Date. */
function days(year = '', month = '', day = ''): number | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  if (year === '' || m < 1 || m > 12 || d < 1 || d > 31) return undefined
  const date = new Date(0)
  date.setUTCFullYear(y, m - 1, d)
  return date.getTime() / DAY_MS
}

function timestamp(text: string): bigint | undefined {
  const [, year, month, day, hour, minute, second, fraction = ''] =
    /^\s*(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?\s*$/.exec(text) ?? []
  const date = days(year, month, day)
  const [h, m, s] = [Number(hour), Number(minute), Number(second)]
  if (date === undefined || h > 23 || m > 59 || s > 59) return undefined
  const micros = BigInt(fraction.padEnd(6, '0').slice(0, 6))
  return (BigInt(date) * 86_400n + BigInt(h * 3600 + m * 60 + s)) * 1_000_000n + micros
}

/** Dates by the pattern of each row: those that are written in a statement become text of the engine. */
import { patternReader } from '../../../base/date-pattern/pattern-reader.ts'
import { type Written, writtenBy } from '../../../base/date-pattern/written-by.ts'
import { keptByText } from '../../../base/kept-by-text.ts'
import type { Compute } from './compute.ts'

const writer = keptByText(writtenBy)

/** Microseconds since 1970, and a pattern. */
export const dateText: Compute = (microseconds, pattern) => {
  const { parts, hasEra } = writer(String(pattern))
  const moment = fieldsOf(BigInt(String(microseconds)))
  return parts.map((part) => partText(part, moment, hasEra)).join('')
}

interface Moment {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly dayOfYear: number
  /** 0 is Sunday. */
  readonly weekday: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly fraction: string
}

const DAY_US = 86_400_000_000n
const DAYS_OF_400_YEARS = 146_097
const DAY_MS = 86_400_000

function fieldsOf(microseconds: bigint): Moment {
  const within = ((microseconds % DAY_US) + DAY_US) % DAY_US
  const days = Number((microseconds - within) / DAY_US)
  // The calendar repeats itself each 400 years; dates of JavaScript end before the engine's.
  const era = Math.floor(days / DAYS_OF_400_YEARS)
  const date = new Date((days - era * DAYS_OF_400_YEARS) * DAY_MS)
  const second = Number(within / 1_000_000n)
  const first = Date.UTC(date.getUTCFullYear(), 0, 1)
  return {
    year: date.getUTCFullYear() + era * 400,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    dayOfYear: (date.getTime() - first) / DAY_MS + 1,
    weekday: date.getUTCDay(),
    hour: Math.floor(second / 3600),
    minute: Math.floor(second / 60) % 60,
    second: second % 60,
    fraction: String(within % 1_000_000n).padStart(6, '0'),
  }
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const ORDINALS = ['', '1st', '2nd', '3rd', '4th']

const quarterOf = ({ month }: Moment): number => Math.ceil(month / 3)

const NUMBERS: Readonly<Record<Extract<Written, { kind: 'number' }>['of'], (moment: Moment) => number>> = {
  month: ({ month }) => month,
  day: ({ day }) => day,
  dayofyear: ({ dayOfYear }) => dayOfYear,
  'dayofweek-in-month': ({ day }) => ((day - 1) % 7) + 1,
  quarter: quarterOf,
  hour: ({ hour }) => hour,
  hour12: ({ hour }) => ((hour + 11) % 12) + 1,
  hour24: ({ hour }) => ((hour + 23) % 24) + 1,
  hour11: ({ hour }) => hour % 12,
  minute: ({ minute }) => minute,
  second: ({ second }) => second,
}

function partText(part: Written, moment: Moment, hasEra: boolean): string {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'number':
      return String(NUMBERS[part.of](moment)).padStart(part.width, '0')
    case 'year':
      return yearText(hasEra && moment.year <= 0 ? 1 - moment.year : moment.year, part.width)
    case 'name': {
      const name = (part.of === 'month' ? MONTHS[moment.month - 1] : WEEKDAYS[moment.weekday]) ?? ''
      return part.isShort ? name.slice(0, 3) : name
    }
    case 'half':
      return moment.hour < 12 ? 'AM' : 'PM'
    case 'era':
      return moment.year > 0 ? (part.isShort ? 'AD' : 'Anno Domini') : part.isShort ? 'BC' : 'Before Christ'
    case 'quarter':
      return part.isShort ? `Q${quarterOf(moment)}` : `${ORDINALS[quarterOf(moment)]} quarter`
    case 'fraction':
      return `${moment.fraction}000`.slice(0, part.count)
  }
}

function yearText(year: number, width: number): string {
  const size = String(Math.abs(year))
  if (width === 1) return String(year)
  if (width === 2) return size.slice(-2).padStart(2, '0')
  return `${year < 0 ? '-' : size.length > width && width > 3 ? '+' : ''}${size.padStart(width, '0')}`
}

const reader = keptByText(patternReader)

/**
 * A text and a pattern: microseconds since 1970, or NULL. What only the parser before Spark 3.0 would read stops the job, as in Spark.
 */
export const momentText: Compute = (text, pattern) => fieldMoment(text, pattern) ?? olderText(text, pattern, 'function')

/** A text of a record, and a pattern: microseconds since 1970, or NULL. */
export const fieldMoment: Compute = (text, pattern) => reader(String(pattern)).moment(String(text))?.toString() ?? null

/** The same of a date: days since 1970. */
export const fieldDay: Compute = (text, pattern) => reader(String(pattern)).day(String(text))?.toString() ?? null

/**
 * A text that is not of the pattern, the pattern, and what it was to be read as: a date or timestamp of a file, or what a function gives. NULL, or an end where
 * Spark has one.
 */
export const olderText: Compute = (text, pattern, reading) => {
  const kind = reading === 'date' || reading === 'function' ? reading : 'timestamp'
  const { moment, isOlder } = reader(String(pattern))
  // The engine may compute this before it looks whether the pattern reads the text.
  if (moment(String(text)) === undefined && isOlder(String(text), kind))
    throw new Error(`A text fits the date pattern ${String(pattern)} only as the parser before Spark 3.0 reads it`)
  return null
}

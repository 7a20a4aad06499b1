/** Dates by the pattern of each row: those that are written in a statement become text of the engine. */
import { olderShapeOf, type TextShape } from '../../../base/date-pattern/date-shapes.ts'
import { momentOf } from '../../../base/date-pattern/moment-of.ts'
import { type PatternReader, patternReader } from '../../../base/date-pattern/pattern-reader.ts'
import { type Written, writtenBy } from '../../../base/date-pattern/written-by.ts'
import { keptByText } from '../../../base/kept-by-text.ts'
import { zoneWordLength } from '../../../base/time-zones/zone-name-at.ts'
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

interface Reader {
  readonly read: PatternReader
  readonly older: { readonly shape: TextShape; readonly expression: RegExp } | undefined
}

const reader = keptByText((pattern): Reader => {
  const older = olderShapeOf(pattern)
  return {
    read: patternReader(pattern),
    older: older && { shape: older, expression: new RegExp(`^(?:${older.shape})`, 'i') },
  }
})

/**
 * A text, the same with digits of ASCII, and a pattern: microseconds since 1970, or NULL. What only the parser before Spark 3.0 would read stops the job, as in
 * Spark.
 */
export const momentText: Compute = (text, digits, pattern) => {
  const { read, older } = reader(String(pattern))
  const moment = read.moment(String(text))
  if (moment !== undefined) return moment.toString()
  const olderFound = older?.expression.exec(String(digits)) ?? null
  if (older !== undefined && olderFound !== null && isOlderMoment(older.shape, olderFound))
    throw new Error(`A text fits the date pattern ${String(pattern)} only as the parser before Spark 3.0 reads it`)
  return null
}

const fieldReader = keptByText(patternReader)

/** A text of a record, and a pattern: microseconds since 1970, or NULL. */
export const fieldMoment: Compute = (text, pattern) => fieldReader(String(pattern)).moment(String(text))?.toString() ?? null

/** The same of a date: days since 1970. */
export const fieldDay: Compute = (text, pattern) => fieldReader(String(pattern)).day(String(text))?.toString() ?? null

/** A text of a record that is neither of the pattern nor a cast reads it, the pattern, and date or timestamp: NULL, or an end where Spark has one. */
export const olderField: Compute = (text, pattern, kind) => {
  if (fieldReader(String(pattern)).isOlder(String(text), kind === 'date' ? 'date' : 'timestamp'))
    throw new Error(`A text fits the date pattern ${String(pattern)} only as the parser before Spark 3.0 reads it`)
  return null
}

/** Of a field that stands there several times the older parser takes the last; names of zones are none to it here, and its calendar has no year 0. */
function isOlderMoment(shape: TextShape, found: RegExpExecArray): boolean {
  if (found.some((text, index) => shape.groups[index - 1]?.field === 'zone' && !isOlderZone(text))) return false
  const texts = found.map((text, index) => {
    const field = shape.groups[index - 1]?.field
    const isLast = shape.groups.findLastIndex((group) => group.field === field) === index - 1
    return isLast && (field !== 'zone' || /^[+-]/.test(text)) ? text : undefined
  })
  const place = shape.groups.findLastIndex(({ field }) => field === 'year')
  const year = place < 0 ? undefined : texts[place + 1]
  return (year === undefined || Number(year) > 0) && momentOf(shape, texts) !== undefined
}

const isOlderZone = (text: string): boolean => /^(?:Z$|GMT|[+-])/i.test(text) || zoneWordLength(text.toLowerCase(), 0) === text.length

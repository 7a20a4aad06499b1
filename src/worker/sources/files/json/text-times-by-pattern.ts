import { asciiDigits } from '../../../../base/ascii-digits.ts'
import { CausewayError } from '../../../../base/errors.ts'
import { olderShapeOf, type Reading, shapeOf, type TextShape } from '../../../sql/functions/date-shapes.ts'
import { zoneOffset } from '../../../sql/types/zone-offset.ts'
import type { TextTimes } from './converters.ts'
import { MalformedJson } from './read-string.ts'
import { dateOfText, daysOf, timestampOfText } from './text-times.ts'

/** How the texts of dates and timestamps are read: by a pattern, or as Spark's cast reads them. */
export function textTimes({
  dateFormat,
  timestampFormat,
}: {
  readonly dateFormat: string | undefined
  readonly timestampFormat: string | undefined
}): TextTimes {
  const timestampBy = timestampFormat === undefined ? undefined : patternReader(timestampFormat)
  const dateBy = dateFormat === undefined ? undefined : patternReader(dateFormat)
  return {
    date:
      dateBy === undefined
        ? dateWithoutPattern
        : (text) => daysOfMicroseconds(dateBy.read(text)) ?? dateOfText(withoutGmt(text)) ?? daysAsWritten(text) ?? dateBy.refuse(text),
    timestamp:
      timestampBy === undefined
        ? timestampWithoutPattern
        : (text) => timestampBy.read(text) ?? timestampOfText(withoutGmt(text)) ?? timestampBy.refuse(text),
  }
}

const DAY_MICROSECONDS = 86_400_000_000n

function daysOfMicroseconds(value: bigint | undefined): number | undefined {
  if (value === undefined) return undefined
  const days = value / DAY_MICROSECONDS
  return Number(value < days * DAY_MICROSECONDS ? days - 1n : days)
}

/** A zone like GMT+01:00 in the place of an offset is read, too. */
const withoutGmt = (text: string): string => text.replace('GMT', '')

/** Before this day the older calendar counts otherwise: 1582-10-15. */
const FIRST_DAY_OF_CALENDAR = -141_427

function dateWithoutPattern(text: string): number | undefined {
  const read = dateOfText(text)
  if (read !== undefined) return read
  if (/^\s*[+-]?\d+-[+-]?\d+-[+-]?\d/.test(asciiDigits(text))) throw onlyOlder('date', text)
  const other = dateOfText(withoutGmt(text))
  return other ?? daysAsWritten(text)
}

/** Days since 1970-01-01, as Spark 1.5 wrote a date. */
function daysAsWritten(text: string): number | undefined {
  const days = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
  if (days > 0x7fffffff || days < -0x80000000 || Number.isNaN(days)) return undefined
  if (days < FIRST_DAY_OF_CALENDAR) throw onlyOlder('date', text)
  return days
}

function timestampWithoutPattern(text: string): bigint | undefined {
  const read = timestampOfText(text)
  if (read !== undefined) return read
  if (/^\s*[+-]?\d+-[+-]?\d+-[+-]?\d+ [+-]?\d+:[+-]?\d+:[+-]?\d/.test(asciiDigits(text))) throw onlyOlder('timestamp', text)
  return text.includes('GMT') ? timestampOfText(withoutGmt(text)) : undefined
}

const onlyOlder = (what: string, text: string): CausewayError =>
  new CausewayError(
    'not-supported',
    `The text ${JSON.stringify(text.slice(0, 60))} is a ${what} only as the parser before Spark 3.0 reads it`,
    {
      hint: 'Read the column as STRING',
    },
  )

interface PatternReader {
  /** In microseconds; undefined: the text is not of the pattern, and Spark tries it as a cast does. */
  readonly read: (text: string) => bigint | undefined
  readonly refuse: (text: string) => never
}

function patternReader(pattern: string): PatternReader {
  const shape = shapeOf(pattern)
  const expression = new RegExp(`^(?:${shape.shape})$`, 'i')
  const older = olderShapeOf(pattern)
  const olderExpression = older === undefined ? undefined : new RegExp(`^(?:${older.shape})`, 'i')
  return {
    read: (text) => {
      const match = expression.exec(text)
      return match === null ? undefined : momentOf(shape, match)
    },
    refuse: (text) => {
      // The older parser takes the 30th of February, too.
      if (olderExpression?.test(asciiDigits(text)) === true) throw onlyOlder('date', text)
      throw new MalformedJson(`${JSON.stringify(text.slice(0, 60))} is not of the pattern ${pattern}`)
    },
  }
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** In microseconds; what the pattern has not is of 1970-01-01 00:00:00. Undefined: there is no such moment. */
function momentOf({ groups }: TextShape, match: RegExpExecArray): bigint | undefined {
  const texts = new Map<Reading['field'], string>()
  for (const [index, { field }] of groups.entries()) {
    const text = match[index + 1]
    const earlier = texts.get(field)
    if (text === undefined) continue
    if (earlier !== undefined && Number(earlier) !== Number(text)) return undefined
    texts.set(field, text)
  }
  const number = (field: Reading['field'], missing: number): number => {
    const text = texts.get(field)
    return text === undefined ? missing : Number(text)
  }
  const days = dayOf(texts, number)
  const hour = hourOf(texts, number)
  const [minute, second, millisecond] = [number('minute', 0), number('second', 0), number('milliseconds', 0)]
  if (days === undefined || hour === undefined || minute > 59 || second > 59 || millisecond > 999) return undefined
  const localMs = ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + millisecond
  const zone = texts.get('zone') ?? texts.get('zonename')
  const offset =
    zone === undefined ? 0 : zoneOffset(zone.toUpperCase() === 'Z' ? 'Z' : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2'), localMs)
  if (offset === undefined) return undefined
  const fraction = BigInt((texts.get('fraction') ?? '').slice(0, 6).padEnd(6, '0'))
  return BigInt(localMs - offset) * 1000n + fraction
}

function dayOf(
  texts: ReadonlyMap<Reading['field'], string>,
  number: (field: Reading['field'], missing: number) => number,
): number | undefined {
  const year = texts.has('shortyear') ? 2000 + number('shortyear', 0) : number('year', 1970)
  const monthName = texts.get('monthname')
  const month = monthName === undefined ? number('month', 1) : MONTHS.indexOf(monthName.slice(0, 3).toLowerCase()) + 1
  if (!texts.has('dayofyear')) return daysOf(year, month, number('day', 1))
  const first = daysOf(year, 1, 1)
  const next = daysOf(year + 1, 1, 1)
  const days = first === undefined ? undefined : first + number('dayofyear', 1) - 1
  if (days === undefined || next === undefined || first === undefined || days < first || days >= next) return undefined
  if ((texts.has('month') || monthName !== undefined || texts.has('day')) && days !== daysOf(year, month, number('day', 1)))
    return undefined
  return days
}

function hourOf(
  texts: ReadonlyMap<Reading['field'], string>,
  number: (field: Reading['field'], missing: number) => number,
): number | undefined {
  const half = texts.get('half')?.toLowerCase() === 'pm' ? 12 : 0
  const within = (value: number, min: number, max: number): number | undefined => (value >= min && value <= max ? value : undefined)
  if (texts.has('hour12')) {
    const hour = within(number('hour12', 12), 1, 12)
    return hour === undefined ? undefined : (hour % 12) + half
  }
  if (texts.has('hour11')) {
    const hour = within(number('hour11', 0), 0, 11)
    return hour === undefined ? undefined : hour + half
  }
  if (texts.has('hour24')) {
    const hour = within(number('hour24', 24), 1, 24)
    return hour === undefined ? undefined : hour % 24
  }
  return within(number('hour', 0), 0, 23)
}

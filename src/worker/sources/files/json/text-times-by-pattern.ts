import { asciiDigits } from '../../../../base/ascii-digits.ts'
import { type Clock, systemClock } from '../../../../base/clock.ts'
import { type PatternReader, patternReader } from '../../../../base/date-pattern/pattern-reader.ts'
import { CausewayError } from '../../../../base/errors.ts'
import type { TextTimes } from './converters.ts'
import { MalformedJson } from './read-string.ts'
import { dateOfText, timestampOfText } from './text-times.ts'

/** How the texts of dates and timestamps are read: by a pattern, or as Spark's cast reads them; an empty one is none, whatever the pattern. */
export function textTimes(
  {
    dateFormat,
    timestampFormat,
  }: {
    readonly dateFormat: string | undefined
    readonly timestampFormat: string | undefined
  },
  clock: Clock = systemClock,
): TextTimes {
  const timestampBy = timestampFormat === undefined ? undefined : patternReader(timestampFormat)
  const dateBy = dateFormat === undefined ? undefined : patternReader(dateFormat)
  return {
    date:
      dateBy === undefined
        ? dateWithoutPattern
        : (text) =>
            text === ''
              ? undefined
              : (dateBy.day(text) ?? dateOfText(withoutGmt(text)) ?? daysAsWritten(text) ?? refuse(dateBy, text, 'date', dateFormat)),
    timestamp:
      timestampBy === undefined
        ? (text) => timestampWithoutPattern(text, clock)
        : (text) =>
            text === ''
              ? undefined
              : (timestampBy.moment(text) ??
                timestampOfText(withoutGmt(text), clock) ??
                refuse(timestampBy, text, 'timestamp', timestampFormat)),
  }
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

function timestampWithoutPattern(text: string, clock: Clock): bigint | undefined {
  const read = timestampOfText(text, clock)
  if (read !== undefined) return read
  if (/^\s*[+-]?\d+-[+-]?\d+-[+-]?\d+ [+-]?\d+:[+-]?\d+:[+-]?\d/.test(asciiDigits(text))) throw onlyOlder('timestamp', text)
  return text.includes('GMT') ? timestampOfText(withoutGmt(text), clock) : undefined
}

const onlyOlder = (what: string, text: string): CausewayError =>
  new CausewayError(
    'not-supported',
    `The text ${JSON.stringify(text.slice(0, 60))} is a ${what} only as the parser before Spark 3.0 reads it`,
    {
      hint: 'Read the column as STRING',
    },
  )

function refuse(reader: PatternReader, text: string, kind: 'date' | 'timestamp', pattern = ''): never {
  if (reader.isOlder(text, kind)) throw onlyOlder(kind, text)
  throw new MalformedJson(`${JSON.stringify(text.slice(0, 60))} is not of the pattern ${pattern}`)
}

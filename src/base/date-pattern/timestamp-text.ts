import { microsecondsOfText } from '../date-text.ts'
import { zoneOf } from '../time-zones/zone-offset.ts'
import { isZoneRegion } from '../time-zones/zone-regions.ts'
import { patternReader } from './pattern-reader.ts'

/**
 * Whether Spark takes a text for one more timestamp of a column: by the pattern alone where one is given, though reading casts what is not of it, else as its
 * cast does in the zone UTC.
 */
export function isTimestampText(pattern: string | undefined): (text: string) => boolean {
  if (pattern === undefined) return isTimestamp
  const reader = patternReader(pattern)
  return (text) => reader.moment(text) !== undefined
}

const DATE = String.raw`[+-]?(?<year>\d{4,6})(?:-(?<month>\d{1,2})(?:-(?<day>\d{1,2}))?)?`
const TIME = String.raw`(?<hour>\d{1,2})(?::(?<minute>\d{1,2})(?::(?<second>\d{1,2})(?:\.\d*)?(?<zone>[^\d.].*)?)?)?`
const DATE_ALONE = new RegExp(`^${DATE}$`, 's')
const DATE_AND_TIME = new RegExp(`^${DATE.replace(/\)\?\)\?$/, '))')}[ T]${TIME}$`, 's')
const TIME_ALONE = new RegExp(`^(?:T${TIME}|${TIME.replace(/\?<\w+>/g, '').replace(/\)\?$/, ')')})$`, 's')

const trimmedOf = (text: string): string => text.replaceAll(/^[\0- ]+|[\0- ]+$/g, '')
const withDate = (trimmed: string): RegExpExecArray | null => DATE_ALONE.exec(trimmed) ?? DATE_AND_TIME.exec(trimmed)

/** Whether Spark takes a text for the first timestamp of a column whatever the pattern is: a date, with a time or without, of no zone. */
export function isLocalMoment(text: string): boolean {
  const trimmed = trimmedOf(text)
  const parts = withDate(trimmed)?.groups
  return parts !== undefined && parts['zone'] === undefined && isRight(parts) && isWithin(parts, trimmed)
}

function isTimestamp(text: string): boolean {
  const trimmed = trimmedOf(text)
  const found = withDate(trimmed)
  if (found !== null) {
    const parts = found.groups ?? {}
    return isRight(parts) && isWithin(parts, trimmed)
  }
  const time = TIME_ALONE.exec(trimmed)
  if (time === null) return false
  const [, hour, minute, second, zone] = /^T?(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.\d*)?([^\d.].*)?)?)?$/s.exec(trimmed) ?? []
  return isRight({ hour, minute, second, zone })
}

function isRight(parts: Readonly<Record<string, string | undefined>>): boolean {
  const [year, month, day] = [Number(parts['year'] ?? 1970), Number(parts['month'] ?? 1), Number(parts['day'] ?? 1)]
  const { hour = '0', minute = '0', second = '0', zone } = parts
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return false
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return false
  return zone === undefined || isZone(zone.trim())
}

/** Whether the microseconds of the moment fit into 64 bits: in the first and the last year that hangs on its time and zone. */
const isWithin = (parts: Readonly<Record<string, string | undefined>>, text: string): boolean =>
  Number(parts['year'] ?? 1970) < FAR_YEAR || microsecondsOfText(text, 0) !== undefined

const FAR_YEAR = 290_000

const daysOf = (year: number, month: number): number =>
  month === 2 ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31

function isZone(text: string): boolean {
  const zone = zoneOf(text)
  return zone !== undefined && (zone.kind === 'offset' || isZoneRegion(zone.name))
}

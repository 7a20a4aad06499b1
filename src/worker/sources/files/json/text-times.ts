import type { Clock } from '../../../../base/clock.ts'
import { daysOf } from '../../../../base/days-of.ts'
import { zoneOffset } from '../../../../base/time-zones/zone-offset.ts'

const DAY_MS = 86_400_000
/** What Spark takes for white space at the ends of a text. */
const trimmed = (text: string): string => text.replace(/^[\0-\u0020]+|[\0-\u0020]+$/g, '')

/** Days since 1970-01-01, as Spark's cast reads a date; undefined: it is none. */
export function dateOfText(text: string): number | undefined {
  const match = /^([+-]?)(\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?$/s.exec(trimmed(text))
  if (match === null) return undefined
  const [, sign, year, month = '1', day = '1'] = match
  return daysOf(sign === '-' ? -Number(year) : Number(year), Number(month), Number(day))
}

const TIMESTAMP =
  /^([+-]?)(\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T](\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:(?:\.(\d*))?([^\d.:].*)?)?)?)?)?)?)?$/s

/** A clock without a date; an hour stands alone behind a T only. */
const CLOCK = /^(?=T|\d{1,2}:)T?(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:(?:\.(\d*))?([^\d.:].*)?)?)?)?$/s

/**
 * Microseconds since 1970-01-01 00:00:00 UTC, as Spark's cast reads a timestamp in a session of UTC; undefined: it is none. A clock without a date is of the day
 * that its zone has now.
 */
export function timestampOfText(text: string, clock: Clock): bigint | undefined {
  const inner = trimmed(text)
  const time = CLOCK.exec(inner)
  if (time !== null) return clockOfToday(time, clock)
  const match = TIMESTAMP.exec(inner)
  if (match === null) return undefined
  const [, sign, yearText, month = '1', day = '1', ...rest] = match
  const year = sign === '-' ? -Number(yearText) : Number(yearText)
  const days = daysOf(year, Number(month), Number(day))
  return days === undefined ? undefined : momentOf(days, rest)
}

function clockOfToday([, ...time]: RegExpExecArray, clock: Clock): bigint | undefined {
  const now = clock()
  const zone = time[4]
  const offset = zone === undefined ? 0 : offsetOf(zone.trim(), now)
  return offset === undefined ? undefined : momentOf(Math.floor((now + offset) / DAY_MS), time)
}

/** time: hour, minute, second, fraction and zone, as they are written. */
function momentOf(days: number, [hour, minute, second, fraction = '', zone]: readonly (string | undefined)[]): bigint | undefined {
  const [hours, minutes, seconds] = [Number(hour ?? '0'), Number(minute ?? '0'), Number(second ?? '0')]
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined
  const milliseconds = days * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1000
  const offset = zone === undefined ? 0 : offsetOf(zone.trim(), milliseconds)
  if (offset === undefined) return undefined
  return within64(BigInt(milliseconds - offset) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, '0')))
}

const within64 = (value: bigint): bigint | undefined => (BigInt.asIntN(64, value) === value ? value : undefined)

/** In ms; undefined: there is no such zone. */
function offsetOf(written: string, localMs: number): number | undefined {
  const padded = written.replace(/([+-])(\d):/, '$10$2:').replace(/([+-])(\d\d):(\d)$/, '$1$2:0$3')
  return zoneOffset(padded, localMs)
}

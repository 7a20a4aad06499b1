import { zoneOffset } from './time-zones/zone-offset.ts'

const DAY_MS = 86_400_000
const MICROSECONDS_OF_DAY = 86_400_000_000n
/** The year that a date may have before its days do not fit into 32 bits, and a little more. */
const YEAR_MAX = 5_900_000
/** What JavaScript's Date holds. */
const DATE_MS_MAX = 8_640_000_000_000_000

const DATE = /^([+-]?)(\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T][\s\S]*)?)?)?$/

/** Days since 1970 of a text as Spark reads a date: 2020, 2020-1, 2020-1-2, and anything behind a space or T. Undefined for none. */
export function daysOfText(text: string): number | undefined {
  const match = DATE.exec(text.trim())
  if (match === null) return undefined
  const [, sign, year = '', month = '1', day = '1'] = match
  return daysOf(signed(sign, year), Number(month), Number(day))
}

const TIMESTAMP =
  /^(?:([+-]?)(\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T](\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?([^\d.:][\s\S]*)?)?)?)?)?)?)$/
/** The time alone is one of the present day. */
const TIME = /^(?:T(\d{1,2})|(\d{1,2})(?=:))(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?([^\d.:][\s\S]*)?)?)?$/

/** Microseconds since 1970 of a text as Spark reads a timestamp, a part of one, with a zone or in UTC. todayMs: the present day, for a time alone. */
export function microsecondsOfText(text: string, todayMs: number): bigint | undefined {
  const written = text.trim()
  const match = TIMESTAMP.exec(written)
  if (match !== null) {
    const [, sign, year = '', month = '1', day = '1', hour, minute, second, fraction, zone] = match
    const days = daysOf(signed(sign, year), Number(month), Number(day))
    return days === undefined ? undefined : instantOf(days, [hour, minute, second], fraction, zone)
  }
  const time = TIME.exec(written)
  if (time === null) return undefined
  const [, behindT, alone, minute, second, fraction, zone] = time
  return instantOf(Math.floor(todayMs / DAY_MS), [behindT ?? alone, minute, second], fraction, zone)
}

const signed = (sign: string | undefined, digits: string): number => (sign === '-' ? -Number(digits) : Number(digits))

function instantOf(
  days: number,
  [hour = '0', minute = '0', second = '0']: readonly (string | undefined)[],
  fraction = '',
  zone: string | undefined,
): bigint | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const seconds = BigInt(Number(hour) * 3600 + Number(minute) * 60 + Number(second))
  const local = BigInt(days) * MICROSECONDS_OF_DAY + seconds * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6))
  const offset = zone === undefined ? 0 : zoneAt(zone.trim(), Number(local / 1000n))
  if (offset === undefined) return undefined
  const instant = local - BigInt(offset) * 1000n
  return BigInt.asIntN(64, instant) === instant ? instant : undefined
}

/** Outside of what JavaScript's Date holds a region's rules are not known. */
const zoneAt = (zone: string, localMs: number): number | undefined =>
  zoneOffset(zone, Math.max(-DATE_MS_MAX + 2 * DAY_MS, Math.min(DATE_MS_MAX - 2 * DAY_MS, localMs)))

/** Undefined for a day that no calendar has, and for one whose number does not fit into 32 bits. */
function daysOf(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || Math.abs(year) > YEAR_MAX) return undefined
  // 400 years are as many days wherever they are.
  const cycles = Math.floor(year / 400)
  const date = new Date(0)
  date.setUTCFullYear(2000 + (year - cycles * 400), month - 1, day)
  const days = Math.round(date.getTime() / DAY_MS) + (cycles - 5) * 146_097
  return days >= -(2 ** 31) && days < 2 ** 31 ? days : undefined
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** 2020-01-02, +10000-01-02, -0001-01-02: as Spark prints a date. */
export function dateText(days: number): string {
  const cycles = Math.floor(days / 146_097)
  const date = new Date((days - cycles * 146_097) * DAY_MS)
  const year = date.getUTCFullYear() + cycles * 400
  const two = (value: number): string => value.toString().padStart(2, '0')
  const sign = year < 0 ? '-' : year > 9999 ? '+' : ''
  return `${sign}${Math.abs(year).toString().padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`
}

/** 2020-01-02 03:04:05.12: as Spark prints a timestamp in UTC. */
export function timestampText(microseconds: bigint): string {
  const within = ((microseconds % MICROSECONDS_OF_DAY) + MICROSECONDS_OF_DAY) % MICROSECONDS_OF_DAY
  const days = Number((microseconds - within) / MICROSECONDS_OF_DAY)
  const seconds = within / 1_000_000n
  const clock = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map((value) => value.toString().padStart(2, '0')).join(':')
  const fraction = (within % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '')
  return `${dateText(days)} ${clock}${fraction === '' ? '' : `.${fraction}`}`
}

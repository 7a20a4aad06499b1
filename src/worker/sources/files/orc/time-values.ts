import type { CausewayError } from '../../../../base/errors.ts'
import { regionClock } from '../../../../base/time-zones/region-clock.ts'
import type { IntegerRuns } from './integer-runs.ts'
import type { ReadValue } from './read-value.ts'

/** 2015-01-01, from which seconds are counted, by a clock that shows UTC. */
const FIRST_SECOND = 1_420_070_400
const MILLIS_PER_SECOND = 1000
const MICROS_PER_SECOND = 1_000_000
const NANOS_PER_MILLI = 1_000_000
const NANOS_PER_MICRO = 1000
const NANOS_PER_SECOND = 1_000_000_000
const SECONDS_PER_DAY = 86_400
const MICROS_PER_DAY = SECONDS_PER_DAY * MICROS_PER_SECOND
/** A timestamp's microseconds are 64 bits; a little less, for what is added to them. */
const SECONDS_MAX = 9_223_372_036_000

interface ClockSettings {
  /** Empty: UTC. */
  readonly timeZone: string
  readonly isJulian: boolean
  readonly damaged: () => CausewayError
}

/** Microseconds of timestamps, as the clock of whoever wrote them showed them, which is what ORC's own reader goes by. */
export function timestampReader(seconds: IntegerRuns, nanos: IntegerRuns, { timeZone, isJulian, damaged }: ClockSettings): ReadValue {
  const clock = zoneClock(timeZone, damaged)
  const firstSecond = FIRST_SECOND - clock.beginOffset
  return () => {
    const fraction = nanosOf(Number(nanos.next()))
    if (!(fraction >= 0 && fraction < NANOS_PER_SECOND)) throw damaged()
    const second = Number(seconds.next()) + firstSecond
    if (!(Math.abs(second) < SECONDS_MAX)) throw damaged()
    let millis = second * MILLIS_PER_SECOND + Math.floor(fraction / NANOS_PER_MILLI)
    // What ORC's writers did with moments before 1970, and its readers undo.
    if (millis < 0 && fraction >= NANOS_PER_MILLI) millis -= MILLIS_PER_SECOND
    const shown = Math.floor(millis / MILLIS_PER_SECOND) + clock.offsetAt(millis)
    const micros = BigInt(shown) * BigInt(MICROS_PER_SECOND) + BigInt(Math.floor(fraction / NANOS_PER_MICRO))
    return isJulian ? gregorianMicros(micros) : micros
  }
}

/** The lowest bits count the zeros that were left out. */
function nanosOf(written: number): number {
  const zeros = written % 8
  const digits = Math.floor(written / 8)
  return zeros === 0 ? digits : digits * 10 ** (zeros + 1)
}

interface ZoneClock {
  /** Seconds that a clock there is ahead of UTC, at 2015-01-01 by that clock. */
  readonly beginOffset: number
  readonly offsetAt: (millis: number) => number
}

const UTC: ZoneClock = { beginOffset: 0, offsetAt: () => 0 }
const UTC_NAMES: ReadonlySet<string> = new Set(['', 'UTC', 'GMT', 'Z', 'Etc/UTC', 'Etc/GMT', 'UCT', 'Zulu', 'Etc/UCT', 'Etc/Zulu'])
/** No zone changes its clock twice within so long. */
const SPAN_MILLIS = 900_000
/** Of clocks before 1900 Java knows the standard time alone. */
const FIRST_KNOWN_MILLIS = -2_208_988_800_000
/** A Date goes no further, and timestamps do. */
const LAST_KNOWN_MILLIS = 8_639_999_000_000_000
const WINTER_AND_SUMMER = [Date.UTC(2024, 0, 1), Date.UTC(2024, 6, 1)]

function zoneClock(timeZone: string, damaged: () => CausewayError): ZoneClock {
  if (UTC_NAMES.has(timeZone)) return UTC
  const region = regionClock(timeZone)
  if (region === undefined) throw damaged()
  const offsetIn = (millis: number): number => region.offsetAt(millis) / MILLIS_PER_SECOND
  const standard = Math.min(...WINTER_AND_SUMMER.map((millis) => offsetIn(millis)))
  const known = new Map<number, number>()
  const offsetAt = (millis: number): number => {
    if (millis < FIRST_KNOWN_MILLIS) return standard
    if (millis > LAST_KNOWN_MILLIS) return offsetAt(LAST_KNOWN_MILLIS)
    const start = Math.floor(millis / SPAN_MILLIS) * SPAN_MILLIS
    const found = known.get(start)
    if (found !== undefined) return found
    const offset = offsetIn(start)
    if (offsetIn(start + SPAN_MILLIS) !== offset) return offsetIn(Math.floor(millis / MILLIS_PER_SECOND) * MILLIS_PER_SECOND)
    known.set(start, offset)
    return offset
  }
  const guess = offsetAt(FIRST_SECOND * MILLIS_PER_SECOND)
  return { beginOffset: offsetAt((FIRST_SECOND - guess) * MILLIS_PER_SECOND), offsetAt }
}

/** The first day of the Gregorian calendar, 1582-10-15. */
const FIRST_GREGORIAN_DAY = -141_427

/** The day of the same name in the Gregorian calendar, of one in the calendar that was Julian until 1582. */
export function gregorianDay(day: number): number {
  if (day >= FIRST_GREGORIAN_DAY) return day
  const { year, month, date } = julianDate(day)
  return daysOf(year, month, date)
}

function gregorianMicros(micros: bigint): bigint {
  const day = Number(micros / BigInt(MICROS_PER_DAY)) - (micros < 0n && micros % BigInt(MICROS_PER_DAY) !== 0n ? 1 : 0)
  if (day >= FIRST_GREGORIAN_DAY) return micros
  return micros + BigInt(gregorianDay(day) - day) * BigInt(MICROS_PER_DAY)
}

/** Julian day numbers count from 4713 BC; 1970 began on the 2,440,588th. */
function julianDate(day: number): { readonly year: number; readonly month: number; readonly date: number } {
  const c = day + 2_440_588 + 32_082
  const years = Math.floor((4 * c + 3) / 1461)
  const rest = c - Math.floor((1461 * years) / 4)
  const m = Math.floor((5 * rest + 2) / 153)
  return { year: years - 4800 + Math.floor(m / 10), month: m + 3 - 12 * Math.floor(m / 10), date: rest - Math.floor((153 * m + 2) / 5) + 1 }
}

/** Days since 1970 in the Gregorian calendar, also before it was made. February has its 29th in years that the Julian calendar alone gives one: it becomes the first of March. */
function daysOf(year: number, month: number, date: number): number {
  const a = Math.floor((14 - month) / 12)
  const y = year + 4800 - a
  const m = month + 12 * a - 3
  const julianNumber =
    date + Math.floor((153 * m + 2) / 5) + 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) - 32_045
  return julianNumber - 2_440_588
}

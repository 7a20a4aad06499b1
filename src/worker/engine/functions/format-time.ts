/** %t of Java's Formatter: of milliseconds since 1970, in UTC, by the calendar that has Julian dates before 15 October 1582. */

const DAY_MS = 86_400_000n
const GREGORIAN_START_MS = -12_219_292_800_000n
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = 'January February March April May June July August September October November December'.split(' ')

export function timeText(letter: string, milliseconds: bigint): string {
  const within = ((milliseconds % DAY_MS) + DAY_MS) % DAY_MS
  const day = (milliseconds - within) / DAY_MS
  const time = Number(within)
  const two = (number: number): string => String(number).padStart(2, '0')
  const hour = Math.floor(time / 3_600_000)
  const hour12 = ((hour + 11) % 12) + 1
  const [minute, second, thousandths] = [Math.floor(time / 60_000) % 60, Math.floor(time / 1000) % 60, time % 1000]
  const date = (): CalendarDate => dateOf(day, milliseconds < GREGORIAN_START_MS)
  const of = (letters: string, between: string): string => [...letters].map((one) => timeText(one, milliseconds)).join(between)
  switch (letter) {
    case 'H':
      return two(hour)
    case 'I':
      return two(hour12)
    case 'k':
      return String(hour)
    case 'l':
      return String(hour12)
    case 'M':
      return two(minute)
    case 'S':
      return two(second)
    case 'L':
      return String(thousandths).padStart(3, '0')
    case 'N':
      return `${String(thousandths).padStart(3, '0')}000000`
    case 'Q':
      return String(milliseconds)
    case 's':
      return String(milliseconds / 1000n)
    case 'p':
      return hour < 12 ? 'am' : 'pm'
    case 'z':
      return '+0000'
    case 'Z':
      return 'UTC'
    case 'A':
      return weekday(day)
    case 'a':
      return weekday(day).slice(0, 3)
    case 'B':
      return MONTHS[date().month] ?? ''
    case 'b':
    case 'h':
      return (MONTHS[date().month] ?? '').slice(0, 3)
    case 'C':
      return two(Math.trunc(date().yearOfEra / 100))
    case 'y':
      return two(date().yearOfEra % 100)
    case 'Y':
      return String(date().yearOfEra).padStart(4, '0')
    case 'm':
      return two(date().month + 1)
    case 'd':
      return two(date().day)
    case 'e':
      return String(date().day)
    case 'j':
      return String(date().dayOfYear).padStart(3, '0')
    case 'T':
      return of('HMS', ':')
    case 'R':
      return of('HM', ':')
    case 'r':
      return `${of('IMS', ':')} ${hour < 12 ? 'AM' : 'PM'}`
    case 'D':
      return of('mdy', '/')
    case 'F':
      return of('Ymd', '-')
    default:
      return `${of('abdTZ', ' ')} ${timeText('Y', milliseconds)}`
  }
}

const weekday = (day: bigint): string => WEEKDAYS[Number((((day + 4n) % 7n) + 7n) % 7n)] ?? ''

interface CalendarDate {
  /** 1 is the first year of its era. */
  readonly yearOfEra: number
  /** 0 is January. */
  readonly month: number
  readonly day: number
  readonly dayOfYear: number
}

/** By the day's number from 1970, counted in years that begin in March: the leap day is the last one then. */
function dateOf(day: bigint, isJulian: boolean): CalendarDate {
  const shifted = Number(day) + (isJulian ? 719_470 : 719_468)
  const cycle = isJulian ? 1461 : 146_097
  const era = Math.floor(shifted / cycle)
  const dayOfEra = shifted - era * cycle
  const yearOfCycle = isJulian
    ? Math.floor((dayOfEra - Math.floor(dayOfEra / 1460)) / 365)
    : Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365)
  const centuries = isJulian ? 0 : Math.floor(yearOfCycle / 100)
  const dayFromMarch = dayOfEra - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - centuries)
  const monthFromMarch = Math.floor((5 * dayFromMarch + 2) / 153)
  const month = (monthFromMarch + 2) % 12
  const year = yearOfCycle + era * (isJulian ? 4 : 400) + (month < 2 ? 1 : 0)
  const isLeap = year % 4 === 0 && (isJulian || year % 100 !== 0 || year % 400 === 0)
  const fromJanuary = month < 2 ? dayFromMarch - 305 : dayFromMarch + 60 + (isLeap ? 1 : 0)
  // Ten days were left out that year.
  const dayOfYear = year === 1582 && !isJulian ? fromJanuary - 10 : fromJanuary
  return {
    yearOfEra: year > 0 ? year : 1 - year,
    month,
    day: dayFromMarch - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
    dayOfYear,
  }
}

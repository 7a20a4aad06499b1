import { daysOf } from '../days-of.ts'

/** What SimpleDateFormat sets in a calendar; the zone in minutes. */
export type OlderField =
  | 'era'
  | 'year'
  | 'month'
  | 'day'
  | 'dayOfYear'
  | 'hour'
  | 'hourOfHalf'
  | 'half'
  | 'minute'
  | 'second'
  | 'millisecond'
  | 'zone'

/** In the order in which they were set. */
export type OlderFields = ReadonlyMap<OlderField, number>

const RANGES: Readonly<Record<OlderField, readonly [number, number]>> = {
  era: [0, 1],
  year: [1, 292_278_994],
  month: [1, 12],
  day: [1, 31],
  dayOfYear: [1, 366],
  hour: [0, 23],
  hourOfHalf: [0, 11],
  half: [0, 1],
  minute: [0, 59],
  second: [0, 59],
  millisecond: [0, 999],
  zone: [-13 * 60, 14 * 60],
}

/** Whether Java's GregorianCalendar, not lenient, makes a moment of the fields that fits into 64 bits of microseconds: all of them must be those of that moment. */
export function isOlderMoment(fields: OlderFields): boolean {
  for (const [field, value] of fields) {
    const [min, max] = RANGES[field]
    if (value < min || value > max) return false
  }
  const hour = fields.get('hour') ?? (fields.get('half') ?? 0) * 12 + (fields.get('hourOfHalf') ?? 0)
  if (hour % 12 !== (fields.get('hourOfHalf') ?? hour % 12) || Math.floor(hour / 12) !== (fields.get('half') ?? Math.floor(hour / 12)))
    return false
  const days = dayOf(fields)
  if (days === undefined) return false
  const minutes = (days * 24 + hour) * 60 + (fields.get('minute') ?? 0) - (fields.get('zone') ?? 0)
  const milliseconds = BigInt(minutes * 60 + (fields.get('second') ?? 0)) * 1000n + BigInt(fields.get('millisecond') ?? 0)
  return BigInt.asIntN(64, milliseconds * 1000n) === milliseconds * 1000n
}

/** The day of a year counts where it was set behind that of a month. */
function dayOf(fields: OlderFields): number | undefined {
  const said = fields.get('year') ?? 1970
  const year = fields.get('era') === 0 ? 1 - said : said
  const [month, day, dayOfYear] = [fields.get('month'), fields.get('day'), fields.get('dayOfYear')]
  const first = hybridDay(year, 1, 1)
  if (first === undefined) return undefined
  const order = [...fields.keys()]
  if (dayOfYear === undefined || order.indexOf('day') > order.indexOf('dayOfYear')) {
    const days = hybridDay(year, month ?? 1, day ?? 1)
    return days === undefined || (dayOfYear !== undefined && days - first + 1 !== dayOfYear) ? undefined : days
  }
  const days = first + dayOfYear - 1
  const found = monthAndDay(year, days)
  return found === undefined || (month ?? found.month) !== found.month || (day ?? found.day) !== found.day ? undefined : days
}

function monthAndDay(year: number, days: number): { readonly month: number; readonly day: number } | undefined {
  for (let month = 12; month >= 1; month -= 1)
    for (let day = 1; day <= 31; day += 1) if (hybridDay(year, month, day) === days) return { month, day }
  return undefined
}

const FIRST_GREGORIAN = 15_821_015
const LAST_JULIAN = 15_821_004

/** Days since 1970-01-01 of a date that is of Julius's calendar before 1582-10-15; undefined: there is no such date. */
function hybridDay(year: number, month: number, day: number): number | undefined {
  const place = (year * 100 + month) * 100 + day
  if (place >= FIRST_GREGORIAN) return daysOf(year, month, day)
  if (place > LAST_JULIAN) return undefined
  const isLeap = year % 4 === 0
  const length = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  if (day > length) return undefined
  const [from, shifted] = month > 2 ? [year, month - 3] : [year - 1, month + 9]
  return Math.floor((from * 1461) / 4) + Math.floor((shifted * 153 + 2) / 5) + day - 1 - JULIAN_TO_1970
}

/** Days from 1 March of the year 0 of Julius's calendar to 1970-01-01. */
const JULIAN_TO_1970 = 719_470

import { daysOf } from '../days-of.ts'
import { zoneOffset } from '../time-zones/zone-offset.ts'
import type { ReadFields } from './read-text.ts'
import type { Field } from './text-elements.ts'

const YEAR_MAX = 999_999_999
const RANGES: Readonly<Record<Field, readonly [number, number]>> = {
  year: [-YEAR_MAX, YEAR_MAX],
  yearOfEra: [1, YEAR_MAX],
  era: [0, 1],
  month: [1, 12],
  day: [1, 31],
  dayOfYear: [1, 366],
  hour: [0, 23],
  clockHour: [1, 24],
  hourOfHalf: [0, 11],
  clockHourOfHalf: [1, 12],
  half: [0, 1],
  minute: [0, 59],
  second: [0, 59],
  nano: [0, 999_999_999],
  offset: [-64_800, 64_800],
}

/** The fields say no moment, or several. */
class NoMoment extends Error {}

/** In microseconds since 1970-01-01 00:00:00 UTC; what is not there is of that moment. Undefined: there is none, or not within 64 bits. */
export const momentOfFields = (read: ReadFields): bigint | undefined =>
  unlessNone(() => {
    const fields = new Map(read.numbers)
    const { days, time } = resolve(fields)
    const { seconds, nanos } = time ?? timeAlone(fields)
    const local = days * 86_400 + seconds
    const offset = read.zone ?? read.numbers.get('offset') ?? 0
    const offsetMs =
      typeof offset === 'number'
        ? valid('offset', offset) * 1000
        : zoneOffset(offset, Math.max(-CLOCK_MAX_MS, Math.min(CLOCK_MAX_MS, local * 1000)))
    if (offsetMs === undefined) return undefined
    const moment = BigInt(local) * 1_000_000n - BigInt(offsetMs) * 1000n + BigInt(Math.floor(nanos / 1000))
    return BigInt.asIntN(64, moment) === moment ? moment : undefined
  })

/** Days since 1970-01-01; undefined as above. */
export const dayOfFields = (read: ReadFields): number | undefined =>
  unlessNone(() => {
    const { days } = resolve(new Map(read.numbers))
    return Math.abs(days) > 0x7fffffff ? undefined : days
  })

/** Clocks of regions are asked within the dates of JavaScript. */
const CLOCK_MAX_MS = 8.6e15

function unlessNone<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof NoMoment) return undefined
    throw error
  }
}

/** Takes the fields that it has used. @throws NoMoment */
function resolve(fields: Fields): { readonly days: number; readonly time: Time | undefined } {
  const date = dateOf(fields)
  const time = timeOf(fields)
  if (date !== undefined && time !== undefined) valid('offset', fields.get('offset') ?? 0)
  if (date !== undefined) crossCheckDate(fields, date)
  return { days: date?.days ?? dayAlone(fields), time }
}

type Fields = Map<Field, number>

/** @throws NoMoment */
function valid(field: Field, value: number): number {
  const [min, max] = RANGES[field]
  if (!(value >= min && value <= max)) throw new NoMoment()
  return value
}

function take(fields: Fields, field: Field): number | undefined {
  const value = fields.get(field)
  fields.delete(field)
  return value
}

/** Puts a value that another field says. @throws NoMoment where the field says something else. */
function put(fields: Fields, field: Field, value: number): void {
  const earlier = fields.get(field)
  if (earlier !== undefined && earlier !== value) throw new NoMoment()
  fields.set(field, value)
}

interface DateParts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly days: number
}

/** Undefined: the fields do not make one. */
function dateOf(fields: Fields): DateParts | undefined {
  const yearOfEra = take(fields, 'yearOfEra')
  if (yearOfEra !== undefined) {
    valid('yearOfEra', yearOfEra)
    const era = take(fields, 'era')
    // Without an era such a year is none, and the text is of 1970.
    if (era === undefined) return undefined
    put(fields, 'year', era === 1 ? yearOfEra : 1 - yearOfEra)
  }
  const year = fields.get('year')
  if (year === undefined) return undefined
  const [month, day] = [fields.get('month'), fields.get('day')]
  if (month !== undefined && day !== undefined) {
    for (const field of ['year', 'month', 'day'] as const) fields.delete(field)
    return dated(valid('year', year), valid('month', month), valid('day', day))
  }
  const dayOfYear = take(fields, 'dayOfYear')
  if (dayOfYear === undefined) return undefined
  fields.delete('year')
  return ofDayOfYear(valid('year', year), dayOfYear)
}

function ofDayOfYear(year: number, dayOfYear: number): DateParts {
  let rest = valid('dayOfYear', dayOfYear)
  for (let month = 1; month <= 12; month += 1) {
    const next = month === 12 ? daysOf(year + 1, 1, 1) : daysOf(year, month + 1, 1)
    const length = (next ?? 0) - (daysOf(year, month, 1) ?? 0)
    if (rest <= length) return dated(year, month, rest)
    rest -= length
  }
  throw new NoMoment()
}

function dated(year: number, month: number, day: number): DateParts {
  const days = daysOf(year, month, day)
  if (days === undefined) throw new NoMoment()
  return { year, month, day, days }
}

function crossCheckDate(fields: Fields, { year, month, day, days }: DateParts): void {
  const said: readonly (readonly [Field, number])[] = [
    ['year', year],
    ['era', year > 0 ? 1 : 0],
    ['month', month],
    ['day', day],
    ['dayOfYear', days - (daysOf(year, 1, 1) ?? 0) + 1],
  ]
  for (const [field, value] of said) if ((take(fields, field) ?? value) !== value) throw new NoMoment()
}

function dayAlone(fields: Fields): number {
  const year = valid('year', fields.get('year') ?? 1970)
  const dayOfYear = take(fields, 'dayOfYear')
  if (dayOfYear === undefined) return dated(year, valid('month', fields.get('month') ?? 1), valid('day', fields.get('day') ?? 1)).days
  const { month, day, days } = ofDayOfYear(year, dayOfYear)
  if ((fields.get('month') ?? month) !== month || (fields.get('day') ?? day) !== day) throw new NoMoment()
  return days
}

interface Time {
  readonly seconds: number
  readonly nanos: number
}

/** Undefined: the fields do not make one. */
function timeOf(fields: Fields): Time | undefined {
  const clockHour = take(fields, 'clockHour')
  if (clockHour !== undefined) put(fields, 'hour', valid('clockHour', clockHour) % 24)
  const clockHourOfHalf = take(fields, 'clockHourOfHalf')
  if (clockHourOfHalf !== undefined) put(fields, 'hourOfHalf', valid('clockHourOfHalf', clockHourOfHalf) % 12)
  const [half, hourOfHalf] = [fields.get('half'), fields.get('hourOfHalf')]
  if (half !== undefined && hourOfHalf !== undefined) {
    fields.delete('half')
    fields.delete('hourOfHalf')
    put(fields, 'hour', half * 12 + valid('hourOfHalf', hourOfHalf))
  }
  const [hour, minute, second, nano] = [fields.get('hour'), fields.get('minute'), fields.get('second'), fields.get('nano')]
  const isBroken = (minute === undefined && (second ?? nano) !== undefined) || (second === undefined && nano !== undefined)
  if (hour !== undefined && isBroken) return undefined
  if (hour === undefined) {
    for (const field of ['hourOfHalf', 'half', 'minute', 'second', 'nano'] as const) {
      const value = fields.get(field)
      if (value !== undefined) valid(field, value)
    }
    return undefined
  }
  const seconds = secondsOf(valid('hour', hour), valid('minute', minute ?? 0), valid('second', second ?? 0))
  if ((fields.get('half') ?? Math.floor(hour / 12)) !== Math.floor(hour / 12)) throw new NoMoment()
  if ((fields.get('hourOfHalf') ?? hour % 12) !== hour % 12) throw new NoMoment()
  return { seconds, nanos: nano ?? 0 }
}

const secondsOf = (hour: number, minute: number, second: number): number => (hour * 60 + minute) * 60 + second

/** As Spark makes a time of what is left. */
function timeAlone(fields: Fields): Time {
  const half = fields.get('half') === 1 ? 12 : 0
  const hour = fields.has('hour')
    ? valid('hour', fields.get('hour') ?? 0)
    : fields.has('hourOfHalf')
      ? valid('hourOfHalf', fields.get('hourOfHalf') ?? 0)
      : half
  return {
    seconds: secondsOf(hour, valid('minute', fields.get('minute') ?? 0), valid('second', fields.get('second') ?? 0)),
    nanos: valid('nano', fields.get('nano') ?? 0),
  }
}

import { daysOf } from '../days-of.ts'
import { lookup } from '../lookup.ts'
import { zoneIdOf } from '../time-zones/zone-id.ts'
import { zoneOffset } from '../time-zones/zone-offset.ts'
import type { Reading, TextShape } from './date-shapes.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Zones that change with the seasons, and their names in both. */
const NAMED_ZONES: Readonly<Record<string, string>> = lookup({
  UTC: 'UTC',
  GMT: 'UTC',
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  MST: 'America/Denver',
  MDT: 'America/Denver',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  EST: 'America/New_York',
  EDT: 'America/New_York',
})

/** found: what an expression of the shape has found in a text. In microseconds; what the pattern has not is of 1970-01-01 00:00:00. Undefined: there is no such moment. */
export function momentOf({ groups }: TextShape, found: readonly (string | undefined)[]): bigint | undefined {
  const texts = new Map<Reading['field'], string>()
  for (const [index, { field }] of groups.entries()) {
    const text = found[index + 1]
    const earlier = texts.get(field)
    if (text === undefined) continue
    if (earlier !== undefined && !isSame(field, earlier, text)) return undefined
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
  const local = ((days * 24 + hour) * 60 + minute) * 60 + second
  const offset = offsetOf(texts, local * 1000)
  if (offset === undefined) return undefined
  const fraction = BigInt((texts.get('fraction') ?? '').slice(0, 6).padEnd(6, '0'))
  return BigInt(local) * 1_000_000n + BigInt(millisecond - offset) * 1000n + fraction
}

function offsetOf(texts: ReadonlyMap<Reading['field'], string>, localMs: number): number | undefined {
  const [offset, name, id] = [texts.get('zone'), texts.get('zonename'), texts.get('zoneid')]
  if (offset !== undefined && id !== undefined) throw new Error('A text has the offset of a time zone and the name of one')
  if (offset !== undefined) return fixedOffset(offset, localMs)
  if (name !== undefined) return zoneOffset(NAMED_ZONES[name.toUpperCase()] ?? name, localMs)
  if (id === undefined) return 0
  const zone = zoneIdOf(id)
  return zone === undefined ? undefined : zoneOffset(zone, localMs)
}

function isSame(field: Reading['field'], a: string, b: string): boolean {
  switch (field) {
    case 'fraction':
      return a.padEnd(9, '0') === b.padEnd(9, '0')
    case 'monthname':
      return monthOf(a) === monthOf(b)
    case 'zone':
      return fixedOffset(a) === fixedOffset(b)
    default:
      return Number(a) === Number(b)
  }
}

/** From 1. */
const monthOf = (name: string): number => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1

const fixedOffset = (text: string, localMs = 0): number | undefined =>
  zoneOffset(text.toUpperCase() === 'Z' ? 'Z' : text.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2'), localMs)

function dayOf(
  texts: ReadonlyMap<Reading['field'], string>,
  number: (field: Reading['field'], missing: number) => number,
): number | undefined {
  const year = texts.has('shortyear') ? 2000 + number('shortyear', 0) : number('year', 1970)
  const monthName = texts.get('monthname')
  const month = monthName === undefined ? number('month', 1) : monthOf(monthName)
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
  // An hour of the day that is not of the half that stands beside it is none.
  const ofHalf = (hour: number | undefined): number | undefined =>
    hour === undefined || !texts.has('half') || hour >= 12 === half > 0 ? hour : undefined
  if (texts.has('hour24')) {
    const hour = within(number('hour24', 24), 1, 24)
    return ofHalf(hour === undefined ? undefined : hour % 24)
  }
  return texts.has('hour') ? ofHalf(within(number('hour', 0), 0, 23)) : half
}

import type { IntervalField } from '../../../base/spark-type.ts'
import { semanticError } from '../syntax-error.ts'

/** What an interval's text adds up to, and the fields that stood in it. */
export interface IntervalSum {
  readonly months: bigint
  /** Days and times together. */
  readonly microseconds: bigint
  readonly days: bigint
  /** The microseconds without the days. */
  readonly clock: bigint
  readonly fields: ReadonlySet<IntervalField>
}

type Unit = IntervalField | 'week' | 'millisecond' | 'microsecond'

/** How much of months, days or microseconds one is; the field that an interval of it has. */
const UNITS: Readonly<
  Record<Unit, { readonly counts: 'months' | 'days' | 'microseconds'; readonly size: bigint; readonly field: IntervalField }>
> = {
  year: { counts: 'months', size: 12n, field: 'year' },
  month: { counts: 'months', size: 1n, field: 'month' },
  week: { counts: 'days', size: 7n, field: 'day' },
  day: { counts: 'days', size: 1n, field: 'day' },
  hour: { counts: 'microseconds', size: 3_600_000_000n, field: 'hour' },
  minute: { counts: 'microseconds', size: 60_000_000n, field: 'minute' },
  second: { counts: 'microseconds', size: 1_000_000n, field: 'second' },
  millisecond: { counts: 'microseconds', size: 1000n, field: 'second' },
  microsecond: { counts: 'microseconds', size: 1n, field: 'second' },
}
/** A unit in any case, of one or of several. */
export const isIntervalUnit = (text: string): boolean => isUnit(text.toLowerCase().replace(/s$/, ''))
const isUnit = (name: string): name is Unit => Object.hasOwn(UNITS, name)

const BOUNDS = { months: 2n ** 31n, days: 2n ** 31n, microseconds: 2n ** 63n } as const
const MICROSECONDS_OF_DAY = 86_400_000_000n
/** No count of any unit has more digits. */
const DIGITS_MAX = 19

/** A sign, an amount with its fraction, and a unit. */
const PART = /(?:([+-])\s*)?(?:(\d+)(?:\.(\d*))?|\.(\d*))\s+([a-z]+)(?:\s+|$)/y

/** 1 day 2 hours, with the word interval before it or not; in capitals or not. Throws sql-semantics with what is wrong in it. */
export function sumOfText(text: string): IntervalSum {
  const refused = (reason: string) => semanticError(`'${shortened(text)}' is not an interval: ${reason}`, "Write INTERVAL '1 day 2 hours'.")
  const body = text
    .trim()
    .toLowerCase()
    .replace(/^interval\s+/, '')
  if (body === '' || body === 'interval') throw refused('it names no unit of time')
  const sums = { months: 0n, days: 0n, microseconds: 0n }
  const fields = new Set<IntervalField>()
  PART.lastIndex = 0
  while (PART.lastIndex < body.length) {
    const at = PART.lastIndex
    const match = PART.exec(body)
    if (match === null) throw refused(`"${shortened(body.slice(at))}" is no amount with its unit`)
    const [, sign = '', whole, behindWhole, alone, written = ''] = match
    const fraction = behindWhole ?? alone
    // A point alone is an amount behind a sign only, as Spark reads it.
    if (alone === '' && sign === '') throw refused('a point alone is no amount')
    const name = isUnit(written) ? written : written.replace(/s$/, '')
    if (!isUnit(name)) throw refused(`"${shortened(written)}" is no unit`)
    if (fraction !== undefined && (fraction.length > 9 || name !== 'second'))
      throw refused('only seconds have a fraction, of at most nine digits')
    const digits = (whole ?? '').replace(/^0+/, '')
    if (digits.length > DIGITS_MAX) throw refused('it is too long')
    const unit = UNITS[name]
    const amount = BigInt(digits) * unit.size + BigInt((fraction ?? '').padEnd(9, '0').slice(0, 6))
    const sum = sums[unit.counts] + (sign === '-' ? -amount : amount)
    if (!isWithin(sum, BOUNDS[unit.counts])) throw refused('it is too long')
    sums[unit.counts] = sum
    fields.add(unit.field)
  }
  const microseconds = sums.days * MICROSECONDS_OF_DAY + sums.microseconds
  if (!isWithin(microseconds, BOUNDS.microseconds)) throw refused('it is too long')
  return { months: sums.months, microseconds, days: sums.days, clock: sums.microseconds, fields }
}

/** The range of a two's complement number. */
const isWithin = (value: bigint, bound: bigint): boolean => value >= -bound && value < bound

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

import type { IntervalField } from '../../../base/spark-type.ts'
import { semanticError } from '../syntax-error.ts'

interface Part {
  readonly field: IntervalField
  readonly max: bigint
}

const part = (field: IntervalField, max: bigint): Part => ({ field, max })
const YEARS = part('year', 178_956_970n)
const DAYS = part('day', 106_751_991n)
const FIRST_HOURS = part('hour', 2_562_047_788n)
const FIRST_MINUTES = part('minute', 153_722_867_280n)
const HOURS = part('hour', 23n)
const MINUTES = part('minute', 59n)
/** Spark takes 99 seconds. */
const SECONDS = part('second', 99n)

/** The texts of each pair of fields, and what is in them; Spark reads the sign | as none. */
const SPANS: ReadonlyMap<string, readonly [pattern: RegExp, shown: string, parts: readonly Part[]]> = new Map([
  ['year month', [/^([+|-]?)(\d+)-(\d+)$/, '1-2', [YEARS, part('month', 11n)]]],
  ['day hour', [/^([+|-]?)(\d{1,9}) (\d{1,2})$/, '1 02', [DAYS, HOURS]]],
  ['day minute', [/^([+|-]?)(\d{1,9}) (\d{1,2}):(\d{1,2})$/, '1 02:03', [DAYS, HOURS, MINUTES]]],
  ['day second', [/^([+|-]?)(\d{1,9}) (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?$/, '1 02:03:04', [DAYS, HOURS, MINUTES, SECONDS]]],
  ['hour minute', [/^([+|-]?)(\d{1,10}):(\d{1,2})$/, '02:03', [FIRST_HOURS, MINUTES]]],
  ['hour second', [/^([+|-]?)(\d{1,10}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?$/, '02:03:04', [FIRST_HOURS, MINUTES, SECONDS]]],
  ['minute second', [/^([+|-]?)(\d{1,12}):(\d{1,2})(?:\.(\d{1,9}))?$/, '03:04', [FIRST_MINUTES, SECONDS]]],
])

const SIZES: Readonly<Record<IntervalField, bigint>> = {
  year: 12n,
  month: 1n,
  day: 86_400_000_000n,
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
}

const ONE_FIELD = /^([+-]?)(\d{1,19})$/
const ONE_SECOND = /^([+-]?)(\d{1,19})(?:\.(\d{1,9}))?$/

const greatestOf = (field: IntervalField): bigint =>
  (field === 'year' || field === 'month' ? 2n ** 31n - 1n : 2n ** 63n - 1n) / SIZES[field]

/** A regular expression of the texts between two fields, of a sign, the parts and the fraction of seconds; what each part may be, and is of months or microseconds. */
export function intervalShape(
  from: IntervalField,
  to: IntervalField,
): { readonly pattern: string; readonly parts: readonly { readonly max: bigint; readonly size: bigint }[] } {
  const [pattern, , parts] = SPANS.get(`${from} ${to}`) ?? [to === 'second' ? ONE_SECOND : ONE_FIELD, '', [part(to, greatestOf(to))]]
  return { pattern: pattern.source, parts: parts.map(({ field, max }) => ({ max, size: SIZES[field] })) }
}

/** '1-2' of year to month is 14 months, '1 02:03' of day to minute its microseconds. Throws sql-semantics. */
export function totalOfSpan(text: string, from: string, to: string): bigint {
  const span = SPANS.get(`${from} ${to}`)
  const named = `${from.toUpperCase()} TO ${to.toUpperCase()}`
  if (span === undefined)
    throw semanticError(`${named} is no interval`, 'Intervals are YEAR TO MONTH, and from DAY, HOUR or MINUTE to HOUR, MINUTE or SECOND.')
  const [pattern, shown, parts] = span
  const match = pattern.exec(text.trim())
  if (match === null) throw semanticError(`'${text.slice(0, 60)}' is not an interval ${named}`, `Write it as in '${shown}'.`)
  let total = 0n
  parts.forEach(({ field, max }, index) => {
    const digits = (match[index + 2] ?? '').replace(/^0+/, '')
    const amount = digits.length > 19 ? undefined : BigInt(digits)
    if (amount === undefined || amount > max)
      throw semanticError(
        `'${text.slice(0, 60)}' is not an interval ${named}: it has ${digits.slice(0, 40)} ${field}s, and may have ${max}`,
      )
    total += amount * SIZES[field]
  })
  // The fraction of the seconds, where the span has one, is the last group.
  total += BigInt((match[parts.length + 2] ?? '').padEnd(6, '0').slice(0, 6))
  const signed = match[1] === '-' ? -total : total
  const bound = from === 'year' ? 2n ** 31n : 2n ** 63n
  if (signed < -bound || signed >= bound) throw semanticError(`'${text.slice(0, 60)}' is too long for an interval`)
  return signed
}

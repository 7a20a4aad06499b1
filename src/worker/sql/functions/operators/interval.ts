/** Intervals: months or microseconds as whole numbers of the engine, as Spark has them; so they compare, add and overflow as Spark's. */
import { type IntervalField, type IntervalType, isMonths, type SparkType } from '../../../../base/spark-type.ts'
import type { Bound } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { joined, template, text } from '../../bound/template.ts'

export const YEAR_TO_MONTH: IntervalType = { kind: 'interval', from: 'year', to: 'month' }
export const DAY_TO_SECOND: IntervalType = { kind: 'interval', from: 'day', to: 'second' }
export const DAYS: IntervalType = { kind: 'interval', from: 'day', to: 'day' }
export const CALENDAR: SparkType = { kind: 'calendar-interval' }

const DAY_TIME_FIELDS = ['day', 'hour', 'minute', 'second'] as const
/** How much of months or microseconds one is, and how many make one of the next larger. */
export const FIELD_SIZES: Readonly<Record<IntervalField, { readonly size: number; readonly count: number }>> = {
  year: { size: 12, count: 178_956_971 },
  month: { size: 1, count: 12 },
  day: { size: 86_400_000_000, count: 106_751_992 },
  hour: { size: 3_600_000_000, count: 24 },
  minute: { size: 60_000_000, count: 60 },
  second: { size: 1_000_000, count: 60 },
}

export const isDays = (type: SparkType): boolean => type.kind === 'interval' && type.from === 'day' && type.to === 'day'

/** What the engine adds to a date or a timestamp, and takes as the distance of a frame. */
export function engineInterval(bound: Bound & { readonly type: IntervalType }): Sql {
  return isMonths(bound.type) ? template`to_months(${bound.sql})` : template`to_microseconds(${bound.sql})`
}

/** The interval's text as a cast to string makes it: INTERVAL '1 02:03' DAY TO MINUTE. */
export function literalText(sql: Sql, type: IntervalType): Sql {
  const sign = template`CASE WHEN ${sql} < 0 THEN '-' ELSE '' END`
  const unit = fieldNames(type)
  const size = template`abs(CAST(${sql} AS HUGEINT))`
  return template`('INTERVAL ''' || ${sign} || ${isMonths(type) ? monthsText(size, type) : timeText(size, type)} || ''' ${unit}')`
}

const fieldNames = ({ from, to }: IntervalType): string => (from === to ? from : `${from} TO ${to}`).toUpperCase()

function monthsText(size: Sql, { from, to }: IntervalType): Sql {
  if (from !== to) return template`sp_year_month_size(${size})`
  return from === 'year' ? template`CAST(${size} // 12 AS VARCHAR)` : template`CAST(${size} AS VARCHAR)`
}

function timeText(size: Sql, { from, to }: IntervalType): Sql {
  const fields = DAY_TIME_FIELDS.slice(indexOf(from), indexOf(to) + 1)
  const parts = fields.map((field, index) => {
    const rest = index === 0 ? size : template`(${size} % ${FIELD_SIZES[field].size * FIELD_SIZES[field].count})`
    const mark = index === 0 ? "''" : fields[index - 1] === 'day' ? "' '" : "':'"
    if (field === 'second') return template`${mark} || sp_two_seconds(${rest})`
    const count = template`(${rest} // ${FIELD_SIZES[field].size})`
    return field === 'day' ? template`CAST(${count} AS VARCHAR)` : template`${mark} || sp_two_digits(${count})`
  })
  return template`(${joined(parts, ' || ')})`
}

const indexOf = (field: IntervalField): number => DAY_TIME_FIELDS.findIndex((name) => name === field)

/** As the text of a literal. */
export function literalName(total: bigint, type: IntervalType): string {
  const [sign, size] = total < 0n ? ['-', -total] : ['', total]
  const name = (value: string): string => `INTERVAL '${sign}${value}' ${fieldNames(type)}`
  if (isMonths(type)) {
    if (type.from !== type.to) return name(`${size / 12n}-${size % 12n}`)
    return name(String(type.from === 'year' ? size / 12n : size))
  }
  const fields = DAY_TIME_FIELDS.slice(indexOf(type.from), indexOf(type.to) + 1)
  const texts = fields.map((field, index) => {
    const { size: unit, count } = FIELD_SIZES[field]
    const rest = index === 0 ? size : size % BigInt(unit * count)
    const whole = String(rest / BigInt(unit))
    const mark = index === 0 ? '' : fields[index - 1] === 'day' ? ' ' : ':'
    return `${mark}${field === 'day' ? whole : whole.padStart(2, '0')}${field === 'second' ? fractionText(rest) : ''}`
  })
  return name(texts.join(''))
}

const fractionText = (microseconds: bigint): string =>
  microseconds % 1_000_000n === 0n
    ? ''
    : `.${String(microseconds % 1_000_000n)
        .padStart(6, '0')
        .replace(/0+$/, '')}`

/** Of an interval of any kind. */
export function negated({ sql, type }: Bound): Sql {
  if (type.kind !== 'calendar-interval') return template`(-${sql})`
  return template`sp_calendar(-${sql}.months, -${sql}.days, -${sql}.microseconds)`
}

export const monthsOrMicroseconds = (total: bigint, type: IntervalType): Sql =>
  text(`CAST(${total} AS ${isMonths(type) ? 'INTEGER' : 'BIGINT'})`)

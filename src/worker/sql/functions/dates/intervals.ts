import { INTERVAL_FIELDS, type IntervalField, isMonths, type SparkType } from '../../../../base/spark-type.ts'
import type { Bound } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template } from '../../bound/template.ts'
import { semanticError } from '../../syntax-error.ts'
import { coerce, type Emitted, type SqlFunction } from '../function-record.ts'
import { CALENDAR, DAY_TO_SECOND, FIELD_SIZES, YEAR_TO_MONTH } from '../operators/interval.ts'

const SECONDS = 'decimal(18,6)'

/** A function of numbers, the last ones of which may be left out; Spark prints them nonetheless. */
function maker(name: string, parameters: readonly string[], type: SparkType, emit: (numbers: readonly Sql[]) => Sql): SqlFunction {
  const missing = (index: number): string => (parameters[index] === SECONDS ? '0.000000' : '0')
  return {
    kind: 'scalar',
    names: [name],
    argumentsMin: 0,
    argumentsMax: parameters.length,
    emit: (values, call) => {
      const numbers = parameters.map((parameter, index) => {
        const value = values[index]
        return value === undefined ? template`CAST(0 AS ${parameter})` : coerce(value, parameter, call.name, index).sql
      })
      const printed = parameters.map((_, index) => values[index]?.name ?? missing(index))
      return { sql: emit(numbers), type, name: `${name}(${printed.join(', ')})` }
    },
  }
}

const times = (sql: Sql | undefined, size: number): Sql => template`CAST(${sql} AS BIGINT) * ${size}`
const clock = (hours: Sql | undefined, minutes: Sql | undefined, seconds: Sql | undefined): Sql =>
  template`${times(hours, FIELD_SIZES.hour.size)} + ${times(minutes, FIELD_SIZES.minute.size)} + CAST(CAST(${seconds} AS DECIMAL(38,6)) * 1000000 AS BIGINT)`

const UNITS: Readonly<Record<string, IntervalField>> = Object.fromEntries(
  Object.entries({
    year: 'year y years yr yrs',
    month: 'month mon mons months',
    day: 'day d days',
    hour: 'hour h hours hr hrs',
    minute: 'minute m min mins minutes',
    second: 'second s sec seconds secs',
  }).flatMap(([field, names]) => names.split(' ').map((name) => [name, INTERVAL_FIELDS.find((one) => one === field) ?? 'day'])),
)

/** EXTRACT and date_part of an interval: the field must be one that its type has. */
export function intervalPart(unit: string, { sql, type, name }: Bound): Omit<Emitted, 'name'> {
  const field = UNITS[unit]
  if (field === undefined || !hasField(type, field)) throw semanticError(`The interval ${name} has no field ${unit.slice(0, 40)}`)
  const isMonth = field === 'year' || field === 'month'
  const counted =
    type.kind === 'interval'
      ? sql
      : isMonth
        ? template`${sql}.months`
        : field === 'day'
          ? template`${sql}.days`
          : template`${sql}.microseconds`
  if (type.kind !== 'interval' && field === 'day')
    return { sql: template`CAST(${counted} + ${sql}.microseconds // ${FIELD_SIZES.day.size} AS INTEGER)`, type: { kind: 'int' } }
  const { size, count } = FIELD_SIZES[field]
  if (field === 'second')
    return {
      sql: template`CAST(CAST(${counted} % 60000000 AS DECIMAL(18,0)) * CAST(0.000001 AS DECIMAL(7,6)) AS DECIMAL(8,6))`,
      type: { kind: 'decimal', precision: 8, scale: 6 },
    }
  const whole = template`${counted} // ${size}`
  if (field === 'year' || field === 'day') return { sql: template`CAST(${whole} AS INTEGER)`, type: { kind: 'int' } }
  const part = template`${whole} % ${count}`
  return { sql: template`CAST(${part} AS TINYINT)`, type: { kind: 'tinyint' } }
}

function hasField(type: SparkType, field: IntervalField): boolean {
  if (type.kind !== 'interval') return true
  const place = INTERVAL_FIELDS.indexOf(field)
  return place >= INTERVAL_FIELDS.indexOf(type.from) && place <= INTERVAL_FIELDS.indexOf(type.to) && isMonths(type) === place < 2
}

export const INTERVAL_FUNCTIONS: readonly SqlFunction[] = [
  maker('make_ym_interval', ['int', 'int'], YEAR_TO_MONTH, ([years, months]) => template`CAST(${times(years, 12)} + ${months} AS INTEGER)`),
  maker(
    'make_dt_interval',
    ['int', 'int', 'int', SECONDS],
    DAY_TO_SECOND,
    ([days, hours, minutes, seconds]) => template`(${times(days, FIELD_SIZES.day.size)} + ${clock(hours, minutes, seconds)})`,
  ),
  maker(
    'make_interval',
    ['int', 'int', 'int', 'int', 'int', 'int', SECONDS],
    CALENDAR,
    ([years, months, weeks, days, hours, minutes, seconds]) =>
      template`TRY(sp_calendar(${times(years, 12)} + ${months}, ${times(weeks, 7)} + ${days}, ${clock(hours, minutes, seconds)}))`,
  ),
]

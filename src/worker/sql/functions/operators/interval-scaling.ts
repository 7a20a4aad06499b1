import { type IntervalType, isMonths } from '../../../../base/spark-type.ts'
import type { Bound } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template } from '../../bound/template.ts'
import { notSupported } from '../../syntax-error.ts'
import { isInteger } from '../../types/coercion.ts'
import { CALENDAR, DAY_TO_SECOND, YEAR_TO_MONTH } from './interval.ts'
import type { Made } from './made.ts'

/** By a number, rounded half away from zero to whole months or microseconds; one that is too long stops the job. */
export function scaledInterval(operator: '*' | '/', sql: Sql, from: IntervalType, by: Bound): Made {
  const [type, engine] = isMonths(from) ? [YEAR_TO_MONTH, 'INTEGER'] : [DAY_TO_SECOND, 'BIGINT']
  return { sql: template`CAST(${operator === '*' ? product(sql, by) : quotient(sql, by)} AS ${engine})`, type }
}

function product(sql: Sql, by: Bound): Sql {
  if (isInteger(by.type) || by.type.kind === 'void') return template`CAST(${sql} AS BIGINT) * CAST(${by.sql} AS BIGINT)`
  if (by.type.kind !== 'decimal') return template`round(CAST(${sql} AS DOUBLE) * ${by.sql})`
  const { scale } = by.type
  return template`sp_round_divide(CAST(${sql} AS HUGEINT) * sp_units(${by.sql}, ${scale}, ${scale}), ${one(scale)})`
}

function quotient(sql: Sql, by: Bound): Sql {
  if (isInteger(by.type) || by.type.kind === 'void') return template`sp_interval_by_integer(${sql}, ${by.sql})`
  if (by.type.kind !== 'decimal') return template`sp_interval_by_double(${sql}, ${by.sql})`
  const { scale } = by.type
  return template`sp_interval_by_integer(CAST(${sql} AS HUGEINT) * ${one(scale)}, sp_units(${by.sql}, ${scale}, ${scale}))`
}

const one = (scale: number): string => `CAST('1${'0'.repeat(scale)}' AS HUGEINT)`

/** Each of its three numbers by a whole number. */
export function scaledCalendar(operator: '*' | '/', sql: Sql, by: Bound): Made {
  if (operator === '/' || !isInteger(by.type))
    throw notSupported(
      `${operator} of an interval with months, days and times by ${by.name}`,
      'Multiply it by a whole number, or make it of make_ym_interval or make_dt_interval.',
    )
  const part = (name: string): Sql => template`CAST(${sql}.${name} AS BIGINT) * ${by.sql}`
  return { sql: template`sp_calendar(${part('months')}, ${part('days')}, ${part('microseconds')})`, type: CALENDAR }
}

import { type IntervalType, isMonths } from '../../../../base/spark-type.ts'
import { type Bound, DOUBLE } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template } from '../../bound/template.ts'
import { isInteger } from '../../types/coercion.ts'
import { castBound } from './cast.ts'
import { CALENDAR, DAY_TO_SECOND, YEAR_TO_MONTH } from './interval.ts'
import type { Made } from './made.ts'

/** By a number, rounded half away from zero to whole months or microseconds; one that is too long stops the job, or is NULL where it is tried. */
export function scaledInterval(operator: '*' | '/', sql: Sql, from: IntervalType, by: Bound, isTried = false): Made {
  const [type, engine] = isMonths(from) ? [YEAR_TO_MONTH, 'INTEGER'] : [DAY_TO_SECOND, 'BIGINT']
  const scaled = operator === '*' ? product(sql, by) : quotient(sql, isTried ? nonZero(by) : by)
  const fitted = template`${isTried ? 'TRY_CAST' : 'CAST'}(${scaled} AS ${engine})`
  // A product may be too long before it is cast; a quotient stops the job by itself, which the engine does not try.
  return { sql: isTried && operator === '*' ? template`TRY(${fitted})` : fitted, type }
}

function product(sql: Sql, by: Bound): Sql {
  if (isInteger(by.type) || by.type.kind === 'void') return template`CAST(${sql} AS BIGINT) * CAST(${by.sql} AS BIGINT)`
  if (by.type.kind !== 'decimal') return template`round(CAST(${sql} AS DOUBLE) * ${by.sql})`
  const { scale } = by.type
  return template`sp_round_divide(CAST(${sql} AS HUGEINT) * sp_units(${by.sql}, ${scale}, ${scale}), ${one(scale)})`
}

const nonZero = (by: Bound): Bound => ({ ...by, sql: template`nullif(${by.sql}, 0)` })

function quotient(sql: Sql, by: Bound): Sql {
  if (isInteger(by.type) || by.type.kind === 'void') return template`sp_interval_by_integer(${sql}, ${by.sql})`
  if (by.type.kind !== 'decimal') return template`sp_interval_by_double(${sql}, ${by.sql})`
  const { scale } = by.type
  return template`sp_interval_by_integer(CAST(${sql} AS HUGEINT) * ${one(scale)}, sp_units(${by.sql}, ${scale}, ${scale}))`
}

const one = (scale: number): string => `CAST('1${'0'.repeat(scale)}' AS HUGEINT)`

/** Each of its three numbers by a double; what is left of days is a time, and what is left of months is lost. By 0 it is NULL. */
export function scaledCalendar(operator: '*' | '/', sql: Sql, by: Bound): Made {
  const number = castBound(by, DOUBLE)
  return {
    sql: template`sp_calendar_scaled(${sql}, ${operator === '*' ? number : template`nullif(${number}, 0)`}, ${operator === '*' ? 'TRUE' : 'FALSE'})`,
    type: CALENDAR,
  }
}

import { BIGINT, type Bound, STRING, TIMESTAMP } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template, text } from '../../bound/template.ts'
import { semanticError } from '../../syntax-error.ts'
import { isInteger, isNumeric } from '../../types/coercion.ts'
import { custom } from '../custom-function.ts'
import { type Emitted, type SqlFunction, scalar } from '../function-record.ts'
import { castBound } from '../operators/cast.ts'
import { nowSql } from './now.ts'
import { parsedBy } from './parsing.ts'
import { formattedBy } from './pattern.ts'
import { at, DEFAULT_PATTERN } from './record.ts'

/** Spark cuts a fraction off here, and rounds down everywhere else. */
const unixTimestamp = custom('unix_timestamp to_unix_timestamp', 0, 2, (values, call) => {
  const seconds = (timestamp: Sql): Emitted => ({ sql: template`(epoch_us(${timestamp}) // 1000000)`, type: BIGINT })
  const name = `${call.name}(${values[0]?.name ?? 'current_timestamp()'}, ${(values[1] ?? DEFAULT_PATTERN).name})`
  if (values.length === 0) return { ...seconds(nowSql(call)), name }
  if (values[1] !== undefined && values[1].type.kind !== 'string') at(values, 1, '=string', call)
  if (values[1]?.type.kind === 'void') return { sql: text('CAST(NULL AS BIGINT)'), type: BIGINT, name }
  if (values[0]?.type.kind !== 'string') return { ...seconds(at(values, 0, 'timestamp', call).sql), name }
  const pattern = values[1] === undefined ? DEFAULT_PATTERN : at(values, 1, 'string', call)
  return { ...seconds(parsedBy(pattern, at(values, 0, 'string', call).sql)), name }
})

/** A decimal finer than a microsecond stops the job where it would have to be rounded. */
function secondsSql(value: Bound): Sql {
  // Unlike a cast, it stops the job at what does not fit.
  if (value.type.kind === 'bigint') return template`make_timestamp(${value} * 1000000)`
  const { sql } = castBound(value, TIMESTAMP)
  if (value.type.kind !== 'decimal' || value.type.scale <= 6) return sql
  const refused = "error('timestamp_seconds: a second has six digits behind the point')"
  return template`CASE WHEN trunc(${value.sql}, 6) <> ${value.sql} THEN ${refused} ELSE ${sql} END`
}

/** Unlike a count of seconds, one of smaller units has no fraction, and is no text. */
const ofUnits = (name: string, size: number): SqlFunction =>
  custom(name, 1, 1, ([value], call) => {
    if (value === undefined || (!isInteger(value.type) && value.type.kind !== 'void'))
      throw semanticError(`${call.name} takes a whole number`, 'Cast it to BIGINT.')
    // Of microseconds no count is too great.
    const sql = size === 1 ? template`sp_moment(CAST(${value} AS BIGINT))` : template`make_timestamp(CAST(${value} AS BIGINT) * ${size})`
    return { sql, type: TIMESTAMP }
  })

/** Counts from 1970. */
export const DATE_EPOCH_FUNCTIONS: readonly SqlFunction[] = [
  unixTimestamp,
  custom('from_unixtime', 1, 2, (values, call) => {
    if (values[1]?.type.kind === 'void')
      return { sql: text('CAST(NULL AS VARCHAR)'), type: STRING, name: `from_unixtime(${values[0]?.name}, NULL)` }
    const pattern = values[1] === undefined ? DEFAULT_PATTERN : at(values, 1, 'string', call)
    return {
      sql: formattedBy(pattern, template`sp_from_seconds(${at(values, 0, 'bigint', call).sql})`),
      type: STRING,
      name: `from_unixtime(${values[0]?.name}, ${(values[1] ?? DEFAULT_PATTERN).name})`,
    }
  }),
  scalar('date_from_unix_date', ['int'], 'date', "CAST(DATE '1970-01-01' + $1 AS DATE)"),
  scalar('unix_date', ['=date'], 'int', "CAST($1 - DATE '1970-01-01' AS INTEGER)"),
  scalar('unix_seconds', ['=timestamp'], 'bigint', 'sp_floor_units(epoch_us($1), 1000000)'),
  scalar('unix_millis', ['=timestamp'], 'bigint', 'sp_floor_units(epoch_us($1), 1000)'),
  scalar('unix_micros', ['=timestamp'], 'bigint', 'epoch_us($1)'),
  // Unlike a count of milliseconds, one of seconds may have a fraction.
  custom('timestamp_seconds', 1, 1, ([value], call) => {
    if (value === undefined || (!isNumeric(value.type) && value.type.kind !== 'void'))
      throw semanticError(`${call.name} takes a number of seconds`, 'Cast the text to a number.')
    return { sql: secondsSql(value), type: TIMESTAMP }
  }),
  ofUnits('timestamp_millis', 1000),
  ofUnits('timestamp_micros', 1),
]

import { type Bound, DATE, STRING, TIMESTAMP } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template, text } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { semanticError } from '../../syntax-error.ts'
import { isNested, isNumeric } from '../../types/coercion.ts'
import { custom } from '../custom-function.ts'
import { type SqlFunction, scalar } from '../function-record.ts'
import { castBound } from '../operators/cast.ts'
import { DATE_ARITHMETIC_FUNCTIONS } from './arithmetic.ts'
import { DATE_EPOCH_FUNCTIONS } from './epoch.ts'
import { DATE_FIELD_FUNCTIONS } from './fields.ts'
import { nowSql } from './now.ts'
import { parsedBy } from './parsing.ts'
import { formattedBy } from './pattern.ts'
import { at } from './record.ts'
import { DATE_ZONE_FUNCTIONS } from './zones.ts'

/** Of values that are no text and no time these functions are NULL in Spark 3.3, and not refused. */
const isNoMoment = (value: Bound | undefined): boolean =>
  value !== undefined && !isNested(value.type) && !['string', 'void', 'date', 'timestamp'].includes(value.type.kind)

const isMoment = (value: Bound | undefined): boolean => value?.type.kind === 'date' || value?.type.kind === 'timestamp'

/** By no pattern nothing can be read, and yet what could be by none is refused. */
function nothingOf(values: readonly Bound[], call: Parameters<typeof at>[3]): Sql {
  if (values[0] !== undefined && isNested(values[0].type)) at(values, 0, 'string', call)
  return text('NULL')
}

const toDate = custom('to_date', 1, 2, (values, call) => {
  if (isNoMoment(values[0]) && values.length === 1) return { sql: text('CAST(NULL AS DATE)'), type: DATE }
  if (values.length === 1) return { sql: at(values, 0, 'date', call).sql, type: DATE }
  if (values[1]?.type.kind === 'void') return { sql: template`CAST(${nothingOf(values, call)} AS DATE)`, type: DATE }
  const pattern = at(values, 1, 'string', call)
  if (isMoment(values[0])) return { sql: at(values, 0, 'date', call).sql, type: DATE }
  return { sql: template`CAST(${parsedBy(pattern, at(values, 0, 'string', call).sql)} AS DATE)`, type: DATE }
})

const toTimestamp = custom('to_timestamp try_to_timestamp', 1, 2, (values, call) => {
  const [only] = values
  const seconds = only !== undefined && isNumeric(only.type) ? only : undefined
  if (values[1]?.type.kind === 'void') return { sql: template`CAST(${nothingOf(values, call)} AS TIMESTAMP)`, type: TIMESTAMP }
  if (values.length === 1) {
    if (seconds !== undefined) return { sql: castBound(seconds, TIMESTAMP).sql, type: TIMESTAMP }
    return { sql: isNoMoment(only) ? text('CAST(NULL AS TIMESTAMP)') : at(values, 0, 'timestamp', call).sql, type: TIMESTAMP }
  }
  if (seconds !== undefined)
    throw semanticError(
      `${call.name} reads no ${seconds.type.kind} by a pattern`,
      'Cast it to STRING, or leave out the pattern: it counts seconds then.',
    )
  const pattern = at(values, 1, 'string', call)
  if (isMoment(values[0])) return { sql: at(values, 0, 'timestamp', call).sql, type: TIMESTAMP }
  return { sql: parsedBy(pattern, at(values, 0, 'string', call).sql), type: TIMESTAMP }
})

export const DATE_FUNCTIONS: readonly SqlFunction[] = [
  custom('current_date curdate', 0, 0, (_values, call) => ({
    sql: template`DATE ${quoteString(new Date(call.environment.now).toISOString().slice(0, 10))}`,
    type: DATE,
    name: 'current_date()',
  })),
  custom('current_timestamp now', 0, 0, (_values, call) => ({ sql: nowSql(call), type: TIMESTAMP })),
  custom('current_timezone', 0, 0, () => ({ sql: text("'UTC'"), type: STRING })),
  toDate,
  toTimestamp,
  custom('date_format', 2, 2, (values, call) => {
    if (values[1]?.type.kind === 'void') return { sql: text('CAST(NULL AS VARCHAR)'), type: STRING }
    return { sql: formattedBy(at(values, 1, 'string', call), at(values, 0, 'timestamp', call).sql), type: STRING }
  }),
  scalar('make_date', ['int', 'int', 'int'], 'date', 'sp_make_date($1, $2, $3)'),
  ...DATE_FIELD_FUNCTIONS,
  ...DATE_ARITHMETIC_FUNCTIONS,
  ...DATE_ZONE_FUNCTIONS,
  ...DATE_EPOCH_FUNCTIONS,
]

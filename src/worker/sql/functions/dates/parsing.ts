import { type Group, type Reading, shapeOf, type TextShape } from '../../../../base/date-pattern/date-shapes.ts'
import type { Bound } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { joined, template, text } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'

/**
 * The timestamp of a text by a pattern that is written in the statement, or by that of each row, with what the pattern has not from 1970-01-01 00:00:00; NULL
 * where it does not match. What only the parser before Spark 3.0 would read stops the job, as in Spark.
 */
export function parsedBy(pattern: Bound, sql: Sql): Sql {
  const shape = pattern.constant?.kind === 'string' ? shapeOf(pattern.constant.value, 'timestamp') : undefined
  return shape === undefined
    ? template`make_timestamp(CAST(fn_moment_text(${sql}, ${pattern.sql}) AS BIGINT))`
    : template`coalesce(${momentSql(shape, sql)}, CAST(fn_older_text(${sql}, ${pattern.sql}, 'function') AS TIMESTAMP))`
}

/** The same, of a field of a record: `otherwise` reads what does not match, and the parser before Spark 3.0 takes numbers of any size there. */
export function parseFieldSql(pattern: string, sql: Sql, otherwise: Sql, kind: 'date' | 'timestamp'): Sql {
  const written = text(quoteString(pattern))
  const older = template`CAST(fn_older_text(${sql}, ${written}, ${text(quoteString(kind))}) AS ${text(kind.toUpperCase())})`
  return template`coalesce(${fieldSql(pattern, written, sql, kind)}, ${otherwise}, ${older})`
}

function fieldSql(pattern: string, written: Sql, sql: Sql, kind: 'date' | 'timestamp'): Sql {
  const shape = shapeOf(pattern, kind)
  if (shape !== undefined) {
    const moment = momentSql(shape, sql)
    return kind === 'date' ? template`CAST(${moment} AS DATE)` : moment
  }
  return kind === 'date'
    ? template`(DATE '1970-01-01' + CAST(fn_field_day(${sql}, ${written}) AS INTEGER))`
    : template`make_timestamp(CAST(fn_field_moment(${sql}, ${written}) AS BIGINT))`
}

function momentSql({ shape, groups }: TextShape, sql: Sql): Sql {
  const expression = quoteString(`(?i)^(?:${shape})$`)
  const matches = template`regexp_matches(${sql}, ${expression})`
  if (groups.length === 0) return template`(CASE WHEN ${matches} THEN TIMESTAMP '1970-01-01 00:00:00' END)`
  const names = groups.map(({ name }) => `'${name}'`).join(', ')
  const read = template`regexp_extract(${sql}, ${expression}, [${names}])`
  const fields = groups.map(({ field }) => field)
  const group = (name: string): Sql => template`${read}.${name}`
  const written = (field: Reading['field']): Sql => {
    const same = groups.filter((one) => one.field === field).map(({ name }) => template`nullif(${group(name)}, '')`)
    return same.length === 1 ? group(field) : template`coalesce(${joined(same, ', ')}, '')`
  }
  const number = (field: Reading['field'], missing: number): Sql =>
    fields.includes(field) ? template`coalesce(TRY_CAST(${written(field)} AS INTEGER), ${missing})` : text(String(missing))
  const clock = joined(
    [hourOf(fields, number, written), number('minute', 0), number('second', 0), fractionOf(fields, written), offsetOf(fields, written)],
    ', ',
  )
  const limits = fields.includes('zone') ? [template`abs(${offsetOf(fields, written)}) <= 64800000000`] : []
  const conditions = [matches, ...repeated(groups, group), ...limits]
  return template`(CASE WHEN ${joined(conditions, ' AND ')} THEN sp_parsed_timestamp(${dateOf(fields, number, written)}, ${clock}) END)`
}

/** A field that stands twice has the same value in each place; a place within an optional section that is not there is the empty text. */
const repeated = (groups: readonly Group[], group: (name: string) => Sql): readonly Sql[] =>
  groups.flatMap((first, place) =>
    groups
      .slice(place + 1)
      .filter(({ field }) => field === first.field)
      .map(({ field, name }) => {
        const value = (of: string): Sql =>
          field === 'fraction' ? template`rpad(${group(of)}, 9, '0')` : template`TRY_CAST(${group(of)} AS INTEGER)`
        return template`(${group(first.name)} = '' OR ${group(name)} = '' OR ${value(first.name)} IS NOT DISTINCT FROM ${value(name)})`
      }),
  )

type Written = (field: Reading['field']) => Sql
type Numbered = (field: Reading['field'], missing: number) => Sql

function dateOf(fields: readonly Reading['field'][], number: Numbered, written: Written): Sql {
  const year = fields.includes('shortyear') ? template`(2000 + ${number('shortyear', -30)})` : number('year', 1970)
  const month = fields.includes('monthname')
    ? template`coalesce(nullif((instr('janfebmaraprmayjunjulaugsepoctnovdec', lower(left(${written('monthname')}, 3))) + 2) // 3, 0), 1)`
    : number('month', 1)
  if (!fields.includes('dayofyear')) return template`TRY(make_date(${joined([year, month, number('day', 1)], ', ')}))`
  const date = template`sp_day_of_year(${year}, ${number('dayofyear', 1)})`
  const isMonth = fields.includes('month') || fields.includes('monthname') ? [template`month(${date}) = ${month}`] : []
  const isDay = fields.includes('day') ? [template`day(${date}) = ${number('day', 1)}`] : []
  const conditions = [...isMonth, ...isDay]
  return conditions.length === 0 ? date : template`(CASE WHEN ${joined(conditions, ' AND ')} THEN ${date} END)`
}

const fractionOf = (fields: readonly Reading['field'][], written: Written): Sql =>
  fields.includes('fraction') ? template`CAST(left(rpad(${written('fraction')}, 6, '0'), 6) AS BIGINT)` : text('0')

const offsetOf = (fields: readonly Reading['field'][], written: Written): Sql =>
  fields.includes('zone') ? template`sp_zone_us(regexp_extract(${written('zone')}, '[+-].*'))` : text('0')

function hourOf(fields: readonly Reading['field'][], number: Numbered, written: Written): Sql {
  // No hour is 99: what is not within its clock is NULL.
  const half = fields.includes('half') ? template`CASE WHEN lower(${written('half')}) = 'pm' THEN 12 ELSE 0 END` : text('0')
  if (fields.includes('hour12'))
    return template`(CASE WHEN ${number('hour12', 12)} BETWEEN 1 AND 12 THEN ${number('hour12', 12)} % 12 ELSE 99 END + ${half})`
  if (fields.includes('hour11'))
    return template`(CASE WHEN ${number('hour11', 0)} BETWEEN 0 AND 11 THEN ${number('hour11', 0)} ELSE 99 END + ${half})`
  const isOfHalf = (hour: Sql): Sql =>
    fields.includes('half')
      ? template`(CASE WHEN ${written('half')} = '' OR (${hour} >= 12) = (${half} > 0) THEN ${hour} ELSE 99 END)`
      : hour
  if (fields.includes('hour24'))
    return isOfHalf(template`(CASE WHEN ${number('hour24', 24)} BETWEEN 1 AND 24 THEN ${number('hour24', 24)} % 24 ELSE 99 END)`)
  return fields.includes('hour') ? isOfHalf(number('hour', 0)) : half
}

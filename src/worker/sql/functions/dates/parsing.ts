import { type Group, olderShapeOf, type Reading, shapeOf, type TextShape } from '../../../../base/date-pattern/date-shapes.ts'
import { elementsOf } from '../../../../base/date-pattern/text-elements.ts'
import type { Bound } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { joined, template, text } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'

/** By a pattern that is written in the statement, or by that of each row. */
export const parsedBy = (pattern: Bound, sql: Sql): Sql =>
  pattern.constant?.kind === 'string' && isPlain(pattern.constant.value, 'timestamp')
    ? parseSql(pattern.constant.value, sql)
    : template`make_timestamp(CAST(fn_moment_text(${sql}, ${asciiDigitsSql(sql)}, ${pattern.sql}) AS BIGINT))`

/**
 * Whether an expression of the engine reads by the pattern: numbers, names of months, and of timestamps offsets. Names of zones, eras, days of a year beside
 * those of a month, offsets of dates (which are of their own day), and what has to look ahead, are read by a function of ours.
 * @throws CausewayError for what is no pattern, or not one for reading.
 */
function isPlain(pattern: string, kind: 'date' | 'timestamp'): boolean {
  elementsOf(pattern)
  const letters = pattern.replaceAll(/'[^']*'/g, '')
  if (/[GVzOx]|Z{4}|X{4}/.test(letters) || (kind === 'date' && /[XZ]/.test(letters))) return false
  // A number takes its digits and gives none back for what may follow it.
  if (/[[\]][yMLdDHhkKmsS]/.test(letters)) return false
  if (letters.includes('D') && !/^[^MLd]*y[^MLd]*$/.test(letters)) return false
  try {
    return !shapeOf(pattern).looksAhead
  } catch {
    return false
  }
}

/**
 * The timestamp of a text by a pattern, with what the pattern has not from 1970-01-01 00:00:00; NULL where it does not match. What only the parser before
 * Spark 3.0 would read stops the job, as in Spark.
 */
function parseSql(pattern: string, sql: Sql): Sql {
  const older = olderShapeOf(pattern)
  return orOlder(
    pattern,
    momentSql(shapeOf(pattern), '$', sql),
    older && template`${momentSql(older, '', asciiDigitsSql(sql))} IS NOT NULL`,
  )
}

/** As parseSql, of a field of a record: `otherwise` reads what does not match, and the parser before Spark 3.0 takes numbers of any size there. */
export function parseFieldSql(pattern: string, sql: Sql, otherwise: Sql, kind: 'date' | 'timestamp'): Sql {
  const written = text(quoteString(pattern))
  const older = template`CAST(fn_older_field(${sql}, ${written}, ${text(quoteString(kind))}) AS ${text(kind.toUpperCase())})`
  return template`coalesce(${fieldSql(pattern, written, sql, kind)}, ${otherwise}, ${older})`
}

function fieldSql(pattern: string, written: Sql, sql: Sql, kind: 'date' | 'timestamp'): Sql {
  if (isPlain(pattern, kind)) {
    const moment = momentSql(shapeOf(pattern), '$', sql)
    return kind === 'date' ? template`CAST(${moment} AS DATE)` : moment
  }
  return kind === 'date'
    ? template`(DATE '1970-01-01' + CAST(fn_field_day(${sql}, ${written}) AS INTEGER))`
    : template`make_timestamp(CAST(fn_field_moment(${sql}, ${written}) AS BIGINT))`
}

/** The older parser reads digits of every script. */
const asciiDigitsSql = (sql: Sql): Sql => template`sp_ascii_digits(${sql})`

function orOlder(pattern: string, read: Sql, isOlder: Sql | undefined): Sql {
  if (isOlder === undefined) return read
  const message = `A text fits the date pattern ${pattern} only as the parser before Spark 3.0 reads it`
  return template`coalesce(${read}, CASE WHEN ${isOlder} THEN error(${quoteString(message)}) END)`
}

const matching = (shape: string, end: string): string => quoteString(`(?i)^(?:${shape})${end}`)

/** end: what stands behind the shape in a text. */
function momentSql({ shape, groups }: TextShape, end: string, sql: Sql): Sql {
  const expression = matching(shape, end)
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
  const local = template`sp_parsed_timestamp(${dateOf(fields, number, written)}, ${clock})`
  const moment = fields.includes('zonename')
    ? template`sp_of_named_zone(${local}, ${written('zonename')})`
    : fields.includes('zoneid')
      ? template`sp_of_zone(${local}, fn_zone_id(${written('zoneid')}))`
      : local
  // The older calendar has no year 0.
  const limits = [
    ...(fields.includes('zone') ? [template`abs(${offsetOf(fields, written)}) <= 64800000000`] : []),
    ...(fields.includes('milliseconds') ? [template`${number('milliseconds', 0)} < 1000`] : []),
    ...(end === '' && fields.includes('year') ? [template`${number('year', 1)} > 0`] : []),
  ]
  // The older parser takes the last of several.
  const conditions = [matches, ...(end === '' ? [] : repeated(groups, group)), ...limits]
  return template`(CASE WHEN ${joined(conditions, ' AND ')} THEN ${moment} END)`
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

import { type Written, writtenBy } from '../../../../base/date-pattern/written-by.ts'
import { lookup } from '../../../../base/lookup.ts'
import type { Bound } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { joined, template, text } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'

/** Of 400 years, after which the calendar is the same again. */
const CALENDAR_DAYS = 146_097

const twoDigits = (part: Sql): Sql => template`lpad(CAST(${part} AS VARCHAR), 2, '0')`

/** date_format by a pattern that is written in the statement, or by that of each row: the text of a timestamp (sql). */
export const formattedBy = (pattern: Bound, sql: Sql): Sql =>
  pattern.constant?.kind === 'string'
    ? formatSql(pattern.constant.value, sql)
    : template`fn_date_text(CAST(epoch_us(${sql}) AS VARCHAR), ${pattern.sql})`

/** date_format: engine SQL of the text of a timestamp (sql) by a pattern. */
export const formatSql = (pattern: string, sql: Sql): Sql => writtenSql(writtenBy(pattern), sql, sql)

/** The same of a date (sql), which may be further away than any timestamp. */
export function formatDateSql(pattern: string, sql: Sql): Sql {
  // The days of the week come again as well: but for the year such a day is written alike.
  const near = template`CAST(DATE '2000-01-01' + CAST((${sql} - DATE '2000-01-01') % ${CALENDAR_DAYS} AS INTEGER) AS TIMESTAMP)`
  return writtenSql(writtenBy(pattern, 'date'), near, sql)
}

/** `dated`: what the year is of. */
function writtenSql({ parts: written, hasEra }: ReturnType<typeof writtenBy>, sql: Sql, dated: Sql): Sql {
  const parts = written.map((part) => partSql(part, sql, dated, hasEra))
  const [first = text("''")] = parts
  // Not a chain of ||: of a constant the engine folds every link by itself, which took a minute for three thousand.
  const whole = parts.length < 2 ? first : template`concat(${joined(parts, ', ')})`
  return template`(CASE WHEN isfinite(${dated}) THEN ${whole} END)`
}

type NumberPart = Extract<Written, { kind: 'number' }>

const NUMBERS: Readonly<Record<NumberPart['of'], (sql: Sql) => Sql>> = lookup({
  month: (sql) => template`month(${sql})`,
  day: (sql) => template`day(${sql})`,
  dayofyear: (sql) => template`dayofyear(${sql})`,
  'dayofweek-in-month': (sql) => template`((day(${sql}) - 1) % 7 + 1)`,
  quarter: (sql) => template`quarter(${sql})`,
  hour: (sql) => template`hour(${sql})`,
  hour12: (sql) => template`((hour(${sql}) + 11) % 12 + 1)`,
  hour24: (sql) => template`((hour(${sql}) + 23) % 24 + 1)`,
  hour11: (sql) => template`(hour(${sql}) % 12)`,
  minute: (sql) => template`minute(${sql})`,
  second: (sql) => template`second(${sql})`,
})

function partSql(part: Written, sql: Sql, dated: Sql, hasEra: boolean): Sql {
  const strftime = (format: string): Sql => template`strftime(${sql}, '${format}')`
  switch (part.kind) {
    case 'text':
      return text(quoteString(part.text))
    case 'number':
      return numberSql(part, NUMBERS[part.of](sql))
    case 'year':
      return yearSql(part.width, dated, hasEra)
    case 'name':
      return strftime(part.of === 'month' ? (part.isShort ? '%b' : '%B') : part.isShort ? '%a' : '%A')
    case 'half':
      return strftime('%p')
    case 'era':
      return part.isShort
        ? template`CASE WHEN year(${dated}) > 0 THEN 'AD' ELSE 'BC' END`
        : template`CASE WHEN year(${dated}) > 0 THEN 'Anno Domini' ELSE 'Before Christ' END`
    case 'quarter':
      return part.isShort
        ? template`'Q' || quarter(${sql})`
        : template`quarter(${sql}) || CASE quarter(${sql}) WHEN 1 THEN 'st' WHEN 2 THEN 'nd' WHEN 3 THEN 'rd' ELSE 'th' END || ' quarter'`
    case 'fraction':
      return template`left(lpad(CAST((epoch_us(${sql}) % 1000000 + 1000000) % 1000000 AS VARCHAR), 6, '0') || '000', ${part.count})`
  }
}

function numberSql({ of, width }: NumberPart, value: Sql): Sql {
  if (width === 1) return template`CAST(${value} AS VARCHAR)`
  if (of !== 'dayofyear') return twoDigits(value)
  return template`lpad(CAST(${value} AS VARCHAR), CAST(greatest(${width}, length(CAST(${value} AS VARCHAR))) AS INTEGER), '0')`
}

function yearSql(width: number, sql: Sql, hasEra: boolean): Sql {
  // Beside the era a year is one of it, and counts from 1.
  const year = hasEra ? template`CASE WHEN year(${sql}) > 0 THEN year(${sql}) ELSE 1 - year(${sql}) END` : template`year(${sql})`
  if (width === 1) return template`CAST(${year} AS VARCHAR)`
  if (width === 2) return twoDigits(template`abs(${year}) % 100`)
  const padded = template`sp_padded_year(${year}, ${width})`
  return width === 3 ? template`replace(${padded}, '+', '')` : padded
}

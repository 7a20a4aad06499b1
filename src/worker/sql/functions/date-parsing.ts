import type { Sql } from '../bound/sql.ts'
import { joined, template, text } from '../bound/template.ts'
import { quoteString } from '../dialect/quote.ts'
import { notSupported } from '../syntax-error.ts'
import { type Piece, piecesOf, unknownLetters } from './date-pattern.ts'

/** What one run of letters reads: a group of the regular expression, and of which field. */
interface Reading {
  readonly field:
    | 'year'
    | 'shortyear'
    | 'month'
    | 'monthname'
    | 'day'
    | 'dayofyear'
    | Hour
    | 'minute'
    | 'second'
    | 'fraction'
    | 'half'
    | 'zone'
  readonly shape: string
  /** Whether it takes as many digits as come, so that no number may follow at once. */
  readonly isOpen: boolean
}
type Hour = 'hour' | 'hour12' | 'hour24' | 'hour11'

const fixed = (field: Reading['field'], shape: string): Reading => ({ field, shape, isOpen: false })
const open = (field: Reading['field'], shape: string): Reading => ({ field, shape, isOpen: true })

const SHORT_MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'
const MONTHS = 'January|February|March|April|May|June|July|August|September|October|November|December'
const ONE_OR_MORE = '\\d{1,9}'

/** Letters of which one reads any number of digits and two read two. */
const PLAIN: Readonly<Record<string, Reading['field']>> = {
  M: 'month',
  L: 'month',
  d: 'day',
  H: 'hour',
  h: 'hour12',
  k: 'hour24',
  K: 'hour11',
  m: 'minute',
  s: 'second',
}

/** @throws CausewayError not-supported for letters that are not read. */
function readingOf(letter: string, count: number, isBeforeNumber: boolean, pattern: string): Reading {
  const plain = PLAIN[letter]
  if (plain !== undefined && count === 1) return open(plain, ONE_OR_MORE)
  if (plain !== undefined && count === 2) return fixed(plain, '\\d{2}')
  switch (letter) {
    case 'M':
    case 'L':
      if (count === 3) return fixed('monthname', SHORT_MONTHS)
      if (count === 4) return fixed('monthname', MONTHS)
      break
    case 'y':
      if (count === 1) return open('year', '-?\\d{1,6}')
      if (count === 2) return fixed('shortyear', '\\d{2}')
      if (count === 3) return open('year', '-?\\d{3,6}')
      if (count <= 6) return fixed('year', isBeforeNumber ? `\\d{${count}}` : `\\d{${count}}|-\\d{${count}}|\\+\\d{${count + 1},6}`)
      break
    case 'D':
      if (count === 1) return open('dayofyear', ONE_OR_MORE)
      if (count === 2) return open('dayofyear', '\\d{2,3}')
      if (count === 3) return fixed('dayofyear', '\\d{3}')
      break
    case 'S':
      if (count <= 9) return open('fraction', `\\d{1,${count}}`)
      break
    case 'a':
      if (count === 1) return fixed('half', 'AM|PM')
      break
    default: {
      const zone = ZONES[`${letter}${count}`]
      if (zone !== undefined) return fixed('zone', zone)
    }
  }
  throw unknownLetters(letter.repeat(count), pattern)
}

const COLON_OFFSET = '[+-]\\d{2}:\\d{2}'
const GMT_OFFSET = 'GMT(?:[+-]\\d{1,2}(?::\\d{2})?)?'
const ZONES: Readonly<Record<string, string>> = {
  X1: 'Z|[+-]\\d{2}(?:\\d{2})?',
  X2: 'Z|[+-]\\d{4}',
  X3: `Z|${COLON_OFFSET}`,
  x1: '[+-]\\d{2}(?:\\d{2})?',
  x2: '[+-]\\d{4}',
  x3: COLON_OFFSET,
  Z1: '[+-]\\d{4}',
  Z2: '[+-]\\d{4}',
  Z3: '[+-]\\d{4}',
  Z4: 'GMT(?:[+-]\\d{2}:\\d{2})?',
  Z5: `Z|${COLON_OFFSET}`,
  O1: GMT_OFFSET,
  O4: 'GMT(?:[+-]\\d{2}:\\d{2})?',
}

interface ParsePattern {
  /** What the whole text must match, with a group for each of the fields in their order. */
  readonly shape: string
  readonly fields: readonly Reading['field'][]
}

const isNumber = (piece: Piece | undefined): boolean =>
  piece?.kind === 'letters' && ((piece.count <= 2 && piece.letter in PLAIN) || 'ySD'.includes(piece.letter))

function parsePattern(pattern: string): ParsePattern {
  const pieces = piecesOf(pattern)
  const fields: Reading['field'][] = []
  let shape = ''
  let depth = 0
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === 'text') shape += piece.text.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')
    else if (piece.kind === 'optional') {
      shape += piece.isOpened ? '(?:' : ')?'
      depth += piece.isOpened ? 1 : -1
    } else {
      const isBeforeNumber = isNumber(pieces[index + 1])
      const reading = readingOf(piece.letter, piece.count, isBeforeNumber, pattern)
      if (reading.isOpen && isBeforeNumber)
        throw notSupported(
          `The pattern ${pattern}, in which a number of any length is before a number,`,
          'Write two letters for two digits.',
        )
      if (fields.includes(reading.field)) throw notSupported(`The pattern ${pattern}, which has ${piece.letter} twice,`)
      fields.push(reading.field)
      shape += `(${reading.shape})`
    }
  }
  // An open section at the end ends with the pattern.
  shape += ')?'.repeat(depth)
  checkFields(fields, pattern)
  return { shape: `(?i)${shape}`, fields }
}

/** Fields that tell the same are not compared here. */
function checkFields(fields: readonly Reading['field'][], pattern: string): void {
  const groups: readonly (readonly Reading['field'][])[] = [
    ['year', 'shortyear'],
    ['month', 'monthname', 'dayofyear'],
    ['day', 'dayofyear'],
    ['hour', 'hour12', 'hour24', 'hour11'],
  ]
  for (const group of groups)
    if (group.filter((field) => fields.includes(field)).length > 1)
      throw notSupported(`The pattern ${pattern}, which has ${group.join(' and ')},`)
}

/** The timestamp of a text by a pattern, with what the pattern has not from 1970-01-01 00:00:00; NULL where it does not match. */
export function parseSql(pattern: string, sql: Sql): Sql {
  const { shape, fields } = parsePattern(pattern)
  if (fields.length === 0)
    return template`(CASE WHEN regexp_full_match(${sql}, ${quoteString(shape)}) THEN TIMESTAMP '1970-01-01 00:00:00' END)`
  const names = fields.map((field) => `'${field}'`).join(', ')
  const read = template`regexp_extract(${sql}, ${quoteString(`^(?:${shape})$`)}, [${names}])`
  const written = (field: Reading['field']): Sql => template`${read}.${field}`
  const number = (field: Reading['field'], missing: number): Sql =>
    fields.includes(field) ? template`coalesce(TRY_CAST(${written(field)} AS INTEGER), ${missing})` : text(String(missing))
  const year = fields.includes('shortyear') ? template`(2000 + ${number('shortyear', -30)})` : number('year', 1970)
  const month = fields.includes('monthname')
    ? template`coalesce(nullif((instr('janfebmaraprmayjunjulaugsepoctnovdec', lower(left(${written('monthname')}, 3))) + 2) // 3, 0), 1)`
    : number('month', 1)
  const date = fields.includes('dayofyear')
    ? template`sp_day_of_year(${year}, ${number('dayofyear', 1)})`
    : template`TRY(make_date(${joined([year, month, number('day', 1)], ', ')}))`
  const fraction = fields.includes('fraction') ? template`CAST(left(rpad(${written('fraction')}, 6, '0'), 6) AS BIGINT)` : text('0')
  const offset = fields.includes('zone') ? template`sp_zone_us(regexp_extract(${written('zone')}, '[+-].*'))` : text('0')
  const clock = joined([hourOf(fields, number, written), number('minute', 0), number('second', 0), fraction, offset], ', ')
  return template`(CASE WHEN regexp_full_match(${sql}, ${quoteString(shape)}) THEN sp_parsed_timestamp(${date}, ${clock}) END)`
}

function hourOf(
  fields: readonly Reading['field'][],
  number: (field: Reading['field'], missing: number) => Sql,
  written: (field: Reading['field']) => Sql,
): Sql {
  // No hour is 99: what is not within its clock is NULL.
  const half = fields.includes('half') ? template`CASE WHEN lower(${written('half')}) = 'pm' THEN 12 ELSE 0 END` : text('0')
  if (fields.includes('hour12'))
    return template`(CASE WHEN ${number('hour12', 12)} BETWEEN 1 AND 12 THEN ${number('hour12', 12)} % 12 ELSE 99 END + ${half})`
  if (fields.includes('hour11'))
    return template`(CASE WHEN ${number('hour11', 0)} BETWEEN 0 AND 11 THEN ${number('hour11', 0)} ELSE 99 END + ${half})`
  if (fields.includes('hour24'))
    return template`(CASE WHEN ${number('hour24', 24)} BETWEEN 1 AND 24 THEN ${number('hour24', 24)} % 24 ELSE 99 END)`
  return number('hour', 0)
}

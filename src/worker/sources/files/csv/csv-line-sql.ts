import { parseSparkType } from '../../../../base/spark-type.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import { quoteName, quoteText } from '../../../engine/quote.ts'
import { castText, momentTextBy } from '../../../sql/cast-text.ts'
import type { CsvFormat, CsvWriting, MomentPattern } from './csv-format.ts'

/** Blanks of Java's trim, but for NUL. */
const WHITE = quoteText(Array.from({ length: 32 }, (_, index) => String.fromCharCode(index + 1)).join(''))
/** The last of them. */
const BLANK = 32
/** What univocity-parsers takes for the beginning of a comment unless told otherwise: a line that begins with it is quoted. */
const COMMENT = '#'

/** A row's values as texts, under the names of the columns: a line looks at each several times, so they are computed before it. */
export const csvTextsSql = (columns: readonly Column[], format: CsvFormat): string =>
  columns.map((column) => `${textSql(column, format)} AS ${quoteName(column.name)}`).join(', ')

/** Such a row as a line with its end, as univocity-parsers' CsvWriter writes it the way Spark sets it up. */
export function csvLineSql(columns: readonly Column[], { writing }: CsvFormat): string {
  const cells = columns.map(({ name }, index) => valueCellSql(quoteName(name), index === 0, writing))
  return lineSql(cells, writing)
}

export function csvHeaderSql(columns: readonly Column[], writing: CsvWriting): string {
  return `SELECT ${lineSql(
    columns.map(({ name }, index) => cellSql(quoteText(name), index === 0, writing)),
    writing,
  )}`
}

const lineSql = (cells: readonly string[], { separator, lineSeparator }: CsvWriting): string =>
  `concat(${[...cells.flatMap((cell, index) => (index === 0 ? [cell] : [quoteText(separator), cell])), quoteText(lineSeparator)].join(', ')})`

function valueCellSql(text: string, isFirst: boolean, writing: CsvWriting): string {
  return `CASE WHEN ${text} IS NULL THEN ${cellSql(quoteText(writing.nullValue), isFirst, { ...writing, emptyValue: '' })} ELSE ${cellSql(text, isFirst, writing)} END`
}

function cellSql(text: string, isFirst: boolean, writing: CsvWriting): string {
  const { quote, quoteEscape, escapeOfEscape, separator, lineSeparator, comment = COMMENT, quotesAll, escapesQuotes } = writing
  // To trim characters costs fifty times what a look at the first or last one does, and stands here several times.
  const started = writing.trimsStart ? `CASE WHEN ord(${text}) > ${BLANK} THEN ${text} ELSE ltrim(${text}, ${WHITE}) END` : text
  const shown = writing.trimsEnd
    ? `CASE WHEN ord(right(${started}, 1)) > ${BLANK} THEN ${started} ELSE rtrim(${started}, ${WHITE}) END`
    : started
  const triggers = new Set([separator, '\n', '\r', ...lineSeparator, ...(escapesQuotes ? [quote] : [])])
  const needsQuotes = [
    `starts_with(${started}, ${quoteText(quote)})`,
    ...(isFirst ? [`starts_with(${text}, ${quoteText(comment)})`] : []),
    ...[...triggers].map((trigger) => `contains(${started}, ${quoteText(trigger)})`),
  ]
  const escaped = escapeOfEscape === '' || quoteEscape === quote ? shown : replaceSql(shown, quoteEscape, `${escapeOfEscape}${quoteEscape}`)
  const lines = replaceSql(escaped, quote, `${quoteEscape}${quote}`)
  const quoted = `concat(${quoteText(quote)}, ${lineSeparator === '\n' ? lines : replaceSql(lines, '\n', lineSeparator)}, ${quoteText(quote)})`
  const empty = emptyCell(writing)
  return `CASE WHEN ${shown} = '' THEN ${quoteText(empty)} WHEN ${quotesAll ? 'true' : needsQuotes.join(' OR ')} THEN ${quoted} ELSE ${shown} END`
}

/** An empty text; what it is written as is not quoted again. */
function emptyCell({ emptyValue, quote, quotesAll }: CsvWriting): string {
  const isQuoted = emptyValue.length >= 2 && emptyValue.startsWith(quote) && emptyValue.endsWith(quote)
  return quotesAll && !isQuoted ? `${quote}${emptyValue}${quote}` : emptyValue
}

const replaceSql = (text: string, from: string, to: string): string => `replace(${text}, ${quoteText(from)}, ${quoteText(to)})`

/** Numbers as Spark prints them, dates in the table's format. Spark's own form of timestamps has no microseconds: those that have some keep them. */
function textSql(column: Column, { dateFormat, writing: { timestampFormat } }: CsvFormat): string {
  const [name, type] = [quoteName(column.name), parseSparkType(column.type)]
  const text = castText(name, type, { kind: 'string' })
  switch (type.kind) {
    case 'date':
      return dateFormat === undefined ? text : byPattern(name, type.kind, dateFormat)
    case 'timestamp':
      if (timestampFormat !== undefined) return byPattern(name, type.kind, timestampFormat)
      return `CASE WHEN year(${name}) BETWEEN 1 AND 9999 THEN CASE WHEN microsecond(${name}) % 1000 = 0 THEN strftime(${name}, '%Y-%m-%dT%H:%M:%S.%gZ') ELSE strftime(${name}, '%Y-%m-%dT%H:%M:%S.%fZ') END ELSE replace(${text}, ' ', 'T') || 'Z' END`
    case 'string':
      return name
    default:
      return text
  }
}

/** The engine writes other years than those of four digits in another way. */
function byPattern(moment: string, kind: 'date' | 'timestamp', { spark, engine }: MomentPattern): string {
  const text = momentTextBy(spark, moment, kind)
  if (engine === undefined) return text
  return `CASE WHEN year(${moment}) BETWEEN 1 AND 9999 THEN strftime(${moment}, ${quoteText(engine)}) ELSE ${text} END`
}

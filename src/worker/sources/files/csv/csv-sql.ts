import { parseSparkType, type SparkType } from '../../../../base/spark-type.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import { quoteColumn, quoteName, quoteText } from '../../../engine/quote.ts'
import { castText, csvMomentText } from '../../../sql/cast-text.ts'
import { engineType } from '../../../sql/dialect/engine-type.ts'
import { javaDoubleSql } from '../java-double-sql.ts'
import { NO_COLUMN } from '../reader-sql.ts'
import type { CsvFormat, MomentPattern } from './csv-format.ts'
import { MALFORMED_COLUMN, PLACE_COLUMN, partitionColumn, plainValueColumn, RECORD_COLUMN, valueColumn } from './csv-stream.ts'

/** Where the values of a table's column stand in the stream. */
export type CsvColumn =
  | CsvValueColumn
  | CsvPartitionColumn
  /** The record, where it is not as it should be. */
  | { readonly kind: 'corrupt'; readonly column: Column }

interface CsvPartitionColumn {
  readonly kind: 'partition'
  readonly column: Column
  readonly index: number
  /** The place of the value that records have of it, too, and that nobody reads; undefined: they have none. */
  readonly unread: number | undefined
}

interface CsvValueColumn {
  readonly kind: 'value'
  readonly column: Column
  readonly index: number
  /** The stream has another column of it, of the values of plain forms. */
  readonly isPlain: boolean
}

/**
 * What is put around the stream's columns, all of them text, to make the table's rows. `wanted`: the values that the statement looks at, and all that decide, in
 * Spark as well, whether a record is malformed; undefined: that is not known yet, and no row is left out.
 */
export function csvRowsSql(
  columns: readonly CsvColumn[],
  format: CsvFormat,
  wanted: readonly number[] | undefined,
): readonly [string, string] {
  const isWanted = (index: number): boolean => wanted?.includes(index) === true
  const broken = columns.flatMap((one) => (one.kind === 'value' && isWanted(one.index) ? (brokenSql(one, format) ?? []) : []))
  const isBroken = [quoteName(MALFORMED_COLUMN), ...broken].join(' OR ')
  const fields = columns.map(
    (one) => `${columnSql(one, format, wanted === undefined ? undefined : isBroken)} AS ${quoteColumn(one.column.name)}`,
  )
  const where = format.mode === 'DROPMALFORMED' && wanted !== undefined ? ` WHERE NOT (${isBroken})` : ''
  return [`SELECT ${fields.length === 0 ? NO_COLUMN : fields.join(', ')} FROM (`, `) AS records${where}`]
}

/** `isBroken`: whether the record is malformed; undefined: not known yet. */
function columnSql(one: CsvColumn, format: CsvFormat, isBroken: string | undefined): string {
  switch (one.kind) {
    case 'value':
      return fieldSql(one, format)
    case 'partition':
      return castText(quoteName(partitionColumn(one.index)), { kind: 'string' }, parseSparkType(one.column.type))
    case 'corrupt':
      return isBroken === undefined ? quoteName(RECORD_COLUMN) : `CASE WHEN ${isBroken} THEN ${quoteName(RECORD_COLUMN)} END`
  }
}

/** Whether the value is not of its column's type; undefined: any is. */
function brokenSql({ column, index }: CsvValueColumn, format: CsvFormat): string | undefined {
  const type = parseSparkType(column.type)
  if (type.kind === 'string' || type.kind === 'binary') return undefined
  // Of a value that was of a plain form there is no text.
  const text = quoteName(valueColumn(index))
  return `(${text} IS NOT NULL AND ${valueSql(text, type, format)} IS NULL)`
}

function fieldSql(one: CsvValueColumn, format: CsvFormat): string {
  const { column, index } = one
  const type = parseSparkType(column.type)
  const text = quoteName(valueColumn(index))
  if (type.kind === 'string') return text
  if (type.kind === 'binary') return `encode(${text})`
  const ofText = valueSql(text, type, format)
  const value = one.isPlain ? `coalesce(${quoteName(plainValueColumn(index))}, ${ofText})` : ofText
  if (format.mode !== 'FAILFAST') return value
  const message = `${quoteName(PLACE_COLUMN)} || ${quoteText(': "')} || ${text} || ${quoteText(`" is no ${column.type}, which column "${column.name}" has`)}`
  return `CASE WHEN ${brokenSql(one, format)} THEN error(${message}) ELSE ${value} END`
}

/** A value's text as Spark's CSV reader takes it, which is stricter than a cast; NULL for another. */
function valueSql(text: string, type: SparkType, format: CsvFormat): string {
  const when = (source: string, shape: string): string =>
    `CASE WHEN regexp_full_match(${source}, '${shape}') THEN TRY_CAST(${source} AS ${engineType(type)}) END`
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return `TRY_CAST(sp_csv_whole(${text}) AS ${engineType(type)})`
    case 'boolean':
      return when(`lower(${text})`, 'true|false')
    case 'decimal':
      return castText(`sp_csv_decimal(replace(${text}, ',', ''))`, { kind: 'string' }, type)
    case 'float':
    case 'double': {
      const named = [
        [format.nanValue, 'NaN'],
        [format.negativeInf, '-Infinity'],
        [format.positiveInf, 'Infinity'],
      ].map(([written = '', meant = '']) => `WHEN ${text} = ${quoteText(written)} THEN CAST(${quoteText(meant)} AS ${engineType(type)})`)
      return `CASE ${named.join(' ')} ELSE ${javaDoubleSql(text, type)} END`
    }
    // What only Spark's older parser reads stops the job.
    case 'date':
      if (format.dateFormat !== undefined) return momentSql(format.dateFormat, text, 'date')
      return `coalesce(${castText(text, { kind: 'string' }, type)}, sp_csv_date(${text}))`
    case 'timestamp':
      if (format.timestampFormat !== undefined) return momentSql(format.timestampFormat, text, 'timestamp')
      return `coalesce(${castText(text, { kind: 'string' }, type)}, sp_json_timestamp(${text}))`
    default:
      return `TRY_CAST(${text} AS ${engineType(type)})`
  }
}

/** Of a whole day, and of the time of day as far as it is there. */
const PLAIN_PARTS = /^(?=.*%Y)(?=.*%m)(?=.*%d)(?:%[YmdHMS]|[^%])*$/s

/** A moment by a pattern. The forms in which the pattern writes it, which most have, are read by the engine itself: by the regular expressions of all that Spark reads it took seven times as long. */
function momentSql({ spark, engine }: MomentPattern, text: string, kind: 'date' | 'timestamp'): string {
  const others = csvMomentText(spark, text, kind)
  if (engine === undefined || !PLAIN_PARTS.test(engine)) return others
  const width = engine.replaceAll('%Y', 'yyyy').length
  const read = `try_strptime(${text}, ${quoteText(engine)})`
  // It takes blanks and shorter numbers, too, which are written otherwise.
  const plain = `CASE WHEN length(${text}) = ${width} AND strftime(${read}, ${quoteText(engine)}) = ${text} THEN CAST(${read} AS ${kind.toUpperCase()}) END`
  return `coalesce(${plain}, ${others})`
}

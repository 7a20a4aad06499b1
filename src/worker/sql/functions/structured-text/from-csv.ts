/** from_csv: a record of CSV as a struct, by the rules of Spark's reader in its modes PERMISSIVE and FAILFAST. */
import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { type Bound, STRING } from '../../bound/bound.ts'
import { parameter, type Sql } from '../../bound/sql.ts'
import { fragment, joined, lambda, template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { quoteIdentifier, quoteString } from '../../dialect/quote.ts'
import { semanticError } from '../../syntax-error.ts'
import { constantText, type ScalarFunction } from '../function-record.ts'
import { castSql } from '../operators/cast.ts'
import { intervalOfText } from '../operators/text-interval.ts'
import { csvMomentSql } from './csv-moment.ts'
import { optionsOf, type TextOptions } from './text-options.ts'
import { columnsOrType } from './text-schema.ts'

type StructType = Extract<SparkType, { kind: 'struct' }>

const OPTIONS = [
  'sep',
  'quote',
  'escape',
  'nullValue',
  'emptyValue',
  'mode',
  'columnNameOfCorruptRecord',
  'timestampFormat',
  'dateFormat',
  'locale',
  'comment',
  'ignoreLeadingWhiteSpace',
  'ignoreTrailingWhiteSpace',
  'nanValue',
  'positiveInf',
  'negativeInf',
] as const

export const FROM_CSV: ScalarFunction = {
  kind: 'scalar',
  names: ['from_csv'],
  argumentsMin: 2,
  argumentsMax: 3,
  emit: ([value, schema, written]) => {
    if (value?.type.kind !== 'string' && value?.type.kind !== 'void')
      throw semanticError(`from_csv takes a string; ${value?.name} is ${value?.type.kind}`)
    const options = optionsOf(written, 'from_csv', OPTIONS)
    const type = columnsOrType(constantText(schema, 'The schema of from_csv'), 'from_csv')
    if (type.kind !== 'struct') throw semanticError(`The schema of from_csv must be a struct, not ${sparkTypeName(type)}`)
    const name = `from_csv(${value.name})`
    if (value.type.kind === 'void') return { sql: template`CAST(NULL AS ${engineType(type)})`, type, name }
    return { sql: recordSql(value, type, options), type, name }
  },
}

const FIELDS = parameter('f')

function recordSql(value: Bound, type: StructType, options: TextOptions): Sql {
  const corrupt = (options.columnNameOfCorruptRecord ?? '_corrupt_record').toLowerCase()
  const isCorrupt = (name: string): boolean => name.toLowerCase() === corrupt
  if (type.fields.some((field) => isCorrupt(field.name) && field.type.kind !== 'string'))
    throw semanticError(`The column ${corrupt} of corrupt records must be of type string`)
  const read = type.fields
    .filter((field) => !isCorrupt(field.name))
    .map((field, index) => {
      const text = template`list_extract(${FIELDS}, ${index + 1})`
      return { name: field.name, text, value: fieldSql(text, field.type, options) }
    })
  const fits = template`(coalesce(len(${FIELDS}) = ${read.length}, FALSE)${joined(
    read.map((field) => fragment` AND (${field.text} IS NULL OR ${field.value} IS NOT NULL)`),
    '',
  )})`
  // What Spark keeps of a record is without the line break at its end.
  const kept = template`regexp_replace(${value}, '\\r?\\n$', '')`
  const fields = type.fields.map((field) => {
    const made = isCorrupt(field.name)
      ? template`CASE WHEN NOT ${fits} THEN ${kept} END`
      : read.find(({ name }) => name === field.name)?.value
    return fragment`${quoteIdentifier(field.name)} := ${made}`
  })
  const packed = template`struct_pack(${joined(fields, ', ')})`
  const body =
    options.mode === 'FAILFAST'
      ? template`(CASE WHEN ${fits} THEN ${packed} ELSE error('from_csv: a text does not fit its schema') END)`
      : packed
  const { sep = ',', quote = '"', escape: escapeMark = '\\', emptyValue = '', nullValue = '', comment = '' } = options
  const trims = `${options.ignoreLeadingWhiteSpace === true ? 'start' : ''} ${options.ignoreTrailingWhiteSpace === true ? 'end' : ''}`
  const marks = [sep, quote, escapeMark, emptyValue, nullValue, trims, comment].map(quoteString).join(', ')
  const once = template`list_extract(list_transform([fn_csv_fields(${value}, ${marks})], ${lambda(['f'], body)}), 1)`
  return template`(CASE WHEN ${value} IS NOT NULL THEN ${once} END)`
}

/** Words for what is no number may be others than Spark's own. */
function numberSql(text: Sql, kind: 'float' | 'double', { nanValue, positiveInf, negativeInf }: TextOptions): Sql {
  const number = template`sp_csv_${kind}(${text})`
  if (nanValue === undefined && positiveInf === undefined && negativeInf === undefined) return number
  const words = [
    [nanValue ?? 'NaN', 'NaN'],
    [negativeInf ?? '-Inf', '-Infinity'],
    [positiveInf ?? 'Inf', 'Infinity'],
  ] as const
  const branches = words.map(
    ([word, value]) => fragment` WHEN ${text} = ${quoteString(word)} THEN CAST('${value}' AS ${engineType({ kind })})`,
  )
  return template`(CASE${joined(branches, '')} WHEN ${text} IN ('Inf', '-Inf') THEN NULL ELSE ${number} END)`
}

/** A field as Java reads it: NULL where it does not fit. */
function fieldSql(text: Sql, type: SparkType, options: TextOptions): Sql {
  switch (type.kind) {
    case 'string':
      return text
    case 'boolean':
      return template`(CASE lower(${text}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END)`
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return template`TRY_CAST(sp_csv_whole(${text}) AS ${engineType(type)})`
    case 'float':
    case 'double':
      return numberSql(text, type.kind, options)
    case 'decimal':
      return castSql(template`sp_csv_decimal(replace(${text}, ',', ''))`, STRING, type)
    case 'date': {
      const read = template`sp_csv_date(${text})`
      return options.dateFormat === undefined ? read : csvMomentSql(options.dateFormat, text, 'date')
    }
    case 'timestamp': {
      const read = template`sp_json_timestamp(${text})`
      return options.timestampFormat === undefined ? read : csvMomentSql(options.timestampFormat, text, 'timestamp')
    }
    case 'interval':
      return intervalOfText(text, type, true)
    case 'calendar-interval':
      return castSql(text, STRING, type)
    default:
      throw semanticError(`from_csv reads no ${sparkTypeName(type)}`, 'Read it as a string.')
  }
}

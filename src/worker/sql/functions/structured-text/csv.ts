/** Functions on texts that are one record of CSV. */
import { type CsvFormat, csvFields } from '../../../../base/csv-fields.ts'
import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { type Bound, STRING } from '../../bound/bound.ts'
import { joined, template } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import { formatDateSql, formatSql } from '../dates/pattern.ts'
import { constantText, type ScalarFunction, type SqlFunction } from '../function-record.ts'
import { castSql } from '../operators/cast.ts'
import { inferCsvSchema } from './csv-schema.ts'
import { FROM_CSV } from './from-csv.ts'
import { optionsOf, type TextOptions } from './text-options.ts'

const schemaOfCsv: ScalarFunction = {
  kind: 'scalar',
  names: ['schema_of_csv'],
  argumentsMin: 1,
  argumentsMax: 2,
  emit: ([value, written]) => {
    const options = optionsOf(written, 'schema_of_csv', [
      'sep',
      'quote',
      'escape',
      'nullValue',
      'emptyValue',
      'locale',
      'comment',
      'ignoreLeadingWhiteSpace',
      'ignoreTrailingWhiteSpace',
      'nanValue',
      'positiveInf',
      'negativeInf',
      'timestampFormat',
    ])
    const text = constantText(value, 'The text of schema_of_csv')
    const fields = csvFields(text, formatOf(options))
    if (fields === undefined) throw semanticError('The text of schema_of_csv is empty')
    const schema = inferCsvSchema(fields, options)
    return {
      sql: template`${quoteString(schema)}`,
      type: STRING,
      constant: { kind: 'string', value: schema },
      name: `schema_of_csv(${value?.name})`,
    }
  },
}

const formatOf = ({ sep, quote, escape: escapeMark, emptyValue, nullValue, comment, ...trims }: TextOptions): CsvFormat => ({
  separator: sep ?? ',',
  quote: quote ?? '"',
  escapeMark: escapeMark ?? '\\',
  empty: emptyValue ?? '',
  nothing: nullValue ?? '',
  trimsStart: trims.ignoreLeadingWhiteSpace === true,
  trimsEnd: trims.ignoreTrailingWhiteSpace === true,
  comment: comment ?? '',
})

const MORE = ['locale', 'escapeQuotes', 'ignoreLeadingWhiteSpace', 'ignoreTrailingWhiteSpace'] as const

const TIMESTAMP_PATTERN = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"

const toCsv: ScalarFunction = {
  kind: 'scalar',
  names: ['to_csv'],
  argumentsMin: 1,
  argumentsMax: 2,
  emit: ([value, written]) => {
    const names = ['sep', 'quote', 'escape', 'nullValue', 'emptyValue', 'quoteAll', 'dateFormat', 'timestampFormat', ...MORE] as const
    const options = optionsOf(written, 'to_csv', names)
    const name = `to_csv(${value?.name})`
    if (value?.type.kind === 'void') return { sql: template`CAST(NULL AS VARCHAR)`, type: STRING, name }
    if (value?.type.kind !== 'struct') throw semanticError(`to_csv takes a struct; ${value?.name} is ${value?.type.kind}`)
    const fields = value.type.fields.map((field) => fieldText(value, field, options))
    const format = [options.sep ?? ',', options.quote ?? '"', options.escape ?? '\\', options.emptyValue ?? '""', options.nullValue ?? '']
    const habits = [
      options.quoteAll === true ? 'all' : 'some',
      ...(options.escapeQuotes === false ? ['bare'] : []),
      ...(options.ignoreLeadingWhiteSpace === false ? ['start'] : []),
      ...(options.ignoreTrailingWhiteSpace === false ? ['end'] : []),
    ]
    const marks = [...format, habits.join(' ')].map(quoteString).join(', ')
    // A line without anything is none.
    const line = template`nullif(fn_csv_line(CAST([${joined(fields, ', ')}] AS VARCHAR[]), ${marks}), '')`
    return { sql: template`(CASE WHEN ${value} IS NOT NULL THEN ${line} END)`, type: STRING, name }
  },
}

function fieldText(struct: Bound, field: { readonly name: string; readonly type: SparkType }, options: TextOptions) {
  const value = template`struct_extract(${struct}, ${quoteString(field.name)})`
  switch (field.type.kind) {
    case 'string':
      return value
    case 'date':
      return formatDateSql(options.dateFormat ?? 'yyyy-MM-dd', value)
    case 'timestamp':
      return formatSql(options.timestampFormat ?? TIMESTAMP_PATTERN, value)
    case 'array':
    case 'map':
    case 'struct':
    case 'binary':
      throw notSupported(
        `to_csv of a field of type ${sparkTypeName(field.type)} (${field.name})`,
        'Make a text of it: to_json, base64 or CAST.',
      )
    default:
      return castSql(value, field.type, STRING)
  }
}

export const CSV_FUNCTIONS: readonly SqlFunction[] = [FROM_CSV, toCsv, schemaOfCsv]

/** to_json: a value's JSON text, as Spark's generator writes it. */
import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { type Bound, STRING } from '../../bound/bound.ts'
import { parameter, type Sql } from '../../bound/sql.ts'
import { fragment, joined, lambda, template } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import { isNumeric } from '../../types/coercion.ts'
import { formatDateSql, formatSql } from '../dates/pattern.ts'
import type { ScalarFunction } from '../function-record.ts'
import { castSql } from '../operators/cast.ts'
import { optionsOf, type TextOptions } from './text-options.ts'

const ELEMENT = parameter('e')

export const TO_JSON: ScalarFunction = {
  kind: 'scalar',
  names: ['to_json'],
  argumentsMin: 1,
  argumentsMax: 2,
  emit: ([value, written]) => {
    const options = optionsOf(written, 'to_json', ['timestampFormat', 'dateFormat', 'ignoreNullFields', 'pretty', 'locale'])
    if (value?.type.kind === 'void') return { sql: template`CAST(NULL AS VARCHAR)`, type: STRING }
    const text = textOf(nested(value), options)
    return { sql: options.pretty === true ? template`fn_json_pretty(${text})` : text, type: STRING, name: `to_json(${value?.name})` }
  },
}

function nested(value: Bound | undefined): Bound {
  if (value?.type.kind === 'struct' || value?.type.kind === 'map' || value?.type.kind === 'array') return value
  throw semanticError(
    `to_json takes a struct, a map or an array; ${value?.name} is ${value === undefined ? 'missing' : sparkTypeName(value.type)}`,
  )
}

function textOf(value: Pick<Bound, 'sql' | 'type'>, options: TextOptions): Sql {
  return template`(CASE WHEN ${value.sql} IS NOT NULL THEN ${jsonText(value.sql, value.type, options)} END)`
}

const orNull = (sql: Sql, type: SparkType, options: TextOptions): Sql => template`coalesce(${textOf({ sql, type }, options)}, 'null')`

/** Of a value that is not NULL. */
function jsonText(sql: Sql, type: SparkType, options: TextOptions): Sql {
  const quoted = (text: Sql): Sql => template`CAST(to_json(${text}) AS VARCHAR)`
  switch (type.kind) {
    case 'struct':
      return structText(sql, type.fields, options)
    case 'array': {
      const element = orNull(ELEMENT, type.element, options)
      return template`('[' || coalesce(array_to_string(list_transform(${sql}, ${lambda(['e'], element)}), ','), '') || ']')`
    }
    case 'map': {
      if (type.key.kind === 'void') return template`(CASE WHEN ${sql} IS NOT NULL THEN '{}' END)`
      const value = orNull(template`struct_extract(${ELEMENT}, 'value')`, type.value, options)
      const entry = template`${quoted(keyText(template`struct_extract(${ELEMENT}, 'key')`, type.key))} || ':' || ${value}`
      return template`('{' || coalesce(array_to_string(list_transform(map_entries(${sql}), ${lambda(['e'], entry)}), ','), '') || '}')`
    }
    case 'string':
      return quoted(sql)
    case 'binary':
      return template`('"' || base64(${sql}) || '"')`
    case 'date':
      if (options.dateFormat !== undefined) return quoted(formatDateSql(options.dateFormat, sql))
      return template`('"' || ${castSql(sql, type, STRING)} || '"')`
    case 'timestamp':
      if (options.timestampFormat !== undefined) return quoted(formatSql(options.timestampFormat, sql))
      if (options.keepsMicroseconds !== true) return template`sp_json_timestamp_text(${sql})`
      return template`(CASE WHEN microsecond(${sql}) % 1000 = 0 THEN sp_json_timestamp_text(${sql}) ELSE '"' || replace(${castSql(sql, type, STRING)}, ' ', 'T') || 'Z"' END)`
    case 'float':
    case 'double':
      return template`(CASE WHEN isfinite(${sql}) THEN ${castSql(sql, type, STRING)} ELSE '"' || ${castSql(sql, type, STRING)} || '"' END)`
    case 'interval':
    case 'calendar-interval':
      return quoted(castSql(sql, type, STRING))
    case 'void':
      return template`CAST(NULL AS VARCHAR)`
    default:
      return castSql(sql, type, STRING)
  }
}

interface NamedField {
  readonly name: string
  readonly type: SparkType
}

const structText = (sql: Sql, fields: readonly NamedField[], options: TextOptions): Sql =>
  objectText(
    fields.map((field) => ({ ...field, value: template`struct_extract(${sql}, ${quoteString(field.name)})` })),
    options,
  )

/** A field that is NULL is left out, unless the options say otherwise. */
export function objectText(fields: readonly (NamedField & { readonly value: Sql })[], options: TextOptions): Sql {
  const texts = fields.map(({ name, type, value }) => {
    const written = quoteString(`${JSON.stringify(name)}:`)
    return options.ignoreNullFields === false
      ? fragment`${written} || ${orNull(value, type, options)}`
      : fragment`CASE WHEN ${value} IS NOT NULL THEN ${written} || ${jsonText(value, type, options)} END`
  })
  return texts.length === 0 ? template`'{}'` : template`('{' || concat_ws(',', ${joined(texts, ', ')}) || '}')`
}

/** Spark writes a key as Java prints the value inside, which for dates is not what one reads. */
function keyText(sql: Sql, type: SparkType): Sql {
  if (type.kind === 'string' || type.kind === 'boolean' || type.kind === 'calendar-interval' || isNumeric(type))
    return castSql(sql, type, STRING)
  if (type.kind === 'interval') return template`CAST(${sql} AS VARCHAR)`
  if (type.kind === 'date') return template`CAST(CAST(epoch(${sql}) AS BIGINT) // 86400 AS VARCHAR)`
  if (type.kind === 'timestamp') return template`CAST(epoch_us(${sql}) AS VARCHAR)`
  throw notSupported(`to_json of a map with keys of type ${sparkTypeName(type)}`, 'Cast the keys to STRING.')
}

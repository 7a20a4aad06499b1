/** from_json: a text as a value of a schema, by the rules of Spark's JSON reader in its mode PERMISSIVE. */
import { JSON_ALLOWANCES } from '../../../../base/plain-json.ts'
import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { type Bound, STRING } from '../../bound/bound.ts'
import { parameter, type Sql } from '../../bound/sql.ts'
import { fragment, joined, lambda, template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { quoteIdentifier, quoteString } from '../../dialect/quote.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import { parseFieldSql } from '../dates/parsing.ts'
import { constantText, type ScalarFunction } from '../function-record.ts'
import { castSql } from '../operators/cast.ts'
import { intervalOfText } from '../operators/text-interval.ts'
import { ALLOWANCES, optionsOf, type TextOptions } from './text-options.ts'
import { columnsOrType } from './text-schema.ts'

type StructType = Extract<SparkType, { kind: 'struct' }>

const ELEMENT = parameter('e')

export const FROM_JSON: ScalarFunction = {
  kind: 'scalar',
  names: ['from_json'],
  argumentsMin: 2,
  argumentsMax: 3,
  emit: ([value, schema, written]) => {
    if (value?.type.kind !== 'string' && value?.type.kind !== 'void')
      throw semanticError(`from_json takes a string; ${value?.name} is ${value?.type.kind}`)
    const options = optionsOf(written, 'from_json', [
      'mode',
      'columnNameOfCorruptRecord',
      'timestampFormat',
      'dateFormat',
      'locale',
      ...ALLOWANCES,
    ])
    const type = schemaType(constantText(schema, 'The schema of from_json'))
    const name = type.kind === 'map' ? 'entries' : `from_json(${value.name})`
    if (value.type.kind === 'void') return { sql: template`CAST(NULL AS ${engineType(type)})`, type, name }
    return { sql: rootSql(value, type, options), type, name }
  },
}

/** A type ('array<int>'), or columns as in CREATE TABLE ('a INT, b STRING'). */
function schemaType(text: string): SparkType {
  const type = columnsOrType(text, 'from_json')
  if (type.kind !== 'struct' && type.kind !== 'array' && type.kind !== 'map')
    throw semanticError(`The schema of from_json must be a struct, an array or a map; ${text} is ${sparkTypeName(type)}`)
  return type
}

/** How a JSON value is read: `value` is NULL for one that does not fit, which `fits` tells from JSON's null. */
interface Reading {
  readonly fits: Sql
  readonly value: Sql
  /** It does not fit, and that shows inside of an object that Spark has begun to read. */
  readonly breaksInside: Sql
}

const NEVER = template`FALSE`

type Part = readonly [name: string, json: Sql]

/** The values inside of a value, each taken out of it once: the body reads them as fields of one struct. Of a name all that it has: one that stands twice is read twice. */
const LEVEL = parameter('s')
const inLevel = (index: number): Sql => template`struct_extract(${LEVEL}, 'f${index}')`
/** Every value of a name has to fit, also one that a later one takes the place of. */
const fitAll = (level: Sql, fits: Sql): Sql => template`(len(list_filter(${level}, ${lambda(['e'], template`NOT ${fits}`)})) = 0)`
const valuesOf = (json: Sql, name: string): Sql => template`sp_json_all(${json}, ${quoteString(name)})`

function withLevel(parts: readonly Part[], body: Sql): Sql {
  const packed = joined(
    parts.map(([, json], index) => fragment`f${index} := ${json}`),
    ', ',
  )
  return parts.length === 0 ? body : template`list_extract(list_transform([struct_pack(${packed})], ${lambda(['s'], body)}), 1)`
}

function rootSql(value: Bound, type: SparkType, options: TextOptions): Sql {
  const root = parameter('r')
  const plain = plainText(value.sql, type, options)
  const text = plain === value.sql ? plain : parameter('p')
  // Comments alone are no record either.
  const isEmpty =
    options.allowances?.allowComments === true ? template`coalesce(${text} = '', FALSE)` : template`sp_trim_all(${value.sql}) = ''`
  const isNothing = template`(${value.sql} IS NULL OR ${isEmpty})`
  const read = type.kind === 'struct' ? structRoot(value, root, type, options) : collectionRoot(root, type, options)
  const once = template`list_extract(list_transform([sp_json_record(${text})], ${lambda(['r'], read)}), 1)`
  const record = template`(CASE WHEN NOT ${isNothing} THEN ${once} END)`
  return text === plain ? record : template`list_extract(list_transform([${plain}], ${lambda(['p'], record)}), 1)`
}

/** The text as the engine takes it: rewritten where options allow more or less than they do by themselves, or where a decimal has more digits than a double. */
function plainText(text: Sql, type: SparkType, options: TextOptions): Sql {
  const { allowances } = options
  const marked = holdsDecimal(type) ? ' marked' : ''
  const names = quoteString(`${ALLOWANCES.filter((name) => (allowances ?? JSON_ALLOWANCES)[name]).join(' ')}${marked}`)
  const plain = template`fn_json_plain(${text}, ${names})`
  if (allowances !== undefined) return plain
  return marked === '' ? text : template`(CASE WHEN regexp_matches(${text}, '[0-9.]{16}') THEN ${plain} ELSE ${text} END)`
}

function holdsDecimal(type: SparkType): boolean {
  switch (type.kind) {
    case 'decimal':
      return true
    case 'array':
      return holdsDecimal(type.element)
    case 'map':
      return holdsDecimal(type.value)
    case 'struct':
      return type.fields.some((field) => holdsDecimal(field.type))
    default:
      return false
  }
}

function failFast(options: TextOptions, fits: Sql, value: Sql): Sql {
  return options.mode === 'FAILFAST'
    ? template`(CASE WHEN ${fits} THEN ${value} ELSE error('from_json: a text does not fit its schema') END)`
    : value
}

function collectionRoot(root: Sql, type: SparkType, options: TextOptions): Sql {
  const isObjects = type.kind === 'array' && type.element.kind === 'struct'
  const given = isObjects ? template`(CASE WHEN json_type(${root}) = 'OBJECT' THEN '[' || ${root} || ']' ELSE ${root} END)` : root
  const read = readingOf(template`CAST(${given} AS JSON)`, type, options)
  return failFast(options, template`(${root} IS NOT NULL AND ${read.fits})`, template`(CASE WHEN ${read.fits} THEN ${read.value} END)`)
}

/**
 * The fields that fit. Spark goes on behind a field that does not fit, but where it was inside of an object then, it takes that object's end for
 * the end of the record: the fields behind are NULL, too.
 */
function structRoot(value: Bound, root: Sql, type: StructType, options: TextOptions): Sql {
  const corrupt = (options.columnNameOfCorruptRecord ?? '_corrupt_record').toLowerCase()
  const isCorrupt = (name: string): boolean => name.toLowerCase() === corrupt
  if (type.fields.some((field) => isCorrupt(field.name) && field.type.kind !== 'string'))
    throw semanticError(`The column ${corrupt} of corrupt records must be of type string`)
  const read = type.fields
    .filter((field) => !isCorrupt(field.name))
    .map((field, index) => ({ ...field, ...readingOf(ELEMENT, field.type, options), all: inLevel(index) }))
  const breaking = read.filter((field) => field.breaksInside !== NEVER)
  const cut =
    breaking.length === 0
      ? undefined
      : template`least(${joined(
          breaking.map((field) => fragment`coalesce(${cutAt(field, type, root)}, 2147483647)`),
          ', ',
        )})`
  const isObject = template`(json_type(${root}) = 'OBJECT')`
  const fits = template`(${isObject}${joined(
    read.map((field) => fragment` AND ${fitAll(field.all, field.fits)}`),
    '',
  )})`
  const fields = type.fields.map((field) => {
    if (isCorrupt(field.name))
      return fragment`${quoteIdentifier(field.name)} := CASE WHEN coalesce(${fits}, FALSE) THEN NULL ELSE ${value.sql} END`
    const found = read.find((other) => other.name === field.name)
    if (found === undefined) throw semanticError(`The field ${field.name} is missing`)
    const all = cut === undefined ? found.all : template`sp_json_before(${found.all}, ${root}, ${quoteString(field.name)}, ${cut})`
    const last = template`list_extract(list_filter(${all}, ${lambda(['e'], found.fits)}), -1)`
    return fragment`${quoteIdentifier(field.name)} := list_extract(list_transform([${last}], ${lambda(['e'], found.value)}), 1)`
  })
  const made = failFast(options, template`coalesce(${fits}, FALSE)`, template`struct_pack(${joined(fields, ', ')})`)
  return withLevel(
    read.map(({ name }): Part => [name, valuesOf(root, name)]),
    made,
  )
}

/** Where the first value stands that breaks. What is left of the object is read as if it were the record's: its fields must not be named as the record's. */
function cutAt(field: Reading & { readonly name: string; readonly all: Sql }, type: StructType, root: Sql): Sql {
  const names = type.fields.map((other) => quoteString(`${JSON.stringify(other.name)}:`))
  const isNamed = joined(
    names.map((name) => fragment`contains(CAST(${ELEMENT} AS VARCHAR), ${name})`),
    ' OR ',
  )
  const breaks = template`CASE WHEN ${field.breaksInside} THEN CASE WHEN ${isNamed} THEN error('from_json: an object that does not fit and has fields named as those around it is not supported') ELSE TRUE END ELSE FALSE END`
  return template`sp_json_place(${root}, ${quoteString(field.name)}, list_position(list_transform(${field.all}, ${lambda(['e'], breaks)}), TRUE))`
}

function readingOf(json: Sql, type: SparkType, options: TextOptions): Reading {
  const isNull = template`(sp_json_is_null(${json}))`
  const kind = template`json_type(${json})`
  switch (type.kind) {
    case 'struct': {
      const fields = type.fields.map((field, index) => ({
        name: field.name,
        inElement: readingOf(ELEMENT, field.type, options),
        last: readingOf(inLevel(index), field.type, options).value,
      }))
      const parts = fields.map(({ name }): Part => [name, template`sp_json_field(${json}, ${quoteString(name)})`])
      const all = template`(TRUE${joined(
        fields.map(({ name, inElement }) => fragment` AND ${fitAll(valuesOf(json, name), inElement.fits)}`),
        '',
      )})`
      const packed = joined(
        fields.map((field) => fragment`${quoteIdentifier(field.name)} := ${field.last}`),
        ', ',
      )
      const fits = template`(CASE WHEN ${isNull} THEN TRUE WHEN ${kind} = 'OBJECT' THEN ${all} ELSE FALSE END)`
      return {
        fits,
        value: template`(CASE WHEN ${kind} = 'OBJECT' THEN ${withLevel(parts, template`struct_pack(${packed})`)} END)`,
        breaksInside: template`(${kind} = 'OBJECT' AND NOT ${fits})`,
      }
    }
    case 'array': {
      const read = readingOf(ELEMENT, type.element, options)
      const elements = template`json_extract(${json}, '$[*]')`
      const misfits = template`list_filter(${elements}, ${lambda(['e'], template`NOT ${read.fits}`)})`
      return {
        fits: template`(CASE WHEN ${isNull} THEN TRUE WHEN ${kind} = 'ARRAY' THEN len(${misfits}) = 0 ELSE FALSE END)`,
        value: template`(CASE WHEN ${kind} = 'ARRAY' THEN list_transform(${elements}, ${lambda(['e'], read.value)}) END)`,
        breaksInside:
          read.breaksInside === NEVER
            ? NEVER
            : template`(${kind} = 'ARRAY' AND coalesce(list_extract(list_transform(${misfits}, ${lambda(['e'], read.breaksInside)}), 1), FALSE))`,
      }
    }
    case 'map': {
      if (type.key.kind !== 'string') throw semanticError(`A map of from_json has keys of type string, not ${sparkTypeName(type.key)}`)
      const read = readingOf(ELEMENT, type.value, options)
      const elements = template`json_extract(${json}, '$.*')`
      const keys = template`json_keys(${json})`
      const misfits = template`list_filter(${elements}, ${lambda(['e'], template`NOT ${read.fits}`)})`
      const fits = template`(CASE WHEN ${isNull} THEN TRUE WHEN ${kind} = 'OBJECT' THEN len(${misfits}) = 0 ELSE FALSE END)`
      const made = template`map(${keys}, list_transform(${elements}, ${lambda(['e'], read.value)}))`
      return {
        fits,
        value: template`(CASE WHEN ${kind} <> 'OBJECT' THEN NULL WHEN len(list_distinct(${keys})) < len(${keys}) THEN error('from_json: a map with a key twice is not supported') ELSE ${made} END)`,
        breaksInside: template`(${kind} = 'OBJECT' AND NOT ${fits})`,
      }
    }
    default: {
      const value = atomSql(json, type, options)
      return { fits: template`(${isNull} OR ${value} IS NOT NULL)`, value, breaksInside: NEVER }
    }
  }
}

/** A number is no text, a text no number. */
function atomSql(json: Sql, type: SparkType, options: TextOptions): Sql {
  const kind = template`json_type(${json})`
  const text = template`json_extract_string(${json}, '$')`
  const isWhole = template`(${kind} IN ('UBIGINT', 'BIGINT') OR (${kind} = 'DOUBLE' AND regexp_full_match(${text}, '-?\\d+')))`
  const when = (condition: Sql, value: Sql): Sql => template`(CASE WHEN ${condition} THEN ${value} END)`
  const isText = template`(${kind} = 'VARCHAR')`
  switch (type.kind) {
    case 'string':
      return template`sp_json_text(${json})`
    case 'boolean':
      return when(template`(${kind} = 'BOOLEAN')`, template`(${text} = 'true')`)
    case 'tinyint':
      // Jackson takes an unsigned byte, too.
      return when(
        isWhole,
        template`(CASE WHEN TRY_CAST(${text} AS BIGINT) BETWEEN -128 AND 255 THEN sp_wrap_tinyint(CAST(${text} AS BIGINT)) END)`,
      )
    case 'smallint':
    case 'int':
    case 'bigint':
      return when(isWhole, template`TRY_CAST(${text} AS ${engineType(type)})`)
    case 'float':
    case 'double': {
      const number = template`coalesce(TRY_CAST(${text} AS DOUBLE), CASE WHEN starts_with(${text}, '-') THEN CAST('-Infinity' AS DOUBLE) ELSE CAST('Infinity' AS DOUBLE) END)`
      const typed = (sql: Sql): Sql => castSql(sql, { kind: 'double' }, type)
      // A word that stood there without quotes has a mark before it.
      const bare = template`ltrim(${text}, chr(2))`
      const word = castSql(bare, STRING, type)
      const words =
        options.allowances?.allowNonNumericNumbers === false
          ? ''
          : template`WHEN ${isText} AND ${bare} IN ('NaN', 'INF', '+INF', '-INF', 'Infinity', '+Infinity', '-Infinity') THEN ${word}`
      return template`(CASE WHEN ${kind} IN ('UBIGINT', 'BIGINT', 'DOUBLE') THEN ${typed(number)} WHEN starts_with(${text}, chr(3)) THEN ${typed(template`TRY_CAST(${text}[2:] AS DOUBLE)`)} ${words} END)`
    }
    case 'decimal': {
      // One with more digits than a double has stands behind a mark.
      const number = castSql(template`ltrim(${text}, chr(3))`, STRING, type)
      const written = castSql(template`replace(${text}, ',', '')`, STRING, type)
      return template`(CASE WHEN ${kind} IN ('UBIGINT', 'BIGINT', 'DOUBLE') OR starts_with(${text}, chr(3)) THEN ${number} WHEN ${isText} AND NOT regexp_matches(${text}, '^\\s|\\s$') THEN ${written} END)`
    }
    case 'date': {
      if (options.dateFormat === undefined) return when(isText, template`sp_json_date(${text})`)
      return when(isText, parseFieldSql(options.dateFormat, text, template`sp_json_date_otherwise(${text})`, 'date'))
    }
    case 'timestamp': {
      const written =
        options.timestampFormat === undefined
          ? template`sp_json_timestamp(${text})`
          : parseFieldSql(options.timestampFormat, text, template`sp_json_timestamp_otherwise(${text})`, 'timestamp')
      const seconds = template`TRY(make_timestamp(TRY_CAST(${text} AS BIGINT) * 1000000))`
      return template`(CASE WHEN ${isText} THEN ${written} WHEN ${isWhole} THEN ${seconds} END)`
    }
    case 'binary':
      return when(isText, template`TRY(from_base64(${text}))`)
    case 'interval':
      return when(isText, intervalOfText(text, type, true))
    case 'calendar-interval':
      return when(isText, castSql(text, STRING, type))
    default:
      throw notSupported(`from_json of ${sparkTypeName(type)}`)
  }
}

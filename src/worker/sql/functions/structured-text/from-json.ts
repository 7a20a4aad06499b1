/** from_json: a text as a value of a schema, by the rules of Spark's JSON reader in its mode PERMISSIVE. */
import { JSON_ALLOWANCES } from '../../../../base/plain-json.ts'
import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import type { Bound } from '../../bound/bound.ts'
import { parameter, type Sql } from '../../bound/sql.ts'
import { type Fragment, fragment, joined, lambda, template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { quoteIdentifier, quoteString } from '../../dialect/quote.ts'
import { semanticError } from '../../syntax-error.ts'
import { constantText, type ScalarFunction } from '../function-record.ts'
import { atomSql } from './json-atom.ts'
import { ELEMENT, hasDoubled, inLevel, valuesOf, withLevel, withValues } from './json-objects.ts'
import { ALLOWANCES, optionsOf, type TextOptions } from './text-options.ts'
import { columnsOrType } from './text-schema.ts'

type StructType = Extract<SparkType, { kind: 'struct' }>

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
  /** Its value is NULL where it does not fit. */
  readonly isAtom: boolean
}

const NEVER = template`FALSE`

/** Every value of a name has to fit, also one that a later one takes the place of. */
const fitAll = (level: Sql, fits: Sql): Sql => template`(len(list_filter(${level}, ${lambda(['e'], template`NOT ${fits}`)})) = 0)`

/** An object has each name once, or some of them twice: then all values of a name are looked at. */
type Names = 'once' | 'doubled'

function rootSql(value: Bound, type: SparkType, options: TextOptions): Sql {
  const root = parameter('r')
  const plain = plainText(value.sql, type, options)
  const text = plain === value.sql ? plain : parameter('p')
  // Comments alone are no record either.
  const isEmpty =
    options.allowances?.allowComments === true ? template`coalesce(${text} = '', FALSE)` : template`sp_trim_all(${value.sql}) = ''`
  const isNothing = template`(${value.sql} IS NULL OR ${isEmpty})`
  const readWith = (names: Names): Sql =>
    type.kind !== 'struct' ? collectionRoot(root, type, options, names) : structRoot(value, root, type, options, names)
  const isDoubled = hasDoubled(type.kind === 'struct' ? root : collectionJson(root, type), type)
  const read =
    isDoubled === undefined ? readWith('once') : template`(CASE WHEN ${isDoubled} THEN ${readWith('doubled')} ELSE ${readWith('once')} END)`
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

/** One object stands for an array of it. */
function collectionJson(root: Sql, type: SparkType): Sql {
  const isObjects = type.kind === 'array' && type.element.kind === 'struct'
  return isObjects
    ? template`CAST((CASE WHEN ${isObject(root)} THEN '[' || ${root} || ']' ELSE ${root} END) AS JSON)`
    : template`CAST(${root} AS JSON)`
}

function collectionRoot(root: Sql, type: SparkType, options: TextOptions, names: Names): Sql {
  const read = readingOf(collectionJson(root, type), type, options, names)
  return failFast(options, template`(${root} IS NOT NULL AND ${read.fits})`, template`(CASE WHEN ${read.fits} THEN ${read.value} END)`)
}

/**
 * The fields that fit. Spark goes on behind a field that does not fit, but where it was inside of an object then, it takes that object's end for
 * the end of the record: the fields behind are NULL, too.
 */
function structRoot(value: Bound, root: Sql, type: StructType, options: TextOptions, names: Names): Sql {
  const corrupt = (options.columnNameOfCorruptRecord ?? '_corrupt_record').toLowerCase()
  const isCorrupt = (name: string): boolean => name.toLowerCase() === corrupt
  if (type.fields.some((field) => isCorrupt(field.name) && field.type.kind !== 'string'))
    throw semanticError(`The column ${corrupt} of corrupt records must be of type string`)
  const read = type.fields.filter((field) => !isCorrupt(field.name))
  const { fits, values, cut } = names === 'once' ? fieldsOnce(read, root, type, options) : fieldsDoubled(read, root, type, options)
  const isFitting = template`coalesce(${fits}, FALSE)`
  const fields = type.fields.map((field) => {
    const name = quoteIdentifier(field.name)
    if (isCorrupt(field.name)) return fragment`${name} := CASE WHEN ${isFitting} THEN NULL ELSE ${value.sql} END`
    return fragment`${name} := ${values[read.indexOf(field)]}`
  })
  const packed = failFast(options, isFitting, template`struct_pack(${joined(fields, ', ')})`)
  const made = cut === undefined ? packed : template`list_extract(list_transform([${cut}], ${lambda(['c'], packed)}), 1)`
  if (names === 'once') return withFields(template`(CASE WHEN ${isObject(root)} THEN ${root} END)`, read, made, options)
  return withLevel(
    read.map((field) => readDoubled(root, field.name, field.type, options)),
    made,
  )
}

interface Fields {
  readonly fits: Sql
  readonly values: readonly Sql[]
  /** Where the first value stands that breaks: the values read it as CUT. */
  readonly cut: Sql | undefined
}

const CUT = parameter('c')
const isObject = (json: Sql): Sql => template`(json_type(${json}) = 'OBJECT')`
const allOf = (fits: readonly Sql[]): Fragment =>
  joined(
    fits.map((fit) => fragment` AND ${fit}`),
    '',
  )
const NOWHERE = 2_147_483_647

function firstCut(cuts: readonly Sql[]): Sql | undefined {
  return cuts.length === 0 ? undefined : template`least(${joined(cuts, ', ')})`
}

function fieldsOnce(fields: StructType['fields'], root: Sql, type: StructType, options: TextOptions): Fields {
  const read = fields.map((field, index) => ({ ...field, ...inFields(field.type, index, options), json: inLevel(index) }))
  const placeOf = (name: string): Sql => template`list_position(json_keys(${root}), ${quoteString(name)})`
  const cut = firstCut(
    read
      .filter((field) => field.breaksInside !== NEVER)
      .map(
        (field) => template`CASE WHEN ${breaking(field.json, field.breaksInside, type)} THEN ${placeOf(field.name)} ELSE ${NOWHERE} END`,
      ),
  )
  return {
    cut,
    fits: template`(${isObject(root)}${allOf(read.map((field) => field.fits))})`,
    values: read.map(({ name, fits, value, isAtom }) => {
      const fitting = isAtom ? value : template`CASE WHEN ${fits} THEN ${value} END`
      return cut === undefined ? fitting : template`CASE WHEN ${CUT} = ${NOWHERE} OR ${placeOf(name)} <= ${CUT} THEN ${fitting} END`
    }),
  }
}

/** Each field is a list of what its values are read as. */
function fieldsDoubled(fields: StructType['fields'], root: Sql, type: StructType, options: TextOptions): Fields {
  const read = fields.map((field, index) => ({ ...field, ...inDoubled(field.type, options), all: inLevel(index) }))
  const cut = firstCut(
    read
      .filter((field) => field.breaksInside !== NEVER)
      .map((field) => {
        const breaks = lambda(['x'], breaking(READ_JSON, field.breaksInside, type))
        const first = template`list_position(list_transform(${field.all}, ${breaks}), TRUE)`
        return template`coalesce(sp_json_place(${root}, ${quoteString(field.name)}, ${first}), ${NOWHERE})`
      }),
  )
  const fitting = (field: (typeof read)[number]) => lambda(['x'], field.fits)
  return {
    cut,
    fits: template`(${isObject(root)}${allOf(read.map((field) => template`len(list_filter(${field.all}, ${fitting(field)})) = len(${field.all})`))})`,
    values: read.map((field) => {
      const all = cut === undefined ? field.all : template`sp_json_before(${field.all}, ${root}, ${quoteString(field.name)}, ${CUT})`
      return template`struct_extract(list_extract(list_filter(${all}, ${fitting(field)}), -1), 'made')`
    }),
  }
}

const READ_JSON = template`struct_extract(${parameter('x')}, 'json')`

/** What readDoubled makes of a value, as x. */
function inDoubled(type: SparkType, options: TextOptions): Reading {
  const { isAtom, breaksInside } = readingOf(READ_JSON, type, options, 'doubled')
  const value = template`struct_extract(${parameter('x')}, 'made')`
  if (isAtom) return { fits: template`(sp_json_is_null(${READ_JSON}) OR ${value} IS NOT NULL)`, value, breaksInside, isAtom }
  const fits = template`struct_extract(${parameter('x')}, 'fits')`
  const breaks = type.kind === 'array' ? breaksInside : template`(json_type(${READ_JSON}) = 'OBJECT' AND NOT ${fits})`
  return { fits, value, breaksInside: breaks, isAtom }
}

function readDoubled(root: Sql, name: string, type: SparkType, options: TextOptions): Sql {
  const { fits, value, isAtom } = readingOf(ELEMENT, type, options, 'doubled')
  const read = template`struct_pack(json := ${ELEMENT}, made := ${value}${isAtom ? '' : fragment`, fits := ${fits}`})`
  return template`list_transform(${valuesOf(root, name)}, ${lambda(['e'], read)})`
}

/** Whether a value breaks. What is left of the object is read as if it were the record's then: its fields must not be named as the record's. */
function breaking(json: Sql, breaksInside: Sql, type: StructType): Sql {
  const names = type.fields.map((other) => quoteString(`${JSON.stringify(other.name)}:`))
  const isNamed = joined(
    names.map((name) => fragment`contains(CAST(${json} AS VARCHAR), ${name})`),
    ' OR ',
  )
  return template`CASE WHEN ${breaksInside} THEN CASE WHEN ${isNamed} THEN error('from_json: an object that does not fit and has fields named as those around it is not supported') ELSE TRUE END ELSE FALSE END`
}

function readingOf(json: Sql, type: SparkType, options: TextOptions, names: Names): Reading {
  const isNull = template`(sp_json_is_null(${json}))`
  const kind = template`json_type(${json})`
  switch (type.kind) {
    case 'struct': {
      const { all, made } = names === 'once' ? structOnce(json, type, options) : structDoubled(json, type, options)
      const fits = template`(CASE WHEN ${isNull} THEN TRUE WHEN ${kind} = 'OBJECT' THEN ${all} ELSE FALSE END)`
      return {
        fits,
        value: template`(CASE WHEN ${kind} = 'OBJECT' THEN ${made} END)`,
        breaksInside: template`(${kind} = 'OBJECT' AND NOT ${fits})`,
        isAtom: false,
      }
    }
    case 'array': {
      const read = readingOf(ELEMENT, type.element, options, names)
      const elements = template`json_extract(${json}, '$[*]')`
      const misfits = template`list_filter(${elements}, ${lambda(['e'], template`NOT ${read.fits}`)})`
      return {
        fits: template`(CASE WHEN ${isNull} THEN TRUE WHEN ${kind} = 'ARRAY' THEN len(${misfits}) = 0 ELSE FALSE END)`,
        value: template`(CASE WHEN ${kind} = 'ARRAY' THEN list_transform(${elements}, ${lambda(['e'], read.value)}) END)`,
        breaksInside:
          read.breaksInside === NEVER
            ? NEVER
            : template`(${kind} = 'ARRAY' AND coalesce(list_extract(list_transform(${misfits}, ${lambda(['e'], read.breaksInside)}), 1), FALSE))`,
        isAtom: false,
      }
    }
    case 'map': {
      if (type.key.kind !== 'string') throw semanticError(`A map of from_json has keys of type string, not ${sparkTypeName(type.key)}`)
      const read = readingOf(ELEMENT, type.value, options, names)
      const elements = template`json_extract(${json}, '$.*')`
      const keys = template`json_keys(${json})`
      const misfits = template`list_filter(${elements}, ${lambda(['e'], template`NOT ${read.fits}`)})`
      const fits = template`(CASE WHEN ${isNull} THEN TRUE WHEN ${kind} = 'OBJECT' THEN len(${misfits}) = 0 ELSE FALSE END)`
      const made = template`map(${keys}, list_transform(${elements}, ${lambda(['e'], read.value)}))`
      return {
        fits,
        value: template`(CASE WHEN ${kind} <> 'OBJECT' THEN NULL WHEN len(list_distinct(${keys})) < len(${keys}) THEN error('from_json: a map with a key twice is not supported') ELSE ${made} END)`,
        breaksInside: template`(${kind} = 'OBJECT' AND NOT ${fits})`,
        isAtom: false,
      }
    }
    default: {
      const value = atomSql(json, type, options)
      return { fits: template`(${isNull} OR ${value} IS NOT NULL)`, value, breaksInside: NEVER, isAtom: true }
    }
  }
}

interface StructReading {
  readonly all: Sql
  readonly made: Sql
}

const packOf = (fields: StructType['fields'], values: readonly Sql[]): Sql =>
  template`struct_pack(${joined(
    fields.map((field, index) => fragment`${quoteIdentifier(field.name)} := ${values[index]}`),
    ', ',
  )})`

function structOnce(json: Sql, { fields }: StructType, options: TextOptions): StructReading {
  const { all, made } = fieldsOf(fields, options)
  return { all: withFields(json, fields, all, options), made: withFields(json, fields, made, options) }
}

function fieldsOf(fields: StructType['fields'], options: TextOptions): StructReading {
  const read = fields.map((field, index) => inFields(field.type, index, options))
  const values = read.map(({ value }) => value)
  return { all: template`(TRUE${allOf(read.map(({ fits }) => fits))})`, made: packOf(fields, values) }
}

/** The fields of an object that has none twice: what is in structs among them is read once, with whether it fits, and a value that is no list. */
function withFields(json: Sql, fields: StructType['fields'], body: Sql, options: TextOptions): Sql {
  const read = fields.flatMap(({ type }, index) => {
    if (type.kind === 'array' && type.element.kind === 'struct') {
      const element = template`struct_pack(json := ${ELEMENT}, object := ${readStruct(ELEMENT, type.element, options)})`
      const elements = template`list_transform(json_extract(${inLevel(index)}, '$[*]'), ${lambda(['e'], element)})`
      return [fragment`p${index} := CASE WHEN json_type(${inLevel(index)}) = 'ARRAY' THEN ${elements} END`]
    }
    if (type.kind !== 'struct') {
      const { isAtom, value } = readingOf(inLevel(index), type, options, 'once')
      return isAtom ? [fragment`p${index} := ${value}`] : []
    }
    return [fragment`p${index} := ${readStruct(inLevel(index), type, options)}`]
  })
  const names = fields.map(({ name }) => name)
  if (read.length === 0) return withValues(json, names, body)
  const packed = template`struct_pack(${joined(read, ', ')})`
  return withValues(json, names, template`list_extract(list_transform([${packed}], ${lambda(['q'], body)}), 1)`)
}

/** What is made of an object, and whether all of it fits. */
function readStruct(json: Sql, { fields }: StructType, options: TextOptions): Sql {
  const { all, made } = fieldsOf(fields, options)
  const both = withFields(json, fields, template`struct_pack(fits := ${all}, made := ${made})`, options)
  return template`CASE WHEN ${isObject(json)} THEN ${both} END`
}

const inStruct = (json: Sql, both: Sql): Reading => ({
  fits: template`(CASE WHEN sp_json_is_null(${json}) THEN TRUE ELSE coalesce(struct_extract(${both}, 'fits'), FALSE) END)`,
  value: template`struct_extract(${both}, 'made')`,
  breaksInside: template`coalesce(NOT struct_extract(${both}, 'fits'), FALSE)`,
  isAtom: false,
})

/** A field within the body of withFields. */
function inFields(type: SparkType, index: number, options: TextOptions): Reading {
  const json = inLevel(index)
  const read = template`struct_extract(${parameter('q')}, 'p${index}')`
  if (type.kind === 'array' && type.element.kind === 'struct') {
    const element = inStruct(READ_JSON, template`struct_extract(${parameter('x')}, 'object')`)
    const misfits = template`list_filter(${read}, ${lambda(['x'], template`NOT ${element.fits}`)})`
    return {
      fits: template`(CASE WHEN sp_json_is_null(${json}) THEN TRUE ELSE coalesce(len(${misfits}) = 0, FALSE) END)`,
      value: template`list_transform(${read}, ${lambda(['x'], element.value)})`,
      breaksInside: template`coalesce(list_extract(list_transform(${misfits}, ${lambda(['x'], element.breaksInside)}), 1), FALSE)`,
      isAtom: false,
    }
  }
  if (type.kind !== 'struct') {
    const reading = readingOf(json, type, options, 'once')
    return reading.isAtom ? { ...reading, fits: template`(sp_json_is_null(${json}) OR ${read} IS NOT NULL)`, value: read } : reading
  }
  return inStruct(json, read)
}

function structDoubled(json: Sql, { fields }: StructType, options: TextOptions): StructReading {
  const last = fields.map((field, index) => readingOf(inLevel(index), field.type, options, 'doubled').value)
  const fits = fields.map(({ name, type }) => fitAll(valuesOf(json, name), readingOf(ELEMENT, type, options, 'doubled').fits))
  return {
    all: template`(TRUE${allOf(fits)})`,
    made: withLevel(
      fields.map(({ name }) => template`sp_json_field(${json}, ${quoteString(name)})`),
      packOf(fields, last),
    ),
  }
}

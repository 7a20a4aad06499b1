import { CausewayError } from '../../../../base/errors.ts'
import type { SparkType } from '../../../../base/spark-type.ts'
import { hasNext } from './converters.ts'
import { decimalOfText, precisionOf } from './decimal-text.ts'
import type { JsonInference } from './json-options.ts'
import { TOKEN } from './json-token.ts'
import type { JsonTokens } from './json-tokens.ts'
import { MalformedJson } from './read-string.ts'

const DIGITS_MAX = 38
/** To make a number of millions of digits takes minutes. */
const BIGINT_DIGITS_MAX = 19
/** A bigint beside a decimal. */
const LONG_AS_DECIMAL: SparkType = { kind: 'decimal', precision: 20, scale: 0 }
const VOID: SparkType = { kind: 'void' }
const STRING: SparkType = { kind: 'string' }
const DOUBLE: SparkType = { kind: 'double' }
const BIGINT: SparkType = { kind: 'bigint' }
const BOOLEAN: SparkType = { kind: 'boolean' }

type StructType = Extract<SparkType, { kind: 'struct' }>
type DecimalType = Extract<SparkType, { kind: 'decimal' }>

/** Types may be nested much less deep; what is only null may go again. */
const DEPTH_MAX = 1_000

/** The type of the value that the tokens are at; void for null, an empty text and no text at all. @throws MalformedJson, and CausewayError for what no table can have */
export function inferValue(tokens: JsonTokens, options: JsonInference, depth = 0): SparkType {
  if (depth > DEPTH_MAX) throw tooDeep()
  switch (tokens.token) {
    case TOKEN.none:
    case TOKEN.null:
      return VOID
    case TOKEN.name:
      tokens.next()
      return inferValue(tokens, options, depth)
    case TOKEN.string:
      return ofText(tokens.text(), options)
    case TOKEN.startObject: {
      const fields: { readonly name: string; readonly type: SparkType }[] = []
      while (hasNext(tokens, TOKEN.endObject)) {
        const { name } = tokens
        fields.push({ name, type: inferValue(tokens, options, depth + 1) })
      }
      return { kind: 'struct', fields: byName(fields) }
    }
    case TOKEN.startArray: {
      let element = VOID
      while (hasNext(tokens, TOKEN.endArray)) element = compatibleType(element, inferValue(tokens, options, depth + 1))
      return { kind: 'array', element }
    }
    case TOKEN.true:
    case TOKEN.false:
      return options.primitivesAsString ? STRING : BOOLEAN
    case TOKEN.integer:
      return options.primitivesAsString ? STRING : ofInteger(tokens)
    case TOKEN.fraction:
      if (options.primitivesAsString) return STRING
      return options.prefersDecimal ? ofFraction(tokens) : DOUBLE
    default:
      throw new MalformedJson('a value is none')
  }
}

const tooDeep = (): CausewayError =>
  new CausewayError('limit-exceeded', `Values are nested more than ${DEPTH_MAX} deep`, {
    hint: 'Name the columns and their types in CREATE TABLE: what is deeper may be a STRING',
  })

const byName = (fields: readonly StructType['fields'][number][]): StructType['fields'] =>
  fields.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))

function ofText(text: string, { prefersDecimal }: JsonInference): SparkType {
  if (text === '') return VOID
  if (!prefersDecimal) return STRING
  const value = decimalOfText(text.replaceAll(',', ''))
  if (value === undefined) return STRING
  const precision = precisionOf(value)
  const fits = precision <= DIGITS_MAX && value.scale >= 0 && value.scale <= precision
  return fits ? { kind: 'decimal', precision, scale: value.scale } : STRING
}

function ofInteger(tokens: JsonTokens): SparkType {
  if (tokens.smallInteger() !== undefined) return BIGINT
  const text = tokens.numberText()
  const precision = text.replace(/^-?0*/, '').length
  if (precision <= BIGINT_DIGITS_MAX) {
    const value = BigInt(text)
    if (BigInt.asIntN(64, value) === value) return BIGINT
  }
  return precision <= DIGITS_MAX ? { kind: 'decimal', precision, scale: 0 } : DOUBLE
}

function ofFraction(tokens: JsonTokens): SparkType {
  const value = decimalOfText(tokens.numberText())
  if (value === undefined) throw new MalformedJson('a number is no decimal')
  const precision = Math.max(precisionOf(value), value.scale)
  if (precision > DIGITS_MAX) return DOUBLE
  if (value.scale >= 0) return { kind: 'decimal', precision, scale: value.scale }
  throw new CausewayError(
    'not-supported',
    `With prefersDecimal the number ${tokens.numberText().slice(0, 40)} is a decimal of the scale ${value.scale}, which is refused, as in Spark`,
    {
      hint: 'Name the columns and their types in CREATE TABLE',
    },
  )
}

/** The type that values of both are of, where neither loses anything; as Spark's findTightestCommonType. */
function tightestType(one: SparkType, other: SparkType): SparkType | undefined {
  if (isSame(one, other)) return one
  if (one.kind === 'void') return other
  if (other.kind === 'void') return one
  if (one.kind === 'bigint' && other.kind === 'decimal') return isWider(other) ? other : undefined
  if (one.kind === 'decimal' && other.kind === 'bigint') return isWider(one) ? one : undefined
  if ((one.kind === 'bigint' && other.kind === 'double') || (one.kind === 'double' && other.kind === 'bigint')) return DOUBLE
  if (one.kind === 'array' && other.kind === 'array') {
    const element = tightestType(one.element, other.element)
    return element === undefined ? undefined : { kind: 'array', element }
  }
  return one.kind === 'struct' && other.kind === 'struct' ? tightestStruct(one, other) : undefined
}

/** Names are the same without regard to case here. */
function tightestStruct(one: StructType, other: StructType): SparkType | undefined {
  if (one.fields.length !== other.fields.length) return undefined
  const fields: StructType['fields'][number][] = []
  for (const [index, { name, type }] of one.fields.entries()) {
    const field = other.fields[index]
    if (field === undefined || field.name.toLowerCase() !== name.toLowerCase()) return undefined
    const common = tightestType(type, field.type)
    if (common === undefined) return undefined
    fields.push({ name, type: common })
  }
  return { kind: 'struct', fields }
}

const isWider = ({ precision, scale }: DecimalType): boolean => precision - scale >= 20

function isSame(one: SparkType, other: SparkType): boolean {
  if (one === other) return true
  switch (one.kind) {
    case 'decimal':
      return other.kind === 'decimal' && one.precision === other.precision && one.scale === other.scale
    case 'array':
      return other.kind === 'array' && isSame(one.element, other.element)
    case 'struct':
      return (
        other.kind === 'struct' &&
        one.fields.length === other.fields.length &&
        one.fields.every(({ name, type }, index) => {
          const field = other.fields[index]
          return field !== undefined && field.name === name && isSame(type, field.type)
        })
      )
    default:
      return one.kind === other.kind
  }
}

/** The type that values of both are read as. */
export function compatibleType(one: SparkType, other: SparkType): SparkType {
  const tightest = tightestType(one, other)
  if (tightest !== undefined) return tightest
  if ((one.kind === 'double' && other.kind === 'decimal') || (one.kind === 'decimal' && other.kind === 'double')) return DOUBLE
  if (one.kind === 'decimal' && other.kind === 'decimal') {
    const scale = Math.max(one.scale, other.scale)
    const precision = Math.max(one.precision - one.scale, other.precision - other.scale) + scale
    return precision > DIGITS_MAX ? DOUBLE : { kind: 'decimal', precision, scale }
  }
  if (one.kind === 'struct' && other.kind === 'struct') return mergedStruct(one, other)
  if (one.kind === 'array' && other.kind === 'array') return { kind: 'array', element: compatibleType(one.element, other.element) }
  if (one.kind === 'bigint' && other.kind === 'decimal') return compatibleType(LONG_AS_DECIMAL, other)
  if (one.kind === 'decimal' && other.kind === 'bigint') return compatibleType(one, LONG_AS_DECIMAL)
  return STRING
}

/** Both are sorted by their names. */
function mergedStruct(one: StructType, other: StructType): StructType {
  if (other.fields.length * FEW < one.fields.length) return withFew(one, other)
  const fields: StructType['fields'][number][] = []
  let [at, otherAt] = [0, 0]
  for (;;) {
    const [field, otherField] = [one.fields[at], other.fields[otherAt]]
    if (field === undefined && otherField === undefined) break
    if (field !== undefined && otherField !== undefined && field.name === otherField.name) {
      fields.push({ name: field.name, type: compatibleType(field.type, otherField.type) })
      at += 1
      otherAt += 1
    } else if (otherField === undefined || (field !== undefined && field.name < otherField.name)) {
      if (field !== undefined) fields.push(field)
      at += 1
    } else {
      fields.push(otherField)
      otherAt += 1
    }
  }
  return struct(fields)
}

/** More than any table has columns, for what is only null may go again. Each record with a new name would take longer than the one before, without end. */
const FIELDS_MAX = 20_000

/** Of this part of the names of the other. */
const FEW = 16

const tooMany = (): CausewayError =>
  new CausewayError(
    'limit-exceeded',
    `The columns cannot be found out: the objects of the files have more than ${FIELDS_MAX} names together`,
    {
      hint: 'Name the columns and their types in CREATE TABLE; an object with very many names may be a MAP or a STRING',
    },
  )

/** Of a struct of many fields and one of few, in the time of those: records often have few of many names. */
function withFew(one: StructType, other: StructType): StructType {
  let fields: StructType['fields'][number][] | undefined
  let at = 0
  for (const field of other.fields) {
    at = firstFrom(fields ?? one.fields, field.name, at)
    const known = (fields ?? one.fields)[at]
    if (known?.name !== field.name) {
      fields ??= one.fields.slice()
      fields.splice(at, 0, field)
    } else {
      const type = compatibleType(known.type, field.type)
      if (type !== known.type) {
        fields ??= one.fields.slice()
        fields[at] = { name: known.name, type }
      }
    }
    at += 1
  }
  return fields === undefined ? one : struct(fields)
}

function struct(fields: StructType['fields']): StructType {
  if (fields.length > FIELDS_MAX) throw tooMany()
  return { kind: 'struct', fields }
}

/** The first place, from one on, whose name is not before this one. */
function firstFrom(fields: StructType['fields'], name: string, from: number): number {
  let [low, high] = [from, fields.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((fields[middle]?.name ?? '') < name) low = middle + 1
    else high = middle
  }
  return low
}

/** What was only null becomes a string, or goes; structs without fields go, and fields without a name. Undefined: nothing is left. */
export function withoutVoid(type: SparkType, dropFieldIfAllNull: boolean): SparkType | undefined {
  switch (type.kind) {
    case 'void':
      return dropFieldIfAllNull ? undefined : STRING
    case 'array': {
      const element = withoutVoid(type.element, dropFieldIfAllNull)
      return element === undefined ? undefined : { kind: 'array', element }
    }
    case 'struct': {
      const fields = type.fields.flatMap((field) => {
        const left = field.name === '' ? undefined : withoutVoid(field.type, dropFieldIfAllNull)
        return left === undefined ? [] : [{ name: field.name, type: left }]
      })
      return fields.length === 0 ? undefined : { kind: 'struct', fields }
    }
    default:
      return type
  }
}

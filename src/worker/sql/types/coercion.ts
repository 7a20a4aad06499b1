/** Which type two types meet in: the rules of Spark with spark.sql.ansi.enabled=false (TypeCoercion.scala). */
import { lookup } from '../../../base/lookup.ts'
import {
  INTERVAL_FIELDS,
  type IntervalType,
  isMonths,
  type SimpleTypeKind,
  type SparkType,
  sameSparkType,
} from '../../../base/spark-type.ts'
import { DOUBLE, STRING, VOID } from '../bound/bound.ts'

const INTEGERS: readonly SimpleTypeKind[] = ['tinyint', 'smallint', 'int', 'bigint']
const NUMBERS: readonly string[] = [...INTEGERS, 'float', 'double']
const DIGITS: Readonly<Record<string, number>> = lookup({ tinyint: 3, smallint: 5, int: 10, bigint: 20 })

export const isInteger = (type: SparkType): boolean => INTEGERS.some((kind) => kind === type.kind)
export const isNumeric = (type: SparkType): boolean => NUMBERS.includes(type.kind) || type.kind === 'decimal'
export const isNested = (type: SparkType): boolean => type.kind === 'array' || type.kind === 'map' || type.kind === 'struct'
export const isTemporal = (type: SparkType): boolean => type.kind === 'date' || type.kind === 'timestamp'
export const isInterval = (type: SparkType): boolean => type.kind === 'interval' || type.kind === 'calendar-interval'
export const isAtomic = (type: SparkType): boolean => !isNested(type) && !isInterval(type)

type DecimalType = Extract<SparkType, { kind: 'decimal' }>

/** The decimal that holds every value of an integer type. */
export function decimalOf(type: SparkType): DecimalType | undefined {
  if (type.kind === 'decimal') return type
  const digits = DIGITS[type.kind]
  return digits === undefined ? undefined : { kind: 'decimal', precision: digits, scale: 0 }
}

/** Precision and scale as Spark cuts them to 38 digits (DecimalType.adjustPrecisionScale): at least 6 digits after the point stay. */
export function adjustedDecimal(precision: number, scale: number): DecimalType {
  if (precision <= 38) return { kind: 'decimal', precision, scale }
  const kept = Math.max(38 - (precision - scale), Math.min(scale, 6))
  return { kind: 'decimal', precision: 38, scale: kept }
}

function widerDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale)
  const range = Math.max(a.precision - a.scale, b.precision - b.scale)
  // Of more than 38 digits those behind the point stay (DecimalType.bounded of Spark 3.3).
  return { kind: 'decimal', precision: Math.min(range + scale, 38), scale }
}

/** The type that holds both without a change of kind; undefined where there is none. */
export function tightestType(a: SparkType, b: SparkType): SparkType | undefined {
  if (sameSparkType(a, b)) return a
  if (a.kind === 'void') return b
  if (b.kind === 'void') return a
  if (a.kind === 'interval' && b.kind === 'interval') return isMonths(a) === isMonths(b) ? intervalOver(a, b) : undefined
  const aNumber = NUMBERS.indexOf(a.kind)
  const bNumber = NUMBERS.indexOf(b.kind)
  if (aNumber >= 0 && bNumber >= 0) return aNumber > bNumber ? a : b
  if (a.kind === 'decimal' || b.kind === 'decimal') {
    const [left, right] = [decimalOf(a), decimalOf(b)]
    if (left !== undefined && right !== undefined) return widerDecimal(left, right)
    if (isNumeric(a) && isNumeric(b)) return DOUBLE
  }
  if (isTemporal(a) && isTemporal(b)) return { kind: 'timestamp' }
  return nestedType(a, b, tightestType)
}

/** From the larger to the smaller field of both. */
function intervalOver(a: IntervalType, b: IntervalType): IntervalType {
  const fields = INTERVAL_FIELDS.filter((field) => field === a.from || field === a.to || field === b.from || field === b.to)
  return { kind: 'interval', from: fields[0] ?? a.from, to: fields.at(-1) ?? a.to }
}

/** As tightestType, and a string takes in every other atomic type: COALESCE, CASE, IN, UNION, arrays. */
export function commonType(a: SparkType, b: SparkType): SparkType | undefined {
  const tight = tightestType(a, b)
  if (tight !== undefined) return tight
  const isString = a.kind === 'string' || b.kind === 'string'
  const other = a.kind === 'string' ? b : a
  if (isString && (isAtomic(other) || other.kind === 'interval') && other.kind !== 'binary' && other.kind !== 'boolean') return STRING
  return nestedType(a, b, commonType)
}

function nestedType(a: SparkType, b: SparkType, meet: (a: SparkType, b: SparkType) => SparkType | undefined): SparkType | undefined {
  if (a.kind === 'array' && b.kind === 'array') {
    const element = meet(a.element, b.element)
    return element === undefined ? undefined : { kind: 'array', element }
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const key = meet(a.key, b.key)
    const value = meet(a.value, b.value)
    return key === undefined || value === undefined ? undefined : { kind: 'map', key, value }
  }
  if (a.kind === 'struct' && b.kind === 'struct' && a.fields.length === b.fields.length) {
    const fields = []
    for (const [index, field] of a.fields.entries()) {
      const other = b.fields[index]
      const type = other === undefined || other.name.toLowerCase() !== field.name.toLowerCase() ? undefined : meet(field.type, other.type)
      if (type === undefined) return undefined
      fields.push({ name: field.name, type })
    }
    return { kind: 'struct', fields }
  }
  return undefined
}

/** A struct's type with the field names of another: structs compare by the places of their fields. */
export function namedLike(type: SparkType, model: SparkType): SparkType {
  if (type.kind !== 'struct' || model.kind !== 'struct' || type.fields.length !== model.fields.length) return type
  const fields = type.fields.map((field, index) => {
    const other = model.fields[index]
    return other === undefined ? field : { name: other.name, type: namedLike(field.type, other.type) }
  })
  return { kind: 'struct', fields }
}

/** Types that differ in the names of structs' fields alone meet in the first one. */
export const typeByPlaces = (type: SparkType, other: SparkType): SparkType | undefined => (isSameByPlaces(type, other) ? type : undefined)

function isSameByPlaces(a: SparkType, b: SparkType): boolean {
  if (a.kind === 'array' && b.kind === 'array') return isSameByPlaces(a.element, b.element)
  if (a.kind === 'map' && b.kind === 'map') return isSameByPlaces(a.key, b.key) && isSameByPlaces(a.value, b.value)
  if (a.kind !== 'struct' || b.kind !== 'struct') return sameSparkType(a, b)
  return a.fields.length === b.fields.length && a.fields.every(({ type }, index) => isSameByPlaces(type, b.fields[index]?.type ?? VOID))
}

/** The type in which = and < compare: a string becomes what it is compared with. */
export function comparisonType(a: SparkType, b: SparkType): SparkType | undefined {
  const tight = tightestType(a, b)
  if (tight !== undefined) return tight
  const [text, other] = a.kind === 'string' ? [a, b] : [b, a]
  if (text.kind !== 'string') {
    if (a.kind === 'boolean' && isNumeric(b)) return b
    if (b.kind === 'boolean' && isNumeric(a)) return a
    return undefined
  }
  if (other.kind === 'decimal') return DOUBLE
  return isAtomic(other) ? other : undefined
}

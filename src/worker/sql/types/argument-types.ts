/** In which type the arguments of a function on arrays and maps meet: narrower rules than those of CASE and UNION. */
import { type SparkType, sameSparkType } from '../../../base/spark-type.ts'
import { decimalOf, tightestType } from './coercion.ts'

/** Of the elements of two arrays, and of a map's keys and a key (findTightestCommonType): decimals meet integers that they hold, and nothing else. */
export function elementType(a: SparkType, b: SparkType): SparkType | undefined {
  if (sameSparkType(a, b)) return a
  if (a.kind === 'array' && b.kind === 'array') {
    const element = elementType(a.element, b.element)
    return element === undefined ? undefined : { kind: 'array', element }
  }
  if (a.kind === 'decimal' || b.kind === 'decimal') {
    const [decimal, other] = a.kind === 'decimal' ? [a, b] : [b, a]
    if (other.kind === 'void') return decimal
    const digits = other.kind === 'decimal' ? undefined : decimalOf(other)
    if (decimal.kind !== 'decimal' || digits === undefined) return undefined
    return decimal.precision - decimal.scale >= digits.precision ? decimal : undefined
  }
  return isNestedOther(a) || isNestedOther(b) ? (a.kind === 'void' ? b : b.kind === 'void' ? a : undefined) : tightestType(a, b)
}

/** Of an array's elements and a value: a text and a number do not meet, nor do structs of other types. */
export function valueType(element: SparkType, value: SparkType): SparkType | undefined {
  if (sameSparkType(element, value)) return element
  if (element.kind === 'array' && value.kind === 'array') {
    const inner = valueType(element.element, value.element)
    return inner === undefined ? undefined : { kind: 'array', element: inner }
  }
  if (element.kind === 'struct' && value.kind === 'struct') return undefined
  return tightestType(element, value)
}

const isNestedOther = ({ kind }: SparkType): boolean => kind === 'struct' || kind === 'map'

import type { SparkType } from '../../../base/spark-type.ts'
import { decimalOf, isInteger, isNested, tightestType } from './coercion.ts'

/**
 * The type in which = and < compare arrays and structs; undefined where there is none (TypeCoercion.findTightestCommonType). What is in them meets less
 * often than plain values do: decimals only of one kind, and fields only of one name.
 */
export function nestedComparisonType(a: SparkType, b: SparkType): SparkType | undefined {
  if (a.kind === 'array' && b.kind === 'array') {
    const element = nestedComparisonType(a.element, b.element)
    return element === undefined ? undefined : { kind: 'array', element }
  }
  if (a.kind === 'struct' && b.kind === 'struct') {
    if (a.fields.length !== b.fields.length) return undefined
    const fields = []
    for (const [index, { name, type }] of a.fields.entries()) {
      const other = b.fields[index]
      const met = other?.name.toLowerCase() === name.toLowerCase() ? nestedComparisonType(type, other.type) : undefined
      if (met === undefined) return undefined
      fields.push({ name, type: met })
    }
    return { kind: 'struct', fields }
  }
  if (isNested(a) && isNested(b)) return undefined
  const tight = tightestType(a, b)
  if (tight === undefined || a.kind === 'void' || b.kind === 'void' || (a.kind !== 'decimal' && b.kind !== 'decimal')) return tight
  const [decimal, other] = a.kind === 'decimal' ? [a, b] : [b, a]
  if (decimal.kind !== 'decimal') return undefined
  if (other.kind === 'decimal') return other.precision === decimal.precision && other.scale === decimal.scale ? decimal : undefined
  const whole = isInteger(other) ? decimalOf(other)?.precision : undefined
  return whole !== undefined && decimal.precision - decimal.scale >= whole ? decimal : undefined
}

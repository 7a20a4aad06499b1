import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { BOOLEAN, type Bound, STRING, VOID } from '../../bound/bound.ts'
import { text } from '../../bound/template.ts'
import { semanticError } from '../../syntax-error.ts'
import { commonType, tightestType } from '../../types/coercion.ts'
import { castBound } from './cast.ts'

/** The bounds in one type, as COALESCE, CASE and arrays want them. */
export function unified(bounds: readonly Bound[], what: string): { readonly type: SparkType; readonly values: readonly Bound[] } {
  const type = typeOf(bounds, what, commonType)
  return { type, values: bounds.map((bound) => castBound(bound, type)) }
}

/** As unified, but a string takes in no other type: VALUES. */
export function unifiedWithoutText(
  bounds: readonly Bound[],
  what: string,
): { readonly type: SparkType; readonly values: readonly Bound[] } {
  const type = typeOf(bounds, what, tightestType)
  return { type, values: bounds.map((bound) => castBound(bound, type)) }
}

/** The type in which greatest and least compare: a string takes in no other type there. */
export const tightestOf = (bounds: readonly Bound[], what: string): SparkType => typeOf(bounds, what, tightestType)

function typeOf(bounds: readonly Bound[], what: string, meet: (a: SparkType, b: SparkType) => SparkType | undefined): SparkType {
  const type = bounds.map((bound) => bound.type).reduce<SparkType | undefined>((a, b) => (a === undefined ? undefined : meet(a, b)), VOID)
  if (type !== undefined) return type
  throw semanticError(`The values of ${what} have types that do not meet: ${bounds.map((bound) => sparkTypeName(bound.type)).join(', ')}`)
}

/** What is matched with a pattern: no array, map or struct becomes a text there. */
export function asText(bound: Bound, what: string): Bound {
  const { kind } = bound.type
  if (kind === 'array' || kind === 'map' || kind === 'struct')
    throw semanticError(`${what} takes strings; ${bound.name} is ${sparkTypeName(bound.type)}`)
  return castBound(bound, STRING)
}

/** A condition: Spark casts nothing but NULL to one. */
export function asBoolean(bound: Bound, clause: string): Bound {
  if (bound.type.kind === 'boolean') return bound
  if (bound.type.kind === 'void') return { ...bound, sql: text('CAST(NULL AS BOOLEAN)'), type: BOOLEAN }
  throw semanticError(`${clause} takes a condition; ${bound.name} is ${sparkTypeName(bound.type)}`)
}

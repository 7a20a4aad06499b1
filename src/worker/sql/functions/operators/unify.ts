import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { BOOLEAN, type Bound, VOID } from '../../bound/bound.ts'
import { text } from '../../bound/template.ts'
import { semanticError } from '../../syntax-error.ts'
import { commonType } from '../../types/coercion.ts'
import { castBound } from './cast.ts'

/** The bounds in one type, as COALESCE, CASE and arrays want them. */
export function unified(bounds: readonly Bound[], what: string): { readonly type: SparkType; readonly values: readonly Bound[] } {
  const type = bounds
    .map((bound) => bound.type)
    .reduce<SparkType | undefined>((a, b) => (a === undefined ? undefined : commonType(a, b)), VOID)
  if (type === undefined)
    throw semanticError(`The values of ${what} have types that do not meet: ${bounds.map((bound) => sparkTypeName(bound.type)).join(', ')}`)
  return { type, values: bounds.map((bound) => castBound(bound, type)) }
}

export function asBoolean(bound: Bound, clause: string): Bound {
  if (bound.type.kind === 'boolean') return bound
  if (bound.type.kind === 'void') return { ...bound, sql: text('CAST(NULL AS BOOLEAN)'), type: BOOLEAN }
  if (bound.type.kind === 'string') return castBound(bound, BOOLEAN)
  throw semanticError(`${clause} takes a condition; ${bound.name} is ${sparkTypeName(bound.type)}`)
}

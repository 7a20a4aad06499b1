/** What the functions on arrays and maps are made of. */
import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { type Bound, VOID } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { semanticError } from '../../syntax-error.ts'
import { holdsMap } from '../../types/holds-map.ts'

export function arrayOf(value: Bound | undefined, name: string): { readonly sql: Sql; readonly element: SparkType } {
  if (value?.type.kind !== 'array')
    throw semanticError(`${name} takes an array; ${value?.name ?? 'nothing'} is ${value?.type.kind ?? 'missing'}`)
  return { sql: value.sql, element: value.type.element }
}

/** As arrayOf; NULL is an array too. */
export function arrayOrNull(value: Bound | undefined, name: string): { readonly sql: Sql; readonly element: SparkType } {
  if (value?.type.kind !== 'void') return arrayOf(value, name)
  return { sql: template`CAST(NULL AS ${engineType({ kind: 'array', element: VOID })})`, element: VOID }
}

/** For list_zip, which the engine does not survive with a constant of NULLs alone that was cast. */
export function asZipped({ sql, type, uses }: Pick<Bound, 'sql' | 'type' | 'uses'>): Sql {
  if (type.kind === 'array' && type.element.kind === 'void')
    return template`list_transform(${sql}, lambda e: CAST(e AS ${engineType(type.element)}))`
  return uses.length === 0 ? template`list_transform(${sql}, lambda e: e)` : sql
}

/** Throws sql-semantics for a type that is or holds a map: no key does. */
export function checkKey(type: SparkType, name: string): void {
  if (holdsMap(type)) throw semanticError(`A key of ${name} is ${sparkTypeName(type)}: a key holds no map`)
  if (isOfNothing(type)) throw semanticError(`A key of ${name} is ${sparkTypeName(type)}: NULL alone has no order`)
}

/** Keys that are arrays are put in order, which their elements need. */
const isOfNothing = (type: SparkType): boolean => type.kind === 'array' && (type.element.kind === 'void' || isOfNothing(type.element))

export function mapOf(value: Bound | undefined, name: string): { readonly sql: Sql; readonly key: SparkType; readonly value: SparkType } {
  if (value?.type.kind !== 'map')
    throw semanticError(`${name} takes a map; ${value?.name ?? 'nothing'} is ${value?.type.kind ?? 'missing'}`)
  return { sql: value.sql, key: value.type.key, value: value.type.value }
}

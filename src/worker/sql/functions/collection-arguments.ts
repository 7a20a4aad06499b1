/** What the functions on arrays and maps are made of. */
import type { SparkType } from '../../../base/spark-type.ts'
import type { Bound } from '../bound/bound.ts'
import type { Sql } from '../bound/sql.ts'
import { semanticError } from '../syntax-error.ts'

export function arrayOf(value: Bound | undefined, name: string): { readonly sql: Sql; readonly element: SparkType } {
  if (value?.type.kind !== 'array')
    throw semanticError(`${name} takes an array; ${value?.name ?? 'nothing'} is ${value?.type.kind ?? 'missing'}`)
  return { sql: value.sql, element: value.type.element }
}

export function mapOf(value: Bound | undefined, name: string): { readonly sql: Sql; readonly key: SparkType; readonly value: SparkType } {
  if (value?.type.kind !== 'map')
    throw semanticError(`${name} takes a map; ${value?.name ?? 'nothing'} is ${value?.type.kind ?? 'missing'}`)
  return { sql: value.sql, key: value.type.key, value: value.type.value }
}

import type { ColumnValue } from '../../../engine/value-writers.ts'

/** The values of a list or of a struct; undefined where one of them is none of its type. */
export function allOf(values: readonly (ColumnValue | undefined)[]): readonly ColumnValue[] | undefined {
  const found = values.filter((value) => value !== undefined)
  return found.length === values.length ? found : undefined
}

import type { Bound } from '../bound/bound.ts'
import { semanticError } from '../syntax-error.ts'
import { coerce, type ScalarCall } from './function-record.ts'

export const PATTERN = 'The pattern'
export const DEFAULT_PATTERN = 'yyyy-MM-dd HH:mm:ss'

/** The argument in this place, as the parameter takes it. */
export const at = (values: readonly Bound[], index: number, parameter: string, call: ScalarCall): Bound => {
  const value = values[index]
  if (value === undefined) throw semanticError(`${call.name} lacks an argument`)
  return coerce(value, parameter, call.name, index)
}

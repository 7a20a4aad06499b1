import { type Bound, literal, STRING } from '../../bound/bound.ts'
import { text } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { semanticError } from '../../syntax-error.ts'
import { coerce, type ScalarCall } from '../function-record.ts'

const PATTERN = 'yyyy-MM-dd HH:mm:ss'
export const DEFAULT_PATTERN: Bound = literal(text(quoteString(PATTERN)), STRING, PATTERN, { kind: 'string', value: PATTERN })

/** The argument in this place, as the parameter takes it. */
export const at = (values: readonly Bound[], index: number, parameter: string, call: ScalarCall): Bound => {
  const value = values[index]
  if (value === undefined) throw semanticError(`${call.name} lacks an argument`)
  return coerce(value, parameter, call.name, index)
}

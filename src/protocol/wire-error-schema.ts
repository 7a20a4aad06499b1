import { Type } from 'typebox'
import { ERROR_LIMITS } from './error-limits.ts'

/** Apart from wire-error.ts: a worker starts without the library of schemas, which takes an eighth of its start. */
export const WireError = Type.Object({
  kind: Type.String(),
  message: Type.String({ maxLength: ERROR_LIMITS.message }),
  hint: Type.Optional(Type.String({ maxLength: ERROR_LIMITS.hint })),
})

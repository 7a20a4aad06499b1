import { Type } from 'typebox'
import { ERROR_LIMITS } from './error-limits.ts'

/** Apart from wire-error.ts: a worker starts without the library of schemas, which takes an eighth of its start. */
export const WireError = Type.Object({
  kind: Type.String(),
  message: Type.String({ maxLength: ERROR_LIMITS.message }),
  hint: Type.Optional(Type.String({ maxLength: ERROR_LIMITS.hint })),
  place: Type.Optional(
    Type.Object({
      line: Type.Integer({ minimum: 1 }),
      column: Type.Integer({ minimum: 1 }),
      length: Type.Integer({ minimum: 0 }),
      expected: Type.Optional(Type.String({ maxLength: ERROR_LIMITS.expected })),
    }),
  ),
})

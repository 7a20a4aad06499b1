import { Type } from 'typebox'

/** Apart from wire-error.ts: a worker starts without the library of schemas, which takes an eighth of its start. */
export const WireError = Type.Object({
  kind: Type.String(),
  message: Type.String({ maxLength: 100_000 }),
  hint: Type.Optional(Type.String({ maxLength: 10_000 })),
})

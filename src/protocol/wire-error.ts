import { type Static, Type } from 'typebox'
import { CausewayError, isErrorKind } from '../base/errors.ts'

/** An error on its way between processes: no stack, no cause, nothing but what a user may see. */
export const WireError = Type.Object({
  kind: Type.String(),
  message: Type.String({ maxLength: 100_000 }),
  hint: Type.Optional(Type.String({ maxLength: 10_000 })),
})
export type WireError = Readonly<Static<typeof WireError>>

export function toWireError(error: CausewayError): WireError {
  return { kind: error.kind, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) }
}

export function fromWireError(wire: WireError): CausewayError {
  return new CausewayError(
    isErrorKind(wire.kind) ? wire.kind : 'internal',
    wire.message,
    wire.hint === undefined ? {} : { hint: wire.hint },
  )
}

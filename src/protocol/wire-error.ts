import type { Static } from 'typebox'
import { CausewayError, isErrorKind } from '../base/errors.ts'
import type { WireError as WireErrorSchema } from './wire-error-schema.ts'

/** An error on its way between processes: no stack, no cause, nothing but what a user may see. */
export type WireError = Readonly<Static<typeof WireErrorSchema>>

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

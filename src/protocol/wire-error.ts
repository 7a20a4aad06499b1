import type { Static } from 'typebox'
import { CausewayError, isErrorKind } from '../base/errors.ts'
import { ERROR_LIMITS } from './error-limits.ts'
import type { WireError as WireErrorSchema } from './wire-error-schema.ts'

/** An error on its way between processes: no stack, no cause, nothing but what a user may see. */
export type WireError = Readonly<Static<typeof WireErrorSchema>>

export function toWireError(error: CausewayError): WireError {
  const message = cut(error.message, ERROR_LIMITS.message)
  return {
    kind: error.kind,
    message,
    ...(error.hint === undefined ? {} : { hint: cut(error.hint, ERROR_LIMITS.hint) }),
    ...(error.place === undefined ? {} : { place: error.place }),
  }
}

/** An error about a long text must not be the message that is too long. */
const cut = (text: string, charactersMax: number): string => (text.length <= charactersMax ? text : `${text.slice(0, charactersMax - 2)} …`)

export function fromWireError(wire: WireError): CausewayError {
  return new CausewayError(isErrorKind(wire.kind) ? wire.kind : 'internal', wire.message, {
    ...(wire.hint === undefined ? {} : { hint: wire.hint }),
    place: wire.place,
  })
}

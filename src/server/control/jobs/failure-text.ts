import type { CausewayError } from '../../../base/errors.ts'
import { toWireError } from '../../../protocol/wire-error.ts'

/** The text of a failed job: the error and what would help. Neither holds a secret: errors of this class are made to be shown. */
export function failureText(error: CausewayError): string {
  const { message, hint } = toWireError(error)
  return hint === undefined ? message : `${message}\nWhat would help: ${hint}`
}

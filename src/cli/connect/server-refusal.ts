import { CausewayError, type ErrorKind, type StatementPlace } from '../../base/errors.ts'
import { type Fields, isFields } from '../shown-fields.ts'

/** A server's answer that is no success, whichever of its protocols it speaks. */
export class ServerRefusal extends CausewayError {
  readonly status: number
  readonly body: Fields

  constructor(kind: ErrorKind, message: string, { status, body, hint }: { status: number; body: Fields; hint: string | undefined }) {
    super(kind, message, { ...(hint === undefined ? {} : { hint }), place: placeIn(body['place']) })
    this.status = status
    this.body = body
  }
}

/** The same failure with other words for what would help. */
export function withHint(error: CausewayError, hint: string): CausewayError {
  const { kind, message, place } = error
  if (error instanceof ServerRefusal) return new ServerRefusal(kind, message, { status: error.status, body: error.body, hint })
  return new CausewayError(kind, message, { hint, place, cause: error })
}

function placeIn(value: unknown): StatementPlace | undefined {
  if (!isFields(value)) return undefined
  const { line, column, length, expected } = value
  if (typeof line !== 'number' || typeof column !== 'number' || typeof length !== 'number') return undefined
  return { line, column, length, ...(typeof expected === 'string' ? { expected } : {}) }
}

import { CausewayError, type ErrorDetails, type ErrorKind } from '../../../base/errors.ts'
import type { GatewayRefusal } from './error-table.ts'

const KINDS: Readonly<Record<GatewayRefusal, ErrorKind>> = {
  'missing-token': 'unauthenticated',
  'unreadable-token': 'unauthenticated',
  'bad-signature': 'unauthenticated',
  'wrong-project': 'forbidden',
  'unknown-path': 'not-found',
  'not-served': 'not-found',
  'body-too-large': 'limit-exceeded',
  'encoded-body': 'invalid-parameter',
  'not-json': 'invalid-parameter',
  'headers-too-large': 'limit-exceeded',
  'request-too-slow': 'timed-out',
  'range-not-met': 'invalid-parameter',
  'no-session': 'unauthenticated',
  'wrong-host': 'forbidden',
  'other-site': 'forbidden',
}

/** A refusal with a code of its own that no kind of domain error has. */
export class GatewayError extends CausewayError {
  readonly refusal: GatewayRefusal
  /** Beside those of any answer. */
  readonly headers: Readonly<Record<string, string>>

  constructor(refusal: GatewayRefusal, message: string, details: ErrorDetails = {}, headers: Readonly<Record<string, string>> = {}) {
    super(KINDS[refusal], message, details)
    this.name = 'GatewayError'
    this.refusal = refusal
    this.headers = headers
  }
}

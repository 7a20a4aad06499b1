import { CausewayError } from '../../base/errors.ts'

/** What the statement asks for and Causeway does not have, by its name in SQL. */
export function notSupported(what: string, hint?: string): CausewayError {
  return new CausewayError('not-supported', `${what} is not supported`, hint === undefined ? {} : { hint })
}

export function semanticError(message: string, hint?: string): CausewayError {
  return new CausewayError('sql-semantics', message, hint === undefined ? {} : { hint })
}

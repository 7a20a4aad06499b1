import { CausewayError } from '../../base/errors.ts'

/** line from 1, column from 1 (characters). */
export function syntaxError(message: string, line: number, column: number, hint?: string): CausewayError {
  return new CausewayError('sql-syntax', `Syntax error at line ${line}, column ${column}: ${message}`, hint === undefined ? {} : { hint })
}

/** What the statement asks for and Causeway does not have, by its name in SQL. */
export function notSupported(what: string, hint?: string): CausewayError {
  return new CausewayError('not-supported', `${what} is not supported`, hint === undefined ? {} : { hint })
}

export function semanticError(message: string, hint?: string): CausewayError {
  return new CausewayError('sql-semantics', message, hint === undefined ? {} : { hint })
}

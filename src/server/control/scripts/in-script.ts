import { CausewayError } from '../../../base/errors.ts'
import { toldInText } from '../../../base/sql-text/told-in-text.ts'
import type { StatementSpan } from '../../domain/script.ts'

/**
 * The error of a statement as one of its script: what it says of lines and columns is of the text of that.
 * @param sql of the statement, as it stands in the script
 */
export function inScript(error: CausewayError, sql: string, span: Pick<StatementSpan, 'line' | 'column'>): CausewayError {
  const { message, place } = toldInText(error, sql, span)
  if (message === error.message && place === error.place) return error
  const { kind, hint } = error
  return new CausewayError(kind, message, { ...(hint === undefined ? {} : { hint }), ...(place === undefined ? {} : { place }) })
}

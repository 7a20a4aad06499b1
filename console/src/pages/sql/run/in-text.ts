import { ApiError } from '../../../api/api-error.ts'
import type { PlacedStatement } from './placed-statement.ts'

/** A failure as it is told of the whole text: the server knows the statement alone, and says its lines. */
export function inText(failure: unknown, { line, column }: Omit<PlacedStatement, 'sql'>): unknown {
  if (!(failure instanceof ApiError) || failure.place === undefined || (line === 1 && column === 1)) return failure
  const { status, code, message, hint, requestId, explanation, place } = failure
  const own = { ...place, line: place.line + line - 1, column: place.line === 1 ? Math.max(1, place.column + column - 1) : place.column }
  const said = `line ${place.line}, column ${place.column}`
  return new ApiError(status, {
    error_code: code,
    error_msg: message.replaceAll(new RegExp(`\\b${said}\\b`, 'g'), `line ${own.line}, column ${own.column}`),
    hint,
    request_id: requestId,
    explanation,
    place: own,
  })
}

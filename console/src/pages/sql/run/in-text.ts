import { toldInText } from '../../../../../src/base/sql-text/told-in-text.ts'
import { ApiError } from '../../../api/api-error.ts'
import type { PlacedStatement } from './placed-statement.ts'

/** A failure as it is told of the whole text: the server knows the statement alone, and says its lines. `sql` as it was sent. */
export function inText(failure: unknown, { sql, ...begin }: PlacedStatement): unknown {
  if (!(failure instanceof ApiError)) return failure
  const { message, place } = toldInText(failure, sql, begin)
  if (message === failure.message && place === failure.place) return failure
  const { status, code, hint, requestId, explanation } = failure
  return new ApiError(status, { error_code: code, error_msg: message, hint, request_id: requestId, explanation, place })
}

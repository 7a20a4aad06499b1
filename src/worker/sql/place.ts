import { CausewayError, type StatementPlace } from '../../base/errors.ts'
import { placeText } from '../../base/sql-text/place-text.ts'

/** The half-open range of a statement, in UTF-16 units. */
export interface Range {
  readonly start: number
  readonly end: number
}

const EXPECTED_LENGTH_MAX = 200

/** Line and column from 1; a column is a character, not a UTF-16 unit. */
export function placeOf(sql: string, { start, end }: Range, expected?: string): StatementPlace {
  const before = sql.slice(0, start)
  const lineStart = before.lastIndexOf('\n') + 1
  let line = 1
  for (let index = before.indexOf('\n'); index >= 0; index = before.indexOf('\n', index + 1)) line += 1
  return {
    line,
    column: [...before.slice(lineStart)].length + 1,
    length: [...sql.slice(start, end)].length,
    ...(expected === undefined ? {} : { expected: expected.slice(0, EXPECTED_LENGTH_MAX) }),
  }
}

export function syntaxError(sql: string, message: string, range: Range, hint?: string, expected?: string): CausewayError {
  const place = placeOf(sql, range, expected)
  return new CausewayError('sql-syntax', `Syntax error at ${placeText(place)}: ${message}`, {
    ...(hint === undefined ? {} : { hint }),
    place,
  })
}

import { CausewayError } from '../../../base/errors.ts'

/** Line and column from 1; a column is a character, not a UTF-16 unit. */
function placeOf(sql: string, at: number): { readonly line: number; readonly column: number } {
  const before = sql.slice(0, at)
  const lineStart = before.lastIndexOf('\n') + 1
  let line = 1
  for (let index = before.indexOf('\n'); index >= 0; index = before.indexOf('\n', index + 1)) line += 1
  return { line, column: [...before.slice(lineStart)].length + 1 }
}

/** line 1, column 8 */
export function placeText(sql: string, at: number): string {
  const { line, column } = placeOf(sql, at)
  return `line ${line}, column ${column}`
}

export function syntaxError(sql: string, message: string, start: number, hint?: string): CausewayError {
  return new CausewayError('sql-syntax', `Syntax error at ${placeText(sql, start)}: ${message}`, hint === undefined ? {} : { hint })
}

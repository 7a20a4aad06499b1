import { CausewayError, type StatementPlace } from '../../../base/errors.ts'
import { placeText } from '../../../base/sql-text/place-text.ts'
import type { StatementSpan } from '../../domain/script.ts'

/** A variable has another length than its value, and the places of mistakes are counted with the values. */
const VARIABLE = /\$\{|\{\{/
const PLACE = /line \d+, column \d+/

/**
 * The error of a statement as one of its script: what it says of lines and columns is of the text of that. Where a variable stands before the place, it is not known there,
 * and the message says so.
 * @param sql of the statement, as it stands in the script
 */
export function inScript(error: CausewayError, sql: string, span: Pick<StatementSpan, 'line' | 'column'>): CausewayError {
  const { kind, message, hint, place } = error
  const details = hint === undefined ? {} : { hint }
  // Of a statement with a sensitive variable the place is told by the message alone.
  const told = place === undefined ? PLACE.exec(message)?.[0] : placeText(place)
  if (told !== undefined && VARIABLE.test(place === undefined ? sql : textBefore(sql, place))) {
    return new CausewayError(kind, message.replace(told, `${told} of the statement with the values of its variables`), details)
  }
  if (place === undefined) return error
  const { line, column } = place
  const mapped = { ...place, line: span.line + line - 1, column: line === 1 ? span.column + column - 1 : column }
  return new CausewayError(kind, message.replace(placeText(place), placeText(mapped)), { ...details, place: mapped })
}

function textBefore(sql: string, { line, column }: StatementPlace): string {
  const lines = sql.split('\n')
  const own = [...(lines[line - 1] ?? '')].slice(0, column - 1).join('')
  return [...lines.slice(0, line - 1), own].join('\n')
}

import type { StatementPlace } from '../errors.ts'
import { placeText } from './place-text.ts'

type Place = Pick<StatementPlace, 'line' | 'column'>

export interface ToldMistake<P extends Place> {
  readonly message: string
  readonly place: P | undefined
}

/** A variable has another length than its value, and the places of mistakes are counted with the values. */
const VARIABLE = /\$\{|\{\{/
/** As errors of a statement begin, and no words of a database's own do; a server's code may stand in front. */
const OWN_PLACE = /^(?:(?:[A-Z]+\.\d+|[a-z]+(?:-[a-z]+)*):? )?(?:Syntax error at|At) (line \d+, column \d+)\b/

/**
 * What is told of a mistake in a statement as it is told of the text in which that stands: lines and columns are of the text. Where a variable stands before the place, it
 * is not known there, and the message says so. What tells no place stays as it is.
 * @param sql of the statement, as it stands in the text
 * @param begin where it begins there; its column may be below 1, where `sql` has words in front that the text has not
 */
export function toldInText<P extends Place>({ message, place }: ToldMistake<P>, sql: string, begin: Place): ToldMistake<P> {
  // Of a statement with a sensitive variable the place is told by the message alone.
  const told = place === undefined ? OWN_PLACE.exec(message)?.[1] : placeText(place)
  if (told !== undefined && VARIABLE.test(place === undefined ? sql : textBefore(sql, place))) {
    return { message: replaced(message, told, `${told} of the statement with the values of its variables`), place: undefined }
  }
  if (place === undefined) return { message, place }
  const { line, column } = place
  const own = { ...place, line: begin.line + line - 1, column: line === 1 ? Math.max(1, begin.column + column - 1) : column }
  return { message: replaced(message, placeText(place), placeText(own)), place: own }
}

/** The first one: what is cited behind it says what it says. Not where it is only the beginning of another place. */
const replaced = (message: string, told: string, by: string): string => message.replace(new RegExp(`\\b${told}\\b`), by)

function textBefore(sql: string, { line, column }: Place): string {
  const lines = sql.split('\n')
  const own = [...(lines[line - 1] ?? '')].slice(0, column - 1).join('')
  return [...lines.slice(0, line - 1), own].join('\n')
}

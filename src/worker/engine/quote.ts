import { engineColumnName } from '../../base/engine-column-name.ts'
import { CausewayError } from '../../base/errors.ts'

/** A name as the engine and PostgreSQL write it: in double quotes. */
export const quoteName = (name: string): string => `"${withoutNul('name', name).replaceAll('"', '""')}"`

/** The name of a column that statements read: as the translation of SQL writes it (sql/dialect/quote.ts). */
export const quoteColumn = (name: string): string => quoteName(engineColumnName(name) ?? name)

/** A text literal of the engine, in which a backslash is an ordinary character. */
export const quoteText = (text: string): string => `'${withoutNul('text', text).replaceAll("'", "''")}'`

/** The engine takes its SQL as a C string: a NUL would end the statement in the middle. */
function withoutNul(what: string, text: string): string {
  if (!text.includes('\0')) return text
  throw new CausewayError('not-supported', `A ${what} with the character U+0000 is not supported: ${JSON.stringify(text.slice(0, 100))}`)
}

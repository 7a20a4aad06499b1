import { linesOfText, plainText } from '../../../base/plain-text.ts'
import { notSupported, semanticError } from '../syntax-error.ts'

const KEY_LENGTH_MAX = 256
const VALUE_LENGTH_MAX = 4096
/** What Spark makes clauses of, or keeps for itself. */
const RESERVED: ReadonlyMap<string, string> = new Map([
  ['comment', 'Use the COMMENT clause.'],
  ['provider', 'Use the USING clause.'],
  ['location', 'Use the LOCATION clause.'],
  ['owner', 'It is whoever makes the table.'],
])

/** The properties that a user gives a table or a view for themselves, within what is kept of them. */
export function checkedProperties(properties: ReadonlyMap<string, string>): Record<string, string> {
  for (const [key, value] of properties) {
    linesOfText('value of a property', value)
    plainText('name of a property', key)
    const hint = RESERVED.get(key)
    if (hint !== undefined) throw notSupported(`The property '${key}'`, hint)
    if (key === '' || key.length > KEY_LENGTH_MAX || value.length > VALUE_LENGTH_MAX)
      throw semanticError(
        `A property has no name, or is too long: '${key.slice(0, 60)}'`,
        `Use names of 1 to ${KEY_LENGTH_MAX} and values of at most ${VALUE_LENGTH_MAX} characters.`,
      )
    if (/passw(?:or)?d|secret|access.?key/i.test(key))
      throw semanticError(`The property '${key.slice(0, 60)}' would hold a secret where everybody reads it`, 'Leave it out.')
  }
  return Object.fromEntries(properties)
}

import type { JsonDialect } from '../../../base/json-dialect.ts'
import { plainJson } from '../../../base/plain-json.ts'
import type { Compute } from './compute.ts'

/** A text, the names of what is allowed in it, and 'marked' among them where long numbers are to be. */
export const plainJsonOf: Compute = (text, names) => {
  const given = new Set(String(names).split(' '))
  return plainJson(String(text), allowances(given), given.has('marked')) ?? null
}

const allowances = (given: ReadonlySet<string>): JsonDialect => ({
  allowComments: given.has('allowComments'),
  allowUnquotedFieldNames: given.has('allowUnquotedFieldNames'),
  allowSingleQuotes: given.has('allowSingleQuotes'),
  allowNumericLeadingZeros: given.has('allowNumericLeadingZeros'),
  allowNonNumericNumbers: given.has('allowNonNumericNumbers'),
  allowBackslashEscapingAnyCharacter: given.has('allowBackslashEscapingAnyCharacter'),
  allowUnquotedControlChars: given.has('allowUnquotedControlChars'),
})

/** What is taken beyond JSON; see Spark's options of the same names. */
export interface JsonDialect {
  readonly allowComments: boolean
  readonly allowUnquotedFieldNames: boolean
  readonly allowSingleQuotes: boolean
  readonly allowNumericLeadingZeros: boolean
  readonly allowNonNumericNumbers: boolean
  readonly allowBackslashEscapingAnyCharacter: boolean
  readonly allowUnquotedControlChars: boolean
}

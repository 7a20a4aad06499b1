/** How a file is split into values. All of it in UTF-8; a sign of several bytes is a sign all the same. */
export interface CsvDialect {
  /** What is between two values: one byte or more. */
  readonly separator: Uint8Array
  /** 0: none, but for a NUL in the file, as Spark has it. */
  readonly quote: number
  readonly quoteEscape: number
  /** What is before an escape that stands for itself; 0: nothing. */
  readonly escapeOfEscape: number
  /** What a line begins with that is left out; undefined: none is. */
  readonly comment: number | undefined
  readonly trimsStart: boolean
  readonly trimsEnd: boolean
  /** What is NULL, besides what is empty and not quoted. */
  readonly nullValue: Uint8Array
  /** What "" stands for. */
  readonly emptyValue: Uint8Array
  readonly valuesMax: number
  /** In characters; undefined: a value may have any length. */
  readonly valueLengthMax: number | undefined
  /** A row may have line breaks within quotes. */
  readonly multiLine: boolean
  /** In UTF-8; undefined: \n, \r or \r\n. */
  readonly lineSeparator: Uint8Array | undefined
}

import type { TextCompression } from '../text-compression.ts'

/** What the options of a text table say, as Spark's TextOptions reads them. */
export interface TextFormat {
  readonly kind: 'text'
  /** A file is one value. */
  readonly wholeText: boolean
  /** What is between two values, in the bytes of the encoding; undefined: a line feed, a carriage return or both, and a line feed when it is written. */
  readonly lineSeparator: Uint8Array | undefined
  readonly compression: TextCompression | undefined
}

/** The name of the format in which text tables reach the engine's thread. */
export const TEXT_FORMAT = 'text-files'

/** What the stream of a text table begins with. */
export interface TextSettings {
  readonly wholeText: boolean
  /** In base64. */
  readonly lineSeparator: string | undefined
  /** Columns that the names of folders say; another is the text. */
  readonly partitions: readonly string[]
}

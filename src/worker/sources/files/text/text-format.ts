import type { TextCompression } from '../compression/text-compression.ts'
import type { OpencsvSigns } from './opencsv-fields.ts'

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
  /** How a line is taken apart, where it is no text as a whole. */
  readonly fields?: FieldSettings
}

interface FieldSettings {
  /** Absent: by separator and escapeCode. */
  readonly opencsv?: OpencsvSigns
  /** Of each file, which are no rows. */
  readonly headerLines: number

  readonly separator: number
  readonly escapeCode: number | undefined
  /** In base64. */
  readonly nullText: string
  /** By their names. text: escapes are taken out; bytes: base64 where they may be, and given on as hexadecimal digits. */
  readonly columns: Readonly<Record<string, { readonly index: number; readonly kind: 'text' | 'bytes' | 'other' }>>
  readonly count: number
}

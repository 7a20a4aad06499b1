import type { TextCompression } from '../compression/text-compression.ts'
import type { OpencsvSigns } from '../text/opencsv-fields.ts'

/** What ROW FORMAT says, as Hive's LazySimpleSerDe reads it: signs of one byte, by their codes. */
export interface HiveFormat {
  readonly kind: 'hive'
  /** Between the fields of a row, the items of a collection, a key and its value, and so on with each level of what nests. */
  readonly separators: readonly number[]
  /** What stands before a sign that is none of the others; undefined: nothing does. */
  readonly escapeCode: number | undefined
  /** What NULL is written as. */
  readonly nullText: string
  readonly compression: TextCompression | undefined
  /** The table is of Hive's OpenCSVSerde, and of none of the signs above. */
  readonly opencsv: OpencsvFormat | undefined
  /** Lines at the start of each file that are no rows. */
  readonly headerLines: number
}

interface OpencsvFormat extends OpencsvSigns {
  /** What stands before a quote, and before itself, where rows are written. */
  readonly writtenEscape: string
}

/** Those of Hive's defaults, from the fields to the deepest level: U+0001 to U+0008, without the line feed and what is behind it. */
export const DEFAULT_SEPARATORS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8]

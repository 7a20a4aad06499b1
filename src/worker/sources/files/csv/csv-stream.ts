import type { CsvDialect } from './csv-dialect.ts'

export const CSV_FORMAT = 'csv'

/** What the decoder is told of the files whose bytes it gets. */
export interface CsvStream {
  readonly dialect: CsvDialect
  /** The first record of each file has names. */
  readonly header: boolean
  /** What the names must be, in any case; undefined: they are not looked at. */
  readonly headerNames: readonly string[] | undefined
  /** Columns that are in the files. */
  readonly valueCount: number
  /** A row of another length ends the reading. */
  readonly failFast: boolean
  readonly files: readonly CsvFile[]
}

interface CsvFile {
  /** As messages name it. */
  readonly shown: string
  /** What its folders say, in the order of the columns PARTITION_COLUMN. */
  readonly partition: readonly (string | null)[]
}

/** Columns of the stream: a value of the record by its index, or what follows. */
export const valueColumn = (index: number): string => String(index)
/** The same value in its column's type, where it is of a plain form; the other column is NULL then, if both are read. */
export const plainValueColumn = (index: number): string => `plain ${index}`
/** Whether the record has not as many values as there are columns; false when not all of them are read. */
export const MALFORMED_COLUMN = 'malformed'
/** The record as it stands in the file. */
export const RECORD_COLUMN = 'record'
/** Its file and line, for messages. */
export const PLACE_COLUMN = 'place'
export const partitionColumn = (index: number): string => `partition ${index}`

/** What goes through the ring: frames of a kind, a length and so many bytes. A `bufferEnd` has none: see BUFFER_END. */
export const FRAME_HEADER_BYTES = 8
export const FRAME = { file: 1, bytes: 2, fileEnd: 3, end: 4, bufferEnd: 5 } as const

export function frameHeader(kind: number, length: number): Buffer {
  const header = Buffer.alloc(FRAME_HEADER_BYTES)
  header.writeUInt32LE(kind, 0)
  header.writeUInt32LE(length, 4)
  return header
}

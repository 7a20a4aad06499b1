import type { FrameFile } from '../file-frames.ts'
import type { OrcPacking } from './orc-input.ts'
import type { OrcType } from './orc-type.ts'

/** The name of the format in which ORC tables reach the engine's thread. */
export const ORC_FORMAT = 'orc-files'

export interface OrcSettings {
  /** Columns that the names of folders say. */
  readonly partitions: readonly string[]
  /** The table's other columns, in its order: what files are read by that name none themselves. */
  readonly columns: readonly string[]
}

/** What a file begins with in the stream. */
export interface OrcFrameFile extends FrameFile {
  readonly root: OrcType
  readonly packing: OrcPacking
  /** Days before 1582 are of the calendar which was Julian until then. */
  readonly isJulian: boolean
}

/** Streams of a column, by their numbers in ORC's orc_proto.proto. */
export const STREAM = { present: 0, data: 1, length: 2, dictionary: 3, secondary: 5 } as const

export interface OrcStream {
  readonly kind: number
  /** The number of a type. */
  readonly column: number
  /** As it stands in the file. */
  readonly length: number
}

export interface OrcColumnEncoding {
  readonly isDictionary: boolean
  /** How its integers are packed. */
  readonly version: 1 | 2
  readonly dictionarySize: number
}

/** What a stripe begins with: the bytes of its streams follow, one behind the other. */
export interface OrcFrameStripe {
  readonly rows: number
  readonly streams: readonly OrcStream[]
  /** By the numbers of types. */
  readonly encodings: Readonly<Record<string, OrcColumnEncoding>>
  /** Of the clock that its timestamps were read from. Empty: it is not said. */
  readonly timeZone: string
}

import type { FrameFile } from '../file-frames.ts'

/** The name of the format in which Avro tables reach the engine's thread. */
export const AVRO_FORMAT = 'avro-files'

export interface AvroSettings {
  /** Columns that the names of folders say. */
  readonly partitions: readonly string[]
}

/** What a file begins with in the stream. */
export interface AvroFrameFile extends FrameFile {
  readonly schema: string
  readonly refuseOld: boolean
}

/** What a block begins with: pieces of so many bytes follow. */
export interface AvroFrameBlock {
  readonly rows: number
  readonly length: number
}

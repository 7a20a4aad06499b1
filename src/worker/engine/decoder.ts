import type { DuckDBDataChunk } from '@duckdb/node-api'
import type { CausewayError } from '../../base/errors.ts'
import type { StreamColumn } from './stream-column.ts'

/** The engine's native chunk: what columns are written to. */
export type NativeChunk = DuckDBDataChunk['chunk']

/** Turns the bytes of a stream into columns of the engine. */
export interface Decoder {
  /** Rows decoded so far. */
  readonly rowCount: number
  /** The stream's own end mark has been read: no more rows. */
  readonly ended: boolean
  /** Fills the chunk with the next whole rows of what was fed, at most a vector of them. 0: feed more, or the stream has ended. */
  decode(chunk: NativeChunk): number
  /** What could not be decoded yet: to be put before the bytes of the next feed. */
  rest(): Uint8Array | undefined
  feed(bytes: Buffer): void
  /** The stream has ended and its end mark has not been read: why, where what came tells it. */
  endedEarly?(): CausewayError | undefined
  /** So many bytes, into which what is fed next is written, the rest first; it may be where that is. Absent: they are new ones each time. */
  space?(length: number): Buffer
}

/** @param settings what the stream's scan gave for it, which only the two of them know */
export type MakeDecoder = (columns: readonly StreamColumn[], settings: unknown) => Decoder

/** How each format of a stream is decoded; loaded for the first stream of the format. */
export type Decoders = Readonly<Record<string, () => Promise<MakeDecoder>>>

import type { Decoder, NativeChunk } from './decoder.ts'

/** What decoders of one stream have in common that look at what they are fed where it stands, and take rows up as long as there are whole ones. */
export abstract class FedDecoder implements Decoder {
  protected bytes: Buffer = Buffer.alloc(0)
  /** What is behind it is not taken up. */
  protected offset = 0
  protected hasEnded = false
  #rowCount = 0

  get rowCount(): number {
    return this.#rowCount
  }

  get ended(): boolean {
    return this.hasEnded
  }

  rest(): Uint8Array | undefined {
    return this.offset === this.bytes.length ? undefined : this.bytes.subarray(this.offset)
  }

  feed(bytes: Buffer): void {
    this.bytes = bytes
    this.offset = 0
  }

  decode(chunk: NativeChunk): number {
    const rows = this.hasEnded ? 0 : this.indexRows()
    if (rows === 0) return 0
    this.writeColumns(chunk, rows)
    this.#rowCount += rows
    return rows
  }

  /** Finds where the values of the next whole rows stand, of a vector of them at most: so that each column is then written by a loop that handles one type only. */
  protected abstract indexRows(): number

  protected abstract writeColumns(chunk: NativeChunk, rows: number): void
}

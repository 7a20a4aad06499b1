import type { Decoder, NativeChunk } from '../../engine/decoder.ts'
import { FrameReader } from './file-frames.ts'

/** What decoders of a table's files have in common, whose bytes come in frames. */
export abstract class FrameDecoder implements Decoder {
  protected readonly frames = new FrameReader()
  protected hasEnded = false
  #rowCount = 0

  get rowCount(): number {
    return this.#rowCount
  }

  get ended(): boolean {
    return this.hasEnded
  }

  rest(): Uint8Array | undefined {
    return this.frames.rest()
  }

  feed(bytes: Buffer): void {
    this.frames.feed(bytes)
  }

  decode(chunk: NativeChunk): number {
    const rows = this.fill(chunk)
    this.#rowCount += rows
    return rows
  }

  /** As `decode`. */
  protected abstract fill(chunk: NativeChunk): number

  /** Takes the next frame up; false where there is none by now, or none any more. */
  protected takeNext(): boolean {
    if (this.hasEnded || !this.frames.next()) return false
    this.takeFrame(this.frames)
    return true
  }

  /** One process, one version: the source wrote what stands in it. What is of no kind that it has ends the stream. */
  protected abstract takeFrame(frames: FrameReader): void
}

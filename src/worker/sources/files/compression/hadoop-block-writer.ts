import { Transform, type TransformCallback } from 'node:stream'

/** Readers of Hadoop take a block into a buffer of 256 KiB, unless they are told otherwise; so may a piece that became longer. */
const BLOCK_BYTES = 1 << 17

/** What `hadoopBlocks` reads, and Hadoop's BlockDecompressorStream: each block is one piece. */
export class HadoopBlockWriter extends Transform {
  readonly #compress: (bytes: Buffer) => Buffer
  #held: Buffer[] = []
  #size = 0

  constructor(compress: (bytes: Buffer) => Buffer) {
    super()
    this.#compress = compress
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    // Who gives them may use their memory again.
    this.#held.push(Buffer.from(bytes))
    this.#size += bytes.length
    if (this.#size >= BLOCK_BYTES) {
      const whole = Buffer.concat(this.#held)
      const end = whole.length - (whole.length % BLOCK_BYTES)
      for (let at = 0; at < end; at += BLOCK_BYTES) this.#write(whole.subarray(at, at + BLOCK_BYTES))
      this.#held = [whole.subarray(end)]
      this.#size = whole.length - end
    }
    done()
  }

  override _flush(done: TransformCallback): void {
    if (this.#size > 0) this.#write(Buffer.concat(this.#held))
    done()
  }

  #write(block: Buffer): void {
    const piece = this.#compress(block)
    const lengths = Buffer.allocUnsafe(8)
    lengths.writeUInt32BE(block.length)
    lengths.writeUInt32BE(piece.length, 4)
    this.push(lengths)
    this.push(piece)
  }
}

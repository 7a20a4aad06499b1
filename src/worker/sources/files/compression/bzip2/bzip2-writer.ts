import { Transform, type TransformCallback } from 'node:stream'
import { BitWriter } from './bit-writer.ts'
import { END, SIGNATURE } from './bzip2-format.ts'
import { checksumOf, withBlock } from './checksum.ts'
import { writeBlock } from './write-block.ts'

const LEVEL = 9
/** Of a block, with its runs shortened; the first writer leaves the same bit of room. */
const BLOCK_BYTES = LEVEL * 100_000 - 19
const RUN_MIN = 4
const RUN_MAX = 255

/** Compresses what is written into it, as bzip2 -9 does. */
export class Bzip2Writer extends Transform {
  readonly #bits = new BitWriter()
  readonly #block = new Uint8Array(BLOCK_BYTES + RUN_MIN + 1)
  #filled = 0
  /** The bytes of the block as they came. */
  #plain: Buffer[] = []
  #runByte = -1
  #run = 0
  #checksum = 0

  constructor() {
    super()
    for (const byte of SIGNATURE) this.#bits.write(byte, 8)
    this.#bits.write(0x30 + LEVEL, 8)
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let from = 0
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0
      if (byte === this.#runByte && this.#run < RUN_MAX) {
        this.#run += 1
        continue
      }
      this.#endRun()
      if (this.#filled >= BLOCK_BYTES) {
        this.#plain.push(Buffer.from(bytes.subarray(from, at)))
        from = at
        this.#endBlock()
      }
      this.#runByte = byte
      this.#run = 1
    }
    // Who gives them may use their memory again.
    if (from < bytes.length) this.#plain.push(Buffer.from(bytes.subarray(from)))
    done()
  }

  override _flush(done: TransformCallback): void {
    this.#endRun()
    this.#endBlock()
    this.#bits.writeLong(END, 48)
    this.#bits.writeLong(this.#checksum, 32)
    this.#bits.fillByte()
    this.push(this.#bits.take())
    done()
  }

  /** Four equal bytes are followed by how many more of them there are. */
  #endRun(): void {
    const same = Math.min(this.#run, RUN_MIN)
    this.#block.fill(this.#runByte, this.#filled, this.#filled + same)
    this.#filled += same
    if (same === RUN_MIN) {
      this.#block[this.#filled] = this.#run - RUN_MIN
      this.#filled += 1
    }
    this.#run = 0
    this.#runByte = -1
  }

  #endBlock(): void {
    if (this.#filled === 0) return
    const checksum = checksumOf(Buffer.concat(this.#plain))
    this.#checksum = withBlock(this.#checksum, checksum)
    writeBlock(this.#block.subarray(0, this.#filled), checksum, this.#bits)
    this.push(this.#bits.take())
    this.#filled = 0
    this.#plain = []
  }
}

const BLOCK_BYTES_MAX = 64 << 20
const NUMBER_BYTES = 4

/** The bytes of a piece that is decompressed into at most `bytesMax`; undefined: it is none. */
export type DecompressPiece = (bytes: Buffer, bytesMax: number) => Buffer | undefined

export class DamagedBlocks extends Error {
  override readonly name = 'DamagedBlocks'
}

/**
 * What Hadoop's BlockCompressorStream wrote: blocks, each with its length when decompressed, and then one piece after the other, each with its length in the
 * file, until they are so long.
 * @throws DamagedBlocks
 */
export async function* hadoopBlocks(bytes: AsyncIterable<Buffer>, decompress: DecompressPiece): AsyncGenerator<Buffer> {
  const reader = new PieceReader(bytes)
  while (!(await reader.isEnd())) {
    let left = await reader.length()
    while (left > 0) {
      const piece = decompress(await reader.bytes(await reader.length()), left)
      if (piece === undefined || piece.length === 0) throw new DamagedBlocks('a piece cannot be decompressed')
      left -= piece.length
      yield piece
    }
  }
}

class PieceReader {
  readonly #source: AsyncIterator<Buffer>
  #held: Buffer[] = []
  #size = 0

  constructor(bytes: AsyncIterable<Buffer>) {
    this.#source = bytes[Symbol.asyncIterator]()
  }

  async isEnd(): Promise<boolean> {
    await this.#fill(1)
    return this.#size === 0
  }

  async length(): Promise<number> {
    const length = (await this.bytes(NUMBER_BYTES)).readUInt32BE()
    if (length > BLOCK_BYTES_MAX) throw new DamagedBlocks('a block is too long')
    return length
  }

  async bytes(count: number): Promise<Buffer> {
    await this.#fill(count)
    if (this.#size < count) throw new DamagedBlocks('the file is cut off')
    const [first] = this.#held
    const whole = first !== undefined && first.length >= count ? first : Buffer.concat(this.#held)
    const rest = whole.subarray(count)
    this.#held = whole === first ? this.#held.slice(1) : []
    if (rest.length > 0) this.#held.unshift(rest)
    this.#size -= count
    return whole.subarray(0, count)
  }

  async #fill(count: number): Promise<void> {
    while (this.#size < count) {
      const next = await this.#source.next()
      if (next.done === true) return
      this.#held.push(next.value)
      this.#size += next.value.length
    }
  }
}

import { createReadStream } from 'node:fs'
import { CausewayError } from '../../../../base/errors.ts'
import { avroCodec, BLOCK_BYTES_MAX } from './avro-codec.ts'
import { AvroInput } from './avro-input.ts'

export interface AvroHeader {
  /** The schema that the file was written with, as JSON. */
  readonly schema: string
  readonly metadata: ReadonlyMap<string, Buffer>
}

export interface AvroBlock {
  readonly rows: number
  /** Decompressed. */
  readonly bytes: Buffer
}

const MAGIC = Buffer.from('Obj\u0001', 'latin1')
const SYNC_BYTES = 16
const HEADER_BYTES_MAX = 16 << 20
const CHUNK_BYTES = 1 << 18
/** The longest number. */
const NUMBER_BYTES = 10

/**
 * An Avro file, block by block: no more of it is held than a block. `take` is told of bytes as they come.
 * @throws CausewayError, with `shown`, for a file that is none, is cut off, or has blocks that are too large
 */
export class AvroFile {
  readonly #path: string
  readonly #shown: string
  readonly #take: (bytes: number) => void

  constructor(path: string, shown: string, take: (bytes: number) => void) {
    this.#path = path
    this.#shown = shown
    this.#take = take
  }

  async header(): Promise<AvroHeader> {
    const pieces = this.#open()
    try {
      return await this.#header(pieces)
    } finally {
      await pieces.close()
    }
  }

  async *blocks(begin: (header: AvroHeader) => void = () => undefined): AsyncGenerator<AvroBlock> {
    const pieces = this.#open()
    try {
      const header = await this.#header(pieces)
      begin(header)
      const decompress = avroCodec(header.metadata.get('avro.codec')?.toString('utf8') ?? 'null', this.#shown)
      const sync = await pieces.take(SYNC_BYTES)
      while (await pieces.has(1)) {
        const rows = await this.#count(pieces)
        const length = await this.#count(pieces)
        if (length > BLOCK_BYTES_MAX)
          throw new CausewayError('limit-exceeded', `${this.#shown} has a block of more than ${BLOCK_BYTES_MAX >> 20} MiB`, {
            hint: 'Write it anew in smaller blocks.',
          })
        const bytes = decompress(await pieces.take(length))
        if (!(await pieces.take(SYNC_BYTES)).equals(sync)) throw this.#damaged()
        yield { rows, bytes }
      }
    } finally {
      await pieces.close()
    }
  }

  #open(): Pieces {
    return new Pieces(this.#path, () => this.#damaged(), this.#take)
  }

  async #header(pieces: Pieces): Promise<AvroHeader> {
    if (!(await pieces.has(MAGIC.length)) || !(await pieces.take(MAGIC.length)).equals(MAGIC))
      throw new CausewayError('invalid-parameter', `${this.#shown} is no Avro file`, {
        hint: 'Leave it out of the folder, or name the format that it has after USING.',
      })
    const metadata = new Map<string, Buffer>()
    let bytes = 0
    for (;;) {
      const items = await this.#long(pieces)
      if (items === 0n) break
      if (items < 0n) await this.#long(pieces)
      for (let index = 0n; index < (items < 0n ? -items : items); index += 1n) {
        const key = await this.#data(pieces)
        const value = await this.#data(pieces)
        bytes += key.length + value.length + 1
        if (bytes > HEADER_BYTES_MAX) throw this.#headerTooLarge()
        metadata.set(key.toString('utf8'), value)
      }
    }
    const schema = metadata.get('avro.schema')
    if (schema === undefined) throw this.#damaged()
    return { schema: schema.toString('utf8'), metadata }
  }

  async #data(pieces: Pieces): Promise<Buffer> {
    const length = await this.#count(pieces)
    if (length > HEADER_BYTES_MAX) throw this.#headerTooLarge()
    return Buffer.from(await pieces.take(length))
  }

  async #count(pieces: Pieces): Promise<number> {
    const value = Number(await this.#long(pieces))
    if (!Number.isSafeInteger(value) || value < 0) throw this.#damaged()
    return value
  }

  async #long(pieces: Pieces): Promise<bigint> {
    await pieces.has(NUMBER_BYTES)
    const input = new AvroInput(this.#shown)
    input.open(pieces.held)
    const value = input.long()
    await pieces.take(input.at)
    return value
  }

  #headerTooLarge(): CausewayError {
    return new CausewayError('limit-exceeded', `The header of ${this.#shown} is larger than ${HEADER_BYTES_MAX >> 20} MiB`, {
      hint: 'Write it anew with less metadata.',
    })
  }

  #damaged(): CausewayError {
    return new CausewayError('invalid-parameter', `${this.#shown} is damaged, or cut off: its blocks do not follow one another`, {
      hint: 'Look at the file, or write it anew.',
    })
  }
}

/** What has come of a file and is not taken yet. */
class Pieces {
  readonly #stream: ReturnType<typeof createReadStream>
  readonly #chunks: AsyncIterator<Buffer>
  readonly #damaged: () => CausewayError
  readonly #take: (bytes: number) => void
  #held: Buffer = Buffer.alloc(0)

  constructor(path: string, damaged: () => CausewayError, take: (bytes: number) => void) {
    this.#stream = createReadStream(path, { highWaterMark: CHUNK_BYTES })
    this.#chunks = this.#stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>
    this.#damaged = damaged
    this.#take = take
  }

  get held(): Buffer {
    return this.#held
  }

  /** Whether so many bytes are still to be taken. */
  async has(length: number): Promise<boolean> {
    if (this.#held.length >= length) return true
    const parts = [this.#held]
    let size = this.#held.length
    while (size < length) {
      const next = await this.#chunks.next()
      if (next.done === true) break
      this.#take(next.value.length)
      parts.push(next.value)
      size += next.value.length
    }
    this.#held = Buffer.concat(parts)
    return size >= length
  }

  async take(length: number): Promise<Buffer> {
    if (!(await this.has(length))) throw this.#damaged()
    const taken = this.#held.subarray(0, length)
    this.#held = this.#held.subarray(length)
    return taken
  }

  async close(): Promise<void> {
    await this.#chunks.return?.()
    this.#stream.destroy()
  }
}

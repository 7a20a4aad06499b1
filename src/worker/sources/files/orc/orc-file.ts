import { type FileHandle, open } from 'node:fs/promises'
import { CausewayError } from '../../../../base/errors.ts'
import { type OrcCompression, orcCompression, PIECE_BYTES_MAX } from './orc-compression.ts'
import type { OrcColumnEncoding, OrcStream } from './orc-format.ts'
import { OrcInput, type OrcPacking } from './orc-input.ts'
import { type OrcType, orcRoot } from './orc-type.ts'
import { DamagedProtobuf, ProtobufMessage } from './protobuf.ts'

export interface OrcTail {
  readonly root: OrcType
  readonly packing: OrcPacking
  readonly isJulian: boolean
  readonly stripes: readonly OrcStripe[]
}

interface OrcStripe {
  readonly offset: number
  readonly indexBytes: number
  readonly dataBytes: number
  readonly footerBytes: number
  readonly rows: number
}

export interface PlacedStream extends OrcStream {
  readonly offset: number
}

export interface OrcStripeFooter {
  readonly streams: readonly PlacedStream[]
  /** By the numbers of types. */
  readonly encodings: readonly OrcColumnEncoding[]
  readonly timeZone: string
}

const MAGIC = 'ORC'
/** Of the postscript, whose length is the last byte. */
const POSTSCRIPT_BYTES_MAX = 256
const FOOTER_BYTES_MAX = 256 << 20
/** What is in a file without a word of it. */
const PIECE_BYTES = 256 << 10

const POSTSCRIPT = { footerBytes: 1, compression: 2, pieceBytes: 3, magic: 8000 } as const
const FOOTER = { stripes: 3, types: 4, encryption: 10, calendar: 11 } as const
const STRIPE = { offset: 1, indexBytes: 2, dataBytes: 3, footerBytes: 4, rows: 5 } as const
const STRIPE_FOOTER = { streams: 1, encodings: 2, timeZone: 3 } as const
const STREAM_FIELDS = { kind: 1, column: 2, length: 3 } as const
const ENCODING = { kind: 1, dictionarySize: 2 } as const
const PROLEPTIC = 2
const NO_COMPRESSION: OrcCompression = 'none'

/**
 * An ORC file, which says at its end what is in it.
 * @throws CausewayError, with `shown`, for a file that is none, or is cut off
 */
export class OrcFile {
  readonly #file: FileHandle
  readonly #shown: string
  readonly size: number

  private constructor(file: FileHandle, shown: string, size: number) {
    this.#file = file
    this.#shown = shown
    this.size = size
  }

  static async open(path: string, shown: string): Promise<OrcFile> {
    const file = await open(path)
    try {
      return new OrcFile(file, shown, (await file.stat()).size)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  /** Undefined: the file is empty, and has no rows, as Spark takes it. */
  async tail(): Promise<OrcTail | undefined> {
    if (this.size === 0) return undefined
    const end = await this.read(Math.max(0, this.size - POSTSCRIPT_BYTES_MAX), Math.min(this.size, POSTSCRIPT_BYTES_MAX))
    const length = end.at(-1) ?? 0
    if (length === 0 || length >= end.length) throw this.#notOrc()
    const postscript = this.#parsed(
      () => new ProtobufMessage(end.subarray(-1 - length, -1)),
      () => this.#notOrc(),
    )
    // Files of Hive 0.11 have it at their beginning only.
    if (postscript.text(POSTSCRIPT.magic) !== MAGIC && (await this.read(0, MAGIC.length)).toString('latin1') !== MAGIC) throw this.#notOrc()
    const compression = orcCompression(postscript.number(POSTSCRIPT.compression), this.#shown)
    const packing: OrcPacking = { compression, pieceBytes: postscript.number(POSTSCRIPT.pieceBytes) || PIECE_BYTES }
    if (packing.pieceBytes > PIECE_BYTES_MAX) throw this.#damaged()
    const footerBytes = postscript.number(POSTSCRIPT.footerBytes)
    const footer = await this.#message(this.size - 1 - length - footerBytes, footerBytes, packing)
    return this.#parsed(() => this.#tailOf(footer, packing))
  }

  async stripeFooter({ offset, indexBytes, dataBytes, footerBytes }: OrcStripe, packing: OrcPacking): Promise<OrcStripeFooter> {
    const footer = await this.#message(offset + indexBytes + dataBytes, footerBytes, packing)
    return this.#parsed(() => {
      let at = offset
      const streams = footer.messages(STRIPE_FOOTER.streams).map((stream): PlacedStream => {
        const length = stream.number(STREAM_FIELDS.length)
        at += length
        return { kind: stream.number(STREAM_FIELDS.kind), column: stream.number(STREAM_FIELDS.column), length, offset: at - length }
      })
      if (at > offset + indexBytes + dataBytes) throw this.#damaged()
      const encodings = footer.messages(STRIPE_FOOTER.encodings).map((encoding): OrcColumnEncoding => {
        const kind = encoding.number(ENCODING.kind)
        return { isDictionary: kind % 2 === 1, version: kind < 2 ? 1 : 2, dictionarySize: encoding.number(ENCODING.dictionarySize) }
      })
      return { streams, encodings, timeZone: footer.text(STRIPE_FOOTER.timeZone) ?? '' }
    })
  }

  async read(start: number, length: number): Promise<Buffer> {
    if (start < 0 || start + length > this.size) throw this.#damaged()
    const bytes = Buffer.allocUnsafe(length)
    for (let filled = 0; filled < length; ) {
      const { bytesRead } = await this.#file.read(bytes, filled, length - filled, start + filled)
      if (bytesRead === 0) throw this.#damaged()
      filled += bytesRead
    }
    return bytes
  }

  #tailOf(footer: ProtobufMessage, packing: OrcPacking): OrcTail {
    if (footer.has(FOOTER.encryption))
      throw new CausewayError('not-supported', `${this.#shown} has encrypted columns, which are not supported`, {
        hint: 'Write it anew without encryption.',
      })
    const stripes = footer.messages(FOOTER.stripes).map((stripe) => ({
      offset: stripe.number(STRIPE.offset),
      indexBytes: stripe.number(STRIPE.indexBytes),
      dataBytes: stripe.number(STRIPE.dataBytes),
      footerBytes: stripe.number(STRIPE.footerBytes),
      rows: stripe.number(STRIPE.rows),
    }))
    const root = orcRoot(footer.messages(FOOTER.types), this.#shown)
    if (root.kind !== 'struct')
      throw new CausewayError('not-supported', `${this.#shown} has values that are no structs, which is not supported, as in Spark`, {
        hint: 'Write it anew with a struct for each row.',
      })
    return { root, packing, isJulian: footer.number(FOOTER.calendar) !== PROLEPTIC, stripes }
  }

  async #message(start: number, length: number, packing: OrcPacking): Promise<ProtobufMessage> {
    if (length > FOOTER_BYTES_MAX) throw this.#damaged()
    const bytes = await this.read(start, length)
    return this.#parsed(() => {
      if (packing.compression === NO_COMPRESSION) return new ProtobufMessage(bytes)
      return new ProtobufMessage(length === 0 ? bytes : new OrcInput(bytes, packing, this.#shown).rest(FOOTER_BYTES_MAX))
    })
  }

  #parsed<T>(parse: () => T, failure = (): CausewayError => this.#damaged()): T {
    try {
      return parse()
    } catch (error) {
      throw error instanceof DamagedProtobuf ? failure() : error
    }
  }

  #notOrc(): CausewayError {
    return new CausewayError('invalid-parameter', `${this.#shown} is no ORC file`, {
      hint: 'Leave it out of the folder, or name the format that it has after USING.',
    })
  }

  #damaged(): CausewayError {
    return new CausewayError('invalid-parameter', `${this.#shown} is damaged, or cut off: what it says of itself cannot be so`, {
      hint: 'Look at the file, or write it anew.',
    })
  }
}

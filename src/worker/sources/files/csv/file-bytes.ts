import { isUtf8 } from 'node:buffer'
import { lookup } from '../../../../base/lookup.ts'
import { javaText } from '../java-text.ts'
import { type ReadOptions, readBytes } from '../read-bytes.ts'
import type { CsvEncoding } from './csv-names.ts'
import { charactersOf, isSingleByte } from './single-byte-text.ts'
import { BARE_LINE_FEED } from './tokenizer/signs.ts'

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const REPLACEMENT = '\ufffd'

export interface ByteOptions extends ReadOptions {
  readonly encoding: CsvEncoding
  readonly multiLine: boolean
  /** The line separator was given: others are no line break. */
  readonly keepsReturns: boolean
  /** As messages name the file. */
  readonly shown: string
}

/** Characters, as Java counts them, of a buffer of univocity-parsers. */
const BUFFER_CHARACTERS = 1 << 20

/** Here one of its buffers ends: a value that goes beyond it is read in another way there. Told where it matters, which is where a file has two kinds of line breaks. */
export const BUFFER_END = Symbol('the end of a buffer')
export type FilePiece = Buffer | typeof BUFFER_END

/**
 * A file's text in UTF-8, piece by piece: what its name says of compression undone, from its encoding, without a byte order mark. With multiLine, line breaks are
 * \n, as univocity-parsers has them: the first of the file tells which they are.
 */
export async function* fileBytes(path: string, options: ByteOptions): AsyncGenerator<FilePiece> {
  const text = asUtf8(readBytes(path, options.shown, options), options)
  yield* options.multiLine && !options.keepsReturns ? withLineFeeds(text) : text
}

async function* asUtf8(pieces: AsyncGenerator<Buffer>, { encoding, multiLine }: ByteOptions): AsyncGenerator<Buffer> {
  let decode: ((piece: Buffer, isLast: boolean) => Buffer) | undefined
  for await (const piece of atLeast(pieces, 4)) {
    if (decode !== undefined) {
      yield decode(piece, false)
      continue
    }
    const mark = markOf(encoding, multiLine, byteOrderMark(piece))
    decode = decoderOf(mark?.encoding ?? encoding)
    yield decode(piece.subarray(mark?.bytes ?? 0), false)
  }
  if (decode !== undefined) yield decode(Buffer.alloc(0), true)
}

/** The first piece has so many bytes, if the file has. */
async function* atLeast(pieces: AsyncGenerator<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let first: Buffer | undefined = Buffer.alloc(0)
  for await (const piece of pieces) {
    if (first === undefined) {
      yield piece
      continue
    }
    // The piece itself need not be there any more when the next one comes.
    first = first.length === 0 && piece.length >= bytes ? piece : Buffer.concat([first, piece])
    if (first.length < bytes) continue
    yield first
    first = undefined
  }
  if (first !== undefined && first.length > 0) yield first
}

interface ByteOrderMark {
  readonly encoding: CsvEncoding
  readonly bytes: number
}

/** Where a mark counts as one: it is of the encoding, or says which of the two that UTF-16 is. Elsewhere it is text, as in Spark. */
function markOf(encoding: CsvEncoding, multiLine: boolean, mark: ByteOrderMark | undefined): ByteOrderMark | undefined {
  if (mark === undefined || (!multiLine && mark.encoding !== 'UTF-8')) return undefined
  return mark.encoding === encoding || (encoding === 'UTF-16' && mark.encoding !== 'UTF-8') ? mark : undefined
}

function byteOrderMark(bytes: Buffer): ByteOrderMark | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'UTF-8', bytes: 3 }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'UTF-16LE', bytes: 2 }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'UTF-16BE', bytes: 2 }
  return undefined
}

function decoderOf(encoding: CsvEncoding): (piece: Buffer, isLast: boolean) => Buffer {
  switch (encoding) {
    case 'UTF-8':
      return utf8()
    case 'ISO-8859-1':
      return (piece) => Buffer.from(piece.toString('latin1'))
    case 'US-ASCII':
      return (piece) => Buffer.from(piece.toString('latin1').replaceAll(/[\x80-\xff]/g, REPLACEMENT))
    default: {
      if (isSingleByte(encoding)) return bySingleBytes(charactersOf(encoding).map((character) => Buffer.from(character)))
      const decoder = new TextDecoder(OTHER_NAMES[encoding] ?? encoding.toLowerCase(), { ignoreBOM: true })
      return (piece, isLast) => Buffer.from(decoder.decode(piece, { stream: !isLast }))
    }
  }
}

/** Java reads UTF-16 without a mark as big endian. */
const OTHER_NAMES: Readonly<Record<string, string>> = lookup({ 'UTF-16': 'utf-16be', 'WINDOWS-31J': 'shift_jis' })

const bySingleBytes = (characters: readonly Buffer[]) => (piece: Buffer) => {
  const made = Buffer.allocUnsafe(piece.length * 3)
  let length = 0
  for (const byte of piece) length += characters[byte]?.copy(made, length) ?? 0
  return made.subarray(0, length)
}

/** As it is, unless it is no UTF-8: what is not, is U+FFFD as Java has it. A character that a piece cuts in two waits for the next one. */
function utf8(): (piece: Buffer, isLast: boolean) => Buffer {
  let waiting: Buffer = Buffer.alloc(0)
  return (piece, isLast) => {
    const bytes = waiting.length === 0 ? piece : Buffer.concat([waiting, piece])
    const whole = isLast ? bytes.length : bytes.length - openBytes(bytes)
    waiting = Buffer.from(bytes.subarray(whole))
    const text = bytes.subarray(0, whole)
    return isUtf8(text) ? text : Buffer.from(javaText(text))
  }
}

/** Bytes at the end that begin a character and do not end it. */
function openBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

async function* withLineFeeds(pieces: AsyncGenerator<Buffer>): AsyncGenerator<FilePiece> {
  let kind: 'unknown' | 'lf' | 'cr' | 'crlf' = 'unknown'
  let waiting = false
  const breaks = new LineBreaks()
  for await (const piece of pieces) {
    // A \r at the end of the piece before: what it is depends on what follows.
    const bytes: Buffer = waiting ? Buffer.concat([Buffer.of(CARRIAGE_RETURN), piece]) : piece
    waiting = bytes.length > 0 && bytes.at(-1) === CARRIAGE_RETURN && kind !== 'lf'
    const text = waiting ? bytes.subarray(0, -1) : bytes
    if (kind === 'unknown') kind = kindOf(text)
    if (kind === 'lf' || kind === 'unknown') yield text
    else yield* breaks.replaced(text, kind)
  }
  if (!waiting) return
  if (kind === 'crlf') yield Buffer.of(CARRIAGE_RETURN)
  else {
    // There it looks behind a line break, and finds that nothing is there.
    yield BUFFER_END
    yield Buffer.of(LINE_FEED)
  }
}

function kindOf(bytes: Buffer): 'unknown' | 'lf' | 'cr' | 'crlf' {
  const feedAt = bytes.indexOf(LINE_FEED)
  const returnAt = bytes.indexOf(CARRIAGE_RETURN)
  if (returnAt < 0 || (feedAt >= 0 && feedAt < returnAt)) return feedAt < 0 ? 'unknown' : 'lf'
  return feedAt === returnAt + 1 ? 'crlf' : 'cr'
}

/** Puts \n for the line breaks of a file, and counts its characters. */
class LineBreaks {
  #characters = 0
  #bufferEnd = BUFFER_CHARACTERS

  replaced(bytes: Buffer, kind: 'cr' | 'crlf'): readonly FilePiece[] {
    const pieces: FilePiece[] = []
    const made = Buffer.allocUnsafe(bytes.length)
    let [from, length] = [0, 0]
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0
      const isBreak = byte === CARRIAGE_RETURN && (kind === 'cr' || bytes[at + 1] === LINE_FEED)
      // To know a line break there has to be something behind its first character in the same buffer.
      if (this.#characters + (isBreak ? 1 : 0) >= this.#bufferEnd && isFirstByte(byte)) {
        if (length > from) pieces.push(made.subarray(from, length))
        pieces.push(BUFFER_END)
        from = length
        this.#bufferEnd += BUFFER_CHARACTERS
      }
      if (isFirstByte(byte)) this.#characters += byte >= FIRST_OF_FOUR ? 2 : 1
      if (isBreak && kind === 'crlf') {
        this.#characters += 1
        at += 1
      }
      made[length] = isBreak ? LINE_FEED : byte === LINE_FEED ? BARE_LINE_FEED : byte
      length += 1
    }
    if (length > from) pieces.push(made.subarray(from, length))
    return pieces
  }
}

/** What takes two characters of UTF-16 takes four bytes of UTF-8. */
const FIRST_OF_FOUR = 0xf0

/** Of a character. */
const isFirstByte = (byte: number): boolean => (byte & 0xc0) !== 0x80

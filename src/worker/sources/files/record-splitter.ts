const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const FIRST_BYTES = 1 << 16

/** Where one record of a file ends and the next begins. */
export type RecordEnds =
  | { readonly kind: 'lines' }
  /** Never empty. */
  | { readonly kind: 'separator'; readonly bytes: Buffer }
  | { readonly kind: 'file' }

/** A record is longer than may be kept in memory. */
export class RecordTooLong extends Error {}

/**
 * The records of one file after the other, out of pieces of its bytes. A record that lies within a piece is not copied. After each `feed`, `next` is called until
 * there is no more.
 */
export class RecordSplitter {
  /** The record that `next` found. */
  bytes: Buffer = Buffer.alloc(0)
  start = 0
  end = 0
  readonly bytesMax: number
  readonly #ends: RecordEnds
  #piece: Buffer = Buffer.alloc(0)
  #at = 0
  #pieceEnd = 0
  /** The beginning of a record, from earlier pieces. */
  #kept: Buffer = Buffer.alloc(FIRST_BYTES)
  #keptLength = 0
  #isEnded = false
  /** The last piece ended with a carriage return, of which a line feed would be part. */
  #afterReturn = false
  /** Where the next carriage return of the piece is. */
  #returnAt = -1
  #isBegin = true

  constructor(ends: RecordEnds, bytesMax: number) {
    this.#ends = ends
    this.bytesMax = bytesMax
  }

  feed(piece: Buffer, start: number, end: number): void {
    this.#piece = piece
    this.#at = start
    this.#pieceEnd = end
    this.#returnAt = -1
  }

  /** The file has no more bytes. */
  endFile(): void {
    this.#isEnded = true
  }

  /** To be called before the first piece of each file. */
  beginFile(): void {
    this.#isEnded = false
    this.#keptLength = 0
    this.#afterReturn = false
    this.#isBegin = true
    this.#at = this.#pieceEnd
  }

  /** The bytes that were fed. */
  get piece(): Buffer {
    return this.#piece
  }

  get pieceEnd(): number {
    return this.#pieceEnd
  }

  /** Where the next record begins in the piece; undefined: part of it came before, or may be no part of it. */
  get recordAt(): number | undefined {
    return this.#keptLength > 0 || this.#afterReturn || this.#isBegin || this.#at >= this.#pieceEnd ? undefined : this.#at
  }

  /** The records up to there were read, which is where one begins. */
  pass(at: number): void {
    this.#at = at
  }

  next(): boolean {
    const found = this.#ends.kind === 'file' ? -1 : this.#ends.kind === 'lines' ? this.#lineEnd() : this.#separatorEnd(this.#ends.bytes)
    if (found >= 0) return true
    this.#keep(this.#at, this.#pieceEnd)
    this.#at = this.#pieceEnd
    if (!this.#isEnded || this.#keptLength === 0) return false
    this.#take(this.#kept, 0, this.#keptLength)
    this.#keptLength = 0
    return true
  }

  #lineEnd(): number {
    const piece = this.#piece
    if (this.#afterReturn && this.#at < this.#pieceEnd) {
      if (piece[this.#at] === LINE_FEED) this.#at += 1
      this.#afterReturn = false
    }
    if (this.#at >= this.#pieceEnd) return -1
    if (this.#returnAt < this.#at) this.#returnAt = placeOf(piece, CARRIAGE_RETURN, this.#at, this.#pieceEnd)
    const found = piece.indexOf(LINE_FEED, this.#at)
    const isFeed = found >= 0 && found < this.#returnAt
    const end = isFeed ? found : this.#returnAt
    if (end >= this.#pieceEnd) return -1
    this.#record(end)
    this.#at = end + 1
    if (isFeed) return end
    if (this.#at >= this.#pieceEnd) this.#afterReturn = true
    else if (piece[this.#at] === LINE_FEED) this.#at += 1
    return end
  }

  #separatorEnd(separator: Buffer): number {
    if (this.#at >= this.#pieceEnd) return -1
    if (this.#keptLength > 0) {
      // It may begin in what was kept: so much more is looked at together.
      const more = Math.min(separator.length - 1, this.#pieceEnd - this.#at)
      const from = Math.max(0, this.#keptLength - separator.length + 1)
      const seam = Buffer.concat([this.#kept.subarray(from, this.#keptLength), this.#piece.subarray(this.#at, this.#at + more)])
      const inSeam = seam.indexOf(separator)
      if (inSeam >= 0) {
        this.#take(this.#kept, 0, from + inSeam)
        this.#at += from + inSeam + separator.length - this.#keptLength
        this.#keptLength = 0
        return this.#at
      }
    }
    const end = this.#piece.indexOf(separator, this.#at)
    if (end < 0 || end + separator.length > this.#pieceEnd) return -1
    this.#record(end)
    this.#at = end + separator.length
    return end
  }

  /** From what was kept, or from where the piece is read, up to `end`. */
  #record(end: number): void {
    if (this.#keptLength === 0) {
      this.#take(this.#piece, this.#at, end)
      return
    }
    this.#keep(this.#at, end)
    this.#take(this.#kept, 0, this.#keptLength)
    this.#keptLength = 0
  }

  #take(bytes: Buffer, start: number, end: number): void {
    // Hadoop's reader of lines leaves the mark of UTF-8 out.
    const hasMark =
      this.#isBegin && this.#ends.kind !== 'file' && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf
    this.#isBegin = false
    this.bytes = bytes
    this.start = hasMark && end - start >= 3 ? start + 3 : start
    this.end = end
  }

  #keep(start: number, end: number): void {
    const length = this.#keptLength + end - start
    if (length > this.bytesMax) throw new RecordTooLong()
    if (length > this.#kept.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#kept.length * 2, length))
      this.#kept.copy(larger, 0, 0, this.#keptLength)
      this.#kept = larger
    }
    this.#piece.copy(this.#kept, this.#keptLength, start, end)
    this.#keptLength = length
  }
}

/** `end`: there is none. */
function placeOf(bytes: Buffer, value: number, start: number, end: number): number {
  const found = bytes.subarray(start, end).indexOf(value)
  return found < 0 ? end : start + found
}

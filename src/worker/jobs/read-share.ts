/** What was read by now of all sources together. */
interface Read {
  /** Of files that the engine reads, from 0 to 1, as it estimates. */
  readonly fileShare: number
  readonly streamBytes: number
  readonly streamRows: number
}

/** What is told of a job that runs: 100 is its end. */
const PERCENT_MAX = 99

/**
 * Which part of what a job reads it has read: of files by their bytes, of remote tables by the rows that their database believes to have. It is told only where each source
 * knows how much there is, and what was told does not go back: a source that is opened later makes it stand still.
 */
export class ReadShare {
  #fileBytes = 0
  #streamedFileBytes = 0
  #rows = 0
  #rowsBytes = 0
  /** Readings of streams whose source has not said how much there is. */
  #unknown = 0
  #told: number | undefined

  /** Of files that the engine reads. */
  expectFiles(bytes: number): void {
    this.#fileBytes += bytes
  }

  /** A stream is read. `fileBytes`: of the files behind it; undefined: its source may say how many rows there are. */
  beginStream(fileBytes: number | undefined): void {
    if (fileBytes === undefined) this.#unknown += 1
    else this.#streamedFileBytes += fileBytes
  }

  /** Of the stream that was begun: `bytes`, of the whole table, is what it weighs beside others. */
  expectRows(rows: number, bytes: number): void {
    this.#unknown -= 1
    this.#rows += rows
    this.#rowsBytes += bytes
  }

  /** Undefined: nobody knows. */
  percent({ fileShare, streamBytes, streamRows }: Read): number | undefined {
    const expected = this.#fileBytes + this.#streamedFileBytes + this.#rowsBytes
    // Bytes and rows of both kinds of streams are counted together.
    if (this.#unknown > 0 || expected === 0 || (this.#rows > 0 && this.#streamedFileBytes > 0)) return this.#told
    const read =
      this.#fileBytes * fileShare +
      this.#streamedFileBytes * part(streamBytes, this.#streamedFileBytes) +
      this.#rowsBytes * part(streamRows, this.#rows)
    this.#told = Math.max(this.#told ?? 0, Math.min(PERCENT_MAX, Math.floor((100 * read) / expected)))
    return this.#told
  }
}

const part = (done: number, all: number): number => (all === 0 ? 0 : Math.min(1, done / all))

import type { ReadingShare } from '../sources/shared/reading-share.ts'

/** What was read by now. */
interface Read {
  /** Of files that the engine reads, from 0 to 1, as it estimates. */
  readonly fileShare: number
  /** Of files that are read as streams. */
  readonly streamedFileBytes: number
}

/** What is told of a job that runs: 100 is its end. */
const PERCENT_MAX = 99

/**
 * Which part of what a job reads it has read: of files by their bytes, of others by what their source says of each reading. It is told only where each source knows how much
 * there is, and what was told does not go back: a source that is opened later makes it stand still.
 */
export class ReadShare {
  #fileBytes = 0
  #streamedFileBytes = 0
  readonly #readings: ReadingShare[] = []
  /** Readings of streams whose source has not said how much there is. */
  #unknown = 0
  #told: number | undefined

  /** Of files that the engine reads. */
  expectFiles(bytes: number): void {
    this.#fileBytes += bytes
  }

  /** A stream is read. `fileBytes`: of the files behind it; undefined: its source may say how much there is. */
  beginStream(fileBytes: number | undefined): void {
    if (fileBytes === undefined) this.#unknown += 1
    else this.#streamedFileBytes += fileBytes
  }

  /** Of the stream that was begun. */
  expectReading(reading: ReadingShare): void {
    this.#unknown -= 1
    this.#readings.push(reading)
  }

  /** Undefined: nobody knows. */
  percent({ fileShare, streamedFileBytes }: Read): number | undefined {
    const expected = this.#readings.reduce((sum, { bytes }) => sum + bytes, this.#fileBytes + this.#streamedFileBytes)
    if (this.#unknown > 0 || expected === 0) return this.#told
    const readFiles = this.#fileBytes * fileShare + Math.min(this.#streamedFileBytes, streamedFileBytes)
    const read = this.#readings.reduce((sum, { bytes, share }) => sum + bytes * Math.min(1, share()), readFiles)
    this.#told = Math.max(this.#told ?? 0, Math.min(PERCENT_MAX, Math.floor((100 * read) / expected)))
    return this.#told
  }
}

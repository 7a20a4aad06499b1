const STREAM_ROWS = 0
const FILE_MILLIONTHS = 1
const CELLS = 2

/** How far a job is, in memory that the engine's thread writes and the main thread reads: while the first is blocked, nothing else can tell. */
export class JobCounters {
  readonly buffer: SharedArrayBuffer
  readonly #cells: BigInt64Array

  constructor(buffer = new SharedArrayBuffer(CELLS * BigInt64Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer
    this.#cells = new BigInt64Array(buffer)
  }

  /** Rows decoded from byte streams. */
  get streamRows(): number {
    return Number(Atomics.load(this.#cells, STREAM_ROWS))
  }

  addStreamRows(rows: number): void {
    Atomics.add(this.#cells, STREAM_ROWS, BigInt(rows))
  }

  /** The share of the files that has been read, from 0 to 1, as the engine estimates it. */
  get fileShare(): number {
    return Number(Atomics.load(this.#cells, FILE_MILLIONTHS)) / 1e6
  }

  /** A lower share than before is not taken: what was told does not go back. */
  raiseFileShare(share: number): void {
    const millionths = BigInt(Math.round(Math.min(1, Math.max(0, share)) * 1e6))
    if (millionths > Atomics.load(this.#cells, FILE_MILLIONTHS)) Atomics.store(this.#cells, FILE_MILLIONTHS, millionths)
  }
}

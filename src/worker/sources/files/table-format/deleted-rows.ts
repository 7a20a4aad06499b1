import { CausewayError } from '../../../../base/errors.ts'

/** Rows of a chunk: one bit each. */
export const CHUNK_ROWS = 2048
const CHUNK_BYTES = CHUNK_ROWS / 8
/** Of one statement: so much is told to the engine. */
const BYTES_MAX = 48 << 20
/** A chunk of its own, beside its bits. */
const CHUNK_COST = 64

/** How much of what is deleted may still be told to the engine, in one statement. */
export class DeletedRowsBudget {
  #left = BYTES_MAX

  take(bytes: number, shown: string): void {
    this.#left -= bytes
    if (this.#left >= 0) return
    throw new CausewayError('limit-exceeded', `${shown} marks more rows as deleted than one statement can leave out`, {
      hint: 'Have the table’s files written anew without them, by what writes it (in Delta Lake: REORG TABLE … APPLY (PURGE))',
    })
  }
}

/** Places of rows in a file, from 0, that are no rows of the table any more. */
export class DeletedRows {
  /** By the chunk's number; undefined: all of its rows. */
  readonly chunks = new Map<number, Uint8Array | undefined>()
  readonly #budget: DeletedRowsBudget
  readonly #shown: string

  /** `shown`: the file that says so, for messages. */
  constructor(shown: string, budget: DeletedRowsBudget) {
    this.#shown = shown
    this.#budget = budget
  }

  add(row: number): void {
    const chunk = Math.floor(row / CHUNK_ROWS)
    const bits = this.#bits(chunk)
    if (bits === undefined) return
    const bit = row % CHUNK_ROWS
    bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
  }

  /** Both ends are deleted. */
  addRange(first: number, last: number): void {
    for (let row = first; row <= last; ) {
      const chunk = Math.floor(row / CHUNK_ROWS)
      const end = (chunk + 1) * CHUNK_ROWS - 1
      if (row === chunk * CHUNK_ROWS && last >= end) {
        if (!this.chunks.has(chunk)) this.#budget.take(CHUNK_COST, this.#shown)
        this.chunks.set(chunk, undefined)
        row = end + 1
      } else {
        this.add(row)
        row += 1
      }
    }
  }

  /** Undefined: all rows of the chunk are there already. */
  #bits(chunk: number): Uint8Array | undefined {
    const found = this.chunks.get(chunk)
    if (found !== undefined || this.chunks.has(chunk)) return found
    this.#budget.take(CHUNK_COST + CHUNK_BYTES, this.#shown)
    const bits = new Uint8Array(CHUNK_BYTES)
    this.chunks.set(chunk, bits)
    return bits
  }
}

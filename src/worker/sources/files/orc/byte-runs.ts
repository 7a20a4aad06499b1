import type { OrcInput } from './orc-input.ts'

const SHORTEST_RUN = 3
const LITERALS = 0x80

/** Bytes that are packed as runs of equal ones, and as they are. */
export class ByteRuns {
  readonly #input: OrcInput
  #left = 0
  #repeated: number | undefined

  constructor(input: OrcInput) {
    this.#input = input
  }

  next(): number {
    if (this.#left === 0) {
      const control = this.#input.byte()
      const isRun = control < LITERALS
      this.#left = isRun ? control + SHORTEST_RUN : 2 * LITERALS - control
      this.#repeated = isRun ? this.#input.byte() : undefined
    }
    this.#left -= 1
    return this.#repeated ?? this.#input.byte()
  }
}

/** Bits, the highest of a byte first. */
export class BitRuns {
  readonly #bytes: ByteRuns
  #byte = 0
  #left = 0

  constructor(input: OrcInput) {
    this.#bytes = new ByteRuns(input)
  }

  next(): boolean {
    if (this.#left === 0) {
      this.#byte = this.#bytes.next()
      this.#left = 8
    }
    this.#left -= 1
    return ((this.#byte >>> this.#left) & 1) === 1
  }
}

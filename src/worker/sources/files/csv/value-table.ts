/** Where the values of rows stand: some columns of them, in rows up to a limit. */
export class ValueTable {
  readonly #rowsMax: number
  readonly #count: number
  /** By index within a record: where its column begins in the other two; -1: it has none. */
  readonly slots: Int32Array
  allOffsets: Int32Array
  allLengths: Int32Array
  #row = 0

  /** `wanted`: the indexes within a record, in the order of the columns. */
  constructor(wanted: readonly number[], rowsMax: number) {
    this.#rowsMax = rowsMax
    this.slots = new Int32Array(Math.max(0, ...wanted.map((index) => index + 1))).fill(-1)
    wanted.forEach((index, slot) => {
      this.slots[index] = slot * rowsMax
    })
    this.#count = wanted.length * rowsMax
    this.allOffsets = new Int32Array(this.#count)
    this.allLengths = new Int32Array(this.#count)
  }

  get row(): number {
    return this.#row
  }

  /** What is put from now on is of this row, whose values are NULL until they are put. */
  startRow(row: number): void {
    this.#row = row
    this.clearRow()
  }

  clearRow(): void {
    for (let at = this.#row; at < this.allLengths.length; at += this.#rowsMax) this.allLengths[at] = -1
  }

  put(index: number, offset: number, length: number): void {
    if (index >= this.slots.length) return
    const slot = this.slots[index] ?? -1
    if (slot < 0) return
    this.allOffsets[slot + this.#row] = offset
    this.allLengths[slot + this.#row] = length
  }

  /** Below 0: ~offset within the tokenizer's own bytes. */
  offset(slot: number, row: number): number {
    return this.allOffsets[slot * this.#rowsMax + row] ?? 0
  }

  /** -1: NULL. */
  length(slot: number, row: number): number {
    return this.allLengths[slot * this.#rowsMax + row] ?? -1
  }

  /** From now on it stands there, in other memory, with what is there. */
  attach(memory: ArrayBuffer, offsets: number, lengths: number): void {
    this.allOffsets = new Int32Array(memory, offsets, this.#count)
    this.allLengths = new Int32Array(memory, lengths, this.#count)
  }
}

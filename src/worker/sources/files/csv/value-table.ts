/** Where the values of rows stand: some columns of them, in rows up to a limit. */
export class ValueTable {
  readonly #rowsMax: number
  /** By index within a record: where its column begins in the other two; -1: it has none. */
  readonly slots: Int32Array
  readonly allOffsets: Int32Array
  readonly allLengths: Int32Array
  #row = 0

  /** `wanted`: the indexes within a record, in the order of the columns. */
  constructor(wanted: readonly number[], rowsMax: number) {
    this.#rowsMax = rowsMax
    this.slots = new Int32Array(Math.max(0, ...wanted.map((index) => index + 1))).fill(-1)
    wanted.forEach((index, slot) => {
      this.slots[index] = slot * rowsMax
    })
    this.allOffsets = new Int32Array(wanted.length * rowsMax)
    this.allLengths = new Int32Array(wanted.length * rowsMax)
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

  offset(slot: number, row: number): number {
    return this.allOffsets[slot * this.#rowsMax + row] ?? 0
  }

  length(slot: number, row: number): number {
    return this.allLengths[slot * this.#rowsMax + row] ?? -1
  }

  /** Below 0: ~offset within the tokenizer's own bytes. */
  offsets(slot: number): Int32Array {
    return this.allOffsets.subarray(slot * this.#rowsMax, (slot + 1) * this.#rowsMax)
  }

  /** -1: NULL. */
  lengths(slot: number): Int32Array {
    return this.allLengths.subarray(slot * this.#rowsMax, (slot + 1) * this.#rowsMax)
  }
}

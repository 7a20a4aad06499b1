/** The last bytes of objects, by what they are of and their ETag: what is read of a Parquet file first, by every statement. The least used go first. */
export class KnownFooters {
  readonly #bytesMax: number
  readonly #kept = new Map<string, Buffer>()
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  find(of: string): Buffer | undefined {
    const found = this.#kept.get(of)
    if (found === undefined) return undefined
    this.#kept.delete(of)
    this.#kept.set(of, found)
    return found
  }

  keep(of: string, footer: Buffer): void {
    this.#forget(of)
    if (footer.length > this.#bytesMax / 4) return
    this.#kept.set(of, footer)
    this.#bytes += footer.length
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#bytesMax) return
      this.#forget(oldest)
    }
  }

  #forget(of: string): void {
    this.#bytes -= this.#kept.get(of)?.length ?? 0
    this.#kept.delete(of)
  }
}

import type { Column } from '../../../protocol/table-definition.ts'
import type { RowReader } from '../../compute/compute-ports.ts'

/** A part of a query's result, as it comes. */
export type RowPart =
  | { readonly kind: 'columns'; readonly columns: readonly Column[] }
  /** Whole rows, each the text of a JSON array and a line end. */
  | { readonly kind: 'rows'; readonly text: string }

interface Held {
  readonly part: RowPart
  readonly taken: () => void
}

/** Holds what compute has given of a result and nobody has taken yet. Compute gives no more than a few pieces ahead, so that is all it ever holds. */
export class RowBuffer implements RowReader {
  #held: Held[] = []
  #closed = false
  #dropped = false
  #wake = Promise.withResolvers<void>()

  columns(columns: readonly Column[]): void {
    this.#hold({ part: { kind: 'columns', columns }, taken: () => {} })
  }

  rows(text: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#hold({ part: { kind: 'rows', text }, taken: resolve })
    return promise
  }

  /** The next part; undefined when there is none any more. Compute may send another when a part is taken. */
  async next(): Promise<RowPart | undefined> {
    for (;;) {
      const held = this.#held.shift()
      if (held !== undefined) {
        held.taken()
        return held.part
      }
      if (this.#closed) return undefined
      await this.#wake.promise
      this.#wake = Promise.withResolvers<void>()
    }
  }

  /** Nothing comes any more; what is held may still be taken. */
  close(): void {
    this.#closed = true
    this.#wake.resolve()
  }

  /** Nobody wants the rows: what is held is let go, and what still comes. Whoever asks for the next part waits until the job has ended. */
  drop(): void {
    this.#dropped = true
    this.#held = []
  }

  #hold(held: Held): void {
    if (this.#dropped) return
    this.#held.push(held)
    this.#wake.resolve()
  }
}

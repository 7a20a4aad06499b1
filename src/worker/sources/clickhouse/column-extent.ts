import { type BlockBytes, notBlocks } from './block-bytes.ts'
import { plainType } from './plain-type.ts'
import { readElement, readTypeText } from './type-text.ts'
import { wideInteger } from './wide-integer.ts'

/** What lies behind one another in a column. */
type Stretch =
  | { readonly kind: 'bytes'; readonly length: number }
  | { readonly kind: 'texts'; count: number }
  /** Where the elements of each row end; behind them all elements of each of the types. */
  | { readonly kind: 'ends'; readonly rows: number; readonly types: readonly string[] }
  | { readonly kind: 'values'; readonly typeText: string; readonly rows: number }

/**
 * How far a column of a block reaches whose bytes come in pieces. Each byte is passed once, however many pieces there are: to read the column from its beginning with each of them would take the
 * square of its length.
 */
export class ColumnExtent {
  /** The next one last. */
  readonly #stretches: Stretch[]
  #at: number

  /** @param at where the column's values begin in the store, which is not to move any more. */
  constructor(typeText: string, rows: number, at: number) {
    this.#stretches = [{ kind: 'values', typeText, rows }]
    this.#at = at
  }

  /** Goes on; whether the whole column is there. */
  reach(block: BlockBytes): boolean {
    block.at = this.#at
    for (;;) {
      const stretch = this.#stretches.pop()
      if (stretch === undefined) return true
      if (!this.#pass(block, stretch)) {
        this.#stretches.push(stretch)
        return false
      }
      this.#at = block.at
    }
  }

  /** Whether all of it is there. */
  #pass(block: BlockBytes, stretch: Stretch): boolean {
    switch (stretch.kind) {
      case 'values':
        this.#stretches.push(...stretchesOf(stretch.typeText, stretch.rows).toReversed())
        return true
      case 'bytes':
        return block.skip(stretch.length)
      case 'texts':
        while (stretch.count > 0) {
          if (!block.skipText()) return false
          stretch.count -= 1
          this.#at = block.at
        }
        return true
      case 'ends': {
        const { rows, types } = stretch
        if (!block.skip(rows * 8)) return false
        const count = rows === 0 ? 0 : block.view.getBigUint64(block.at - 8, true)
        if (count > 0xffff_ffffn) throw notBlocks()
        for (const typeText of types.toReversed()) this.#stretches.push({ kind: 'values', typeText, rows: Number(count) })
        return true
      }
    }
  }
}

function stretchesOf(typeText: string, rows: number): readonly Stretch[] {
  const { name, parts } = readTypeText(typeText)
  const [first = '', second = ''] = parts
  switch (name) {
    case 'Nullable':
      return [
        { kind: 'bytes', length: rows },
        { kind: 'values', typeText: first, rows },
      ]
    case 'Array':
      return [{ kind: 'ends', rows, types: [first] }]
    case 'Map':
      return [{ kind: 'ends', rows, types: [first, second] }]
    case 'Tuple':
      // Of so many rows not a byte would come.
      if (parts.length === 0) throw notBlocks()
      return parts.map((part, index) => ({ kind: 'values', typeText: readElement(part, index).type, rows }))
    case 'String':
      return [{ kind: 'texts', count: rows }]
    default: {
      const width = (wideInteger(name) ?? plainType(typeText))?.width
      if (width === undefined) throw notBlocks()
      return [{ kind: 'bytes', length: rows * width }]
    }
  }
}

import { isUtf8 } from 'node:buffer'
import { CausewayError } from '../../../base/errors.ts'
import type { ColumnValue } from '../../engine/value-writers.ts'
import { type BlockBytes, notBlocks } from './block-bytes.ts'
import { plainType } from './plain-type.ts'
import { readElement, readTypeText } from './type-text.ts'
import { wideInteger } from './wide-integer.ts'

/** A value that its type here has no room for. */
export class NoRoom extends Error {
  readonly typeText: string

  constructor(typeText: string) {
    super(`no room in ${typeText}`)
    this.typeText = typeText
  }
}

/** The values of a column of any type, as the engine's writers take them: a column that is made of others has them one behind the other. */
export function readValues(block: BlockBytes, typeText: string, rows: number, nulls?: Uint8Array): readonly ColumnValue[] {
  const { name, parts } = readTypeText(typeText)
  const [first = '', second = ''] = parts
  switch (name) {
    case 'Nullable': {
      const nulls = block.take(rows)
      const masks = block.bytes.subarray(nulls, nulls + rows)
      return readValues(block, first, rows, masks).map((value, row) => (masks[row] === 0 ? value : null))
    }
    case 'Array': {
      const ends = readEnds(block, rows)
      const elements = readValues(block, first, ends.at(-1) ?? 0)
      return ends.map((end, row) => elements.slice(ends[row - 1] ?? 0, end))
    }
    case 'Map': {
      const ends = readEnds(block, rows)
      const count = ends.at(-1) ?? 0
      const keys = readValues(block, first, count)
      const values = readValues(block, second, count)
      return ends.map((end, row) => {
        const from = ends[row - 1] ?? 0
        return { keys: keys.slice(from, end), values: values.slice(from, end) }
      })
    }
    case 'Tuple': {
      // Of so many rows not a byte has come.
      if (parts.length === 0) throw notBlocks()
      const fields = parts.map((part, index) => readValues(block, readElement(part, index).type, rows))
      return Array.from({ length: rows }, (_, row) => fields.map((field) => field[row] ?? null))
    }
    case 'String':
      block.expect(rows)
      return Array.from({ length: rows }, () => readText(block))
    default:
      return readPlain(block, typeText, rows, nulls)
  }
}

/** Where the elements of each row end among those of all. */
function readEnds(block: BlockBytes, rows: number): readonly number[] {
  const from = block.take(rows * 8)
  let last = 0
  return Array.from({ length: rows }, (_, row) => {
    const end = block.view.getUint32(from + row * 8, true)
    // Where they went back, each row could have all elements.
    if (block.view.getUint32(from + row * 8 + 4, true) !== 0 || end < last) throw notBlocks()
    last = end
    return end
  })
}

function readText(block: BlockBytes): string {
  const length = block.varint()
  const from = block.take(length)
  const bytes = block.bytes.subarray(from, from + length)
  if (isUtf8(bytes)) return bytes.toString('utf8')
  throw new CausewayError('remote-failure', 'A text within a value of a column is not valid UTF-8', {
    hint: 'Read the column by a query there that makes other texts of it',
  })
}

function readPlain(block: BlockBytes, typeText: string, rows: number, nulls: Uint8Array | undefined): readonly ColumnValue[] {
  const { view } = block
  const type = wideInteger(readTypeText(typeText).name) ?? plainType(typeText)
  if (type === undefined) throw notBlocks()
  const { width, valueAt, hasRoom } = type
  const from = block.take(rows * width)
  return Array.from({ length: rows }, (_, row) => {
    const at = from + row * width
    if (hasRoom === undefined || hasRoom(view, at)) return valueAt(view, at)
    // Behind a NULL, anything may stand.
    if (nulls === undefined || nulls[row] === 0) throw new NoRoom(typeText)
    return null
  })
}

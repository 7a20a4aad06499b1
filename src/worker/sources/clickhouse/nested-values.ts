import { isUtf8 } from 'node:buffer'
import { CausewayError } from '../../../base/errors.ts'
import type { ColumnValue } from '../../engine/value-writers.ts'
import { type BlockBytes, notBlocks } from './block-bytes.ts'
import { readElement, readTypeText } from './type-text.ts'

/** Of 38 digits. */
const DECIMAL_END = 10n ** 38n
const MICROSECONDS = 1_000_000n

/** The values of a column of any type, as the engine's writers take them: a column that is made of others has them one behind the other. */
export function readValues(block: BlockBytes, typeText: string, rows: number): readonly ColumnValue[] {
  const { name, parts } = readTypeText(typeText)
  const [first = '', second = ''] = parts
  switch (name) {
    case 'Nullable': {
      const nulls = block.take(rows)
      const masks = block.bytes.subarray(nulls, nulls + rows)
      return readValues(block, first, rows).map((value, row) => (masks[row] === 0 ? value : null))
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
      const fields = parts.map((part, index) => readValues(block, readElement(part, index).type, rows))
      return Array.from({ length: rows }, (_, row) => fields.map((field) => field[row] ?? null))
    }
    case 'String':
      block.expect(rows)
      return Array.from({ length: rows }, () => readText(block))
    default:
      return readPlain(block, name, first, rows)
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

function readPlain(block: BlockBytes, name: string, first: string, rows: number): readonly ColumnValue[] {
  const { view } = block
  const all = (width: number, read: (at: number) => ColumnValue): readonly ColumnValue[] => {
    const from = block.take(rows * width)
    return Array.from({ length: rows }, (_, row) => read(from + row * width))
  }
  switch (name) {
    case 'Bool':
      return all(1, (at) => view.getUint8(at) !== 0)
    case 'Int8':
      return all(1, (at) => view.getInt8(at))
    case 'UInt8':
      return all(1, (at) => view.getUint8(at))
    case 'Int16':
      return all(2, (at) => view.getInt16(at, true))
    case 'UInt16':
    case 'Date':
      return all(2, (at) => view.getUint16(at, true))
    case 'Int32':
    case 'Date32':
      return all(4, (at) => view.getInt32(at, true))
    case 'UInt32':
      return all(4, (at) => BigInt(view.getUint32(at, true)))
    case 'Float32':
      return all(4, (at) => view.getFloat32(at, true))
    case 'Float64':
      return all(8, (at) => view.getFloat64(at, true))
    case 'Int64':
      return all(8, (at) => view.getBigInt64(at, true))
    case 'UInt64':
      return all(8, (at) => view.getBigUint64(at, true))
    case 'DateTime':
      return all(4, (at) => BigInt(view.getUint32(at, true)) * MICROSECONDS)
    case 'DateTime64': {
      const factor = 10n ** BigInt(6 - Number(first))
      return all(8, (at) => view.getBigInt64(at, true) * factor)
    }
    case 'Decimal': {
      const precision = Number(first)
      if (precision <= 9) return all(4, (at) => BigInt(view.getInt32(at, true)))
      if (precision <= 18) return all(8, (at) => view.getBigInt64(at, true))
      return all(16, (at) => view.getBigUint64(at, true) | (view.getBigInt64(at + 8, true) << 64n))
    }
    case 'Int128':
    case 'UInt128':
    case 'Int256':
    case 'UInt256':
      return all(name.endsWith('128') ? 16 : 32, (at) => readWide(view, at, name))
    default:
      throw notBlocks()
  }
}

/** The server makes no decimals of these. */
function readWide(view: DataView, at: number, name: string): bigint {
  const bits = name.endsWith('128') ? 128 : 256
  let value = 0n
  for (let word = bits / 64 - 1; word >= 0; word -= 1) value = (value << 64n) | view.getBigUint64(at + word * 8, true)
  const signed = name.startsWith('U') ? value : BigInt.asIntN(bits, value)
  if (signed < DECIMAL_END && signed > -DECIMAL_END) return signed
  throw new CausewayError('remote-failure', `A column of the type ${name} has a value of more than 38 digits`, {
    hint: 'Read it as a text, by a query there: toString(…)',
  })
}

import duckdb from '@duckdb/node-bindings'
import { describe, expect, it, vi } from 'vitest'
import type { StreamColumn } from '../../engine/stream-column.ts'
import { BlockBytes } from './block-bytes.ts'
import { NativeDecoder } from './native-decoder.ts'
import { endOfBlocks } from './native-format.ts'

const SLOT_BYTES = 1 << 16

const varint = (value: number): Buffer =>
  value < 128 ? Buffer.of(value) : Buffer.concat([Buffer.of((value & 127) | 128), varint(value >> 7)])
const text = (value: string): Buffer => Buffer.concat([varint(value.length), Buffer.from(value)])
const longs = (values: readonly number[]): Buffer => Buffer.from(new BigUint64Array(values.map(BigInt)).buffer)
const block = (rows: number, ...columns: readonly (readonly [type: string, values: Buffer])[]): Buffer =>
  Buffer.concat([varint(columns.length), varint(rows), ...columns.flatMap(([type, values]) => [text('c'), text(type), values])])

const STRING = { name: 'c', value: { kind: 'string' } } as const
const TEXTS = { name: 'c', value: { kind: 'array', element: { kind: 'string' } } } as const

interface Kind {
  readonly column: StreamColumn
  readonly type: string
  readonly engineType: () => ReturnType<typeof duckdb.create_logical_type>
  readonly values: (rows: number) => Buffer
}

const word = text('0123456789abcdef0123456789abcdef0123')
const varchar = () => duckdb.create_logical_type(duckdb.Type.VARCHAR)
const KINDS: Readonly<Record<string, Kind>> = {
  String: { column: STRING, type: 'String', engineType: varchar, values: (rows) => Buffer.concat(Array(rows).fill(word)) },
  'Nullable(String)': {
    column: STRING,
    type: 'Nullable(String)',
    engineType: varchar,
    values: (rows) => Buffer.concat([Buffer.alloc(rows), ...Array(rows).fill(word)]),
  },
  'Array(String)': {
    column: TEXTS,
    type: 'Array(String)',
    engineType: () => duckdb.create_list_type(varchar()),
    values: (rows) => Buffer.concat([longs(Array.from({ length: rows }, (_, row) => (row + 1) * 2)), ...Array(rows * 2).fill(word)]),
  },
  'Map(String, String)': {
    column: { name: 'c', value: { kind: 'nested', type: { kind: 'map', key: { kind: 'string' }, value: { kind: 'string' } } } },
    type: 'Map(String, String)',
    engineType: () => duckdb.create_map_type(varchar(), varchar()),
    values: (rows) => Buffer.concat([longs(Array.from({ length: rows }, (_, row) => row + 1)), ...Array(rows * 2).fill(word)]),
  },
}

/** Fed in pieces, as the ring does: how many rows came. */
function rowsOf(columns: readonly StreamColumn[], types: readonly ReturnType<typeof varchar>[], bytes: Buffer, pieceBytes = SLOT_BYTES) {
  const decoder = new NativeDecoder(columns)
  const chunk = duckdb.create_data_chunk([...types])
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    decoder.feed(bytes.subarray(at, at + pieceBytes))
    while (decoder.decode(chunk) > 0);
  }
  return { rows: decoder.rowCount, ended: decoder.ended, decoder }
}

/** How often something of a block is looked at until all its rows are there. */
function looksAt({ column, type, engineType, values }: Kind, rows: number): number {
  const bytes = Buffer.concat([block(rows, [type, values(rows)]), endOfBlocks('any')])
  const looks = (['take', 'varint', 'skip', 'skipText'] as const).map((name) => vi.spyOn(BlockBytes.prototype, name))
  try {
    expect(rowsOf([column], [engineType()], bytes)).toMatchObject({ rows, ended: true })
    return looks.reduce((sum, look) => sum + look.mock.calls.length, 0)
  } finally {
    for (const look of looks) look.mockRestore()
  }
}

describe('blocks of many pieces', () => {
  it.each(Object.entries(KINDS))('of %s: twice as many rows are twice the work, and not four times', (_name, kind) => {
    const [some, twice] = [looksAt(kind, 20_000), looksAt(kind, 40_000)]
    expect(twice).toBeLessThan(some * 2.5)
  })

  it.each(Object.entries(KINDS))('of %s, wherever they are cut', (_name, { column, type, engineType, values }) => {
    const bytes = Buffer.concat([block(3, [type, values(3)]), block(0, [type, values(0)]), block(2, [type, values(2)]), endOfBlocks('any')])
    for (const pieceBytes of [1, 2, 7, 50]) {
      expect(rowsOf([column], [engineType()], bytes, pieceBytes)).toMatchObject({ rows: 5, ended: true })
    }
  })
})

const OLD = "Code: 395, e.displayText() = DB::Exception: Value passed to 'throwIf' function is non zero, e.what() = DB::Exception"
const NEW =
  "Code: 395. DB::Exception: Value passed to 'throwIf' function is non-zero: while executing. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 23.8.2.7 (official build))\n"
const MARKED = `\r\n__exception__\r\nabcdefghijklmnop\r\n${NEW}${NEW.length} abcdefghijklmnop\r\n__exception__\r\n`

describe('a server that fails in the middle of the rows', () => {
  const bytes = (columns: number): Buffer =>
    block(2, ...Array.from({ length: columns }, () => ['String', Buffer.concat([word, word])] as const))
  const read = (columns: number, said: string, pieceBytes: number) => () =>
    rowsOf(
      Array(columns).fill(STRING),
      Array.from({ length: columns }, varchar),
      Buffer.concat([bytes(columns), Buffer.from(said), endOfBlocks('any')]),
      pieceBytes,
    )

  // A C is also 67 columns, \r 13 of them.
  it.each([1, 2, 13, 67])('says why, with %i columns', (columns) => {
    for (const said of [OLD, NEW, `\r\n${NEW}`, MARKED]) {
      for (const pieceBytes of [1, 1000, SLOT_BYTES]) {
        const reading = read(columns, said, pieceBytes)
        expect(reading).toThrow(/^The database failed in the middle of the rows: Value passed to 'throwIf' function is non.zero[^()]*/)
        expect(reading).not.toThrow(/__exception__|version|e\.what/)
      }
    }
  })

  it('is not heard where values are such texts', () => {
    const values = Buffer.concat([text(OLD.slice(0, 100)), text(NEW.slice(0, 100))])
    const columns = (count: number) => Array.from({ length: count }, () => ['String', values] as const)
    for (const count of [1, 13, 67]) {
      const { rows } = rowsOf(
        Array(count).fill(STRING),
        Array.from({ length: count }, varchar),
        Buffer.concat([block(2, ...columns(count)), endOfBlocks('any')]),
      )
      expect(rows).toBe(2)
    }
  })

  it('reads 67 columns of 111 rows, and 13 of 10, as what they are', () => {
    for (const [count, rows] of [
      [67, 111],
      [13, 10],
    ] as const) {
      const columns = Array.from({ length: count }, () => ['String', Buffer.concat(Array(rows).fill(word))] as const)
      const all = Buffer.concat([block(rows, ...columns), endOfBlocks('any')])
      for (const pieceBytes of [9, SLOT_BYTES])
        expect(rowsOf(Array(count).fill(STRING), Array.from({ length: count }, varchar), all, pieceBytes).rows).toBe(rows)
    }
  })

  it('is heard where it fails within a block', () => {
    const within = (cut: number): Buffer => Buffer.concat([bytes(2).subarray(0, -cut), Buffer.from(NEW)])
    const reading = (sent: Buffer) => rowsOf([STRING, STRING], [varchar(), varchar()], sent)
    expect(() => reading(within(40))).toThrow(/throwIf/)
    const long = Buffer.concat([block(1, ['String', word], ['String', varint(9000)]), Buffer.from(NEW), endOfBlocks('any')])
    const { ended, decoder } = reading(long)
    expect(ended).toBe(false)
    expect(decoder.endedEarly()?.message).toMatch(/throwIf/)
    expect(reading(block(1, ['String', word], ['String', varint(9000)])).decoder.endedEarly()).toBeUndefined()
  })
})

describe('the end of an answer', () => {
  const rows = (count: number): Buffer => block(count, ['String', Buffer.concat(Array(count).fill(word))])
  const reading =
    (...parts: readonly Buffer[]) =>
    () =>
      rowsOf([STRING], [varchar()], Buffer.concat(parts))

  it('is of as many rows as are asked for', () => {
    expect(reading(rows(1), endOfBlocks('one'))()).toMatchObject({ rows: 1, ended: true })
    expect(reading(endOfBlocks('one at most'))()).toMatchObject({ rows: 0, ended: true })
    expect(reading(rows(1), endOfBlocks('one at most'))()).toMatchObject({ rows: 1, ended: true })
    for (const none of [reading(endOfBlocks('one')), reading(rows(2), endOfBlocks('one')), reading(rows(1), rows(1), endOfBlocks('one'))])
      expect(none).toThrow(/asked for one row/)
    expect(reading(rows(2), endOfBlocks('one at most'))).toThrow(/asked for one row/)
  })

  it('is none that a server sends, behind which there are rows', () => {
    for (const mark of [Buffer.of(0, 0), Buffer.of(0, 1), Buffer.of(0, 9)])
      expect(reading(rows(1), mark, rows(1), endOfBlocks('any'))).toThrow(/not what its table looked like/)
  })
})

import duckdb from '@duckdb/node-bindings'
import { expect, test } from 'vitest'
import type { NativeChunk } from '../../../engine/decoder.ts'
import { CopyDecoder } from './copy-decoder.ts'

const COLUMNS = [
  { name: 'id', value: { kind: 'int' } },
  { name: 'amount', value: { kind: 'decimal', precision: 9, scale: 2 } },
] as const
const ROWS = 5
const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)])
const END = Buffer.from([0xff, 0xff])

const field = (...numbers: readonly number[]): Buffer => {
  const bytes = Buffer.from(numbers.flatMap((number) => [(number >> 8) & 0xff, number & 0xff]))
  return Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes])
}

/** The numbers from 1, each with as many hundredths; every second amount is NULL. */
const rowBytes = (row: number): Buffer =>
  Buffer.concat([Buffer.from([0, 2]), field(0, row), row % 2 === 0 ? Buffer.from([0xff, 0xff, 0xff, 0xff]) : field(1, -1, 0, 2, row * 100)])

const message = (body: Buffer): Buffer => {
  const header = Buffer.alloc(5)
  header.write('d')
  header.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([header, body])
}

const cut = (bytes: Buffer, length: number): readonly Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) => bytes.subarray(index * length, (index + 1) * length))

/** Fed in pieces of so many bytes, as the ring does. */
function decoded(
  bytes: Buffer,
  pieceLength: number,
): { readonly values: readonly (readonly [number, number | null])[]; readonly ended: boolean } {
  const decoder = new CopyDecoder(COLUMNS)
  const types = [duckdb.create_logical_type(duckdb.Type.INTEGER), duckdb.create_decimal_type(9, 2)]
  const values: (readonly [number, number | null])[] = []
  for (const piece of cut(bytes, pieceLength)) {
    const rest = decoder.rest()
    const fed = decoder.space((rest?.length ?? 0) + piece.length)
    if (rest !== undefined) fed.set(rest)
    fed.set(piece, rest?.length ?? 0)
    decoder.feed(fed)
    for (;;) {
      const chunk: NativeChunk = duckdb.create_data_chunk(types)
      const rows = decoder.decode(chunk)
      if (rows === 0) break
      const [ids, amounts] = [duckdb.data_chunk_get_vector(chunk, 0), duckdb.data_chunk_get_vector(chunk, 1)]
      const words = (vector: typeof ids): Int32Array => new Int32Array(Uint8Array.from(duckdb.vector_get_data(vector, rows * 4)).buffer)
      const validity = duckdb.vector_get_validity(amounts, 8)
      for (let row = 0; row < rows; row += 1) {
        const isValid = validity === null || duckdb.validity_row_is_valid(validity, row)
        values.push([words(ids)[row] ?? Number.NaN, isValid ? (words(amounts)[row] ?? Number.NaN) : null])
      }
    }
  }
  return { values, ended: decoder.ended }
}

const rows = Array.from({ length: ROWS }, (_, index) => rowBytes(index + 1))
const expected = rows.map((_, index) => [index + 1, (index + 1) % 2 === 0 ? null : index + 1])

test('rows in messages of their own, the first with the header, are read whatever pieces they come in', () => {
  const [first = Buffer.alloc(0), ...others] = rows
  const bytes = Buffer.concat([message(Buffer.concat([HEADER, first])), ...others.map(message), message(END)])
  for (let length = 1; length <= bytes.length; length += 1) expect(decoded(bytes, length)).toEqual({ values: expected, ended: true })
})

test('rows are read whatever messages they were cut into', () => {
  const stream = Buffer.concat([HEADER, ...rows, END])
  for (let length = 1; length <= stream.length; length += 1) {
    const bytes = Buffer.concat(cut(stream, length).map(message))
    for (const pieceLength of [1, 7, 64, bytes.length]) expect(decoded(bytes, pieceLength)).toEqual({ values: expected, ended: true })
  }
})

test('a decimal that is not as long as it says is refused', () => {
  const broken = Buffer.concat([Buffer.from([0, 2]), field(0, 1), field(9, -1, 0, 2, 100)])
  const short = Buffer.concat([Buffer.from([0, 2]), field(0, 1), field(0)])
  for (const row of [broken, short])
    expect(() => decoded(Buffer.concat([message(Buffer.concat([HEADER, row])), message(END)]), 1 << 10)).toThrow(
      'Column "amount" came in a form that is not decimal',
    )
})

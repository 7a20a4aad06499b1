import { DuckDBDataChunk, VARCHAR } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { VECTOR_ROWS } from '../../../engine/vector-writers.ts'
import { fileFormat } from '../file-format.ts'
import { makeCsvDecoder } from './csv-decoder.ts'
import { type CsvStream, FRAME, frameHeader, valueColumn } from './csv-stream.ts'

const COLUMNS = [0, 1].map((index) => ({ name: valueColumn(index), value: { kind: 'string' } as const }))

function streamOf(multiLine: boolean): CsvStream {
  const format = fileFormat({ kind: 'files', format: 'csv', location: 'obs://b/f', options: { multiLine: String(multiLine) } })
  if (format.kind !== 'csv') throw new Error('no CSV')
  return { dialect: format.dialect, header: false, headerNames: undefined, valueCount: 2, failFast: false, files: [] }
}

/** Cuts the bytes into pieces of these lengths, in turns. */
function cut(bytes: Buffer, lengths: readonly number[]): readonly Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = lengths[pieces.length % lengths.length] ?? 1
    pieces.push(bytes.subarray(at, at + length))
    at += length
  }
  return pieces
}

/** `frames`: how long the pieces of the file are; `slots`: how much of the stream comes at once. */
function rowsOf(file: Buffer, stream: CsvStream, frames: readonly number[], slots: readonly number[]): readonly unknown[] {
  const framed = cut(file, frames).flatMap((piece) => [frameHeader(FRAME.bytes, piece.length), piece])
  const bytes = Buffer.concat([frameHeader(FRAME.file, 0), ...framed, frameHeader(FRAME.fileEnd, 0), frameHeader(FRAME.end, 0)])
  const decoder = makeCsvDecoder(COLUMNS, stream)
  const rows: unknown[] = []
  for (const slot of cut(bytes, slots)) {
    const rest = decoder.rest()
    const restLength = rest?.length ?? 0
    const fed = decoder.space?.(restLength + slot.length) ?? Buffer.alloc(restLength + slot.length)
    if (rest !== undefined) fed.set(rest)
    fed.set(slot, restLength)
    decoder.feed(fed)
    for (;;) {
      const chunk = DuckDBDataChunk.create([VARCHAR, VARCHAR], VECTOR_ROWS)
      const count = decoder.decode(chunk.chunk)
      if (count === 0) break
      chunk.rowCount = count
      rows.push(...chunk.getRows())
    }
  }
  expect(decoder.ended).toBe(true)
  return rows
}

const value = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'é', '上', '\\', ' ') }),
  fc.integer().map(String),
  fc.nat(600).map((length) => 'x'.repeat(length)),
)
const quoted = value.map((text) => `"${text}\n"`)

test('the rows are the same in whatever pieces a file comes, and in whatever memory the pieces stand', () => {
  const lengths = fc.array(fc.oneof(fc.integer({ min: 3, max: 20 }), fc.integer({ min: 1, max: 900 })), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.oneof({ weight: 4, arbitrary: value }, quoted), value), { maxLength: 20 }),
      fc.boolean(),
      lengths,
      lengths,
      (values, multiLine, frames, slots) => {
        const file = Buffer.from(values.map((row) => `${row.join(',')}\n`).join(''))
        const stream = streamOf(multiLine)
        expect(rowsOf(file, stream, frames, slots)).toEqual(rowsOf(file, stream, [file.length + 1], [file.length + 100]))
      },
    ),
    { numRuns: 60 },
  )
})

test('a quote that never closes is not looked through anew with each piece that comes: a test that does so hangs', () => {
  const text = 'line of it\n'.repeat(1 << 20)
  const [first, second] = rowsOf(Buffer.from(`1,"${text}`), streamOf(true), [1 << 12], [1 << 10])
  expect(first).toEqual(['1', text])
  expect(second).toBeUndefined()
})

import { DuckDBDataChunk } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CausewayError } from '../../../../../base/errors.ts'
import { engineTypeOf } from '../../../../engine/engine-type-of.ts'
import type { StreamColumn } from '../../../../engine/stream-column.ts'
import { VECTOR_ROWS } from '../../../../engine/vector-writers.ts'
import { fileFormat } from '../../file-format.ts'
import { makeCsvDecoder } from '../csv-decoder.ts'
import { type CsvStream, FRAME, frameHeader, MALFORMED_COLUMN, PLACE_COLUMN, RECORD_COLUMN, valueColumn } from '../csv-stream.ts'
import { RecordReader } from '../record-reader.ts'
import { emptyLengthOf } from '../tokenizer/record-values.ts'
import { ValueTable } from '../value-table.ts'
import { RowVectors } from './row-vectors.ts'

function streamOf(options: Readonly<Record<string, string>>, valueCount: number): CsvStream {
  const format = fileFormat({ kind: 'files', format: 'csv', location: 'obs://b/f', options })
  if (format.kind !== 'csv') throw new Error('no CSV')
  const { dialect, header, mode } = format
  const files = [{ shown: 'rows.csv', partition: [] }]
  return { dialect, header, headerNames: undefined, valueCount, failFast: mode === 'FAILFAST', files }
}

interface Read {
  readonly rows: readonly (readonly unknown[])[]
  readonly error: string | undefined
}

/** All of it line by line, sign by sign where that is needed: the way that is compared with Spark. */
function lineByLine(file: Buffer, stream: CsvStream, wanted: readonly number[], skips: boolean): Read {
  const rows: unknown[][] = []
  const reader = new RecordReader(stream, new ValueTable(wanted, 1), () => undefined, { skips })
  reader.startFile()
  reader.startRow(0)
  const checksCount = wanted.length === stream.valueCount
  try {
    reader.give(file, false)
    while (reader.next()) {
      const isMalformed = checksCount && reader.valueCount !== stream.valueCount
      if (isMalformed && stream.failFast) return { rows, error: `rows.csv, line ${reader.line}: The row has ${reader.valueCount} values` }
      const record = file.toString('utf8', reader.start, reader.end)
      rows.push([isMalformed, record, `rows.csv, line ${reader.line}`, ...wanted.map((_, slot) => reader.text(slot, 0) ?? null)])
      reader.forget()
      reader.startRow(0)
    }
  } catch (error) {
    if (!(error instanceof CausewayError)) throw error
    return { rows, error: `rows.csv, line ${reader.line}: ${error.message}` }
  }
  return { rows, error: undefined }
}

const TEXT = { kind: 'string' } as const

/** `pieces`: how long the pieces of the file are, in turns. */
function byVectors(file: Buffer, stream: CsvStream, wanted: readonly number[], hasRecord: boolean, pieces: readonly number[]): Read {
  const columns: readonly StreamColumn[] = [
    { name: MALFORMED_COLUMN, value: { kind: 'boolean' } },
    ...(hasRecord ? [{ name: RECORD_COLUMN, value: TEXT }] : []),
    { name: PLACE_COLUMN, value: TEXT },
    ...wanted.map((index) => ({ name: valueColumn(index), value: TEXT })),
  ]
  const types = columns.map(({ value }) => engineTypeOf(value))
  const decoder = makeCsvDecoder(columns, stream)
  const rows: (readonly unknown[])[] = []
  const feed = (bytes: Buffer): void => {
    const rest = decoder.rest() ?? new Uint8Array(0)
    const fed = decoder.space?.(rest.length + bytes.length) ?? Buffer.alloc(rest.length + bytes.length)
    fed.set(rest)
    fed.set(bytes, rest.length)
    decoder.feed(fed)
    for (;;) {
      const chunk = DuckDBDataChunk.create(types, VECTOR_ROWS)
      const count = decoder.decode(chunk.chunk)
      if (count === 0) return
      chunk.rowCount = count
      rows.push(...chunk.getRows())
    }
  }
  try {
    feed(frameHeader(FRAME.file, 0))
    for (let [at, turn] = [0, 0]; at < file.length; turn += 1) {
      const piece = file.subarray(at, at + (pieces[turn % pieces.length] ?? 1))
      feed(Buffer.concat([frameHeader(FRAME.bytes, piece.length), piece]))
      at += piece.length
    }
    feed(Buffer.concat([frameHeader(FRAME.fileEnd, 0), frameHeader(FRAME.end, 0)]))
  } catch (error) {
    if (!(error instanceof CausewayError)) throw error
    return { rows, error: error.message }
  }
  expect(decoder.ended).toBe(true)
  return { rows, error: undefined }
}

const plain = fc.oneof(
  fc.constantFrom('', '', 'a', 'null', '17', 'é上😀', 'twelve bytes', 'thirteen byte'),
  fc.nat(90).map((length) => 'x'.repeat(length)),
  fc.nat(40).map((length) => `"${'y, '.repeat(length)}"`),
)
const odd = fc.string({
  unit: fc.constantFrom(',', ',', '"', '"', '\\', "'", '|', ' ', '\t', '#', '\0', 'a', 'null', '\n', '\r', '\r\n', '""', 'é', ',"'),
  maxLength: 14,
})
const value = fc.oneof({ weight: 7, arbitrary: plain }, { weight: 1, arbitrary: odd })
const line = fc.array(value, { minLength: 1, maxLength: 6 })
const OPTIONS = fc.record(
  {
    sep: fc.constantFrom('|', String.raw`\t`, ' ', '||'),
    quote: fc.constantFrom("'", '', ',', '#'),
    escape: fc.constantFrom('"', '', "'"),
    charToEscapeQuoteEscaping: fc.constantFrom('\\', '#'),
    comment: fc.constantFrom('#', 'a'),
    nullValue: fc.constantFrom('null', 'a', '17'),
    emptyValue: fc.constantFrom('a', 'an empty value that is long', 'null'),
    maxColumns: fc.constantFrom('3', '5'),
    maxCharsPerColumn: fc.constantFrom('12', '40', '-1'),
    header: fc.constant('true'),
    mode: fc.constant('FAILFAST'),
    ignoreLeadingWhiteSpace: fc.constant('true'),
    lineSep: fc.constantFrom('\n', '\n', '\r\n', '|'),
    multiLine: fc.constant('true'),
  },
  { requiredKeys: [] },
)
/** Most of a file's lines end in one way. */
const ENDS = fc.tuple(fc.constantFrom('\n', '\n', '\r\n', '\r'), fc.constantFrom('\n', '\r\n', '\r'))

test('lines that are read many at once have the values, the records and the places that they have one by one', () => {
  let together = 0
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 40 }),
      ENDS,
      fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 3, arbitrary: OPTIONS }),
      fc.constantFrom([0, 1, 2], [0, 1, 2], [1], [0, 2], []),
      fc.boolean(),
      fc.array(fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 90, max: 3000 })), { minLength: 1, maxLength: 4 }),
      (lines, [end, otherEnd], given, wanted, hasRecord, pieces) => {
        const { multiLine, ...others } = given as Readonly<Record<string, string>>
        const options = multiLine === undefined ? others : { ...others, multiLine, lineSep: '\n' }
        const stream = streamOf(options, 3)
        const separator = Buffer.from(stream.dialect.separator).toString()
        const text = lines.map((values, index) => values.join(separator) + (index % 7 === 6 ? otherEnd : end)).join('')
        const file = Buffer.from(text)
        const skips = wanted.length < stream.valueCount && !hasRecord
        const expected = lineByLine(file, stream, wanted, skips)
        const found = byVectors(file, stream, wanted, hasRecord, pieces)
        const left = hasRecord ? expected.rows : expected.rows.map((row) => row.filter((_, index) => index !== 1))
        // Rows of a vector in which a later one stops the reading are not told.
        if (expected.error === undefined) expect(found.rows).toEqual(left)
        expect(found.error?.slice(0, expected.error?.length)).toBe(expected.error)
        if (Object.keys(given).length === 0) together += takenTogether(file, stream)
      },
    ),
    { numRuns: 400 },
  )
  expect(together).toBeGreaterThan(200)
})

function takenTogether(file: Buffer, stream: CsvStream): number {
  const { dialect, valueCount } = stream
  const rows = new RowVectors({
    dialect,
    wanted: [0],
    valueCount,
    failsFast: false,
    skips: false,
    emptyLength: emptyLengthOf(dialect),
  })
  return rows.readLines(file, 0, 0)
}

test.each([
  ['a,b\n"c, d",e\n,\n"",\n', 4],
  ['a,b\r\n"c",d\r\n', 2],
  // A line feed may be behind it.
  ['a,b\rc,d\r', 1],
  ['a\nb', 1],
  ['a\n\nb\n', 1],
  ['a\n"b""c"\n', 1],
  [`${'x'.repeat(63)},"${'y'.repeat(200)}"\n${'z'.repeat(127)}\n`, 2],
])('of %j so many lines are read at once: %i', (text, count) => {
  expect(takenTogether(Buffer.from(text), streamOf({}, 2))).toBe(count)
})

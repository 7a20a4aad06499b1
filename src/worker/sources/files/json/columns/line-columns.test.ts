import { DuckDBDataChunk } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import type { SparkType } from '../../../../../base/spark-type.ts'
import { engineTypeOf } from '../../../../engine/engine-type-of.ts'
import type { StreamColumn } from '../../../../engine/stream-column.ts'
import { FRAME, frame, jsonFrame } from '../../file-frames.ts'
import { makeJsonDecoder } from '../json-decoder.ts'

/** One generator for each run, so that a failure comes back. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

const TYPES: Readonly<Record<string, SparkType>> = {
  l: { kind: 'bigint' },
  i: { kind: 'int' },
  d: { kind: 'double' },
  s: { kind: 'string' },
  b: { kind: 'boolean' },
  t: { kind: 'timestamp' },
  y: { kind: 'date' },
  n: { kind: 'decimal', precision: 12, scale: 2 },
  a: { kind: 'array', element: { kind: 'array', element: { kind: 'string' } } },
  o: {
    kind: 'struct',
    fields: [
      { name: 'x', type: { kind: 'bigint' } },
      { name: 'a name of more than sixteen bytes', type: { kind: 'string' } },
      { name: 'm', type: { kind: 'array', element: { kind: 'decimal', precision: 5, scale: 1 } } },
    ],
  },
}
const COLUMNS: readonly StreamColumn[] = [
  ...Object.entries(TYPES).map(([name, type]): StreamColumn => ({ name, value: { kind: 'nested', type } })),
  { name: '_corrupt_record', value: { kind: 'string' } },
  { name: 'folder', value: { kind: 'string' } },
]

function lines(next: () => number, count: number): readonly string[] {
  const below = (most: number): number => Math.floor(next() * most)
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T
  const text = (): string =>
    pick(['', 'a', 'é上😀', 'twelve bytes', 'thirteen byte', 'x'.repeat(below(90)), `ü${'y'.repeat(below(40))}`, 'a\\tb', '\\ud83d'])
  const digits = (most: number): string => String(below(9) + 1) + Array.from({ length: below(most) }, () => below(10)).join('')
  const two = (): string => String(below(35)).padStart(2, '0')
  const values: Readonly<Record<string, () => string>> = {
    l: () => pick(['', '-']) + digits(20),
    i: () => pick(['', '-']) + digits(11),
    d: () => `${pick(['', '-'])}${digits(20)}${pick(['', `.${digits(9)}`])}${pick(['', '', `e${pick(['', '-', '+'])}${below(30)}`])}`,
    s: () => `"${text()}"`,
    b: () => pick(['true', 'false']),
    t: () => `"20${two()}-0${1 + below(9)}-28${pick([' ', 'T'])}0${below(10)}:00:${two()}${pick(['', '.5', '.123456', 'Z'])}"`,
    y: () => pick(['"2024-02-29"', '"1969-12-31"', '"0001-01-01"', '"9999-12-31"', '"2000-1-1"', '"1900-02-28"']),
    n: () => pick(['1.25', '"1,000.5"', '-7', '12345678901', '1e3']),
    a: () => `[${Array.from({ length: below(4) }, () => pick(['null', '[]', `["${text()}" , "${text()}"]`])).join(',')}]`,
    o: () => `{"x":${pick(['1', 'null', '[1]'])},"a name of more than sixteen bytes":"${text()}","m":[${pick(['', '1', '2.5,null'])}]}`,
    other: () => pick(['1', '"x"', '{"q":[1,{}]}', 'null', 'true']),
  }
  const line = (): string => {
    const entries = Object.entries(values).flatMap(([name, value]) =>
      below(8) === 0 ? [] : [`"${name}":${below(12) === 0 ? 'null' : value()}`],
    )
    if (below(6) === 0) entries.reverse()
    const whole = `{${entries.join(pick([',', ', ']))}}`
    return pick([whole, whole, whole, whole, `${whole} \t`, `${whole}x`, whole.slice(0, below(whole.length)), '', ` ${whole}`])
  }
  return Array.from({ length: count }, line)
}

function rowsOf(bytes: Buffer, options: object, pieces: () => number): unknown[] {
  const settings = {
    options: { dialect: {}, mode: 'PERMISSIVE', columnNameOfCorruptRecord: '_corrupt_record', ...options },
    partitions: ['folder'],
  }
  const decoder = makeJsonDecoder(COLUMNS)
  const rows: unknown[] = []
  const feed = (more: Uint8Array): void => {
    const rest = decoder.rest() ?? new Uint8Array(0)
    decoder.feed(Buffer.concat([rest, more]))
    for (;;) {
      const chunk = DuckDBDataChunk.create(COLUMNS.map(({ value }) => engineTypeOf(value)))
      const count = decoder.decode(chunk.chunk)
      if (count === 0) return
      chunk.rowCount = count
      rows.push(...chunk.getRows())
    }
  }
  feed(jsonFrame(FRAME.settings, settings))
  feed(jsonFrame(FRAME.file, { shown: 'a file', partitions: { folder: 'f' } }))
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + pieces())
    feed(frame(FRAME.bytes, bytes.subarray(at, end)))
    at = end
  }
  feed(frame(FRAME.endOfFile))
  feed(frame(FRAME.end))
  return rows
}

const textOf = (rows: readonly unknown[]): readonly string[] =>
  rows.map((row) =>
    JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : Object.is(value, -0) ? '-0' : value)),
  )

// Behind a blank a line is read by its tokens, which are compared with Spark elsewhere.
it.each([
  ['\n', {}],
  ['\r\n', {}],
  ['\r', {}],
  ['\n', { lineSep: '\n' }],
  ['\r\n', { lineSep: '\n' }],
  ['|', { lineSep: '|' }],
])('lines that end with %j are read the same in pieces of any length, and by their tokens (%j)', (end, options) => {
  for (let seed = 1; seed <= 2; seed += 1) {
    const next = random(seed * 7919)
    const all = lines(next, 900)
    const bytes = Buffer.from(all.join(end))
    const blanks = Buffer.from(` ${all.join(`${end} `)}`)
    const byTokens = textOf(rowsOf(blanks, options, () => blanks.length)).map((row) => row.replace(/," (.*","f"\])$/, ',"$1'))
    expect(byTokens.length).toBeGreaterThan(600)
    for (const most of [bytes.length, 5_000, 200]) {
      expect(textOf(rowsOf(bytes, options, () => 1 + Math.floor(next() * most)))).toEqual(byTokens)
    }
  }
})

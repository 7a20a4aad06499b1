import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileFormat } from '../file-format.ts'
import type { CsvFormat } from './csv-format.ts'
import { BUFFER_END, fileBytes } from './file-bytes.ts'
import { RecordReader } from './record-reader.ts'
import cases from './spark-records.json' with { type: 'json' }
import { ValueTable } from './value-table.ts'

const COLUMNS = [0, 1, 2, 3, 4]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-csv-'))
})
afterAll(() => rm(folder, { recursive: true }))

function formatOf(options: Readonly<Record<string, string>>): CsvFormat {
  const format = fileFormat({ kind: 'files', format: 'csv', location: 'obs://b/f', options })
  if (format.kind !== 'csv') throw new Error('no CSV')
  return format
}

async function utf8Of(file: string, { dialect, encoding }: CsvFormat): Promise<Buffer> {
  const path = join(folder, 'file.csv')
  await writeFile(path, file)
  const pieces: Buffer[] = []
  const { signal } = new AbortController()
  const keepsReturns = dialect.lineSeparator !== undefined
  for await (const piece of fileBytes(path, { encoding, multiLine: dialect.multiLine, keepsReturns, signal, shown: 'file.csv' }))
    if (piece !== BUFFER_END) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** `step`: so many bytes at a time, as if the file were longer than what is read at once. */
function rowsOf(bytes: Buffer, { dialect, header }: CsvFormat, step: number, columns = COLUMNS): readonly (readonly (string | null)[])[] {
  const rows: (string | null)[][] = []
  const stream = { dialect, header, headerNames: undefined, valueCount: COLUMNS.length, failFast: false, files: [] }
  const reader = new RecordReader(stream, new ValueTable(columns, 1), () => undefined, { skips: columns.length < COLUMNS.length })
  const readAll = () => {
    while (reader.next()) {
      rows.push(columns.map((_column, slot) => reader.text(slot, 0) ?? null))
      reader.forget()
      reader.startRow(0)
    }
  }
  reader.startFile()
  reader.startRow(0)
  for (let at = 0; at < bytes.length; at += step) {
    reader.give(Buffer.concat([reader.rest, bytes.subarray(at, at + step)]), true)
    readAll()
  }
  reader.give(Buffer.from(reader.rest), false)
  readAll()
  return rows
}

describe('a file is split as Spark 3.3.1 splits it', () => {
  test.each(cases.map((each) => [JSON.stringify(each.file), JSON.stringify(each.options), each.columns ?? 'all', each] as const))(
    '%s with %s, %o of its columns',
    async (_file, _options, _columns, { options, file, columns, rows }) => {
      const given = Object.fromEntries(Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
      const format = formatOf(given)
      const bytes = await utf8Of(file, format)
      for (const step of [bytes.length + 1, 1, 7]) expect(rowsOf(bytes, format, step, columns)).toEqual(rows)
    },
  )
})

test('a value of three million characters, quoted with a line break in it and not, comes through pieces', () => {
  const long = 'x'.repeat(1_500_000)
  const format = formatOf({ multiLine: 'true' })
  expect(rowsOf(Buffer.from(`1,"${long}\n${long}"\n2,${long}${long}\n`), format, 1 << 18)).toEqual([
    ['1', `${long}\n${long}`, null, null, null],
    ['2', `${long}${long}`, null, null, null],
  ])
})

test('more values or characters than the options allow are refused by name', () => {
  const read = (options: Readonly<Record<string, string>>) => () => rowsOf(Buffer.from('a,b,ccc\n'), formatOf(options), 100)
  expect(read({ maxColumns: '2' })).toThrow('more than 2 values')
  expect(read({ maxCharsPerColumn: '2' })).toThrow('more than 2 characters')
  expect(read({ maxColumns: '3', maxCharsPerColumn: '3' })()).toEqual([['a', 'b', 'ccc', null, null]])
})

describe('what would need more than there is on a stack', () => {
  const many = 200_000
  // Each is a state in which univocity-parsers calls itself.
  test.each([
    ['quotes that are not escaped, behind an escaped one', `"a"\\${'"y'.repeat(many)}`, {}],
    ['quotes and escapes in turns', `"a"\\"${'y"\\"'.repeat(many)}`, {}],
    ['quotes and escapes of another sign', `"a"x${'"y'.repeat(many)}`, { escape: 'x' }],
    ['the same with a long separator', `"a"\\${'"y'.repeat(many)}`, { sep: '||' }],
    ['blanks behind a quote, and more', `"a"${' '.repeat(many)}b`, {}],
  ])('%s', (_what, text, options) => {
    for (const multiLine of ['true', 'false']) {
      const rows = rowsOf(Buffer.from(`${text}\n1,2\n`), formatOf({ ...options, multiLine }), 1 << 20)
      expect(rows[0]?.[0]?.length).toBeGreaterThan(many)
    }
  })
})

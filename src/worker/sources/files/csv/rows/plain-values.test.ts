import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseSparkType } from '../../../../../base/spark-type.ts'
import type { Decoder } from '../../../../engine/decoder.ts'
import { engineTypeOf } from '../../../../engine/engine-type-of.ts'
import { ENGINE_FUNCTIONS, registerEngineFunction } from '../../../../engine/functions/engine-functions.ts'
import { Macros } from '../../../../engine/macros.ts'
import { quoteColumn } from '../../../../engine/quote.ts'
import { createRing, RingReader, RingWriter } from '../../../../engine/ring.ts'
import type { StreamColumn } from '../../../../engine/stream-column.ts'
import { VECTOR_ROWS } from '../../../../engine/vector-writers.ts'
import { ENGINE_MACROS } from '../../../../sql/render/duckdb/engine-macros.ts'
import { fileFormat } from '../../file-format.ts'
import { makeCsvDecoder } from '../csv-decoder.ts'
import type { CsvFormat } from '../csv-format.ts'
import { FRAME, frameHeader, plainValueColumn, valueColumn } from '../csv-stream.ts'
import { scanCsv } from '../scan-csv.ts'

let folder: string
let instance: DuckDBInstance
let connection: DuckDBConnection
let macros: Macros
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-plain-'))
  instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  connection = await instance.connect()
  macros = new Macros(
    ENGINE_MACROS,
    (sql) => connection.run(sql),
    Object.keys(ENGINE_FUNCTIONS),
    (name) => registerEngineFunction(connection, name),
  )
})
afterAll(async () => {
  connection.closeSync()
  instance.closeSync()
  await rm(folder, { recursive: true })
})

const TYPES = [
  ...['TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'BOOLEAN', 'DATE', 'TIMESTAMP'],
  ...['DECIMAL(4,2)', 'DECIMAL(9,0)', 'DECIMAL(15,3)', 'DECIMAL(18,18)', 'DECIMAL(20,2)', 'STRING'],
]

const digits = (max: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: max })
const sign = fc.constantFrom('', '', '', '-', '+')
const two = fc.nat(99).map((n) => String(n).padStart(2, '0'))
const year = fc.oneof(
  fc.nat(9999).map((n) => String(n).padStart(4, '0')),
  fc.constantFrom('2024', '1900', '2000', '1582', '0001', '0000', '10000'),
)
const day = fc.tuple(year, fc.constantFrom('01', '02', '02', '04', '12', '13', '00'), two).map((parts) => parts.join('-'))
const clock = fc
  .tuple(
    fc.constantFrom(' ', ' ', 'T', 't', '  '),
    two,
    two,
    two,
    fc.oneof(
      fc.constant(''),
      digits(8).map((text) => `.${text}`),
    ),
    fc.constantFrom('', '', 'Z', 'z', '+01:00', ' '),
  )
  .map(([between, hour, minute, second, fraction, zone]) => `${between}${hour}:${minute}:${second}${fraction}${zone}`)
const number = fc
  .tuple(
    sign,
    digits(20),
    fc.constantFrom('', '', '.'),
    digits(19),
    fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.constantFrom('e5', 'E-7', 'e+12', 'e', 'e400', 'e-400', 'd', 'f', ' ')),
  )
  .map((parts) => parts.join(''))

/** What is written as a value: mostly something that one of the types has. */
const written = fc.oneof(
  digits(3),
  fc.tuple(sign, digits(19)).map((parts) => parts.join('')),
  number,
  number,
  day,
  fc.tuple(day, clock).map((parts) => parts.join('')),
  fc.double({ noNaN: false }).map(String),
  fc.integer().map(String),
  fc.float().map(String),
  fc.constantFrom(
    'true',
    'false',
    'TRUE',
    'False',
    'tru',
    't',
    'NaN',
    'Inf',
    '-Inf',
    'Infinity',
    'nan',
    '0',
    '-0',
    '-0.0',
    '.',
    '-',
    '1.',
    '.5',
    '1,000',
  ),
  fc.constantFrom(
    '127',
    '128',
    '-128',
    '-129',
    '32767',
    '-32769',
    '2147483648',
    '-2147483648',
    '9223372036854775807',
    '-9223372036854775808',
    '9223372036854775808',
    '1234567890123456',
    '-0001234567890123456',
    '12345678-12345678',
    '99.99',
    '100.00',
    '0.000',
  ),
  fc.constantFrom('', ' ', ' 1', '1 ', '١٢', 'é', 'a text that is longer than twelve', '0x1p3', '1_000', '\ud83d\ude00'),
)

const MADE = {
  columns: fc.array(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 5 }),
  values: fc.array(fc.array(written, { maxLength: 6 }), { maxLength: 12 }),
}
const quoting = fc.constantFrom<(value: string) => string>(
  (value) => value,
  (value) => value,
  (value) => `"${value}"`,
  (value) => `"${value.replaceAll('"', '\\"')}"`,
  (value) => ` "${value}" `,
  (value) => `"${value}`,
)
const OPTIONS = fc.record(
  {
    sep: fc.constantFrom(';', '|', '::', '\t'),
    header: fc.constant('true'),
    nullValue: fc.constantFrom('0', 'NaN', '-', '1'),
    emptyValue: fc.constantFrom('7', 'x', '2024-01-01'),
    nanValue: fc.constantFrom('1', 'none', ''),
    positiveInf: fc.constantFrom('5', 'much'),
    negativeInf: fc.constantFrom('-5', 'little'),
    dateFormat: fc.constantFrom('yyyy-MM-dd', 'dd/MM/yyyy', 'yyyyMMdd'),
    timestampFormat: fc.constantFrom('yyyy-MM-dd HH:mm:ss', 'dd/MM/yyyy HH:mm', 'yyyyMMdd'),
    ignoreLeadingWhiteSpace: fc.constant('true'),
    ignoreTrailingWhiteSpace: fc.constant('true'),
    comment: fc.constantFrom('#', '1'),
    quote: fc.constantFrom("'", '', '"'),
    escape: fc.constantFrom('"', '', '0'),
    mode: fc.constantFrom('PERMISSIVE', 'DROPMALFORMED', 'FAILFAST'),
    maxCharsPerColumn: fc.constantFrom('12', '-1'),
    lineSep: fc.constantFrom('\n', '\r\n', '!'),
  },
  { requiredKeys: [] },
)

const MORE = fc.record({ hasCorrupt: fc.boolean(), multiLine: fc.boolean() })

interface Read {
  readonly rows?: readonly unknown[]
  readonly error?: string
}

function csvOf(options: Readonly<Record<string, string>>): CsvFormat {
  const format = fileFormat({ kind: 'files', format: 'csv', location: 'obs://b/f', options })
  if (format.kind !== 'csv') throw new Error('no CSV')
  return format
}

/** Both ways over the same file: with the values of plain forms read from their bytes, and with texts alone, which SQL takes for the types. */
async function bothWays(
  types: readonly string[],
  options: Readonly<Record<string, string>>,
  bytes: Buffer,
): Promise<readonly [Read, Read]> {
  const path = join(folder, 'rows.csv')
  await writeFile(path, bytes)
  const format = csvOf(options)
  const columns = types.map((type, index) => ({ name: `c${index}`, type: type === 'CORRUPT' ? 'STRING' : type }))
  const named = columns.map((column, index) => (types[index] === 'CORRUPT' ? { ...column, name: '_corrupt_record' } : column))
  const { signal } = new AbortController()
  const files = { paths: [path], root: path, bytes: bytes.length, sizes: new Map([[path, bytes.length]]) }
  const scan = scanCsv({ columns: named, format, files, partitions: [], shown: 'rows.csv' }, { signal, countFileInput: () => undefined })
  const read = async (isWhole: boolean): Promise<Read> => {
    const decoded = isWhole ? scan.columns : scan.columns.filter(isText)
    const left = isWhole ? [] : scan.columns.filter((column) => !isText(column))
    const ring = createRing()
    const writer = new RingWriter(ring)
    await scan.read(writer)
    writer.end()
    const table = decoded.map(({ name, value }) => `${quoteColumn(name)} ${engineTypeOf(value)}`)
    await connection.run(`CREATE OR REPLACE TEMP TABLE stream (${table.join(', ')})`)
    try {
      await append(makeCsvDecoder(decoded, scan.settings), new RingReader(ring), decoded)
      const [before, behind] = scan.rowsSql(scan.columns.map((_, index) => index))
      const more = left.map(({ name, value }) => `, CAST(NULL AS ${engineTypeOf(value)}) AS ${quoteColumn(name)}`)
      const sql = `${before}SELECT *${more.join('')} FROM stream${behind}`
      await macros.makeFor(sql)
      return { rows: (await connection.runAndReadAll(sql)).getRowsJson() }
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) }
    }
  }
  return [await read(true), await read(false)]
}

const isText = ({ name }: StreamColumn): boolean => !name.startsWith('plain ')

async function append(decoder: Decoder, reader: RingReader, columns: readonly StreamColumn[]): Promise<void> {
  const appender = await connection.createAppender('stream')
  const types = columns.map(({ value }) => engineTypeOf(value))
  while (!decoder.ended) {
    const next = reader.next(
      () => decoder,
      () => false,
    )
    if (next === undefined) break
    if (next.bytes === undefined) continue
    decoder.feed(next.bytes)
    for (;;) {
      const chunk = DuckDBDataChunk.create(types, VECTOR_ROWS)
      const rows = decoder.decode(chunk.chunk)
      if (rows === 0) break
      chunk.rowCount = rows
      appender.appendDataChunk(chunk)
    }
  }
  appender.closeSync()
}

test('values of plain forms are read as SQL reads their texts, whatever the options are', async () => {
  await fc.assert(
    fc.asyncProperty(MADE.columns, MADE.values, quoting, OPTIONS, MORE, async (types, values, quoted, given, { hasCorrupt, multiLine }) => {
      const { sep = ',', lineSep = '\n' } = given
      const options = multiLine ? { ...given, multiLine: 'true', lineSep: '\n' } : given
      const file = values.map((row) => row.map(quoted).join(sep) + lineSep).join('')
      const [plain, text] = await bothWays([...types, ...(hasCorrupt ? ['CORRUPT'] : [])], options, Buffer.from(file))
      expect(plain).toEqual(text)
    }),
    { numRuns: 120 },
  )
})

/** What looks like a day and is none stops the job, where it is read as one. */
const stops = (value: string): boolean =>
  /-\d+-/.test(value) &&
  !/^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])(?:[ T](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d*)?(?:Z|\+01:00)?)?$/.test(value)

test.each(TYPES.filter((type) => type !== 'STRING'))('%s: many values, one a line, and most of them in plain forms', async (type) => {
  const values = fc.sample(written, 7000).filter((value) => !/["\n]/.test(value) && !stops(value))
  const [plain, text] = await bothWays([type], {}, Buffer.from(values.join('\n')))
  expect(plain.rows?.length).toBeGreaterThan(2 * VECTOR_ROWS)
  expect(plain).toEqual(text)
})

test('what is of a plain form is taken, and no text of it is left', () => {
  const taken = (type: string, text: string): boolean => {
    const columns = [
      { name: valueColumn(0), value: { kind: 'string' } as const },
      { name: plainValueColumn(0), value: { kind: 'nested', type: parseSparkType(type) } as const },
    ]
    const line = Buffer.from(`${text}\n`)
    const settings = { dialect: csvOf({}).dialect, header: false, headerNames: undefined, valueCount: 1, failFast: false, files: [] }
    const decoder = makeCsvDecoder(columns, settings)
    decoder.feed(Buffer.concat([frameHeader(FRAME.file, 0), frameHeader(FRAME.bytes, line.length), line]))
    const chunk = DuckDBDataChunk.create(
      columns.map(({ value }) => engineTypeOf(value)),
      VECTOR_ROWS,
    )
    chunk.rowCount = decoder.decode(chunk.chunk)
    const [[left, value] = []] = chunk.getRows()
    expect([left, value]).toContain(null)
    return left === null
  }
  const plain: readonly (readonly [string, readonly string[]])[] = [
    ['INT', ['0', '-17', '2147483647', '-2147483648', '007']],
    [
      'BIGINT',
      [
        '123456789012345',
        '-1',
        '1234567890123456',
        '-1000000000000000001',
        '9223372036854775807',
        '-9223372036854775808',
        '0000000000000000007',
      ],
    ],
    ['DOUBLE', ['1', '1.5', '-0.25', '.5', '1.', '52.520006599999996', '1.5E-7', '1e5']],
    ['DECIMAL(9,2)', ['1.25', '-1.2', '7']],
    ['DATE', ['2024-02-29']],
    ['TIMESTAMP', ['2024-02-29', '2024-02-29 12:34:56', '2024-02-29T12:34:56.123456Z', '9999-12-31 23:59:59']],
    ['BOOLEAN', ['true', 'FALSE']],
  ]
  for (const [type, texts] of plain) for (const text of texts) expect([type, text, taken(type, text)]).toEqual([type, text, true])
  for (const [type, text] of [
    ['INT', '2147483648'],
    ['TINYINT', '128'],
    ['BIGINT', '9223372036854775808'],
    ['BIGINT', '-9223372036854775809'],
    ['BIGINT', '12345678-12345678'],
    ['BIGINT', '--123456789012345'],
    ['BIGINT', '12345678901234567890'],
    ['DOUBLE', 'NaN'],
    ['DATE', '2023-02-29'],
    ['TIMESTAMP', '2024-02-29 24:00:00'],
  ] as const)
    expect([type, text, taken(type, text)]).toEqual([type, text, false])
})

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../../fixtures/test-worker.ts'
import { type AvroWritten, avroBytes, branch, data, double, list, long, record, writeAvro } from './fixtures/avro-writer.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

async function table(name: string, schema: unknown, rows: readonly Buffer[], written: AvroWritten = {}): Promise<void> {
  await writeAvro(worker.inBucket(name, 'part.avro'), schema, rows, written)
  await create(name)
}
const create = (name: string, columns = '') => worker.run(`CREATE TABLE ${name} ${columns} USING avro LOCATION 'obs://b1/${name}'`)
const failure = async (sql: string) => (await worker.fail(sql)).error
const columnsOf = (name: string) => {
  const found = worker.tables.get(`default.${name}`)
  return found !== undefined && 'columns' in found ? found.columns.map((column) => `${column.name} ${column.type}`) : []
}

const SPARK_3 = { metadata: { 'org.apache.spark.version': '3.3.1' } }

describe('types', () => {
  test('numbers, texts, times and decimals', async () => {
    const schema = record('r', {
      i: 'int',
      l: 'long',
      d: 'double',
      t: ['null', 'string'],
      day: { type: 'int', logicalType: 'date' },
      ms: { type: 'long', logicalType: 'timestamp-millis' },
      us: { type: 'long', logicalType: 'timestamp-micros' },
      dec: { type: 'bytes', logicalType: 'decimal', precision: 5, scale: 2 },
      e: { type: 'enum', name: 'e', symbols: ['A', 'B'] },
      time: { type: 'int', logicalType: 'time-millis' },
      no: { type: 'fixed', name: 'f', size: 2, logicalType: 'decimal', precision: 9 },
    })
    const row = (i: number, l: bigint, text: Buffer, dec: Buffer) =>
      Buffer.concat([long(i), long(l), double(0.5), text, long(-1), long(-1), long(1), data(dec), long(1), long(7), Buffer.from('ab')])
    await table('plain', schema, [
      row(-2147483648, -9223372036854775808n, branch(0), Buffer.from([0xff, 0x00])),
      row(2147483647, 9223372036854775807n, branch(1, data('ü')), Buffer.from([0x01, 0x86, 0xa0])),
    ])
    expect(columnsOf('plain')).toEqual([
      'i int',
      'l bigint',
      'd double',
      't string',
      'day date',
      'ms timestamp',
      'us timestamp',
      'dec decimal(5,2)',
      'e string',
      'time int',
      'no binary',
    ])
    expect(
      await worker.rows('SELECT i, CAST(l AS string), d, t, day, ms, us, dec, e, time, CAST(no AS string) FROM plain ORDER BY i'),
    ).toEqual([
      [
        -2147483648,
        '-9223372036854775808',
        0.5,
        null,
        '1969-12-31',
        '1969-12-31 23:59:59.999',
        '1970-01-01 00:00:00.000001',
        -2.56,
        'B',
        7,
        'ab',
      ],
      // More digits than the type has: NULL, as in Spark.
      [
        2147483647,
        '9223372036854775807',
        0.5,
        'ü',
        '1969-12-31',
        '1969-12-31 23:59:59.999',
        '1970-01-01 00:00:00.000001',
        null,
        'B',
        7,
        'ab',
      ],
    ])
  })

  test('unions, arrays, maps and records within', async () => {
    const schema = record('r', {
      wide: ['int', 'long'],
      either: ['null', 'string', 'int', record('q', { z: 'long' })],
      again: 'q',
      many: { type: 'array', items: ['null', 'int'] },
      map: { type: 'map', values: 'int' },
    })
    const entry = (key: string, value: number) => Buffer.concat([data(key), long(value)])
    await table('nested', schema, [
      Buffer.concat([
        branch(0, long(1)),
        branch(1, data('s')),
        long(5),
        list(branch(1, long(3)), branch(0)),
        list(entry('b', 1), entry('a', 2)),
      ]),
      Buffer.concat([branch(1, long(2)), branch(3, long(9)), long(6), list(), list()]),
      Buffer.concat([branch(1, long(3)), branch(0), long(7), list(), list(entry('x', 1), entry('x', 2))]),
    ])
    expect(columnsOf('nested')).toEqual([
      'wide bigint',
      'either struct<member0:string,member1:int,member2:struct<z:bigint>>',
      'again struct<z:bigint>',
      'many array<int>',
      'map map<string,int>',
    ])
    expect(
      await worker.rows('SELECT wide, to_json(either), to_json(again), to_json(many), to_json(map) FROM nested ORDER BY wide'),
    ).toEqual([
      [1, '{"member0":"s"}', '{"z":5}', '[3,null]', '{"a":2,"b":1}'],
      [2, '{"member2":{"z":9}}', '{"z":6}', '[]', '{}'],
      [3, null, '{"z":7}', '[]', '{"x":2}'],
    ])
  })

  test('columns that are named are found in any case, are NULL where there is none, and must be of the type', async () => {
    const schema = record('r', { Id: 'int', t: 'string', ms: 'long' })
    await table('first', schema, [Buffer.concat([long(1), data('a'), long(1000)])])
    await worker.run("CREATE TABLE named (ms timestamp, more array<int>, ID int) USING avro LOCATION 'obs://b1/first'")
    expect(await worker.rows('SELECT * FROM named')).toEqual([['1970-01-01 00:00:01', null, 1]])
    await worker.run("CREATE TABLE other (t int) USING avro LOCATION 'obs://b1/first'")
    expect(await failure('SELECT * FROM other')).toMatchObject({
      kind: 'invalid-parameter',
      message: expect.stringContaining('cannot be read as int'),
    })
  })

  test('decimals are read in the scale of the table, half away from zero, and are NULL where it has no room', async () => {
    const schema = record('r', { k: 'int', d: { type: 'bytes', logicalType: 'decimal', precision: 10, scale: 2 } })
    const digits = [125, -125, -5, 1_234_567_899, 995, 9995]
    const rows = digits.map((one, k) => {
      const bytes = Buffer.alloc(8)
      bytes.writeBigInt64BE(BigInt(one))
      return Buffer.concat([long(k), data(bytes)])
    })
    await table('scales', schema, rows)
    // As Spark 3.3.1 reads them.
    const answers = {
      'decimal(12,4)': ['1.2500', '-1.2500', '-0.0500', '12345678.9900', '9.9500', '99.9500'],
      'decimal(3,1)': ['1.3', '-1.3', '-0.1', null, '10.0', null],
      'decimal(2,0)': ['1', '-1', '0', null, '10', null],
      'decimal(20,2)': ['1.25', '-1.25', '-0.05', '12345678.99', '9.95', '99.95'],
    }
    for (const [index, [type, values]] of Object.entries(answers).entries()) {
      await worker.run(`CREATE TABLE scaled${index} (k int, d ${type}) USING avro LOCATION 'obs://b1/scales'`)
      expect(await worker.rows(`SELECT CAST(d AS STRING) FROM scaled${index} ORDER BY k`)).toEqual(values.map((value) => [value]))
    }
  })

  test.each([
    ['itself within', record('l', { next: ['null', 'l'] }), 'has itself within'],
    ['no records', 'int', 'no records'],
    ['NULL only', record('r', { a: 'null' }), 'NULL only'],
    ['digits', record('r', { a: { type: 'bytes', logicalType: 'decimal', precision: 40 } }), '40 digits'],
    ['local', record('r', { a: { type: 'long', logicalType: 'local-timestamp-millis' } }), 'local timestamp'],
  ])('refused by name: %s', async (name, schema, message) => {
    const folder = `refused ${name}`
    await writeAvro(worker.inBucket(folder, 'a.avro'), schema, [])
    expect(await failure(`CREATE TABLE refused USING avro LOCATION 'obs://b1/${folder}'`)).toMatchObject({
      kind: 'not-supported',
      message: expect.stringContaining(message),
    })
  })

  test('dates of the calendar before, where the file does not say which', async () => {
    const schema = record('r', { d: { type: 'int', logicalType: 'date' } })
    await table('old', schema, [long(-200_000)])
    expect(await failure('SELECT * FROM old')).toMatchObject({ kind: 'not-supported', message: expect.stringContaining('1582-10-15') })
    await table('said', schema, [long(-200_000)], SPARK_3)
    expect(await worker.rows('SELECT * FROM said')).toEqual([['1422-06-03']])
  })
})

describe('files', () => {
  const SCHEMA = record('r', { a: 'int' })

  test.each(['null', 'deflate', 'zstandard'])('the codec %s', async (codec) => {
    const rows = Array.from({ length: 100_000 }, (_, index) => long(index))
    await table(`codec_${codec}`, SCHEMA, rows, { codec })
    expect(await worker.rows(`SELECT count(*), sum(a), max(a) FROM codec_${codec}`)).toEqual([[100_000, 4999950000, 99_999]])
  })

  test('folders say columns, and files of other schemas are read by name', async () => {
    const folder = worker.inBucket('parts')
    await writeAvro(join(folder, 'p=1', 'a'), SCHEMA, [long(1)])
    await writeAvro(join(folder, 'p=2', 'b'), record('other', { b: 'string', A: ['null', 'int'] }), [
      Buffer.concat([data('x'), branch(1, long(2))]),
    ])
    await create('parts')
    expect(await worker.rows('SELECT * FROM parts ORDER BY a')).toEqual([
      [1, 1],
      [2, 2],
    ])
  })

  test.each([
    ['cut off', avroBytes(SCHEMA, [long(1), long(2)]).subarray(0, -10)],
    ['more rows than bytes', avroBytes(SCHEMA, [long(1)], { rowCount: 3 })],
    ['fewer rows than bytes', avroBytes(SCHEMA, [long(1), long(2)], { rowCount: 1 })],
    ['another mark behind a block', Buffer.concat([avroBytes(SCHEMA, [long(1)]).subarray(0, -1), Buffer.from([1])])],
    ['no deflate', avroBytes(SCHEMA, [long(1)], { metadata: { 'avro.codec': 'deflate' } })],
    ['a text that is longer than the file', avroBytes(record('r', { a: 'string' }), [long(2 ** 40)])],
    ['a list without end', avroBytes(record('r', { a: { type: 'array', items: 'int' } }), [long(2 ** 50)])],
  ])('damaged: %s', async (name, bytes) => {
    const folder = `damaged ${name}`
    await mkdir(worker.inBucket(folder), { recursive: true })
    await writeFile(worker.inBucket(folder, 'a.avro'), bytes)
    await worker.run('DROP TABLE IF EXISTS damaged')
    await worker.run(`CREATE TABLE damaged USING avro LOCATION 'obs://b1/${folder}'`)
    expect(await failure('SELECT * FROM damaged')).toMatchObject({ kind: 'invalid-parameter', message: expect.stringContaining('a.avro') })
  })

  test('what is no Avro file, and a codec that is not known', async () => {
    await writeAvro(worker.inBucket('codec', 'a.avro'), SCHEMA, [long(1)], { metadata: { 'avro.codec': 'xz' } })
    await create('codec')
    expect(await failure('SELECT * FROM codec')).toMatchObject({ kind: 'not-supported', message: expect.stringContaining('xz') })
    await mkdir(worker.inBucket('text'))
    await writeFile(worker.inBucket('text', 'a.avro'), 'a,b\n1,2\n')
    expect(await failure("CREATE TABLE text USING avro LOCATION 'obs://b1/text'")).toMatchObject({
      kind: 'invalid-parameter',
      message: expect.stringContaining('no Avro file'),
    })
  })

  test('nothing is written', async () => {
    await table('only', SCHEMA, [long(1)])
    expect(await failure('INSERT INTO only VALUES (2)')).toMatchObject({ kind: 'not-supported', message: expect.stringContaining('Avro') })
    for (const statement of ['DELETE FROM only', 'TRUNCATE TABLE only', 'OPTIMIZE only'])
      expect(await failure(statement)).toMatchObject({ hint: expect.stringContaining('change a copy: CREATE TABLE … AS SELECT') })
    expect(await failure("CREATE TABLE made USING avro LOCATION 'obs://b1/made' AS SELECT 1 AS a")).toMatchObject({ kind: 'not-supported' })
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../../../fixtures/test-worker.ts'
import { column, IcebergTable } from './fixtures/iceberg-table.ts'
import { knownOfBounds } from './value-bounds.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}
const long = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(value)
  return bytes
}
const double = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return bytes
}
const only = (bytes: Buffer, more: Readonly<Record<string, number>> = {}) => ({ nulls: 0, lower: bytes, upper: bytes, ...more })

const asked = async (condition: string): Promise<readonly [string | undefined, readonly unknown[]]> => {
  const sql = `SELECT file FROM bounded WHERE ${condition} ORDER BY file`
  const told = (await worker.rows(`EXPLAIN ${sql}`)).flat().map(String)
  return [told.map((line) => /files \d+ of \d+/.exec(line)?.[0]).find((found) => found !== undefined), (await worker.rows(sql)).flat()]
}

test('files whose values the manifests rule out are not opened, and no row is lost', async () => {
  const table = new IcebergTable(worker.inBucket('bounded'))
  const rows = [
    "9007199254740993::BIGINT AS n, 1.50::DECIMAL(20,2) AS d, 1.0::DOUBLE AS x, 'abc' AS s, TIMESTAMP '2024-01-01 09:30:00.000001' AS moment, DATE '2024-01-01' AS day, 0::INTEGER AS file",
    "5::BIGINT AS n, -100.00::DECIMAL(20,2) AS d, 'NaN'::DOUBLE AS x, 'xyz' AS s, TIMESTAMP '2024-02-01 00:00:00' AS moment, DATE '1969-12-31' AS day, 1::INTEGER AS file",
    'NULL::BIGINT AS n, NULL::DECIMAL(20,2) AS d, NULL::DOUBLE AS x, NULL::VARCHAR AS s, NULL::TIMESTAMP AS moment, NULL::DATE AS day, 2::INTEGER AS file',
    "7::BIGINT AS n, 7.00::DECIMAL(20,2) AS d, 7.0::DOUBLE AS x, 'm' AS s, TIMESTAMP '2024-03-01 00:00:00' AS moment, DATE '2024-03-01' AS day, 3::INTEGER AS file",
  ]
  for (const [index, row] of rows.entries())
    await table.parquet(`data/${index}.parquet`, `SELECT ${row}`, '{n: 1, d: 2, x: 3, s: 4, moment: 5, day: 6, file: 7}')
  const micros = (text: string, rest = 0n): Buffer => long(BigInt(Date.parse(`${text}Z`)) * 1000n + rest)
  const nothing = { nulls: 1 }
  await table.snapshot(1, [
    {
      files: [
        {
          path: 'data/0.parquet',
          bounds: {
            1: only(long(9_007_199_254_740_993n)),
            2: only(Buffer.from([0, 150])),
            3: only(double(1), { nans: 0 }),
            4: only(Buffer.from('abc')),
            5: only(micros('2024-01-01T09:30:00', 1n)),
            6: only(int(19_723)),
          },
        },
        {
          path: 'data/1.parquet',
          bounds: {
            // Of when the column was an INT.
            1: only(int(5)),
            2: only(Buffer.from([0xd8, 0xf0])),
            3: { nulls: 0, nans: 1, lower: double(2), upper: double(2) },
            4: only(Buffer.from('xyz')),
            5: only(micros('2024-02-01T00:00:00')),
            6: only(int(-1)),
          },
        },
        { path: 'data/2.parquet', bounds: { 1: nothing, 2: nothing, 3: nothing, 4: nothing, 5: nothing, 6: nothing } },
        { path: 'data/3.parquet' },
      ],
    },
  ])
  await table.commit(1, [
    column(1, 'n', 'long'),
    column(2, 'd', 'decimal(20,2)'),
    column(3, 'x', 'double'),
    column(4, 's', 'string'),
    column(5, 'moment', 'timestamp'),
    column(6, 'day', 'date'),
    column(7, 'file', 'int'),
  ])
  await worker.run("CREATE TABLE bounded USING iceberg LOCATION 'obs://b1/bounded'")
  expect(await asked('n = 9007199254740993')).toEqual(['files 2 of 4', [0]])
  expect(await asked('n = 9007199254740992')).toEqual(['files 1 of 4', []])
  expect(await asked('n < 6')).toEqual(['files 2 of 4', [1]])
  expect(await asked('d < -1.5')).toEqual(['files 2 of 4', [1]])
  expect(await asked('x > 5')).toEqual(['files 2 of 4', [1, 3]])
  expect(await asked('x < 2')).toEqual(['files 2 of 4', [0]])
  expect(await asked("s LIKE 'x%'")).toEqual(['files 2 of 4', [1]])
  expect(await asked("moment > TIMESTAMP '2024-01-01 09:30:00' AND moment < TIMESTAMP '2024-01-02'")).toEqual(['files 2 of 4', [0]])
  expect(await asked("day < DATE '1970-01-01'")).toEqual(['files 2 of 4', [1]])
  expect(await asked('n IS NULL')).toEqual(['files 2 of 4', [2]])
  expect(await asked('n IS NOT NULL')).toEqual(['files 3 of 4', [0, 1, 3]])
  expect(await asked('abs(n) = 5')).toEqual(['files 4 of 4', [1]])
})

test.each([
  ['int', 'int', Buffer.from([1]), undefined],
  ['string', 'string', Buffer.from([0xff]), undefined],
  ['uuid', 'string', Buffer.alloc(16), undefined],
  ['date', 'date', int(3_000_000), undefined],
  ['string', 'string', Buffer.from('ab'), 'ab'],
  ['double', 'double', Buffer.from([0, 0, 192, 63]), '1.5'],
] as const)('a least value of %s: %s', (written, kind, bytes, min) => {
  const one = { name: 'c', key: { kind: 'id', id: 1 }, type: { kind: 'value', type: { kind } }, written } as const
  const bounds = new Map([[1, { nulls: undefined, nans: undefined, lower: bytes, upper: undefined }]])
  expect(knownOfBounds(1, bounds, [one]).statistics['c']?.min).toBe(min)
})

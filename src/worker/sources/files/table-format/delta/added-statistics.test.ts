import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../../../fixtures/test-worker.ts'
import { addedStatistics } from './added-statistics.ts'
import { DeltaTable, metadata, protocol } from './fixtures/delta-table.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const COLUMNS: readonly (readonly [name: string, type: string])[] = [
  ['n', 'long'],
  ['d', 'decimal(20,2)'],
  ['x', 'double'],
  ['s', 'string'],
  ['at', 'timestamp'],
  ['day', 'date'],
]
const FILES: readonly (readonly [row: string, stats: string])[] = [
  [
    "9007199254740993, 1.50, 1.0, 'abc', TIMESTAMP '2024-01-01 09:30:00.0001', DATE '2024-01-01'",
    '{"numRecords":1,"minValues":{"n":9007199254740993,"d":1.50,"x":1.0,"s":"abc","at":"2024-01-01T10:30:00.000+01:00","day":"2024-01-01"},"maxValues":{"n":9007199254740993,"d":1.50,"x":1.0,"s":"abc","at":"2024-01-01T10:30:00.000+01:00","day":"2024-01-01"},"nullCount":{"n":0,"d":0,"x":0,"s":0,"at":0,"day":0}}',
  ],
  [
    "5, 100.00, 'NaN', 'xyz', TIMESTAMP '2024-02-01 00:00:00', DATE '2024-02-01'",
    '{"numRecords":1,"minValues":{"n":5,"d":1e2,"x":2.0,"s":"xyz","at":"2024-02-01T00:00:00.000Z","day":"2024-02-01"},"maxValues":{"n":5,"d":1e2,"x":2.0,"s":"xyz","at":"2024-02-01T00:00:00.000Z","day":"2024-02-01"},"nullCount":{"n":0,"d":0,"x":0,"s":0,"at":0,"day":0}}',
  ],
  ['NULL, NULL, NULL, NULL, NULL, NULL', '{"numRecords":1,"nullCount":{"n":1,"d":1,"x":1,"s":1,"at":1,"day":1}}'],
  ["7, 7.00, 7.0, 'm', TIMESTAMP '2024-03-01 00:00:00', DATE '2024-03-01'", 'no JSON'],
]

const asked = async (condition: string): Promise<readonly [string | undefined, readonly unknown[]]> => {
  const sql = `SELECT file FROM known WHERE ${condition} ORDER BY file`
  const told = (await worker.rows(`EXPLAIN ${sql}`)).flat().map(String)
  return [told.map((line) => /files \d+ of \d+/.exec(line)?.[0]).find((found) => found !== undefined), (await worker.rows(sql)).flat()]
}

test('files whose values the log rules out are not opened, and no row is lost', async () => {
  const table = new DeltaTable(worker.inBucket('known'))
  const fields = [...COLUMNS.map(([name, type]) => ({ name, type })), { name: 'file', type: 'integer' }]
  await table.commit(protocol(), metadata(fields))
  for (const [index, [row, stats]] of FILES.entries()) {
    const [n, d, x, s, at, day] = row.split(', ')
    const casts = `${n}::BIGINT AS n, ${d}::DECIMAL(20,2) AS d, ${x}::DOUBLE AS x, ${s}::VARCHAR AS s, (${at})::TIMESTAMP AS at, (${day})::DATE AS day`
    await table.parquet(`${index}.parquet`, `SELECT ${casts}, ${index}::INTEGER AS file`)
    await table.commit(await table.add(`${index}.parquet`, { stats }))
  }
  await worker.run("CREATE TABLE known USING delta LOCATION 'obs://b1/known'")
  expect(await asked('n = 9007199254740993')).toEqual(['files 2 of 4', [0]])
  expect(await asked('n = 9007199254740992')).toEqual(['files 1 of 4', []])
  expect(await asked('d > 1.5')).toEqual(['files 2 of 4', [1, 3]])
  expect(await asked('x > 5')).toEqual(['files 3 of 4', [1, 3]])
  expect(await asked('x < 2')).toEqual(['files 2 of 4', [0]])
  expect(await asked("s LIKE 'x%'")).toEqual(['files 2 of 4', [1]])
  expect(await asked("at > TIMESTAMP '2024-01-01 09:30:00' AND at < TIMESTAMP '2024-01-02'")).toEqual(['files 2 of 4', [0]])
  expect(await asked("day BETWEEN DATE '2024-02-01' AND DATE '2024-02-02'")).toEqual(['files 2 of 4', [1]])
  expect(await asked('n IS NULL')).toEqual(['files 2 of 4', [2]])
  expect(await asked('n IS NOT NULL')).toEqual(['files 3 of 4', [0, 1, 3]])
  expect(await asked('abs(n) = 5')).toEqual(['files 4 of 4', [1]])
})

test('by the names that columns have in the log', async () => {
  const table = new DeltaTable(worker.inBucket('mapped'))
  const named = (name: string, id: number) => ({
    name,
    type: 'integer',
    metadata: { 'delta.columnMapping.id': id, 'delta.columnMapping.physicalName': `col-${id}` },
  })
  await table.commit(protocol(2), metadata([named('a', 1), named('b', 2)], { configuration: { 'delta.columnMapping.mode': 'name' } }))
  for (const value of [1, 2, 3]) {
    await table.parquet(`${value}.parquet`, `SELECT ${value}::INTEGER AS "col-1", ${-value}::INTEGER AS "col-2"`)
    const bounds = { 'col-1': value, 'col-2': -value }
    await table.commit(
      await table.add(`${value}.parquet`, {
        stats: JSON.stringify({ numRecords: 1, minValues: bounds, maxValues: bounds, nullCount: {} }),
      }),
    )
  }
  await worker.run("CREATE TABLE mapped USING delta LOCATION 'obs://b1/mapped'")
  expect((await worker.rows('EXPLAIN SELECT a FROM mapped WHERE b = -2')).flat().join('\n')).toContain('files 1 of 3')
  expect(await worker.rows('SELECT a FROM mapped WHERE b = -2')).toEqual([[2]])
})

test.each<[string, string, Readonly<Record<string, unknown>>]>([
  ['string', '{"numRecords":2,"minValues":{"c":"a"},"maxValues":{"c":"abcdefghijklmnopqrstuvwxyzabcdef\ufffd"}}', { min: 'a' }],
  ['timestamp', '{"numRecords":2,"minValues":{"c":"2024-01-01T00:00:00.000"},"maxValues":{"c":"soon"}}', {}],
  ['timestamp', '{"numRecords":2,"maxValues":{"c":"2024-01-01T00:00:00Z"}}', { max: '2024-01-01 00:00:00.000999' }],
  ['int', '{"numRecords":2,"minValues":{"c":"x"},"maxValues":{"c":{"d":1}},"nullCount":{"c":-1}}', {}],
  ['int', '{"numRecords":2,"minValues":{"C":1},"nullCount":{"c":2}}', { nulls: 2 }],
])('%s %s', (type, stats, known) => {
  const kind = type === 'int' ? 'int' : type === 'string' ? 'string' : 'timestamp'
  const column = { name: 'c', key: { kind: 'name', name: 'c' }, type: { kind: 'value', type: { kind } } } as const
  expect(addedStatistics(stats, [column], new Map())).toEqual({ rowCount: 2, statistics: { c: { type, ...known } } })
})

test('decimals that were told as doubles, and doubles that were told as floats, leave out no file that has the row', async () => {
  const table = new DeltaTable(worker.inBucket('rounded'))
  const fields = [
    { name: 'd', type: 'decimal(38,10)' },
    { name: 'x', type: 'double' },
  ]
  await table.commit(protocol(3, ['typeWidening']), metadata(fields))
  const rows = [
    ['2779382635548260724221471.4175999943', -0.1, '{"d":2.7793826355482605e+24,"x":-0.1}'],
    ['-12345678901234567890.1234567891', 0.1, '{"d":-1.2345678901234567e+19,"x":0.1}'],
  ] as const
  for (const [index, [decimal, float, bounds]] of rows.entries()) {
    await table.parquet(`${index}.parquet`, `SELECT '${decimal}'::DECIMAL(38,10) AS d, (${float})::FLOAT AS x`)
    const stats = `{"numRecords":1,"minValues":${bounds},"maxValues":${bounds},"nullCount":{"d":0,"x":0}}`
    await table.commit(await table.add(`${index}.parquet`, { stats }))
  }
  await worker.run("CREATE TABLE rounded USING delta LOCATION 'obs://b1/rounded'")
  for (const [decimal] of rows) {
    expect(await worker.rows(`SELECT count(*) FROM rounded WHERE d = ${decimal}`)).toEqual([[1]])
    expect((await worker.rows(`EXPLAIN SELECT * FROM rounded WHERE d = ${decimal}`)).join()).toContain('files 1 of 2')
  }
  expect(await worker.rows('SELECT count(*) FROM rounded WHERE x < -0.1D')).toEqual([[1]])
})

test.each(['', '[]', '{}', '{"numRecords":-1}', '{"numRecords":"many"}', 'null'])('%s says nothing', (stats) => {
  expect(addedStatistics(stats, [], new Map())).toBeUndefined()
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../../fixtures/test-worker.ts'
import { checkFooters, checkFootersAsTheyStand } from './check-footers.ts'
import { type SaidInFooter, writeSaidType } from './fixtures/write-said-type.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const integer = (bits: number, isSigned: boolean): SaidInFooter => ({ kind: 'logical-integer', bits, isSigned })
const decimals = (precision: number, scale: number): readonly SaidInFooter[] =>
  (['converted-decimal', 'logical-decimal'] as const).map((kind) => ({ kind, precision, scale }))

// Spark 3.3.1 refuses each of them.
test.each<[string, readonly SaidInFooter[]]>([
  ['a whole number of 24 bits', [integer(24, true)]],
  ['a whole number of 0 bits', [integer(0, true)]],
  ['a whole number of 255 bits', [integer(255, true)]],
  ['a whole number of 128 bits', [integer(128, false)]],
  ['decimal(9,-2)', decimals(9, -2)],
  ['decimal(9,258)', decimals(9, 258)],
  ['decimal(-247,2)', decimals(-247, 2)],
  ['decimal(0,0)', decimals(0, 0)],
  ['decimal(4,5)', decimals(4, 5)],
])('a file that says of a column that it is %s is damaged: so says its refusal, by file and column', async (what, ways) => {
  for (const said of ways) {
    const key = `${said.kind}-${what.replaceAll(/\W/g, '-')}/a.parquet`
    await writeSaidType(worker.inBucket(key), '300', said)
    for (const sql of [`SELECT * FROM parquet.\`obs://b1/${key}\``, `CREATE TABLE none USING parquet LOCATION 'obs://b1/${key}'`])
      expect((await worker.fail(sql)).error).toMatchObject({
        kind: 'invalid-parameter',
        message: expect.stringContaining(`a.parquet is a damaged Parquet file: column "a" is ${what}, which cannot be`),
      })
  }
  expect(await worker.rows('SELECT 1')).toEqual([[1]])
})

test('those that can be are read, by either word', async () => {
  for (const said of [...decimals(9, 0), ...decimals(9, 9), ...decimals(3, 0)]) {
    if (said.kind === 'logical-integer') continue
    const key = `${said.kind}-${said.precision}-${said.scale}/a.parquet`
    await writeSaidType(worker.inBucket(key), '300', said)
    const { columns } = await worker.run(`SELECT a FROM parquet.\`obs://b1/${key}\``)
    expect(columns).toEqual([{ name: 'a', type: `decimal(${said.precision},${said.scale})` }])
    expect(await worker.rows(`SELECT a * 1 FROM parquet.\`obs://b1/${key}\``)).toEqual([[300 / 10 ** said.scale]])
  }
})

test('decimals of more digits than their column has are told as damage', async () => {
  for (const said of decimals(4, 2)) {
    const other = await TestWorker.start()
    try {
      await writeSaidType(other.inBucket('digits/a.parquet'), '1234567', said)
      expect((await other.fail('SELECT * FROM parquet.`obs://b1/digits/a.parquet`')).error).toMatchObject({
        kind: 'invalid-parameter',
        message: 'obs://b1/digits/a.parquet is a damaged Parquet file',
      })
    } finally {
      await other.end()
    }
  }
})

// The types and values are those that Spark 3.3.1 has.
test.each<[SaidInFooter, string, string, boolean]>([
  [integer(32, true), '300', 'int', false],
  [integer(64, true), 'CAST(300 AS BIGINT)', 'bigint', false],
  [integer(16, true), '300', 'smallint', true],
  [integer(32, false), '300', 'bigint', true],
])('%j alone is read, and copied only where the engine would take it for something else', async (said, sql, type, isCopied) => {
  if (said.kind !== 'logical-integer') return
  const key = `integer-${said.bits}-${said.isSigned}/a.parquet`
  const path = worker.inBucket(key)
  await writeSaidType(path, sql, said)
  expect((await worker.run(`SELECT a FROM parquet.\`obs://b1/${key}\``)).columns).toEqual([{ name: 'a', type }])
  expect(await worker.rows(`SELECT a FROM parquet.\`obs://b1/${key}\` WHERE a > 299`)).toEqual([[300]])
  const { signal } = new AbortController()
  expect((await checkFooters([path], () => key, signal)).size).toBe(isCopied ? 1 : 0)
  const standing = checkFootersAsTheyStand([path], () => key, signal)
  await (isCopied ? expect(standing).rejects.toMatchObject({ kind: 'not-supported' }) : expect(standing).resolves.toBeUndefined())
})

test('whole numbers that are kept in fewer or more bits than they say are damaged, as in Spark', async () => {
  for (const [bits, sql] of [
    [64, '300'],
    [32, 'CAST(300 AS BIGINT)'],
  ] as const) {
    await writeSaidType(worker.inBucket(`kept-${bits}/a.parquet`), sql, integer(bits, true))
    expect((await worker.fail(`SELECT * FROM parquet.\`obs://b1/kept-${bits}/a.parquet\``)).error.message).toMatch(
      /is a damaged Parquet file/,
    )
  }
})

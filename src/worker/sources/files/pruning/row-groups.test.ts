import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../../fixtures/test-worker.ts'

const GROUP_ROWS = 10_240
const GROUPS = 6

let worker: TestWorker
let engine: DuckDBInstance
let writer: DuckDBConnection

beforeAll(async () => {
  worker = await TestWorker.start()
  engine = await DuckDBInstance.create(':memory:', { threads: '1' })
  writer = await engine.connect()
})
afterAll(async () => {
  engine.closeSync()
  await worker.end()
})

/** As EXPLAIN says it. */
const rowGroups = async (sql: string): Promise<readonly string[]> => {
  const lines = (await worker.rows(`EXPLAIN ${sql}`)).map(String)
  return lines.flatMap((line) => /by this queue itself, .*?(row groups \d+ of \d+):/.exec(line)?.[1] ?? [])
}

/** Six groups; of n, d, s and m each has values of its own. */
async function write(path: string): Promise<string> {
  const file = worker.inBucket(path)
  await mkdir(join(file, '..'), { recursive: true })
  const group = `(range // ${GROUP_ROWS})`
  await writer.run(
    `COPY (SELECT range AS n, CAST(DATE '2024-01-01' + CAST(${group} AS INTEGER) AS DATE) AS d, concat('g', ${group}) AS s, CAST(${group} * 1.5 AS DECIMAL(10,2)) AS m,
       CASE WHEN ${group} < 2 THEN NULL ELSE range % 3 END AS k, CAST(range AS DOUBLE) AS x FROM range(${GROUPS * GROUP_ROWS}))
     TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE ${GROUP_ROWS})`,
  )
  return file
}

/** Overwrites what the columns of the groups hold, but not what is said of them at the end. */
async function damage(file: string, groups: readonly number[]): Promise<void> {
  const found = await writer.runAndReadAll(
    `SELECT min(coalesce(dictionary_page_offset, data_page_offset)), sum(total_compressed_size) FROM parquet_metadata('${file}') WHERE row_group_id IN (${groups.join(', ')}) GROUP BY row_group_id`,
  )
  const handle = await open(file, 'r+')
  for (const [start, length] of found.getRows()) await handle.write(Buffer.alloc(Number(length), 0xff), 0, Number(length), Number(start))
  await handle.close()
}

test('EXPLAIN says how many row groups may hold a row that is wanted', async () => {
  await write('groups/a.parquet')
  await worker.run("CREATE TABLE groups USING parquet LOCATION 'obs://b1/groups'")
  const all = `row groups ${GROUPS} of ${GROUPS}`
  expect(await rowGroups('SELECT * FROM groups')).toEqual([all])
  for (const where of ['n = 25000', "d = DATE'2024-01-03'", "s = 'g2'", 'm = 3', 'n BETWEEN 20500 AND 20600', "s LIKE 'g2%'"])
    expect([where, ...(await rowGroups(`SELECT * FROM groups WHERE ${where}`))]).toEqual([where, `row groups 1 of ${GROUPS}`])
  expect(await rowGroups('SELECT * FROM groups WHERE k IS NULL')).toEqual([`row groups 2 of ${GROUPS}`])
  expect(await rowGroups('SELECT * FROM groups WHERE n > 1000000')).toEqual([`row groups 0 of ${GROUPS}`])
  // Not by what is computed, or by doubles, of which NaN may stand in no statistics.
  for (const where of ['n + 1 = 25000', 'x = 25000']) expect(await rowGroups(`SELECT * FROM groups WHERE ${where}`)).toEqual([all])
  // A column that is of another type in the table is compared in that one.
  await worker.run("CREATE TABLE wider (n DECIMAL(20,0), s STRING) USING parquet LOCATION 'obs://b1/groups'")
  expect(await rowGroups('SELECT * FROM wider WHERE n = 25000')).toEqual([all])
  expect(await rowGroups("SELECT * FROM wider WHERE s > 'g3'")).toEqual([`row groups 2 of ${GROUPS}`])
  await worker.run('CREATE TABLE kept AS SELECT * FROM groups')
  expect(await rowGroups('SELECT g.n FROM groups g JOIN kept k ON g.n = k.n WHERE g.n < 10')).toEqual([
    `row groups 1 of ${GROUPS}`,
    expect.stringMatching(/^row groups 1 of /),
  ])
})

test.each([
  ['n = 25000', [2], 1],
  ["d >= DATE'2024-01-05'", [4, 5], 2 * GROUP_ROWS],
  ["s IN ('g1', 'g3')", [1, 3], 2 * GROUP_ROWS],
  ['m < 1', [0], GROUP_ROWS],
  ['n < 5', [0], 5],
])('the others are not read: with %s they may be damaged', async (where, needed, count) => {
  const name = `damaged_${needed.join('_')}_${count}`
  const file = await write(`${name}/a.parquet`)
  await worker.run(`CREATE TABLE ${name} USING parquet LOCATION 'obs://b1/${name}'`)
  await damage(
    file,
    [0, 1, 2, 3, 4, 5].filter((group) => !needed.includes(group)),
  )
  expect(await rowGroups(`SELECT * FROM ${name} WHERE ${where}`)).toEqual([`row groups ${needed.length} of ${GROUPS}`])
  expect(await worker.rows(`SELECT count(*), count(s), count(n) FROM ${name} WHERE ${where}`)).toEqual([[count, count, count]])
  expect((await worker.fail(`SELECT max(s), max(n) FROM ${name}`)).error.message).toContain('damaged')
})

test('a job tells of each table how many files it opened', async () => {
  await write('told/day=1/a.parquet')
  await write('told/day=2/a.parquet')
  await worker.run("CREATE TABLE told USING parquet LOCATION 'obs://b1/told'")
  await worker.run('CREATE TABLE numbers (n BIGINT)')
  for (const n of [1, 2, 3]) await worker.run(`INSERT INTO numbers VALUES (${n})`)
  const ofNumbers = (read: number) => ({ table: 'default.numbers', files: { read, all: 3 } })
  const ofTold = { table: 'default.told', files: { read: 1, all: 2 }, partitions: { read: 1, all: 2 } }
  const readings = async (sql: string) => (await worker.run(sql)).tableReadings
  expect(await readings('SELECT count(*) FROM told t JOIN numbers m ON t.n = m.n WHERE t.day = 1 AND m.n = 2')).toEqual([
    ofTold,
    ofNumbers(1),
  ])
  expect(await readings('SELECT * FROM groups LIMIT 1')).toEqual([{ table: 'default.groups', files: { read: 1, all: 1 } }])
  expect(await readings('SELECT 1')).toBeUndefined()
  expect(await readings('EXPLAIN SELECT * FROM numbers')).toBeUndefined()
  expect(await readings('DELETE FROM numbers WHERE n = 3')).toContainEqual(ofNumbers(1))
  expect(await readings('INSERT INTO numbers SELECT n FROM told WHERE day = 2 AND n < 10')).toEqual([ofTold])
})

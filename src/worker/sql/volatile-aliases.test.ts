import type { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestEngine, WITHOUT_TABLES } from './fixtures/test-engine.ts'
import { translate } from './translate.ts'

let engine: TestEngine
let connection: DuckDBConnection

beforeAll(async () => {
  engine = await TestEngine.start()
  connection = engine.connection
})

afterAll(() => engine.end())

async function engineSql(sql: string): Promise<string> {
  const plan = await translate(sql, WITHOUT_TABLES)
  if (plan.kind !== 'query') throw new Error('no query')
  return plan.query.sql
}

const rows = async (sql: string) => (await connection.runAndReadAll(await engineSql(sql))).getRowsJson()

test('a lambda function reads an alias of rand() beside columns of the tables', async () => {
  const made = await rows('SELECT rand() AS r, transform(array(1, 2), x -> x + r + id), transform(array(r), x -> x + id) FROM range(2)')
  for (const [index, [r, added, own]] of made.entries()) {
    expect(added).toEqual([1 + Number(r) + index, 2 + Number(r) + index])
    expect(own).toEqual([Number(r) + index])
  }
})

test('SELECT DISTINCT that is sorted by a computed value reads an alias of rand()', async () => {
  const made = await rows('SELECT DISTINCT rand() AS r, r + 1 AS s FROM range(3) ORDER BY r * 2')
  expect(made.map(([, s]) => s)).toEqual(made.map(([r]) => Number(r) + 1))
})

test('an alias of rand() that rows are grouped by is the value of its group', async () => {
  const made = await rows('SELECT floor(rand() * 2) AS r, count(*) FROM range(1000) GROUP BY r ORDER BY r')
  expect(made.map(([r]) => Number(r))).toEqual([0, 1])
  expect(made.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(1000)
})

test('where an alias of rand() cannot be one value, it is refused by name', async () => {
  const refused = translate('SELECT rand() AS r, sum(r) FROM range(2)', WITHOUT_TABLES)
  await expect(refused).rejects.toMatchObject({ kind: 'not-supported', message: expect.stringContaining('aggregate') })
})

test('aliases that read one another doubly take no time for each way to the first', async () => {
  const links = Array.from({ length: 60 }, (_, index) => `a${index} - a${index} AS a${index + 1}`)
  const text = await engineSql(`SELECT rand() AS r, CAST(id AS double) / 3 AS a0, ${links.join(', ')}, a60 - r AS last FROM range(1)`)
  expect(text.length).toBeLessThan(200_000)
})

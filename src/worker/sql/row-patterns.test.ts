import type { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestEngine } from './fixtures/test-engine.ts'
import { translate } from './translate.ts'

let engine: TestEngine
let connection: DuckDBConnection
beforeAll(async () => {
  engine = await TestEngine.start()
  connection = engine.connection
})
afterAll(() => engine.end())

async function rows(sql: string): Promise<unknown> {
  const catalog = { databaseExists: async () => true, table: async () => undefined }
  const plan = await translate(sql, { currentDatabase: 'default', catalog, now: 0, userName: 'tester' })
  if (plan.kind !== 'query') throw new Error('no query')
  return (await connection.runAndReadAll(plan.query.sql)).getRowsJson()
}

// Spark 3.3.1 says: the pattern 'a\b' is invalid, the escape character is not allowed to precede 'b'.
test.each([
  ["SELECT 'ab' LIKE x AS l FROM VALUES ('a\\\\b') AS t(x)"],
  ["SELECT 'ab' LIKE x ESCAPE '@' AS l FROM VALUES ('ab@') AS t(x)"],
  ["SELECT 'ab' ILIKE x AS l FROM VALUES ('ab'), ('\\\\') AS t(x)"],
])('%s stops the job', async (sql) => {
  await expect(rows(sql)).rejects.toThrow('the escape character stands before %, _ and itself only')
})

test('a pattern of the rows may have what it escapes', async () => {
  const sql = "SELECT s LIKE p ESCAPE '^' AS l FROM VALUES ('a%', 'a^%'), ('a^', 'a^^'), ('a_', 'b^_'), ('a', NULL) AS t(s, p)"
  expect(await rows(sql)).toEqual([[true], [true], [false], [null]])
})

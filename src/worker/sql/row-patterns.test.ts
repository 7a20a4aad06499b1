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

// Where the expression is not found, Spark 3.3.1 does not look for the group: cases/groups-of-patterns.sql.
test.each([
  "regexp_extract('abc', 'a(b)', 2)",
  "regexp_extract('abc', 'a(b)', -1)",
  "regexp_extract('abc', 'a')",
  "regexp_extract_all('abc', 'a(b)', 2)",
  "regexp_extract_all('abc', 'a(b)', -1)",
  'regexp_extract(s, p, 2)',
  'regexp_extract_all(s, p, 2)',
  "regexp_extract(s, 'a(b)', g)",
])('%s asks for a group that is not there', async (call) => {
  await expect(rows(`SELECT ${call} AS x FROM VALUES ('xyz', 'a(b)', 2), ('abc', 'a(b)', 2) AS t(s, p, g)`)).rejects.toThrow(
    /The group (2|-1|1|that a row asks for) does not exist/,
  )
})

test('a group above the ninth', async () => {
  expect(await rows(`SELECT regexp_extract('ab', '${'(a)?'.repeat(9)}(b)?', 10) AS x`)).toEqual([['b']])
})

// Answers of Spark 3.3.1.
test('split by an empty text of the rows cuts between all characters and behind the last; by another that matches nothing, too', async () => {
  const sql = "SELECT split(s, p) AS c FROM VALUES ('abc', ''), ('é😀', ''), ('', ''), ('a,b,', ','), (NULL, '') AS t(s, p)"
  expect(await rows(sql)).toEqual([[['a', 'b', 'c', '']], [['é', '?', '?', '']], [['']], [['a', 'b', '']], [null]])
  expect(await rows("SELECT split('abc', p) AS c FROM VALUES ('|'), ('x*'), ('a|'), ('^') AS t(p)")).toEqual([
    [['a', 'b', 'c', '']],
    [['a', 'b', 'c', '']],
    [['', '', 'b', 'c', '']],
    [['abc']],
  ])
})

test('split of NULL by an empty text is NULL', async () => {
  expect(await rows("SELECT split(s, '') AS c, split(s, '', 2) AS d FROM VALUES ('ab'), (NULL) AS t(s)")).toEqual([
    [
      ['a', 'b', ''],
      ['a', 'b'],
    ],
    [null, null],
  ])
})

test('ILIKE compares what lower makes of both', async () => {
  expect(await rows("SELECT s ILIKE p AS l FROM VALUES ('ΑΣ', 'ας'), ('İ', 'i̇'), ('İ', 'i_'), ('ß', 'SS') AS t(s, p)")).toEqual([
    [true],
    [true],
    [true],
    [false],
  ])
})

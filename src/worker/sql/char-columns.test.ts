/** char(n) and varchar(n) columns; what is expected is what Apache Spark 3.3.1 answers. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Column } from '../../protocol/table-definition.ts'
import { TestEngine } from './fixtures/test-engine.ts'
import type { TranslationContext } from './plan/plan.ts'
import { translate } from './translate.ts'

const tables = new Map<string, readonly Column[]>()
const context: TranslationContext = {
  currentDatabase: 'default',
  catalog: {
    databaseExists: async () => true,
    table: async (database, name) => {
      const columns = tables.get(name)
      return columns === undefined
        ? undefined
        : { database, name, columns: [...columns], source: { kind: 'managed', format: 'parquet' } as const }
    },
  },
  now: 0,
  userName: 'tester',
}

let engine: TestEngine
let connection: DuckDBConnection

async function rows(sql: string): Promise<unknown> {
  const plan = await translate(sql, context)
  if (plan.kind !== 'query' && plan.kind !== 'insert') throw new Error(`${sql} gives no rows`)
  for (const scan of plan.query.scans)
    await connection.run(`CREATE OR REPLACE TEMP VIEW ${scan.relation} AS SELECT * FROM kept_${scan.table.name}`)
  return (await connection.runAndReadAll(plan.query.sql)).getRowsJson()
}

async function create(sql: string): Promise<readonly Column[]> {
  const plan = await translate(sql, context)
  if (plan.kind !== 'create-table' || plan.columns === undefined) throw new Error(`${sql} makes no table`)
  tables.set(plan.table, plan.columns)
  return plan.columns
}

beforeAll(async () => {
  engine = await TestEngine.start()
  connection = engine.connection
  await create(
    'CREATE TABLE ch (k int, c char(4), v varchar(3), d char(6), a array<char(3)>, s struct<x:char(3),y:varchar(2)>) USING parquet',
  )
  const values = [
    "(1, 'ab', 'xyz', 'ab', array('a', 'b  '), named_struct('x', 'q', 'y', 'r'))",
    "(2, NULL, 'xy ', NULL, NULL, NULL)",
    "(3, 'abcd    ', 'xyz   ', 'abcd', array('abc', NULL), NULL)",
  ]
  const plan = await translate(`INSERT INTO ch VALUES ${values.join(', ')}`, context)
  if (plan.kind !== 'insert') throw new Error('no insert')
  await connection.run(`CREATE TABLE kept_ch AS ${plan.query.sql}`)
})

afterAll(() => engine.end())

test('the catalog keeps the lengths, and CREATE TABLE AS takes them over from columns alone', async () => {
  expect(tables.get('ch')?.map((column) => column.type)).toEqual([
    'int',
    'char(4)',
    'varchar(3)',
    'char(6)',
    'array<char(3)>',
    'struct<x:char(3),y:varchar(2)>',
  ])
  const made = await create(
    "CREATE TABLE made USING parquet AS SELECT c, upper(c) AS u, v AS w, coalesce(c, 'x') AS z, s.x AS sx, CAST(c AS char(9)) AS t FROM ch",
  )
  expect(made.map((column) => column.type)).toEqual(['char(4)', 'string', 'varchar(3)', 'string', 'string', 'string'])
})

test('what is written is padded, and cut at its end if that is only spaces', async () => {
  const sql = "SELECT k, concat('[', c, ']'), concat('[', v, ']'), length(d), a, s.x, transform(a, e -> length(e)) AS t FROM ch ORDER BY k"
  expect(await rows(sql)).toEqual([
    [1, '[ab  ]', '[xyz]', 6, ['a  ', 'b  '], 'q  ', [3, 3]],
    [2, null, '[xy ]', null, null, null, null],
    [3, '[abcd]', '[xyz]', 6, ['abc', null], null, [3, null]],
  ])
})

test.each([
  ["(4, 'abcde', 'x', '', NULL, NULL)", 'A string of 5 characters is too long for a column of type char(4)'],
  ["(4, 'a', 'xyza', '', NULL, NULL)", 'A string of 4 characters is too long for a column of type varchar(3)'],
  ["(4, 'a', 'x', '', array('abcd'), NULL)", 'A string of 4 characters is too long for a column of type char(3)'],
  ["(4, 12345, 'x', '', NULL, NULL)", 'A string of 5 characters is too long for a column of type char(4)'],
])('INSERT … VALUES %s stops the job', async (values, message) => {
  await expect(rows(`INSERT INTO ch VALUES ${values}`)).rejects.toThrow(message)
})

describe('a comparison', () => {
  test.each([
    ["c = 'ab'", [1]],
    ["c = 'ab    '", [1]],
    ["'ab' = c", [1]],
    ['c = d', [1, 3]],
    ["c IN ('ab', 'x')", [1]],
    ["c IN (NULL, 'ab', 'x')", []],
    ["c IN (d, 'ab')", []],
    ['c IN (d)', [1, 3]],
    ["c = concat('a', 'b')", [1]],
    ["upper(c) = 'AB'", []],
    ["v = 'xyz '", []],
    ["c LIKE 'ab'", []],
    ["s.x = 'q'", []],
    ["a[0] = 'a'", []],
    ["c BETWEEN 'ab' AND 'abc'", [1]],
    ["coalesce(c, 'z') = 'ab'", []],
    ["c <=> 'ab'", [1]],
    ["c > 'ab'", [3]],
    ["c = CAST('ab' AS CHAR(3))", [1]],
    ["c IN ('ab', 5)", []],
    ["CASE c WHEN 'ab' THEN true END", [1]],
    ['c IN (SELECT d FROM ch)', []],
    ["EXISTS (SELECT 1 FROM (SELECT 'ab' AS q) WHERE q = c)", []],
    ["EXISTS (SELECT 1 FROM ch y WHERE ch.c = y.d AND ch.c = 'ab')", [1]],
    ["s = named_struct('x', 'q', 'y', 'r')", []],
  ])('%s', async (condition, keys) => {
    expect(await rows(`SELECT k FROM ch WHERE ${condition} ORDER BY k`)).toEqual(keys.map((key) => [key]))
  })

  test.each([
    ["SELECT k FROM (SELECT k, c AS e FROM ch) WHERE e = 'ab'", [[1]]],
    ["SELECT k FROM (SELECT k, c AS e FROM ch UNION ALL SELECT 9, 'ab') WHERE e = 'ab'", [[1]]],
    ["SELECT e FROM (SELECT c AS e, count(*) AS n FROM ch GROUP BY c) WHERE e = 'ab'", [['ab  ']]],
    ["SELECT c, max(d) AS m FROM ch GROUP BY c HAVING c = 'ab'", [['ab  ', 'ab    ']]],
    ["SELECT e FROM (SELECT max(c) AS e FROM ch) WHERE e = 'abcd  '", []],
    ["WITH t AS (SELECT * FROM ch LIMIT 10) SELECT k FROM t WHERE c = 'ab'", [[1]]],
    ['SELECT x.k FROM ch x JOIN ch y ON x.c = y.d ORDER BY 1', [[1], [3]]],
    ['SELECT count(*) AS n FROM ch x JOIN (SELECT d AS c FROM ch) y USING (c)', [['2']]],
    ["SELECT k FROM ch x JOIN (SELECT 'ab' AS q) ON x.c = q", []],
    ["SELECT * FROM (SELECT k, c FROM ch) PIVOT (sum(k) FOR c IN ('ab', 'ab  '))", [[null, '1']]],
    ["SELECT * FROM (SELECT k, c FROM ch) PIVOT (collect_list(k) FOR c IN ('ab', 'abcd'))", [[[1], [3]]]],
    ["SELECT * FROM (SELECT k, c, 'x' AS x FROM ch) PIVOT (max(x) FOR (c, k) IN (('ab', 1), ('abcd', 3)))", [[null, 'x']]],
    [
      "SELECT k, nullif(c, 'ab') AS n FROM ch ORDER BY k",
      [
        [1, null],
        [2, null],
        [3, 'abcd'],
      ],
    ],
  ])('%s', async (sql, expected) => {
    expect(await rows(sql)).toEqual(expected)
  })
})

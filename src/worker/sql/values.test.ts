import type { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseSparkType } from '../../base/spark-type.ts'
import { sparkValue } from './cases/spark-value.ts'
import { TestEngine, WITHOUT_TABLES } from './fixtures/test-engine.ts'
import { translate } from './translate.ts'

let engine: TestEngine
let connection: DuckDBConnection

beforeAll(async () => {
  engine = await TestEngine.start()
  connection = engine.connection
})

afterAll(() => engine.end())

async function rows(sql: string): Promise<readonly (readonly unknown[])[]> {
  const plan = await translate(sql, WITHOUT_TABLES)
  if (plan.kind !== 'query') throw new Error('no query')
  const result = await connection.runAndReadAll(plan.query.sql)
  const types = plan.query.columns.map((column) => parseSparkType(column.type))
  return result.getRows().map((row) => row.map((value, index) => plain(sparkValue(value, types[index] ?? { kind: 'void' }))))
}

const plain = (value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value)

describe('a value is computed once', () => {
  test('an alias of rand() is the value of its column, wherever it is read', async () => {
    const [row = []] = await rows('SELECT rand() AS r, r AS s, r + a AS t, a FROM VALUES (1) AS v(a)')
    expect(row[1]).toBe(row[0])
    expect(row[2]).toBe(Number(row[0]) + 1)
    const sorted = await rows('SELECT rand() AS r, r AS s FROM range(20) ORDER BY r')
    expect(sorted.map(([r]) => r)).toEqual(sorted.map(([, s]) => s))
    expect(sorted.map(([r]) => Number(r))).toEqual(sorted.map(([r]) => Number(r)).sort((a, b) => a - b))
  })

  test('an operand that stands in two places of an operator is one value', async () => {
    const tests = await rows('SELECT rand() BETWEEN 0.5 AND 0.4999, nullif(rand(), -1) = 2 FROM range(2000)')
    expect(tests.every(([between, equal]) => between === false && equal === false)).toBe(true)
    const thirds = await rows(
      "SELECT count_if(c IS NULL) FROM (SELECT CASE floor(rand() * 3) WHEN 0 THEN 'a' WHEN 1 THEN 'b' WHEN 2 THEN 'c' END AS c FROM range(2000))",
    )
    expect(thirds).toEqual([['0']])
  })

  test('values are the same in either order of what may change places', async () => {
    expect(await rows('SELECT b + a, count(*) FROM VALUES (1, 2), (2, 1) AS t(a, b) GROUP BY a + b')).toEqual([[3, '2']])
    expect(await rows('SELECT c + (a * b) FROM VALUES (1, 2, 3) AS t(a, b, c) GROUP BY b * a + c')).toEqual([[5]])
    expect(await rows('SELECT (b = 1 OR a = 1) FROM VALUES (1, 2) AS t(a, b) GROUP BY a = 1 OR b = 1')).toEqual([[true]])
    await expect(rows('SELECT b - a FROM VALUES (1, 2) AS t(a, b) GROUP BY a - b')).rejects.toMatchObject({ kind: 'sql-semantics' })
  })

  test('aggregate() reads columns around it, at every row', async () => {
    const lists = 'FROM VALUES (10, array(1, 2)), (100, array(3, 4, 5)), (7, array()), (8, CAST(NULL AS array<int>)) AS t(k, xs)'
    expect(await rows(`SELECT aggregate(xs, 0, (acc, x) -> acc + x * k) ${lists}`)).toEqual([[30], [1200], [0], [null]])
    expect(await rows(`SELECT aggregate(xs, 0L, (acc, x) -> acc + x, acc -> acc * k) ${lists}`)).toEqual([['30'], ['1200'], ['0'], [null]])
    expect(await rows(`SELECT k ${lists} WHERE aggregate(xs, 0, (acc, x) -> acc + x * k) > 1000`)).toEqual([[100]])
    expect(await rows(`SELECT transform(xs, y -> aggregate(xs, y, (acc, x) -> acc + x * k)) ${lists} WHERE k = 10`)).toEqual([
      [['31', '32'].map(Number)],
    ])
  })

  test('a key of GROUP BY that has names in its text is found again inside of another value', async () => {
    const deep = (inner: string): string => Array.from({ length: 5 }).reduce<string>((sql) => `substring(${sql}, 2, 30)`, inner)
    const key = deep("concat(s, 'abcdefgh')")
    const query = `SELECT nullif(${deep("concat(max(s), 'abcdefgh')")}, ${key}), substring(${key}, length(${key}), 2) FROM VALUES ('q') AS t(s) GROUP BY ${key}`
    expect(await rows(query)).toEqual([[null, 'h']])
  })

  test('a lambda function reads a column of a query around its own, beside those of its own', async () => {
    const inner = 'SELECT 1 FROM VALUES (array(1, 2), 1) AS u(xs, n) WHERE exists(xs, x -> x = t.id + n - 1)'
    expect(await rows(`SELECT CAST(id AS int) FROM range(4) t WHERE EXISTS (${inner}) ORDER BY id`)).toEqual([[1], [2]])
    expect(await rows('SELECT size(filter(array(1, 2), x -> x > t.id)) FROM range(2) t')).toEqual([[2], [1]])
  })

  test('a value is named where it stands, in a correlated query and over a window too', async () => {
    const deep = (inner: string): string => Array.from({ length: 6 }).reduce<string>((sql) => `substring(${sql}, 2, 30)`, inner)
    const text = "'abcdefghijklmnop'"
    const correlated = `(SELECT count(*) FROM VALUES ('ghijklmnopq') AS u(s) WHERE u.s = ${deep(`concat(${text}, t.s)`)})`
    expect(await rows(`SELECT ${correlated} FROM VALUES ('q') AS t(s)`)).toEqual([['1']])
    expect(await rows(`SELECT ${deep(`max(concat(s, ${text})) OVER (PARTITION BY ${deep('s')})`)} FROM VALUES ('q') AS t(s)`)).toEqual([
      ['ghijklmnop'.slice(0)].map(() => 'fghijklmnop'),
    ])
  })
})

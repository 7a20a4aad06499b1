import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import { parseStatement } from './parse-statement.ts'

/** Sorted by the parser of Apache Spark 3.3.1: scripts/spark-grammar.py. */
const statementsOf = (name: string): readonly string[] =>
  readFileSync(new URL(`./spark-grammar/${name}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')

/** What Causeway reads otherwise, by the reason. */
const REASONS: Readonly<Record<string, readonly string[]>> = {
  'Spark 3.3 reads TIMESTAMP_LTZ in its own tests only.': [
    "SELECT TIMESTAMP_LTZ '2020-01-01 00:00:00'",
    'SELECT CAST(x AS timestamp_ltz) FROM t',
    'SELECT CAST(a AS timestamp_ltz)',
  ],
  'Columns are left out of * by a later Spark, and here.': ['SELECT * EXCEPT (a) FROM t', 'SELECT t.* EXCEPT (a) FROM t'],
  'The word of a clause or an operator, with nothing of it behind: Spark reads a name, here the mistake is told.': [
    'SELECT * FROM values',
    'SELECT 1 UNION UNION SELECT 2',
    'SELECT 1 UNION UNION ALL SELECT 2',
    'SELECT 1 UNION UNION SELECT 2 FROM t',
    'SELECT union FROM t',
    'SELECT 1 UNION',
    'SELECT 1 EXCEPT FROM t',
    'SELECT a UNION FROM t',
    'SELECT a EXCEPT FROM t',
    'SELECT a INTERSECT, b FROM t',
    'SELECT a LATERAL FROM t',
    'SELECT a MINUS, b FROM t',
    'SELECT a WHERE FROM t',
    'SELECT a AND FROM t',
    'SELECT a IN FROM t',
    'SELECT a IS FROM t',
    'SELECT a LIKE FROM t',
    'SELECT a NOT FROM t',
    'SELECT a AS FROM t',
    'SELECT a AS, b FROM t',
    'SELECT as FROM t',
    'SELECT from FROM t',
    'SELECT from, where FROM t',
    'SELECT not FROM t',
    'SELECT a DIV FROM t',
    'SELECT a HAVING FROM t',
    'SELECT a LIMIT FROM t',
    'SELECT a FROM t WHERE',
    'SELECT a FROM t HAVING',
    'SELECT a FROM t SELECT',
    'SELECT a FROM t VALUES',
    'SELECT a FROM t AND',
    'SELECT a FROM t WHEN',
    'SELECT a FROM t SET',
    'SELECT CASE END FROM t',
    'SELECT case FROM t',
    'SELECT a, FROM t',
    'SELECT FROM t',
    "SELECT trim(both, 'x') FROM t",
    "FROM t MAP a USING 'x'",
    "FROM t REDUCE a USING 'x'",
  ],
  'Spark reads it and refuses it when it looks up the names.': [
    'SELECT a FROM t GROUP BY ROLLUP(a) WITH CUBE',
    'SELECT a FROM t GROUP BY ROLLUP ()',
    'SELECT CAST(x AS decimal(0)) FROM t',
    'SELECT cast(x) FROM t',
    'SELECT try_cast(x, 1) FROM t',
    'SELECT f(x)(y) FROM t',
    'SELECT extract(year) FROM t',
    'SELECT substring()',
    "SELECT timestampadd('DAY', 1, x) FROM t",
    'SELECT timestampadd(a.b, 1, x) FROM t',
    'SELECT timestampadd(foo, 1, x) FROM t',
    'SELECT * AS x FROM t',
    'SELECT * x FROM t',
    'SELECT t.* x FROM t',
  ],
  'OFFSET is a clause of Spark 3.4, and served here.': ['SELECT * FROM t LIMIT 1 OFFSET 2', 'SELECT * FROM t OFFSET 2'],
  'What a hint says is not read.': ['SELECT /*+ X( */ * FROM t'],
  'Spark takes the next word for a unit, whatever it is.': [
    'SELECT interval 1 day -1 x',
    'SELECT interval 1 day - 1 FROM t',
    'SELECT interval 1 day -1 x FROM t',
    "SELECT interval '1 day' from t",
    "SELECT interval '1 day' x from t",
    "SELECT interval 1 day + '2' from t",
    "SELECT interval '2' year - '4' x",
    "SELECT interval '2' year - '4' FROM t",
  ],
}
const DIFFERENCES: ReadonlySet<string> = new Set(Object.values(REASONS).flat())

function outcome(sql: string): string {
  try {
    parseStatement(sql)
    return 'read'
  } catch (error) {
    if (error instanceof CausewayError) return error.kind
    throw error
  }
}

test('what Spark 3.3.1 reads is read, or refused by its name', () => {
  const statements = statementsOf('read.sql')
  expect(statements.length).toBeGreaterThan(400)
  const otherwise = statements.filter((sql) => !['read', 'not-supported'].includes(outcome(sql)))
  expect(otherwise.filter((sql) => !DIFFERENCES.has(sql))).toEqual([])
})

test('what Spark 3.3.1 refuses is refused', () => {
  const statements = statementsOf('refused.sql')
  expect(statements.length).toBeGreaterThan(200)
  const otherwise = statements.filter((sql) => outcome(sql) === 'read')
  expect(otherwise.filter((sql) => !DIFFERENCES.has(sql))).toEqual([])
})

test('each difference is one', () => {
  const refused = new Set(statementsOf('refused.sql'))
  const isOne = (sql: string): boolean => (outcome(sql) === 'read') === refused.has(sql)
  expect([...DIFFERENCES].filter((sql) => !isOne(sql))).toEqual([])
})

import { expect, test } from 'vitest'
import { translate } from './translate.ts'

async function names(sql: string): Promise<readonly string[]> {
  const catalog = { databaseExists: async () => true, table: async () => undefined }
  const plan = await translate(sql, { currentDatabase: 'default', catalog, now: 0, userName: 'tester' })
  if (plan.kind !== 'query') throw new Error('no query')
  return plan.query.columns.map(({ name }) => name)
}

// Names of Spark 3.3.1.
test.each([
  ["TRY_CAST(named_struct('a', 'x') AS struct<a:int>)", 'TRY_CAST(named_struct(a, x) AS STRUCT<a: INT>)'],
  ["TRY_CAST(map('x', 'y') AS map<string,int>)", 'TRY_CAST(map(x, y) AS MAP<STRING, INT>)'],
  ["TRY_CAST('1' AS decimal(10,2))", 'TRY_CAST(1 AS DECIMAL(10,2))'],
  ["s LIKE ALL ('%a%', p)", '(s LIKE %a% AND s LIKE p)'],
  ["s NOT LIKE ANY ('%z%', p)", '((NOT s LIKE %z%) OR (NOT s LIKE p))'],
  ["s ILIKE ANY ('A%', p)", '(ilike(s, A%) OR ilike(s, p))'],
  ["s LIKE ANY ('a%', 'b%')", 'likeany(s)'],
  ["s NOT ILIKE ALL ('A%', 'B%')", 'notlikeall(lower(s))'],
])('%s', async (value, name) => {
  expect(await names(`SELECT ${value} FROM VALUES ('a', 'b') AS t(s, p)`)).toEqual([name])
})

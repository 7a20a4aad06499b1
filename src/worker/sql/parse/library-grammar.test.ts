import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import { libraryReads } from './fixtures/library-grammar.ts'
import { parseStatement } from './parse-statement.ts'

const folder = new URL('../cases/', import.meta.url)
const STATEMENTS = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split('\n'))
  .map((line) => line.trim().replace(/;$/, ''))
  .filter((line) => line !== '' && !line.startsWith('--'))

/** What the two read differently, and which of them reads as Spark does. */
const DIFFERENCES: ReadonlyMap<string, string> = new Map([
  ["SELECT * FROM VALUES ('a', 1, 5) AS t(g, m, v) UNPIVOT (x FOR y IN (m, v))", 'Spark 3.4 has UNPIVOT, Spark 3.3 has not.'],
  ['SELECT v FROM VALUES (2), (1) AS t(v) ORDER BY v SORT BY v', 'Spark reads it and refuses two orders.'],
  ['SELECT 1 UNION SELECT 2', 'Spark 3.3 reads UNION as the name of a column.'],
  ['SELECT CAST(NULL AS INT) UNION SELECT 1', 'Spark 3.3 reads UNION as the name of a column.'],
  ["SELECT named_struct('a', 1, 'b', 'x') EXCEPT SELECT named_struct('c', 1, 'd', 'x')", 'Spark 3.3 reads EXCEPT as the name of a column.'],
  ['SELECT 1 AS one UNION SELECT 2 UNION SELECT 3', 'Spark 3.3 reads UNION as the name of a column.'],
  [
    "SELECT 1 a, 'p' b UNION SELECT 2.5, 'q' UNION SELECT 'x', 'r' ORDER BY a, b",
    'Spark 3.3 reads the second UNION as the name of a column.',
  ],
  ["SELECT 1 INTERSECT SELECT 1.0 INTERSECT SELECT '1.0'", 'Spark 3.3 reads INTERSECT as the name of a column.'],
  ['SELECT 1 SELECT', 'Spark 3.3 reads the second SELECT as the name of a column.'],
  ['SELECT people.id SELECT FROM people ORDER BY id LIMIT 1', 'Spark 3.3 reads the second SELECT as the name of a column.'],
  ['SELECT * FROM range(start => 1)', 'Spark 3.3 names no arguments.'],
  ['SELECT struct(1) IGNORE NULLS', 'Spark reads it and refuses it: no function but those of places in an order leaves NULLs out.'],
])

/** Refused by its name is read: the statement is Spark's, and Causeway has not got it. */
function weRead(sql: string): boolean {
  try {
    parseStatement(sql)
    return true
  } catch (error) {
    if (error instanceof CausewayError) return error.kind !== 'sql-syntax'
    throw error
  }
}

test('a grammar that others made reads the same statements', () => {
  expect(STATEMENTS.length).toBeGreaterThan(2_000)
  const differ = STATEMENTS.filter((sql) => weRead(sql) !== libraryReads(sql))
  expect(differ.filter((sql) => !DIFFERENCES.has(sql))).toEqual([])
  expect([...DIFFERENCES.keys()].filter((sql) => !differ.includes(sql))).toEqual([])
})

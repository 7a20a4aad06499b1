import { describe, expect, test } from 'vitest'
import { refusal } from './fixtures/parsed.ts'

describe('a mistake is told with its place and what was expected', () => {
  test.each([
    ['SELECT a FROM', 'line 1, column 14: the end of the statement is unexpected', 'a table'],
    ['SELECT a,\n  FROM t', 'line 2, column 3: "FROM" is unexpected', 'an expression'],
    ['SELECT (a', 'line 1, column 10: the end of the statement is unexpected', '")"'],
    ['SELECT cast(a int)', 'line 1, column 15: "int" is unexpected', 'AS'],
    ['SELECT 😀', 'line 1, column 8: the sign "😀" is no part of SQL', undefined],
    ['SELECT ‘c1’', 'line 1, column 8: the sign "‘" is no part of SQL', 'straight quotes'],
    ['SELECT $x', 'line 1, column 8: the sign "$" is no part of SQL', 'A variable is written'],
    ['SELECT\u00a01', 'line 1, column 7: the sign U+00A0 is no part of SQL', 'an ordinary space'],
    ['SELECT * FROM t ORDER id', 'line 1, column 23: "id" is unexpected', 'Expected here: BY.'],
    ['SELECT * FROM t x GROUP id', 'line 1, column 25: "id" is unexpected', 'Expected here: BY.'],
    ['SELECT * FORM orders', 'line 1, column 10: "FORM" is unexpected', 'Did you mean FROM?'],
    ['SELECT a FORM orders', 'line 1, column 15: "orders" is unexpected', 'Did you mean FROM instead of FORM?'],
    ['SELECT * FROM (SELECT a FORM t)', 'line 1, column 30: "t" is unexpected', 'Did you mean FROM instead of FORM?'],
    ['SELECT * FROM t WHER x = 1', 'line 1, column 22: "x" is unexpected', 'Did you mean WHERE instead of WHER?'],
    ['SELECT a FROM t GRUOP BY a', 'line 1, column 23: "BY" is unexpected', 'Did you mean GROUP instead of GRUOP?'],
    ['SELECT * FROM a JION b ON true', 'line 1, column 22: "b" is unexpected', 'Did you mean JOIN instead of JION?'],
    ['SELEC 1', 'line 1, column 1: "SELEC" is unexpected', 'Did you mean SELECT?'],
    ['hello', 'line 1, column 1: "hello" is unexpected', 'a statement'],
    ['CREATE TABEL t (a int)', 'line 1, column 8: "TABEL" is unexpected', 'Did you mean TABLE?'],
    ['SHOW TABELS', 'line 1, column 6: "TABELS" is unexpected', 'Did you mean TABLES?'],
    ["SELECT '😀', é", 'line 1, column 13: "é" is unexpected', 'backticks'],
    ['SELECT 1; SELECT 2', 'line 1, column 11: a second statement begins with "SELECT"', 'one statement'],
    ["SELECT ('2024-02-29' AS DATE)", 'line 1, column 29: ")" is unexpected', 'a comma'],
    ['SELECT (1 one)', 'line 1, column 14: ")" is unexpected', 'a comma'],
    ['VALUES (1 AS k)', 'line 1, column 15: ")" is unexpected', 'a comma'],
    ['SELECT 1 IN (1 AS a, 2)', 'line 1, column 16: "AS" is unexpected', '")"'],
    ['SELECT a FROM t SORT BY b ORDER BY a', 'line 1, column 27: "ORDER" is unexpected', undefined],
    ['SELECT a FROM t ORDER BY b SORT BY a', 'line 1, column 28: "SORT" is unexpected', undefined],
    ['SELECT a, ON b FROM t', 'line 1, column 11: "ON" is unexpected', 'an expression'],
    ["SELECT 'abc", "line 1, column 8: a ' without its end is unexpected", "a ' within the text is written \\'"],
    ['SELECT `abc', 'line 1, column 8: a ` without its end is unexpected', 'End it with `'],
    ['SELECT TOP 10 * FROM t', 'line 1, column 12: "10" is unexpected', 'Write LIMIT 10'],
    ['SELECT a::string FROM t', 'line 1, column 9: "::" is unexpected', 'Write CAST(value AS type)'],
    ['SELECT a FROM t FETCH FIRST 5 ROWS ONLY', 'line 1, column 23: "FIRST" is unexpected', 'Write LIMIT'],
    ['SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a) = 1', 'line 1, column 25: "row_number"', 'in a subquery'],
    ['BEGIN', 'line 1, column 1: "BEGIN" is unexpected', 'a transaction of its own'],
    ['SELECT a /* b', 'line 1, column 10: a /* without its end is unexpected', undefined],
  ])('%s', (sql, message, hint) => {
    const error = refusal(sql)
    expect(error.kind).toBe('sql-syntax')
    expect(error.message).toContain(message)
    if (hint !== undefined) expect(error.hint).toContain(hint)
  })
})

test.each([
  ['COMMIT', 'a transaction of its own'],
  ['GRANT SELECT ON t TO u', 'PUT /v1.0/{project_id}/authorization'],
  ['SHOW GRANTS', 'GET /v1.0/{project_id}/authorization/privileges'],
  ['CREATE ROLE r', 'PUT /causeway/v1/projects/{project_id}/roles'],
  ["EXPORT TABLE t TO 'x'", 'INSERT OVERWRITE DIRECTORY'],
  ["IMPORT TABLE t FROM 'x'", 'LOAD DATA'],
  ['CREATE INDEX i ON t (a)', 'PARTITIONED BY'],
  ['ALTER TABLE t MODIFY COLUMN a BIGINT', 'There are ADD COLUMNS, RENAME COLUMN, ALTER COLUMN'],
])('a statement that is not served is refused with what there is: %s', (sql, hint) => {
  expect(refusal(sql)).toMatchObject({ kind: 'not-supported', hint: expect.stringContaining(hint) })
})

describe('the place of a mistake', () => {
  test.each([
    ['SELECT a,\n  FROM t', { line: 2, column: 3, length: 4, expected: 'an expression' }],
    ['SELECT a FROM', { line: 1, column: 14, length: 0, expected: 'a table' }],
    ["SELECT '😀😀' 😀", { line: 1, column: 13, length: 1 }],
    ['SELECT (a', { line: 1, column: 10, length: 0, expected: '")"' }],
    ["SELECT 'abc", { line: 1, column: 8, length: 1 }],
    ['SELECT a FROM t GROUP id', { line: 1, column: 23, length: 2, expected: 'BY' }],
    ['SELECT CAST(a AS strng)', { line: 1, column: 18, length: 5 }],
    ['SELECT 1, 300Y', { line: 1, column: 11, length: 4 }],
    ['SELECT 1; SELECT 2', { line: 1, column: 11, length: 6 }],
    ['SELECT 1 UNION SELECT 2', { line: 1, column: 16, length: 6 }],
  ])('of %j', (sql, place) => {
    expect(refusal(sql).place).toEqual(place)
  })
})

test.each([
  ['SELECT CAST(1 AS foo)', 'At line 1, column 18: "foo" is not a data type'],
  ['CREATE TABLE t (a array<strng>)', 'At line 1, column 25: "strng" is not a data type'],
  [
    'SELECT CAST(1 AS decimal(99))',
    'At line 1, column 18: "decimal(99)" is not a data type: decimal has 1 to 38 digits and a scale of at most as many',
  ],
])('%s is told at the type', (sql, message) => {
  expect(refusal(sql)).toMatchObject({ kind: 'sql-semantics', message, hint: expect.stringContaining('Types are') })
})

test.each([
  ['CROSS', 'CROSS'],
  ['LEFT SEMI', 'SEMI'],
  ['ANTI', 'ANTI'],
])('NATURAL %s JOIN is refused', (join, named) => {
  const error = refusal(`SELECT * FROM a NATURAL ${join} JOIN b`)
  expect([error.kind, error.message]).toEqual(['sql-semantics', `NATURAL ${named} JOIN is no join`])
})

describe("JDBC's parameters are refused by their names", () => {
  test.each([
    ['SELECT * FROM t WHERE city = :city', 'The parameter :city is not supported', 'SET city = value'],
    ['SELECT ? + 1', 'The parameter ? is not supported', 'Write the value'],
  ])('%s', (sql, message, hint) => {
    const { kind, message: said, hint: help } = refusal(sql)
    expect([kind, said, help]).toEqual(['not-supported', message, expect.stringContaining(hint)])
  })
})

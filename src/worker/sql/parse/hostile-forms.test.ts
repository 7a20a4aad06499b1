import { describe, expect, test } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import { parseStatement } from './parse-statement.ts'

/** What is made of a statement: read, or refused in our own words, with a place within its text. */
function expectReadOrRefused(sql: string): void {
  try {
    parseStatement(sql)
  } catch (error) {
    if (!(error instanceof CausewayError)) throw error
    expect(['sql-syntax', 'sql-semantics', 'not-supported', 'limit-exceeded']).toContain(error.kind)
    expect(`${error.message} ${error.hint ?? ''}`).not.toMatch(/undefined|\[object|is not a function|Maximum call stack/)
    if (error.place === undefined) return
    const { line, column } = error.place
    const lines = sql.split(/\r\n|\r|\n/)
    expect(line).toBeGreaterThan(0)
    expect(line).toBeLessThanOrEqual(lines.length)
    expect(column).toBeGreaterThan(0)
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1)
  }
}

const HALF = '\ud83d'
const OTHER_HALF = '\ude00'

const FORMS: Readonly<Record<string, readonly string[]>> = {
  comments: [
    '/*',
    '/**',
    '/*/',
    '/**/',
    '/***/SELECT 1/***/',
    '*/ SELECT 1',
    'SELECT 1 */',
    'SELECT /* 1',
    'SELECT 1 /* a */ */',
    'SELECT 1 /* /* */',
    'SELECT 1 /* /* */ */',
    'SELECT /* -- */ 1',
    'SELECT -- /*\n 1',
    "SELECT '/*' /* ' */",
    'SELECT `/*` /* ` */ FROM t',
    'SELECT 1 --',
    'SELECT 1 -- \\\n + 1',
    '--',
    '-- a\r-- b\r\n-- c',
    'SELECT /*+ a(b */ 1',
    'SELECT /*+ a(/* b */) */ 1',
    'SELECT /*+ */ /*+ b */ 1',
    'SELECT /*+ a, , b */ 1',
    'SEL/**/ECT 1',
    'SELECT 1/**/2',
    'SELECT 1 -/**/- 2',
    `SELECT ${'/*'.repeat(200)}${'*/'.repeat(199)} 1`,
    `SELECT ${'/* */'.repeat(5000)} 1`,
  ],
  quotes: [
    "'",
    '"',
    '`',
    "''",
    '``',
    "SELECT '",
    "SELECT '\\",
    "SELECT '\\'",
    "SELECT 'a\\'b",
    "SELECT ''''''",
    "SELECT '''",
    'SELECT """',
    'SELECT `a``',
    'SELECT ```',
    'SELECT ``````',
    "SELECT r'\\'",
    "SELECT r'\\'', R\"\\\"",
    "SELECT X'",
    "SELECT X'0G'",
    "SELECT X'0'",
    'SELECT \'a\' "b" `c`',
    "SELECT '\\u00' , '\\u{41}', '\\U0001F6', '\\777', '\\0'",
    "SELECT '\\uD83D', '\\uDE00', '\\uD83D\\uDE00', '\\U00110000', '\\UFFFFFFFF'",
    "SELECT DATE '",
    'SELECT DATE "2020-01-01"',
    "SELECT INTERVAL '' DAY",
    "SELECT INTERVAL '1' 'DAY'",
    'SELECT a AS \'b\', c AS "d"',
    "SELECT 1 AS 'it''s'",
    `SELECT ${"'".repeat(9999)}`,
    `SELECT ${'`'.repeat(9999)}`,
  ],
  signs: [
    `SELECT '${HALF}'`,
    `SELECT '${OTHER_HALF}${HALF}'`,
    `SELECT \`${HALF}\``,
    `SELECT ${HALF}`,
    `SELECT ${OTHER_HALF}${HALF} FROM t`,
    `SELECT 1 AS ${HALF}${OTHER_HALF}`,
    `SELECT x.${HALF} FROM t`,
    `${HALF}SELECT 1`,
    `SELECT 1 ${OTHER_HALF}`,
    `-- ${HALF}\nSELECT`,
    `/* ${HALF}`,
    'SELECT \u0000',
    '\u0000',
    'SELECT 1\u0000;',
    'SELECT a\u200bb FROM t',
    'SELECT \u202e1',
    'SELECT 1\u0085FROM t',
    '\ufeff\ufeffSELECT 1',
    'SELECT \u00b9\u00b2',
    'SELECT ١٢٣',
    'ＳＥＬＥＣＴ 1',
    'ſELECT 1',
    'SELECT 1 FROM \u212a',
    'SELECT K.a FROM t K',
    'SELECT 1e, 1e+, 1.e5, .e5, 1..2, ..1, 1.2.3, 0x, 0xG',
    'SELECT 1LL, 1BDD, 1e5BDX, 99999999999999999999L, 1Y2',
    'SELECT $a, ?, :b, @c, #d, ^e, a$b',
    'SELECT a==b===c, a<=>b<=>c, a<>b!=c, a!<b, a|||b, a&&b, a->b->c, a::int',
    'SELECT {a}, {{b}}, $ {c}, %d, \\e',
  ],
  forms: [
    'SELECT',
    'SELECT ,',
    'SELECT 1,',
    'SELECT (',
    'SELECT )',
    'SELECT ()',
    'SELECT (,)',
    'SELECT f(,)',
    'SELECT f(a,)',
    'SELECT f(DISTINCT)',
    'SELECT CASE END',
    'SELECT CASE WHEN END',
    'SELECT CASE a ELSE b',
    'SELECT CAST(a)',
    'SELECT CAST(a AS)',
    'SELECT CAST(a AS array<)',
    'SELECT CAST(a AS array<int>>)',
    'SELECT CAST(a AS map<int>)',
    'SELECT CAST(a AS struct<>)',
    'SELECT CAST(a AS decimal(,))',
    'SELECT CAST(a AS decimal(99999999999999999999,1))',
    'SELECT a[',
    'SELECT a[]',
    'SELECT a.b.',
    'SELECT .a',
    'SELECT a..b',
    'SELECT * * *',
    'SELECT *.*',
    'SELECT a FROM',
    'SELECT a FROM ,',
    'SELECT a FROM t,',
    'SELECT a FROM t JOIN',
    'SELECT a FROM t JOIN u ON',
    'SELECT a FROM t JOIN u USING ()',
    'SELECT a FROM t NATURAL CROSS JOIN u',
    'SELECT a FROM t WHERE',
    'SELECT a FROM t WHERE WHERE',
    'SELECT a FROM t GROUP',
    'SELECT a FROM t GROUP BY',
    'SELECT a FROM t GROUP BY GROUPING SETS',
    'SELECT a FROM t HAVING ORDER BY LIMIT',
    'SELECT a FROM t LIMIT LIMIT',
    'SELECT sum(a) OVER',
    'SELECT sum(a) OVER (ROWS BETWEEN)',
    'SELECT sum(a) OVER (PARTITION ORDER BY)',
    'SELECT x ->',
    'SELECT (x, ) -> x',
    'SELECT ((x)) -> x',
    'SELECT f(() -> 1)',
    'WITH',
    'WITH a',
    'WITH a AS',
    'WITH a AS (',
    'WITH a AS () SELECT 1',
    'WITH a AS (SELECT 1),',
    'WITH a AS (WITH b AS (SELECT 1)) SELECT 1',
    'VALUES',
    'VALUES ()',
    'VALUES (1),',
    'VALUES (1), (2',
    'FROM',
    'FROM t',
    'FROM t SELECT',
    '(SELECT 1',
    '((SELECT 1)',
    '(SELECT 1))',
    'SELECT 1 UNION',
    'SELECT 1 UNION ALL',
    'UNION SELECT 1',
    'SELECT 1; ; SELECT',
  ],
}

describe.each(Object.entries(FORMS))('%s that are broken or odd', (_name, statements) => {
  test.each(statements)('%.60j', (sql) => {
    expectReadOrRefused(sql)
    // Where it stands makes no difference: behind a line, and as a part of another statement.
    expectReadOrRefused(`SELECT a,\r\n  b FROM (${sql}`)
    expectReadOrRefused(`INSERT INTO t ${sql}`)
    expectReadOrRefused(`CREATE VIEW v AS ${sql}\n`)
  })
})

test('there are more than a hundred', () => {
  expect(Object.values(FORMS).flat().length).toBeGreaterThan(100)
})

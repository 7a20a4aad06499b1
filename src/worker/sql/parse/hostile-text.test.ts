import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import { refusal } from './fixtures/parsed.ts'
import { parseStatement } from './parse-statement.ts'

describe('hostile text', () => {
  const OPENINGS = [
    '(',
    'f(',
    'CASE WHEN ',
    'CAST(',
    'NOT ',
    '- ',
    '~',
    'x[',
    'EXISTS (SELECT ',
    '(SELECT ',
    'SELECT (SELECT ',
    'a IN (',
    'struct(',
    'x -> ',
    '(a, b) -> ',
    'trim(BOTH FROM ',
    'sum(x) OVER (PARTITION BY ',
    'f(x) FILTER (WHERE ',
    'a LIKE ANY (',
    'extract(YEAR FROM ',
    'CAST(a AS array<',
    'CAST(a AS struct<a:',
  ]

  test.each(OPENINGS)('nesting %j without end is refused by a told limit', (opening) => {
    for (const times of [200, 20_000]) {
      expect(['limit-exceeded', 'sql-syntax', 'sql-semantics']).toContain(refusal(`SELECT ${opening.repeat(times)}`).kind)
    }
  })

  test.each(['SELECT * FROM (', 'WITH a AS (', 'INSERT INTO t (', 'CREATE TABLE t (a array<', 'VALUES ('])('nesting of %j', (opening) => {
    for (const times of [200, 5_000]) expect(refusal(opening.repeat(times))).toBeInstanceOf(CausewayError)
  })

  test.each([
    "'",
    '"',
    '`',
    "'\\",
    "'\\'",
    "r'",
    '/*',
    '/*/',
    '/* /* */',
    '*/',
    '/*+',
    '--',
    '\ud800',
    '\udc00a',
    "'\ud800'",
    '\0',
    '`\0`',
    '``',
    "x'0g'",
    '1e',
    '1e+',
    '1..2',
    '1.2.3',
    '0x1F',
    '$1',
    '?',
    ':a',
    '@a',
    '#',
    '\\',
    '\u00a0',
    '\u2028',
    'a..b',
    'a.',
    '.a',
    '()',
    ')',
    '[',
    ']',
    '{',
    ';;',
    ',',
    'CASE',
    'CASE END',
    'CAST',
    'CAST()',
    'INTERVAL',
    "INTERVAL ''",
    "INTERVAL '1' ",
    "DATE ''",
    'x -> ',
    '(,)',
    'f(,)',
    'f(a,)',
    'a IN ()',
    'a BETWEEN 1',
    'a BETWEEN 1 AND',
    'a LIKE',
    "a LIKE 'x' ESCAPE",
    'a IS',
    'a IS NOT',
    'a NOT',
    'NOT',
    '*.*',
    'a.*.b',
    'OVER ()',
    'f() OVER',
    'f() OVER (',
    'f() OVER (ROWS)',
    'f() FILTER',
    'f() WITHIN GROUP',
  ])('SELECT %j ends in a tree or a refusal', (text) => {
    for (const sql of [`SELECT ${text}`, `SELECT ${text} FROM t`, `${text}`, `SELECT 1 ${text}`, `SELECT * FROM ${text}`]) {
      try {
        parseStatement(sql)
      } catch (error) {
        expect(error).toBeInstanceOf(CausewayError)
      }
    }
  })

  test('any text, and any row of tokens, ends in a tree or a refusal', () => {
    const words = fc.constantFrom(
      ...'SELECT FROM WHERE GROUP BY ORDER HAVING LIMIT JOIN LEFT ON USING UNION ALL DISTINCT WITH AS CASE WHEN THEN ELSE END CAST IN NOT IS NULL BETWEEN AND OR LIKE EXISTS INTERVAL DATE OVER PARTITION ROWS VALUES LATERAL VIEW INSERT INTO CREATE TABLE DROP SHOW DESCRIBE a b t1 1 2.5 1e3'.split(
        ' ',
      ),
      ...["'x'", '"y"', '`q`', '(', ')', ',', '.', '*', '+', '-', '=', '<', '>', '[', ']', '->', ';', '||'],
    )
    const text = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.array(words, { maxLength: 40 }).map((row) => row.join(' ')),
      fc.array(words, { maxLength: 40 }).map((row) => `SELECT ${row.join(' ')}`),
    )
    fc.assert(
      fc.property(text, (sql) => {
        try {
          parseStatement(sql)
        } catch (error) {
          if (!(error instanceof CausewayError) || error.kind === 'internal') throw error
        }
      }),
      { numRuns: 3_000 },
    )
  })

  test('a statement of 499,999 characters is read, and the work grows with its length alone', () => {
    const quoted = `SELECT '${'\\'.repeat(499_980)}'`
    expect(() => parseStatement(quoted)).not.toThrow()
    for (const open of [
      `SELECT '${'a'.repeat(499_980)}`,
      `SELECT /*${'/*'.repeat(249_900)}`,
      `SELECT ${'`'.repeat(499_981)}`,
      `SELECT ${'1'.repeat(499_980)}x.`,
    ]) {
      expect(() => parseStatement(open)).toThrow(CausewayError)
    }
    expect(() => parseStatement(`SELECT ${'a,'.repeat(29_000)}a FROM t`)).not.toThrow()
    expect(refusal(`SELECT ${'a,'.repeat(31_000)}a`).kind).toBe('limit-exceeded')
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import type { Expression, Query, Select } from '../tree.ts'
import { parseStatement } from './parse-statement.ts'

function queryOf(sql: string): Query {
  const statement = parseStatement(sql)
  if (statement.kind !== 'query') throw new Error(`${sql} is no query`)
  return statement.query
}

function selectOf(sql: string): Select {
  const { body } = queryOf(sql)
  if (body.kind !== 'select') throw new Error(`${sql} is no SELECT`)
  return body
}

/** The expression with every bracket that its shape stands for. */
function shape(expression: Expression): string {
  switch (expression.kind) {
    case 'column':
      return expression.parts.join('.')
    case 'number':
      return expression.text
    case 'string':
      return `'${expression.value}'`
    case 'arithmetic':
    case 'comparison':
      return `(${shape(expression.left)} ${expression.operator} ${shape(expression.right)})`
    case 'logic':
      return `(${expression.operands.map(shape).join(` ${expression.operator} `)})`
    case 'not':
      return `(NOT ${shape(expression.operand)})`
    case 'sign':
      return `(${expression.operator} ${shape(expression.operand)})`
    case 'is':
      return `(${shape(expression.operand)} IS ${expression.isNegated ? 'NOT ' : ''}${expression.test})`
    case 'between':
      return `(${shape(expression.operand)} BETWEEN ${shape(expression.low)} AND ${shape(expression.high)})`
    case 'in-list':
      return `(${shape(expression.operand)} IN [${expression.items.map(shape).join(' ')}])`
    case 'call':
      return `${expression.name}[${expression.arguments.map(shape).join(' ')}]`
    case 'row':
      return `row[${expression.items.map((item) => shape(item.expression)).join(' ')}]`
    case 'field':
      return `${shape(expression.operand)}->${expression.name}`
    case 'subscript':
      return `${shape(expression.operand)}[${shape(expression.index)}]`
    case 'lambda':
      return `{${expression.parameters.join(' ')} -> ${shape(expression.body)}}`
    default:
      return expression.kind
  }
}

const itemOf = (sql: string): string => shape(selectOf(`SELECT ${sql} FROM t`).items[0]?.expression ?? { kind: 'null' })

describe('an expression', () => {
  test.each([
    ['a - b', '(a - b)'],
    ['a-b', '(a - b)'],
    ['t1.val-t2.val', '(t1.val - t2.val)'],
    ['a -1', '(a - 1)'],
    ['a - -1', '(a - -1)'],
    ['- a * b', '((- a) * b)'],
    ['a + b * c - d', '((a + (b * c)) - d)'],
    ['a || b + c', '((a || b) + c)'],
    ['a | b ^ c & d + e', '(a | (b ^ (c & (d + e))))'],
    ['a DIV b % c', '((a div b) % c)'],
    ['a = b = c', '((a = b) = c)'],
    ['NOT a = b AND c OR d', '(((NOT (a = b)) AND c) OR d)'],
    ['a < b IS NOT NULL', '((a < b) IS NOT null)'],
    ['NOT a IS NULL', '(NOT (a IS null))'],
    ['a BETWEEN b AND c AND d', '((a BETWEEN b AND c) AND d)'],
    ['a NOT IN (1, 2)', '(a IN [1 2])'],
    ['(a, b)', 'row[a b]'],
    ['((a))', 'a'],
    ['((a) + 1) * 2', '((a + 1) * 2)'],
    ['((SELECT 1) + 1)', '(scalar-query + 1)'],
    ['((SELECT 1) UNION (SELECT 2))', 'scalar-query'],
    ['(((SELECT 1)) UNION SELECT 2) + 1', '(scalar-query + 1)'],
    ['a.b.c[1].d', 'a.b.c[1]->d'],
    ['f(x)[0].y', 'f[x][0]->y'],
    ['transform(xs, x -> x + 1)', 'transform[xs {x -> (x + 1)}]'],
    ['aggregate(xs, 0, (acc, x) -> acc + x)', 'aggregate[xs 0 {acc x -> (acc + x)}]'],
    ['left(s, 2)', 'left[s 2]'],
    ['1.5e3', '1.5e3'],
    ['.5', '.5'],
    ['1a', '1a'],
    ['end', 'end'],
    ['interval - 1', '(interval - 1)'],
    ['date', 'date'],
    ["'it''s'", "'it's'"],
    ['a /* one /* two */ still */ + b', '(a + b)'],
    ['a -- the rest is a remark\n + b', '(a + b)'],
  ])('%s is %s', (sql, expected) => {
    expect(itemOf(sql)).toBe(expected)
  })

  test('a chain of 4,000 links is read in a loop', () => {
    expect(itemOf(Array.from({ length: 4_000 }, () => 'a').join(' AND ')).length).toBeGreaterThan(4_000)
    expect(() => parseStatement(`SELECT ${Array.from({ length: 4_000 }, () => 'a').join('+')}`)).not.toThrow()
  })
})

describe('a word that Spark does not reserve', () => {
  test.each([
    ['user', 'user'],
    ['current_date', 'current_date'],
    ['by + on', '(by + on)'],
    ['using', 'using'],
    ['set = 1', '(set = 1)'],
    ['table', 'table'],
    ['date_add(day, 1)', 'date_add[day 1]'],
    ['datediff(day, d)', 'datediff[day d]'],
    ['dateadd(day, 1)', 'dateadd[day 1]'],
    ['date_add(day, 1, d)', "timestampadd['day' 1 d]"],
    ['datediff(DAY, a, b)', "timestampdiff['day' a b]"],
    ['CASE WHEN a THEN end ELSE b END', 'case'],
  ])('%s is %s', (sql, expected) => {
    expect(itemOf(sql)).toBe(expected)
  })

  test.each(['desc', 'asc', 'end', 'nulls', 'when'])('%s is an alias without AS', (word) => {
    expect(selectOf(`SELECT CASE WHEN a THEN 1 END ${word}, b FROM t`).items[0]?.alias).toBe(word)
  })

  test('AS is the name of an alias of columns only', () => {
    expect(selectOf('SELECT as.a FROM VALUES (1, 2) AS (a, b)')).toMatchObject({
      items: [{ expression: { parts: ['as', 'a'] } }],
      from: [{ alias: { name: 'AS', columnNames: ['a', 'b'] } }],
    })
    expect(queryOf('VALUES (1, 2) AS (a, b)').body).toMatchObject({ columnNames: ['a', 'b'] })
  })
})

describe('brackets', () => {
  test('of IN are a list, or a query of any shape', () => {
    const kindOf = (sql: string) => selectOf(`SELECT 1 FROM t WHERE ${sql}`).where
    expect(kindOf('x IN ((SELECT 1) UNION ALL (SELECT 2))')).toMatchObject({ kind: 'in-query', query: { body: { operator: 'UNION' } } })
    expect(kindOf('x IN (SELECT 1)')).toMatchObject({ kind: 'in-query' })
    expect(kindOf('x IN ((SELECT 1))')).toMatchObject({ kind: 'in-list', items: [{ kind: 'scalar-query' }] })
    expect(kindOf('x IN ((SELECT 1), 2)')).toMatchObject({ kind: 'in-list', items: [{ kind: 'scalar-query' }, { kind: 'number' }] })
    expect(kindOf('x IN ((1, 2))')).toMatchObject({ kind: 'in-list', items: [{ kind: 'row' }] })
  })

  test('behind the name of a common table are its columns or its query', () => {
    expect(queryOf('WITH x (SELECT 1 AS a) SELECT * FROM x').ctes).toMatchObject([{ name: 'x', columnNames: [] }])
    expect(queryOf('WITH x (a) AS (SELECT 1) SELECT * FROM x').ctes).toMatchObject([{ name: 'x', columnNames: ['a'] }])
    expect(queryOf('WITH x (a) (SELECT 1) SELECT * FROM x').ctes).toMatchObject([{ name: 'x', columnNames: ['a'] }])
  })
})

describe('a query', () => {
  test('words that Spark does not reserve are names wherever a name can stand', () => {
    const { items, from } = selectOf('SELECT order, limit, window, t.select AS from FROM group.table AS join')
    expect(items.map((item) => shape(item.expression))).toEqual(['order', 'limit', 'window', 't.select'])
    expect(items[3]?.alias).toBe('from')
    expect(from).toEqual([{ kind: 'table', name: { database: 'group', table: 'table' }, alias: { name: 'join', columnNames: [] } }])
  })

  test('a table has no alias where its join or the next clause begins', () => {
    const { from, where } = selectOf('SELECT * FROM a LEFT JOIN b ON a.x = b.x ANTI JOIN c USING (x) WHERE y')
    expect(from).toMatchObject([
      { kind: 'join', join: 'anti', left: { kind: 'join', join: 'left', right: { alias: { name: undefined } } } },
    ])
    expect(where).toEqual({ kind: 'column', parts: ['y'] })
  })

  test('INTERSECT binds tighter than UNION and EXCEPT, and brackets decide', () => {
    expect(queryOf('SELECT 1 UNION SELECT 2 INTERSECT SELECT 3').body).toMatchObject({
      operator: 'UNION',
      right: { operator: 'INTERSECT' },
    })
    expect(queryOf('(SELECT 1 UNION SELECT 2) INTERSECT SELECT 3').body).toMatchObject({ operator: 'INTERSECT', left: { kind: 'nested' } })
    expect(queryOf('SELECT 1 EXCEPT SELECT 2 UNION ALL SELECT 3').body).toMatchObject({
      operator: 'UNION',
      isAll: true,
      left: { operator: 'EXCEPT' },
    })
  })

  test('brackets in FROM are a query or a relation, whatever stands behind how many of them', () => {
    expect(selectOf('SELECT * FROM ((SELECT 1) UNION (SELECT 2)) u').from).toMatchObject([{ kind: 'query', alias: { name: 'u' } }])
    expect(selectOf('SELECT * FROM ((SELECT 1) a JOIN b)').from).toMatchObject([{ kind: 'nested', relation: { kind: 'join' } }])
    expect(selectOf('SELECT * FROM (((t)))').from).toMatchObject([{ kind: 'nested' }])
  })
})

describe('a mistake is told with its place and what was expected', () => {
  test.each([
    ['SELECT a FROM', 'line 1, column 14: the end of the statement is unexpected', 'a table'],
    ['SELECT a,\n  FROM t', 'line 2, column 3: "FROM" is unexpected', 'an expression'],
    ['SELECT (a', 'line 1, column 10: the end of the statement is unexpected', '")"'],
    ['SELECT cast(a int)', 'line 1, column 15: "int" is unexpected', 'AS'],
    ['SELECT 😀', 'line 1, column 8: the sign "😀" is no part of SQL', undefined],
    ['SELECT ‘c1’', 'line 1, column 8: the sign "‘" is no part of SQL', 'straight quotes'],
    ['SELECT $x', 'line 1, column 8: the sign "$" is no part of SQL', 'write the value'],
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
    ['SELECT a /* b', 'line 1, column 10: a /* without its end is unexpected', undefined],
  ])('%s', (sql, message, hint) => {
    const error = refusal(sql)
    expect(error.kind).toBe('sql-syntax')
    expect(error.message).toContain(message)
    if (hint !== undefined) expect(error.hint).toContain(hint)
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

function refusal(sql: string): CausewayError {
  try {
    parseStatement(sql)
  } catch (error) {
    if (error instanceof CausewayError) return error
    throw error
  }
  throw new Error(`${sql.slice(0, 100)} was read`)
}

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

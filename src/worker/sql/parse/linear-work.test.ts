import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import { tokenize } from './lexer.ts'
import { parseStatement } from './parse-statement.ts'
import { TokenReader } from './token-reader.ts'

/** How often the parser looks at a token while it reads the statement, to its end or to its mistake. */
let looks = 0

beforeEach(() => {
  looks = 0
  const peek = TokenReader.prototype.peek
  vi.spyOn(TokenReader.prototype, 'peek').mockImplementation(function (this: TokenReader, ahead?: number) {
    looks += 1
    return peek.call(this, ahead)
  })
})

afterEach(() => {
  vi.restoreAllMocks()
})

function looksFor(sql: string): number {
  looks = 0
  try {
    parseStatement(sql)
  } catch (error) {
    if (!(error instanceof CausewayError)) throw error
  }
  return looks
}

const list = (count: number, item: (index: number) => string, separator = ', '): string =>
  Array.from({ length: count }, (_, index) => item(index)).join(separator)

/** Statements that grow with a number, one for each way in which the grammar repeats. */
const GROWING: readonly (readonly [name: string, statement: (count: number) => string])[] = [
  ['a sum', (count) => `SELECT ${list(count, () => 'a', ' + ')}`],
  ['a sum of subtractions', (count) => `SELECT ${list(count, () => 'a', '-')}`],
  ['products and signs', (count) => `SELECT ${list(count, () => '- a', ' * ')}`],
  ['strings side by side', (count) => `SELECT ${list(count, () => "'a'", ' ')}`],
  ['AND', (count) => `SELECT 1 FROM t WHERE ${list(count, (index) => `a = ${index}`, ' AND ')}`],
  ['OR and NOT', (count) => `SELECT 1 FROM t WHERE ${list(count, () => 'NOT a', ' OR ')}`],
  ['comparisons', (count) => `SELECT ${list(count, () => 'a', ' = ')}`],
  ['BETWEEN', (count) => `SELECT 1 FROM t WHERE ${list(count, () => 'a BETWEEN 1 AND 2', ' AND ')}`],
  ['IN', (count) => `SELECT a IN (${list(count, String)})`],
  ['LIKE ANY', (count) => `SELECT a LIKE ANY (${list(count, () => "'x%'")})`],
  ['CASE', (count) => `SELECT CASE ${list(count, () => 'WHEN a THEN b', ' ')} END`],
  ['subscripts', (count) => `SELECT a${'[0]'.repeat(count)}`],
  ['fields', (count) => `SELECT f(a)${'.b'.repeat(count)}`],
  ['parts of a name', (count) => `SELECT a${'.b'.repeat(count)}`],
  ['arguments', (count) => `SELECT f(${list(count, () => 'a')})`],
  ['arguments of struct', (count) => `SELECT struct(${list(count, () => 'a AS b')})`],
  ['a row', (count) => `SELECT (${list(count, () => 'a')})`],
  ['rows', (count) => `SELECT ${list(count, () => '(a, b)')}`],
  ['names that begin no lambda', (count) => `SELECT (${list(count, () => 'a')}) = b`],
  ['parameters of a lambda', (count) => `SELECT f((${list(count, () => 'a')}) -> 1)`],
  ['an interval', (count) => `SELECT INTERVAL ${list(count, () => '1 day', ' ')}`],
  ['items', (count) => `SELECT ${list(count, () => 'a AS b')}`],
  ['relations', (count) => `SELECT 1 FROM ${list(count, () => 'a b')}`],
  ['joins', (count) => `SELECT 1 FROM t ${list(count, () => 'LEFT JOIN u ON a = b', ' ')}`],
  ['lateral views', (count) => `SELECT 1 FROM t ${list(count, () => 'LATERAL VIEW explode(a) u AS b', ' ')}`],
  ['values of a pivot', (count) => `SELECT 1 FROM t PIVOT (sum(a) FOR b IN (${list(count, () => '1 AS c')}))`],
  ['grouping', (count) => `SELECT 1 FROM t GROUP BY ${list(count, () => 'a')}`],
  ['grouping sets', (count) => `SELECT 1 FROM t GROUP BY GROUPING SETS (${list(Math.min(count, 4_000), () => '(a, b)')})`],
  ['order', (count) => `SELECT 1 FROM t ORDER BY ${list(count, () => 'a DESC NULLS LAST')}`],
  ['windows', (count) => `SELECT 1 FROM t WINDOW ${list(count, (index) => `w${index} AS (ORDER BY a)`)}`],
  ['names of a window', (count) => `SELECT 1 FROM t WINDOW w AS (), ${list(count, (index) => `w${index} AS w`)}`],
  ['set operations', (count) => list(count, () => 'SELECT 1', ' UNION ALL ')],
  ['set operations that bind tighter', (count) => `SELECT 1 UNION ALL ${list(count, () => 'SELECT 1', ' INTERSECT ALL ')}`],
  ['set operations without a quantifier', (count) => list(count, () => 'SELECT a FROM t', ' UNION ')],
  ['common tables', (count) => `WITH ${list(count, (index) => `t${index} AS (SELECT 1)`)} SELECT 1`],
  ['rows of VALUES', (count) => `VALUES ${list(count, () => '(1, 2)')}`],
  ['queries behind FROM', (count) => `FROM t ${list(count, () => 'SELECT a', ' ')}`],
  ['hints', (count) => `SELECT ${'/*+ a */ '.repeat(count)} 1`],
  ['fields of a type', (count) => `SELECT CAST(a AS struct<${list(count, (index) => `f${index}: int`)}>)`],
  ['columns of a table', (count) => `CREATE TABLE t (${list(count, (index) => `f${index} int`)})`],
  ['columns of an insert', (count) => `INSERT INTO t (${list(count, (index) => `f${index}`)}) SELECT 1`],
  ['options of a table', (count) => `CREATE TABLE t USING csv OPTIONS (${list(count, (index) => `o${index} = 'x'`)})`],
  ['openings that do not close', (count) => `SELECT ${'('.repeat(count)}`],
  ['closings that did not open', (count) => `SELECT 1 ${')'.repeat(count)}`],
  ['semicolons', (count) => `SELECT 1${';'.repeat(count)}`],
]

describe('the parser looks at tokens as often as there are more of them', () => {
  test.each(GROWING)('%s', (_name, statement) => {
    const [small, large] = [looksFor(statement(250)), looksFor(statement(2_000))]
    // Eight times the statement: a step more for each would be 64 times the work.
    expect(large).toBeLessThanOrEqual(8.2 * small + 1_000)
  })

  test('in brackets that nest up to the limit', () => {
    for (const [open, close] of [
      ['(', ')'],
      ['f(', ')'],
      ['((SELECT 1) + ', ')'],
      ['(SELECT ', ')'],
      ['a IN (', ')'],
      ['CASE WHEN a THEN ', ' END'],
      ['transform(xs, x -> ', ')'],
      ['struct(', ')'],
      ['sum(a) OVER (ORDER BY ', ')'],
      ['GROUPING(', ')'],
      ['TRANSFORM(', ')'],
    ] as const) {
      const nested = (depth: number): string => `SELECT ${open.repeat(depth)}1${close.repeat(depth)}`
      expect(looksFor(nested(120))).toBeLessThanOrEqual(4.4 * looksFor(nested(30)) + 1_000)
    }
    const relations = (depth: number): string => `SELECT * FROM ${'('.repeat(depth)}t${')'.repeat(depth)}`
    expect(looksFor(relations(120))).toBeLessThanOrEqual(4.4 * looksFor(relations(30)) + 1_000)
  })
})

/** Processor time for a text, the least of several runs: what else the machine does only adds to it. */
function leastTime(sql: string): number {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < 5; run += 1) {
    const start = process.cpuUsage()
    try {
      parseStatement(sql)
    } catch (error) {
      if (!(error instanceof CausewayError)) throw error
    }
    const { user, system } = process.cpuUsage(start)
    least = Math.min(least, user + system)
  }
  return least
}

describe('characters are read once', () => {
  test.each<readonly [name: string, text: (length: number) => string]>([
    ['a string', (length) => `SELECT '${'a'.repeat(length)}'`],
    ['a string without end', (length) => `SELECT '${'a'.repeat(length)}`],
    ['backslashes without end', (length) => `SELECT '${'\\\\'.repeat(length / 2)}`],
    ['quotes', (length) => `SELECT ${"''".repeat(Math.min(length / 2, 50_000))}`],
    ['backticks without end', (length) => `SELECT ${'`'.repeat(length + 1)}`],
    ['comments that nest', (length) => `SELECT ${'/*'.repeat(length / 4)}${'*/'.repeat(length / 4)} 1`],
    ['comments without end', (length) => `SELECT ${'/*'.repeat(length / 2)}`],
    ['a line comment', (length) => `SELECT 1 --${'-'.repeat(length)}`],
    ['line comments that go on', (length) => `SELECT 1 --${'\\\n'.repeat(length / 2)}`],
    ['digits', (length) => `SELECT ${'1'.repeat(length)}`],
    ['digits and a letter', (length) => `SELECT ${'1'.repeat(length)}x`],
    ['a fraction and a letter', (length) => `SELECT 1.${'1'.repeat(length)}x`],
    ['an exponent', (length) => `SELECT 1e${'9'.repeat(length)}`],
    ['a decimal', (length) => `SELECT 0.${'0'.repeat(length)}1`],
    ['a word', (length) => `SELECT ${'a'.repeat(length)}`],
    ['white space', (length) => `SELECT ${' '.repeat(length)}1`],
    ['a sign that is no part of SQL', (length) => `SELECT ${'😀'.repeat(length / 2)}`],
    ['lines before the mistake', (length) => `SELECT ${'\n'.repeat(length)}😀`],
    ['spaces in an interval', (length) => `SELECT INTERVAL '1${' '.repeat(length)}'`],
    ['digits in an interval', (length) => `SELECT INTERVAL '${'1'.repeat(length)}' DAY`],
    ['signs in an interval', (length) => `SELECT INTERVAL '${'+ '.repeat(length / 2)}1 day'`],
    ['a raw string without end', (length) => `SELECT r'${'a'.repeat(length)}`],
    ['raw prefixes', (length) => `SELECT ${"r'".repeat(length / 2)}`],
    ['hexadecimal digits', (length) => `SELECT X'${'0'.repeat(length)}'`],
    ['an escape', (length) => `SELECT '${'\\u0041'.repeat(length / 6)}'`],
  ])('%s', (_name, text) => {
    // A warm-up, and half a millisecond that any statement may have for itself.
    leastTime(text(1_000))
    const [small, large] = [leastTime(text(60_000)), leastTime(text(480_000))]
    expect(large).toBeLessThanOrEqual(24 * (small + 500))
  })

  test('and no token is made twice of a statement of 60,000', () => {
    const sql = `SELECT ${'a,'.repeat(29_990)}a`
    expect(tokenize(sql).length).toBe(2 * 29_990 + 3)
    expect(looksFor(sql)).toBeLessThanOrEqual(8.2 * looksFor(`SELECT ${'a,'.repeat(3_750)}a`))
  })
})

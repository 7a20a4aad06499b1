import { describe, expect, test } from 'vitest'
import { itemOf, refusal, selectOf } from './fixtures/parsed.ts'
import { parseStatement } from './parse-statement.ts'

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
    ['date', 'date'],
    ["'it''s'", "'its'"],
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

describe('EXISTS', () => {
  test('is a condition and no operand', () => {
    expect(itemOf('EXISTS (SELECT 1 FROM t) AND NOT EXISTS (VALUES (1))')).toBe('(exists AND (NOT exists))')
    expect(itemOf('exists(xs, x -> x)')).toBe('exists[xs {x -> x}]')
    for (const sql of ['EXISTS (SELECT 1 FROM t) = true', '1 + EXISTS (SELECT 1 FROM t)', 'EXISTS (SELECT 1 FROM t) IS NULL']) {
      expect(refusal(`SELECT ${sql}`).kind).toBe('sql-syntax')
    }
  })
})

describe('a call', () => {
  const callOf = (sql: string): unknown => selectOf(`SELECT ${sql} AS x`).items[0]?.expression

  test('has IGNORE NULLS behind it, and first and last also within their brackets', () => {
    expect(callOf('first(a IGNORE NULLS)')).toMatchObject({ ignoresNulls: true })
    expect(callOf('nth_value(a, 2) IGNORE NULLS OVER w')).toMatchObject({ ignoresNulls: true, over: { name: 'w' } })
    expect(callOf('first(a) RESPECT NULLS')).toMatchObject({ ignoresNulls: false })
    for (const sql of ['first(a IGNORE NULLS) OVER w', 'lag(a IGNORE NULLS) OVER w', 'any(a IGNORE NULLS)', 'first(a RESPECT NULLS)']) {
      expect(refusal(`SELECT ${sql}`).kind).toBe('sql-syntax')
    }
  })

  test('of a percentile has WITHIN GROUP and no FILTER', () => {
    expect(callOf('percentile_cont(0.5) WITHIN GROUP (ORDER BY a DESC)')).toMatchObject({ withinGroup: { isDescending: true } })
    expect(refusal('SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FILTER (WHERE b)').kind).toBe('sql-syntax')
    expect(refusal('SELECT mode() WITHIN GROUP (ORDER BY a)').kind).toBe('sql-syntax')
  })

  test.each([
    ['extract(`year` FROM d)', "extract['year' d]"],
    ["extract('year', d)", "extract['year' d]"],
    ["overlay(a PLACING 'b' FROM 1 FOR 2)", "overlay[a 'b' 1 2]"],
    ['trim(BOTH b FROM a)', 'trim_characters[a b]'],
    ['position(a IN b)', 'locate[a b]'],
    ['substring(a FROM 2 FOR 1)', 'substring[a 2 1]'],
    ['substr(a FROM 2)', 'substring[a 2]'],
    ['count(t.*)', 'count[star]'],
    ['a.b.c[0].d', 'a.b.c[0]->d'],
    ['!a', '(NOT a)'],
    ['a != b', '(a <> b)'],
    ['a == b', '(a = b)'],
    ['~a & b | c ^ d || e', '(((~ a) & b) | (c ^ (d || e)))'],
    ['a IS NOT DISTINCT FROM b', '(a <=> b)'],
  ])('%s is %s', (sql, expected) => {
    expect(itemOf(sql)).toBe(expected)
  })
})

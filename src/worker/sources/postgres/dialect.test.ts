import { describe, expect, test } from 'vitest'
import type { ComparisonOperator, Literal, Predicate } from '../../engine/predicate.ts'
import { printPredicate } from '../shared/print-predicate.ts'
import { postgresDialect } from './dialect.ts'

describe('what is certain in PostgreSQL', () => {
  const where = (predicate: Predicate, type: keyof typeof postgresDialect.rules, roundedTo?: number) =>
    printPredicate(predicate, [{ name: 'c', comparable: roundedTo === undefined ? { type } : { type, roundedTo } }], postgresDialect)
  const comparison = (operator: ComparisonOperator, literal: Literal): Predicate => ({ kind: 'comparison', column: 0, operator, literal })

  test.each([
    ['number', comparison('<', { kind: 'number', text: '-2.5' }), { sql: '("c" < (-2.5))', exact: true }],
    ['number', comparison('<', { kind: 'number', text: '1e3' }), undefined],
    ['double', comparison('=', { kind: 'number', text: '1e3' }), { sql: `("c" = '1e3'::float8)`, exact: true }],
    ['text', comparison('=', { kind: 'text', value: "a\\'" }), { sql: `("c" = E'a\\\\''')`, exact: false }],
    ['text', comparison('<', { kind: 'text', value: 'a' }), undefined],
    ['text', comparison('=', { kind: 'text', value: 'a\0' }), undefined],
    ['text', { kind: 'prefix', column: 0, prefix: 'a%' }, { sql: `("c" LIKE E'a\\\\%%')`, exact: false }],
    ['padded-text', { kind: 'prefix', column: 0, prefix: 'a' }, undefined],
    [
      'instant',
      comparison('>', { kind: 'timestamp', text: '0044-03-15 12:00:00 (BC)' }),
      { sql: `("c" > '0044-03-15 12:00:00+00 BC'::timestamptz)`, exact: true },
    ],
    ['other', { kind: 'is-null', column: 0, negated: true }, { sql: '("c" IS NOT NULL)', exact: true }],
    ['collated-text', { kind: 'prefix', column: 0, prefix: 'a' }, undefined],
    ['boolean', { kind: 'truth', column: 0, value: false }, { sql: '("c" = false)', exact: true }],
  ] as const satisfies readonly (readonly [string, Predicate, unknown])[])('%s: %j', (type, predicate, expected) => {
    expect(where(predicate, type)).toEqual(expected)
  })

  test('a number that is rounded when it is read is compared rounded, and looked at as it is for NULL', () => {
    expect(where(comparison('=', { kind: 'number', text: '1.5' }), 'number', 18)).toEqual({ sql: '(round("c", 18) = 1.5)', exact: true })
    expect(where({ kind: 'is-null', column: 0, negated: false }, 'number', 18)).toEqual({ sql: '("c" IS NULL)', exact: true })
  })
})

import { expect, test } from 'vitest'
import type { Literal, Predicate } from '../../engine/predicate.ts'
import { IndexFields } from './index-fields.ts'
import { searchQuery } from './search-query.ts'

const fields = new IndexFields({ x: { mappings: { properties: { k: { type: 'keyword' } } } } }, undefined)
const asked = (predicate: Predicate) => searchQuery(predicate, { columns: [{ name: 'k', type: 'string' }], fields, isStrict: true })

const text = (value: string): Literal => ({ kind: 'text', value })
const compared = (operator: '=' | '<' | '<=' | '>' | '>=', value: string): Predicate => ({
  kind: 'comparison',
  column: 0,
  operator,
  literal: text(value),
})
const between = (low: string, high: string): Predicate => ({ kind: 'between', column: 0, low: text(low), high: text(high) })

// A list of keywords is indexed by each of them, and read as a text that begins with a bracket.
test.each([
  compared('=', '["a","b"]'),
  { kind: 'in', column: 0, literals: [text('a'), text('[]')] } satisfies Predicate,
  { kind: 'prefix', column: 0, prefix: '[' } satisfies Predicate,
  compared('<', 'b'),
  compared('<=', '['),
  compared('>', 'Z'),
  compared('>=', '['),
  compared('>', '["a"'),
  between('A', 'z'),
])('what a list may be is not asked of keywords, by which it could be missed: %j', (predicate) => {
  expect(asked(predicate)).toBeUndefined()
})

test.each([
  [compared('=', 'a'), { terms: { k: ['a'] } }],
  [{ kind: 'prefix', column: 0, prefix: 'a[' } satisfies Predicate, { prefix: { k: 'a[' } }],
  [compared('>', 'a'), { range: { k: { gte: 'a' } } }],
  [compared('<', 'Z'), { range: { k: { lte: 'Z' } } }],
  [between('A', 'Z'), { range: { k: { gte: 'A', lte: 'Z' } } }],
  [between('a', 'z'), { range: { k: { gte: 'a', lte: 'z' } } }],
])('what no list can be is asked: %j', (predicate, query) => {
  expect(asked(predicate)).toEqual(query)
})

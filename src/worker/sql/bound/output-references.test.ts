import { expect, test } from 'vitest'
import { OutputReferences } from './output-references.ts'
import { column, type SelectNode, type Sql } from './sql.ts'
import { lambda, overRows, template, volatile } from './template.ts'

const random = volatile(template`random()`)
const a = column('t', 'a')

const select = (outputs: readonly Sql[], more: Partial<SelectNode> = {}): SelectNode => ({
  kind: 'select',
  isDistinct: false,
  outputs: outputs.map((sql, index) => ({ sql, name: `n${index}` })),
  from: { kind: 'table', table: 't', relation: 't', columnNames: undefined },
  where: undefined,
  groupBy: undefined,
  having: undefined,
  order: [],
  limit: undefined,
  offset: undefined,
  ...more,
})

test('an alias of a value that is computed anew stands for the column, any other for the value itself', () => {
  const references = new OutputReferences('q')
  expect(references.aliasOf(a, 0)).toBe(a)
  const alias = references.aliasOf(random, 3)
  expect(alias).toEqual(column('q', 'c3'))
  expect(references.placeOf(alias)).toBe(3)
  expect(references.placeOf(a)).toBeUndefined()
})

test('a query whose aliases nobody reads stays as it is', () => {
  const query = select([random, a])
  expect(new OutputReferences('q').lift(query, false)).toBe(query)
})

test('what reads an alias is computed around the query that computes it, also inside of a function', () => {
  const references = new OutputReferences('q')
  const alias = references.aliasOf(random, 0)
  const inFunction = template`list_transform([1], ${lambda(['e'], template`e + ${alias} + ${a}`)})`
  const lifted = references.lift(select([random, template`${alias} + ${a}`, inFunction], { where: template`${a} > 0`, limit: 5n }), false)
  expect(lifted.where).toBeUndefined()
  expect(lifted.limit).toBe(5n)
  const { from } = lifted
  if (from?.kind !== 'query' || from.query.kind !== 'select') throw new Error('there is one query')
  // The value itself, none where an alias is read, and the column of the table that both readers need.
  expect(from.query.outputs.map(({ name }) => name)).toEqual(['c0', 'c1', 'c2', 'x3'])
  expect(from.query.outputs[0]?.sql).toBe(random)
  expect(from.query.where).toEqual(template`${a} > 0`)
  expect(from.query.limit).toBeUndefined()
  expect(lifted.outputs[0]?.sql).toEqual(column('q', 'c0'))
  expect(lifted.outputs[1]?.sql).toMatchObject({ parts: [column('q', 'c0'), column('q', 'x3')] })
  expect(lifted.outputs[2]?.sql).toMatchObject({ parts: [{ body: { parts: [{ parts: [column('q', 'c0'), column('q', 'x3')] }] } }] })
})

test('a sort by an alias is one of the query around', () => {
  const references = new OutputReferences('q')
  const alias = references.aliasOf(random, 0)
  const lifted = references.lift(select([random], { order: [{ by: alias, isDescending: true, nullsFirst: false }] }), false)
  expect(lifted.order).toEqual([{ by: column('q', 'c0'), isDescending: true, nullsFirst: false }])
  expect(lifted.from).toMatchObject({ kind: 'query', query: { order: [] } })
})

test('an aggregate of an alias is refused: it would be computed over other rows', () => {
  const references = new OutputReferences('q')
  const alias = references.aliasOf(random, 0)
  const query = select([random, overRows(template`sum(${alias})`)])
  expect(() => references.lift(query, true)).toThrow('aggregate')
})

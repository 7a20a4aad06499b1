import { type TSchema, Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { coercer } from './coerce.ts'

const Body = Type.Object({
  count: Type.Optional(Type.Integer()),
  ratio: Type.Optional(Type.Number()),
  force: Type.Optional(Type.Boolean()),
  name: Type.Optional(Type.String()),
  mode: Type.Optional(Type.Enum([0, 1])),
  kind: Type.Optional(Type.Enum(['sql', 'general'])),
  names: Type.Optional(Type.Array(Type.String())),
  inner: Type.Optional(Type.Object({ count: Type.Integer() })),
  items: Type.Optional(Type.Array(Type.Object({ count: Type.Integer() }))),
  any: Type.Optional(Type.Unknown()),
  either: Type.Optional(Type.Union([Type.Literal('none'), Type.Object({ count: Type.Optional(Type.Integer()) })])),
  several: Type.Optional(Type.Union([Type.Object({ a: Type.Integer() }), Type.Object({ b: Type.Integer() })])),
})

const coerce = (schema: TSchema, value: unknown): unknown => coercer(schema)(value)

describe('coerce', () => {
  it('looks at one item more than a list may have', () => {
    const numbers = Type.Array(Type.Integer(), { maxItems: 3 })
    expect(coerce(numbers, ['1', '2', '3', '4', '5'])).toEqual([1, 2, 3, 4])
    expect(coerce(numbers, ['1', '2', '3'])).toEqual([1, 2, 3])
  })

  it.each([
    ['numbers and booleans as strings', { count: '16', ratio: ' -1.5 ', force: 'TRUE' }, { count: 16, ratio: -1.5, force: true }],
    ['false as a string', { force: 'false' }, { force: false }],
    ['strings as numbers and booleans', { name: 5 }, { name: '5' }],
    ['an enum of numbers as a string', { mode: '1' }, { mode: 1 }],
    ['an empty optional enum value is absent', { mode: '', kind: '' }, {}],
    ['an enum of strings stays', { kind: 'sql' }, { kind: 'sql' }],
    ['one value where an array is meant', { names: 'pool' }, { names: ['pool'] }],
    ['nested fields', { inner: { count: '2' }, items: [{ count: '3' }] }, { inner: { count: 2 }, items: [{ count: 3 }] }],
    ['null and empty optional numbers are absent', { count: null, force: '', name: null }, {}],
    ['the object of several forms', { either: { count: null, other: 1 } }, { either: {} }],
    ['a form that is no object stays', { either: 'none' }, { either: 'none' }],
    ['one of several objects stays', { several: { a: '1' } }, { several: { a: '1' } }],
    ['unknown fields are dropped', { count: 1, other: { deep: [] } }, { count: 1 }],
    ['anything stays where anything is allowed', { any: { a: ['1'] } }, { any: { a: ['1'] } }],
    ['what is no number stays', { count: 'many', ratio: '1e5' }, { count: 'many', ratio: '1e5' }],
    ['objects and null where an array is meant stay', { names: { a: 1 } }, { names: { a: 1 } }],
  ])('%s', (_name, given, expected) => {
    expect(coerce(Body, given)).toEqual(expected)
  })

  it.each([[null], [[]], ['text'], [7], [undefined]])('%j stays where an object is meant', (given) => {
    expect(coerce(Body, given)).toEqual(given)
  })

  it('where the schema says something of other names, they stay, whatever they are called', () => {
    const given: unknown = JSON.parse('{"a":"1","__proto__":[2]}')
    for (const additionalProperties of [false, Type.Unknown()]) {
      expect(JSON.stringify(coerce(Type.Object({ a: Type.Integer() }, { additionalProperties }), given))).toBe('{"a":1,"__proto__":[2]}')
    }
  })

  it('names of Object.prototype are not taken for fields that were given', () => {
    expect(coerce(Type.Object({ constructor: Type.Optional(Type.String()) }), {})).toEqual({})
  })
})

import { setImmediate as nextTurn } from 'node:timers/promises'
import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { pathAliases } from '../path-aliases.ts'
import { LARGE_BYTES } from '../turn-for-large.ts'
import { firstFault } from './first-fault.ts'
import { inputParser } from './parse-input.ts'
import { parseJsonBody } from './parse-json-body.ts'
import { parseQuery } from './parse-query.ts'

const Body = Type.Object({
  name: Type.String({ minLength: 1 }),
  hosts: Type.Optional(Type.Array(Type.Object({ ip: Type.String() }))),
  few: Type.Optional(Type.Array(Type.Integer(), { maxItems: 2 })),
  within: Type.Optional(Type.Object({ lists: Type.Array(Type.Array(Type.String())) })),
  type: Type.Optional(Type.Enum(['sql', 'general'])),
  count: Type.Optional(Type.Integer({ minimum: 1 })),
})
const parse = inputParser('body', Body, 'test.call')

describe('inputParser', () => {
  it('gives what the schema says', () => {
    expect(parse({ name: 'a', count: '3', other: 1 })).toEqual({ name: 'a', count: 3 })
  })

  it.each([
    [{}, 'The body lacks the mandatory parameter name'],
    [{ name: 'a', hosts: [{ ip: '1.2.3.4' }, {}] }, 'The body lacks the mandatory parameter hosts[1].ip'],
    [
      { name: 'a', hosts: [...Array(5_000).fill({ ip: '1.2.3.4' }), { ip: [] }] },
      'The parameter hosts[5000].ip of the body must be string',
    ],
    [{ name: 'a', hosts: Array(300).fill({ ip: 'x' }), count: 0 }, 'The parameter count of the body must be >= 1'],
    [{ name: 'a', few: [1, 2, 3] }, 'The parameter few of the body must not have more than 2 items'],
    [{ name: 'a', within: { lists: [['a'], ['a', {}]] } }, 'The parameter within.lists[1][1] of the body must be string'],
    [{ name: 'a', type: 'bread' }, 'The parameter type of the body must be one of sql, general'],
    [{ name: 'a', count: 'many' }, 'The parameter count of the body must be integer'],
    [{ name: '' }, 'The parameter name of the body must not have fewer than 1 characters'],
    [[], 'The body must be object'],
    ['text', 'The body must be object'],
  ])('%j: what and where', (given, message) => {
    const hint = 'docs/reference/operations.md of Causeway says under test.call what the body takes.'
    expect(() => parse(given)).toThrow(expect.objectContaining({ kind: 'invalid-parameter', message, hint }))
  })

  it('a body of which no field is known is refused, an empty one is not', () => {
    const parseOptional = inputParser(
      'body',
      Type.Object({ a: Type.Optional(Type.Integer()), b: Type.Optional(Type.Integer()) }),
      'test.call',
    )
    expect(() => parseOptional({ A: 1 })).toThrow('The body has none of the parameters a, b')
    expect(parseOptional({})).toEqual({})
    expect(parseOptional({ A: 1, b: 2 })).toEqual({ b: 2 })
  })

  it('looks for what is wrong with a long list in the one thing that is told of it', () => {
    const List = Type.Object({
      items: Type.Array(Type.Object({ from: Type.String(), to: Type.String() }, { additionalProperties: false }), { maxItems: 15_000 }),
    })
    const given = (count: number) => ({ items: Array.from({ length: count }, (_, at) => ({ from: `a${at}`, to: 'b' })) })
    const tooMany = given(15_001)
    expect(firstFault(List, tooMany)).toEqual({
      schema: Type.Array(Type.Unknown(), { maxItems: 15_000 }),
      value: tooMany.items,
      path: ['items'],
    })
    expect(() => inputParser('body', List, 'test.call')(tooMany)).toThrow('items of the body must not have more than 15000 items')
    const wrong = { items: [...given(10_000).items, { from: 'a' }, ...given(4_000).items] }
    expect(firstFault(List, wrong)).toEqual({ schema: List.properties.items.items, value: { from: 'a' }, path: ['items', 10_000] })
    expect(() => inputParser('body', List, 'test.call')(wrong)).toThrow('lacks the mandatory parameter items[10000].to')
    expect(firstFault(Type.Object({ ...List.properties, n: Type.Integer() }), { ...given(15_000), n: 'x' }).value).toEqual({
      ...given(100),
      n: 'x',
    })
  })

  it('a part that takes nothing drops whatever comes, each time, and is refused where it is no object', () => {
    const parseNothing = inputParser('body', Type.Object({}), 'test.call')
    const parseClosed = inputParser('body', Type.Object({}, { additionalProperties: false }), 'test.call')
    for (const given of [{}, { a: 1 }, { __proto__: null, b: 2 }, {}]) expect(parseNothing(given)).toEqual({})
    for (const given of ['text', [], null, 1]) expect(() => parseNothing(given)).toThrow('The body must be object')
    expect(parseClosed({})).toEqual({})
    expect(() => parseClosed({ a: 1 })).toThrow('The parameter a of the body')
    expect(parseClosed({})).toEqual({})
  })

  it('does not repeat a value that was given, for it may be a secret', () => {
    expect(() => inputParser('body', Type.Object({ password: Type.Integer() }), 'test.call')({ password: 'hunter2' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    )
  })
})

describe('parseJsonBody', () => {
  it.each([
    ['', {}],
    ['  \n', {}],
    ['{"a":1}', { a: 1 }],
    ['\ufeff{"a":"ü"}', { a: 'ü' }],
    ['null', null],
  ])('%j', async (text, expected) => {
    expect(await parseJsonBody(Buffer.from(text), 10)).toEqual(expected)
  })

  it.each(['{"a":', '{"password":"hunter2",}', 'hunter2', '{"password":hunter2}'])('%j is refused, and not repeated', async (text) => {
    await expect(parseJsonBody(Buffer.from(text), 10)).rejects.toThrow(
      expect.objectContaining({ kind: 'invalid-parameter', message: expect.stringMatching(/^The body is not JSON: (?!.*hunter2)/) }),
    )
  })

  it.each([
    ['{"a":', 'it ends too early'],
    ['{"a":1,}', 'what stands in line 1 at character 8 cannot stand there'],
    ['{\n  "a": 1\n  "b": 2\n}', 'what stands in line 3 at character 3 cannot stand there'],
  ])('%j is refused in words of our own', async (text, fault) => {
    await expect(parseJsonBody(Buffer.from(text), 10)).rejects.toThrow(`The body is not JSON: ${fault}`)
  })

  it('bytes that are not UTF-8 are refused', async () => {
    await expect(parseJsonBody(Buffer.from([0x7b, 0xff, 0x7d]), 10)).rejects.toThrow('The body is not UTF-8 text')
  })

  it.each([
    ['values', `[${'1,'.repeat(10)}1]`, 'holds more than 10 values'],
    ['lists', `[${'[],'.repeat(10)}[]]`, 'holds more than 10 values'],
    ['fields', `{${Array.from({ length: 11 }, (_, i) => `"k${i}":0`).join()}}`, 'holds more than 10 values'],
    ['levels', '['.repeat(200_000), 'is nested deeper than 32 levels'],
    ['levels of objects', '{"a":'.repeat(200_000), 'is nested deeper than 32 levels'],
  ])('too many %s are refused before they are parsed', async (_name, text, message) => {
    await expect(parseJsonBody(Buffer.from(text), text.length > 1000 ? 1_000_000 : 10)).rejects.toThrow(
      expect.objectContaining({ kind: 'invalid-parameter', message: expect.stringContaining(message) }),
    )
  })

  it.each([String.raw`{"a":"[[,,{{\\"}`, String.raw`{"a":"\\\"[,,,,,,,,,,,"}`, `[[${'[],'.repeat(6)}[]]]`])(
    '%j: what stands in a text is no value',
    async (text) => {
      expect(await parseJsonBody(Buffer.from(text), 17)).toEqual(JSON.parse(text))
    },
  )

  // Every length around the border of what is looked at in one turn: its sign may be a quote, a backslash, or what a backslash stands before.
  it.each([-1, 0, 1, 2])('one that is looked at in several turns is counted as a short one is (%i)', async (shift) => {
    const text = `["${'x'.repeat(LARGE_BYTES + shift - 4)}\\",[[[,","b",${JSON.stringify('y'.repeat(LARGE_BYTES))}]`
    expect(await parseJsonBody(Buffer.from(text), 4)).toEqual(JSON.parse(text))
    await expect(parseJsonBody(Buffer.from(text), 3)).rejects.toThrow('holds more than 3 values')
  })

  it('lets others have their turn while it looks for the fault of a long one', async () => {
    const text = `[${'"a",'.repeat(40_000)}`
    let turns = 0
    let isDone = false
    const others = (async () => {
      for (; !isDone; turns += 1) await nextTurn()
    })()
    await expect(parseJsonBody(Buffer.from(text), 100_000)).rejects.toThrow('The body is not JSON: it ends too early')
    isDone = true
    await others
    expect(turns).toBeGreaterThan(10)
  })
})

it('an object of more than a thousand fields is none that a call means, wherever it stands', async () => {
  const fields = (count: number): string => `{${Array.from({ length: count }, (_, at) => `"k${at}":[1,{"a":[],"b":2}]`).join()}}`
  for (const text of [fields(1_001), `{"a":[[],${fields(1_001)}]}`])
    await expect(parseJsonBody(Buffer.from(text), 1_000_000)).rejects.toThrow('has an object of more than 1000 fields')
  for (const text of [`{"a":${fields(1_000)},"b":${fields(1_000)}}`, `[${'1,'.repeat(5_000)}1]`])
    expect(await parseJsonBody(Buffer.from(text), 1_000_000)).toEqual(JSON.parse(text))
})

describe('parseQuery', () => {
  it('takes hyphens for underscores, collects repeated names, and has no prototype', () => {
    const query = parseQuery('page-size=5&current_page=2&job_types=DDL&job_types=QUERY&job-types=INSERT&__proto__=x&a=&b')
    expect({ ...query }).toEqual({
      page_size: '5',
      current_page: '2',
      job_types: ['DDL', 'QUERY', 'INSERT'],
      ['__proto__']: 'x',
      a: '',
      b: '',
    })
    expect(Object.getPrototypeOf(query)).toBeNull()
  })
})

describe('pathAliases', () => {
  it.each([
    ['/v1.0/{p}/queues', ['/v1.0/{p}/queues', '/v1/{p}/queues']],
    ['/v1/{p}/plans', ['/v1.0/{p}/plans', '/v1/{p}/plans']],
    ['/v2.0/{p}/x', ['/v2.0/{p}/x', '/v2/{p}/x']],
    ['/v3/{p}/x', ['/v3/{p}/x']],
    ['/healthz', ['/healthz']],
  ])('%s', (path, expected) => {
    expect(pathAliases(path)).toEqual(expected)
  })
})

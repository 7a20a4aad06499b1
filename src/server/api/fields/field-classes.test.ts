import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { operations } from '../operations.ts'
import { CLASSED_NAMES, classOf, type FieldPart, namedClass } from './field-classes.ts'
import { fieldsOf } from './schema-fields.ts'

const fields = operations.flatMap(({ name: operation, schemas }) =>
  (['path', 'query', 'body', 'response'] as const).flatMap((part: FieldPart) => {
    const schema = part === 'path' ? schemas.params : schemas[part]
    return fieldsOf(schema).map(({ path }) => ({ operation, part, path, name: path.at(-1) ?? '' }))
  }),
)

describe('the classes of fields', () => {
  it('are there for each field of each schema: a new one is to be put into a list of field-classes.ts', () => {
    const unclassed = fields.filter(({ name }) => namedClass(name) === undefined)
    expect([...new Set(unclassed.map(({ operation, part, path }) => `${operation} ${part}.${path.join('.')}`))]).toEqual([])
  })

  it('have no name twice, and none that no field has', () => {
    expect(CLASSED_NAMES.filter((name, at) => CLASSED_NAMES.indexOf(name) !== at)).toEqual([])
    const names = new Set(fields.map(({ name }) => name))
    expect(CLASSED_NAMES.filter((name) => !names.has(name))).toEqual([])
  })

  it('are secret where nobody has said otherwise', () => {
    expect(classOf('dli.queues.create', 'body', ['not_there_yet'])).toBe('secret')
  })

  it('have every name that looks like one of a secret among the secrets', () => {
    const looks = /password|passwd|secret|securitytoken|private/i
    const notOf = new Set(['password_expires_at'])
    expect(
      [...new Set(fields.map(({ name }) => name))].filter((name) => looks.test(name) && !notOf.has(name) && namedClass(name) !== 'secret'),
    ).toEqual([])
  })

  it('let only the answers show a secret that make one', () => {
    const shown = fields.filter(({ operation, part, path }) => part === 'response' && classOf(operation, part, path) === 'secret')
    expect([...new Set(shown.map(({ operation }) => operation))].toSorted()).toEqual([
      'causeway.agents.create-token',
      'causeway.console-session.create',
      'causeway.doors.create',
      'causeway.keys.create',
      'causeway.keys.rotate',
      'causeway.runs.create',
      'causeway.users.create',
      'causeway.users.set-password',
      'iam.temporary-keys.create',
    ])
  })
})

it('finds fields in lists, alternatives and maps', () => {
  const schema = Type.Object({
    a: Type.Array(Type.Object({ b: Type.String() })),
    c: Type.Union([Type.Object({ d: Type.Null() }), Type.Integer()]),
    e: Type.Record(Type.String(), Type.String()),
  })
  expect(fieldsOf(schema).map(({ path }) => path.join('.'))).toEqual(['a.b', 'c.d', 'c', 'e'])
})

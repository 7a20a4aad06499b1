import { Type } from 'typebox'
import { expect, it } from 'vitest'
import { classedSchema } from './classed-schema.ts'

it('says which fields are secret or sensitive, wherever they stand, and nothing of the public ones', () => {
  const schema = Type.Object({
    auth_info_name: Type.String(),
    password: Type.Optional(Type.String({ maxLength: 9 })),
    tags: Type.Array(Type.Object({ key: Type.String(), value: Type.String() })),
    nobody_has_classed_it: Type.Union([Type.String(), Type.Null()]),
  })
  expect(classedSchema(schema, { operation: 'dli.auth-infos.create', part: 'body', path: [] })).toEqual({
    type: 'object',
    required: ['auth_info_name', 'tags', 'nobody_has_classed_it'],
    properties: {
      auth_info_name: { type: 'string' },
      password: { type: 'string', maxLength: 9, format: 'password', 'x-class': 'secret' },
      tags: {
        type: 'array',
        items: {
          type: 'object',
          required: ['key', 'value'],
          properties: { key: { type: 'string' }, value: { type: 'string', 'x-class': 'sensitive' } },
        },
      },
      nobody_has_classed_it: {
        anyOf: [
          { type: 'string', format: 'password', 'x-class': 'secret' },
          { type: 'null', 'x-class': 'secret' },
        ],
      },
    },
  })
})

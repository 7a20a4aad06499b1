import { Type } from 'typebox'
import { expect, it } from 'vitest'
import { operations } from '../operations.ts'
import { auditedAnswer } from './audited-input.ts'
import { changesNothing } from './audited-operation.ts'

const makers = operations
  .filter((operation) => operation.method === 'POST' && !changesNothing(operation))
  .flatMap((operation) => {
    const { response } = operation.schemas
    const names = Type.IsObject(response) ? Object.keys(response.properties) : []
    // The domain is not what was made.
    const ids = names.filter((name) => /(^|_)(id|uuid)$/.test(name) && name !== 'domain_id')
    return ids.map((id) => [operation.name, id, operation] as const)
  })

it.each(makers)('the record of %s has the %s that its answer tells: what happens to it later is found by that', (_name, id, operation) => {
  expect(auditedAnswer(operation, { [id]: 'a-1' })).toEqual({ details: { made: { [id]: 'a-1' } } })
})

it('the record of a user that is made has the id of the user, and not that of its domain', () => {
  const [operation] = operations.filter(({ name }) => name === 'causeway.users.create')
  if (operation === undefined) throw new Error('there is no such call')
  const answer = { id: 'the-user', name: 'ann', domain: { id: 'the-domain', name: 'causeway' } }
  expect(auditedAnswer(operation, answer)).toEqual({ details: { made: { id: 'the-user' } } })
})

it('there are such calls', () => {
  expect(makers.length).toBeGreaterThan(15)
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const owners = async (): Promise<readonly unknown[]> => {
  const { body } = await lab.call('GET', '/v1.0/{p}/databases')
  return Array.isArray(body['databases']) ? body['databases'].map((each: Readonly<Record<string, unknown>>) => each['owner']) : []
}

it('an owner that is deleted is told as such, also where another user has its name', async () => {
  const carol = await lab.addUser({ name: 'carol' })
  expect(await lab.call('POST', '/v1.0/{p}/databases', { keys: carol, body: { database_name: 'of_carol' } })).toMatchObject({ status: 200 })
  expect(await owners()).toContain('carol')
  expect(await lab.call('DELETE', '/causeway/v1/users/carol')).toMatchObject({ status: 204 })
  await lab.addUser({ name: 'carol' })
  expect(await owners()).toContain('carol (deleted)')
  expect(await owners()).not.toContain('carol')
})

it('the privileges on a table are told with those on its columns, wherever they are asked for', async () => {
  await lab.addUser({ name: 'dave', isAdmin: false })
  await lab.call('POST', '/v1.0/{p}/databases', { body: { database_name: 'shop' } })
  const columns = ['a', 'b'].map((column_name) => ({ column_name, type: 'int' }))
  await lab.call('POST', '/v1.0/{p}/databases/shop/tables', { body: { table_name: 'two', data_location: 'DLI', columns } })
  const privileges = [{ object: 'databases.shop.tables.two.columns.a', privileges: ['SELECT'] }]
  const granted = await lab.call('PUT', '/v1.0/{p}/authorization', { body: { user_name: 'dave', action: 'grant', privileges } })
  expect(granted, granted.text).toMatchObject({ status: 200 })
  const told = { object: 'databases.shop.tables.two.columns.a', user_name: 'dave', privileges: ['SELECT'] }
  for (const target of [
    '/v1.0/{p}/authorization/privileges?object=databases.shop.tables.two',
    '/v1.0/{p}/databases/shop/tables/two/users',
  ]) {
    const { body, text } = await lab.call('GET', target)
    expect(body['privileges'], text).toContainEqual(expect.objectContaining(told))
  }
})

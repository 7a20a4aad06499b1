import { afterAll, beforeAll, expect, it } from 'vitest'
import type { UserFunction } from '../../../protocol/user-function.ts'
import { type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { type CatalogFunctions, createCatalogFunctions } from './functions.ts'

let server: StartedServer
let functions: CatalogFunctions
beforeAll(async () => {
  server = await startServerRooms()
  functions = createCatalogFunctions({ store: server.store, clock: Date.now })
  await server.control.catalog.createDatabase(server.caller, {
    name: 'sales',
    description: '',
    enterpriseProjectId: '0',
    ifNotExists: false,
  })
})
afterAll(() => server.remove())

const definition = (name: string, body: string): UserFunction => ({ name, parameters: [], returns: 'int', body })
const put = (name: string, body: string, options: { isReplacing?: boolean; ifNotExists?: boolean } = {}) =>
  functions.put(server.caller, 'Sales', definition(name, body), { isReplacing: false, ifNotExists: false, ...options })

it('is made, found, listed, replaced and dropped', async () => {
  expect(await put('g', '1')).toBe(true)
  expect(await put('f', '1')).toBe(true)
  await expect(put('f', '2')).rejects.toMatchObject({ kind: 'already-exists' })
  expect(await put('f', '2', { ifNotExists: true })).toBe(false)
  expect(await functions.find(server.caller, 'SALES', 'F')).toMatchObject({ body: '1' })
  expect(await put('f', '2', { isReplacing: true })).toBe(true)
  expect(await functions.find(server.caller, 'sales', 'f')).toMatchObject({ body: '2' })
  expect(await functions.list(server.caller, 'sales')).toEqual(['f', 'g'])
  expect(await functions.drop(server.caller, 'sales', 'F')).toBe(true)
  expect(await functions.drop(server.caller, 'sales', 'f')).toBe(false)
  expect(await functions.drop(server.caller, 'nowhere', 'f')).toBe(false)
  expect(await functions.find(server.caller, 'nowhere', 'f')).toBeUndefined()
  await expect(functions.list(server.caller, 'nowhere')).rejects.toMatchObject({ kind: 'not-found' })
})

it('is another in another project, and is no longer than it may be', async () => {
  await put('own', '1')
  expect(await functions.find({ ...server.caller, projectId: 'another' }, 'sales', 'own')).toBeUndefined()
  await expect(put('long', `'${'x'.repeat(20_000)}'`)).rejects.toMatchObject({ kind: 'limit-exceeded' })
})

it('goes with its database, which is not dropped for it without being asked', async () => {
  const { catalog } = server.control
  await put('kept', '1')
  await expect(catalog.dropDatabase(server.caller, 'sales', { cascade: false, ifExists: false })).rejects.toMatchObject({
    kind: 'in-use',
    message: expect.stringContaining('function'),
  })
  await catalog.dropDatabase(server.caller, 'sales', { cascade: true, ifExists: false })
  await catalog.createDatabase(server.caller, { name: 'sales', description: '', enterpriseProjectId: '0', ifNotExists: false })
  expect(await functions.list(server.caller, 'sales')).toEqual([])
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { insertDomain, insertProject, updateProject } from '../../store/accounts/accounts.ts'
import { remedyText, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { createAuthorizer } from './authorizer.ts'
import { toWrite } from './need.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
})
afterAll(() => server?.remove())

const mayWrite = async (projectId: string) =>
  await createAuthorizer({ store: server.store, remedyText }).allows({ ...server.caller, projectId }, toWrite('write'))

it("an administrator of the domain may do everything in the domain's projects, and nothing in what is none of them", async () => {
  const { store, caller } = server
  const ofDomain = async (id: string, name: string) => {
    await store.transaction(async (tx) => {
      await insertDomain(tx, { id, name })
      await insertProject(tx, { id: `${id}p`, name: 'p', domainId: id, description: '' })
    })
    return `${id}p`
  }
  expect(await mayWrite(caller.projectId)).toBe(true)
  expect(await mayWrite('ffffffffffffffffffffffffffffffff')).toBe(false)
  expect(await mayWrite(await ofDomain('d2', 'another'))).toBe(false)
})

it('nobody may do anything in a project that is disabled', async () => {
  const { store, caller } = server
  await store.transaction(async (tx) => await updateProject(tx, caller.projectId, { state: 'disabled' }))
  expect(await mayWrite(caller.projectId)).toBe(false)
  await store.transaction(async (tx) => await updateProject(tx, caller.projectId, { state: 'enabled' }))
  expect(await mayWrite(caller.projectId)).toBe(true)
})

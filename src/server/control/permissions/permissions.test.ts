import { afterAll, beforeAll, expect, it } from 'vitest'
import { deletePrivilegesOf, insertPrivilege, listPrivilegesOf } from '../../store/accounts/privileges.ts'
import type { Store } from '../../store/store.ts'
import { createAuthorizer } from '../authorization/authorizer.ts'
import { type AddedUser, addUser } from '../fixtures/added-user.ts'
import { remedyText, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { createPermissions } from './permissions.ts'

let server: StartedServer
let user: AddedUser
beforeAll(async () => {
  server = await startServerRooms()
  user = await addUser(server)
  const { catalog } = server.control
  await catalog.createDatabase(server.caller, { name: 'shop', description: '', enterpriseProjectId: '0', ifNotExists: false })
})
afterAll(() => server?.remove())

it('What was taken away between the look at the right and the grant gives nothing', async () => {
  const { store, caller } = server
  const { caller: asBob, grantee: bob } = user
  const grantee = {
    grantee: { userName: 'bob' },
    action: 'grant',
    privileges: [{ object: 'databases.shop', privileges: ['SELECT'] }],
  } as const
  const right = { projectId: caller.projectId, grantee: bob, object: 'databases.shop', name: 'GRANT_PRIVILEGE' }
  await store.transaction((tx) => insertPrivilege(tx, right, { grantedBy: caller.userName, grantedAt: 0 }))
  const revoking: Store = {
    ...store,
    async transaction(work) {
      await store.transaction((tx) => deletePrivilegesOf(tx, bob))
      return await store.transaction(work)
    },
  }
  const permissions = createPermissions({
    store: revoking,
    clock: Date.now,
    authorizer: createAuthorizer({ store, remedyText }),
    sharing: { settle: async () => async () => undefined },
  })
  await expect(permissions.change(asBob, grantee)).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await listPrivilegesOf(store.db, bob)).toEqual([])
})

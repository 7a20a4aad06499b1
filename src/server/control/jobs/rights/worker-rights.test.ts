import { afterAll, beforeAll, expect, it } from 'vitest'
import type { WorkerCall } from '../../../../protocol/worker-calls.ts'
import { deletePrivilegesOf, insertPrivilege } from '../../../store/accounts/privileges.ts'
import { insertDatabase } from '../../../store/catalog/databases.ts'
import { insertTable, updateTable } from '../../../store/catalog/tables.ts'
import { createAuthorizer } from '../../authorization/authorizer.ts'
import { type AddedUser, addUser } from '../../fixtures/added-user.ts'
import { jobOf } from '../../fixtures/job-of.ts'
import { remedyText, type StartedServer, startServerRooms } from '../../fixtures/started-control.ts'
import type { Context } from '../contexts.ts'
import { createWorkerRights, tableKey, type WorkerRights } from './worker-rights.ts'

let server: StartedServer
let user: AddedUser
const named = { database: 'shop', table: 't' }
beforeAll(async () => {
  server = await startServerRooms()
  user = await addUser(server)
  await user.grant('databases.shop.tables.t.columns.a', 'SELECT')
})
afterAll(() => server?.remove())

const context = (onlyWritten: ReadonlySet<string> = new Set()): Context =>
  jobOf(user.caller, { direct: new Set([tableKey(named)]), notRead: onlyWritten, onlyWritten })

const check = (rights: WorkerRights, by: Context, call: WorkerCall) => rights.answering(by, call, async () => undefined)

it('a table whose last readable column is taken away between two looks of a statement is told with none, not with all', async () => {
  const rights = createWorkerRights(createAuthorizer({ store: server.store, remedyText }))
  const job = context()
  await rights.checkTable(job, named, undefined)
  expect(await rights.columnRights(job, named)).toMatchObject({
    readable: ['a'],
    isDescribed: false,
    grant: expect.stringContaining('databases.shop.tables.t'),
  })
  await server.store.transaction((tx) => deletePrivilegesOf(tx, user.grantee))
  expect(await rights.columnRights(job, named)).toMatchObject({ readable: [], isDescribed: false })
  // What only writes into it reads nothing of it.
  expect(await rights.columnRights(context(new Set([tableKey(named)])), named)).toBeUndefined()
})

it('whoever may only read a table gets nothing written where it is in a store, and whoever may insert into it does', async () => {
  const { store, caller } = server
  const rights = createWorkerRights(createAuthorizer({ store, remedyText }))
  const location = 'obs://lake/t'
  const source = { kind: 'files', format: 'csv', location, options: {} } as const
  const table = { database: 'shop', name: 't', columns: [{ name: 'a', type: 'int' }], source, origin: undefined }
  const owned = { owner: '', ownerId: '', createdAt: 0 }
  await store.transaction(async (tx) => {
    const of = { projectId: caller.projectId, description: '', properties: {}, tags: [], enterpriseProjectId: '0', connection: undefined }
    await insertDatabase(tx, { id: 'd', name: 'shop', ...of, ...owned })
    await insertTable(tx, { id: 't', databaseId: 'd', name: 't', definition: table, version: undefined, keptFrom: undefined, ...owned })
  })
  const begin = { kind: 'begin-object', location: `${location}/day=1`, name: 'part-{id}' } as const
  const grant = (name: 'SELECT' | 'INSERT_INTO_TABLE' | 'INSERT_OVERWRITE_TABLE') =>
    store.transaction((tx) =>
      insertPrivilege(
        tx,
        { projectId: caller.projectId, grantee: user.grantee, object: 'databases.shop.tables.t', name },
        { grantedBy: caller.userName, grantedAt: 0 },
      ),
    )
  const publish = (by: ReturnType<typeof context>, changed: object = {}) => {
    const nothing = { objects: [], replace: [], touched: [''], isNew: false, forTable: false, marker: false }
    return check(rights, by, { kind: 'publish-objects', location, ...nothing, ...changed })
  }
  await grant('SELECT')
  const reading = context()
  await rights.checkTable(reading, named, table)
  await check(rights, reading, { kind: 'locate-path', location })
  await expect(check(rights, reading, begin)).rejects.toMatchObject({ kind: 'sql-permission' })
  await expect(publish(reading)).rejects.toMatchObject({ kind: 'sql-permission' })
  const onDisk = { kind: 'publish-files' as const, location, moves: [], remove: [], forTable: false }
  const anew = { kind: 'replace-folder', location, replacement: 'r', mode: 'overwrite' } as const
  await expect(check(rights, reading, onDisk)).rejects.toMatchObject({ kind: 'sql-permission' })
  await grant('INSERT_INTO_TABLE')
  const writing = context()
  await rights.checkTable(writing, named, table)
  await check(rights, writing, begin)
  await check(rights, writing, onDisk)
  await expect(check(rights, writing, { ...onDisk, remove: ['part-0'] })).rejects.toMatchObject({ kind: 'sql-permission' })
  await expect(check(rights, writing, anew)).rejects.toMatchObject({ kind: 'sql-permission' })
  await expect(check(rights, writing, { ...begin, location: 'obs://lake/t2' })).rejects.toMatchObject({ kind: 'sql-permission' })
  // Whoever may add rows takes none away.
  const call = (changed: object) => publish(writing, changed)
  const replacing = { replace: [{ path: 'part-0.csv', etag: '"e"' }] }
  await call({})
  await expect(call(replacing)).rejects.toMatchObject({ kind: 'sql-permission' })
  await expect(call({ marker: true })).rejects.toMatchObject({ kind: 'sql-permission' })
  await grant('INSERT_OVERWRITE_TABLE')
  await call(replacing)
  await check(rights, writing, { ...onDisk, remove: ['part-0'] })
  // The right is on the name, and of another place by now.
  const moved = (to: string) => updateTable(store.db, { id: 't', name: 't', definition: { ...table, source: { ...source, location: to } } })
  await moved('obs://lake/elsewhere')
  await expect(call({})).rejects.toMatchObject({ kind: 'sql-permission' })
  await expect(check(rights, writing, onDisk)).rejects.toMatchObject({ kind: 'sql-permission' })
  await expect(check(rights, writing, begin)).rejects.toMatchObject({ kind: 'sql-permission' })
  await expect(check(rights, writing, { kind: 'locate-path', location, byPath: true })).rejects.toMatchObject({ kind: 'sql-permission' })
  await moved(location)
  await call({})
  // What is taken away from its user while it runs is missed by the next call.
  await store.transaction((tx) => deletePrivilegesOf(tx, user.grantee))
  await expect(call({})).rejects.toMatchObject({ kind: 'sql-permission' })
  await expect(check(rights, writing, begin)).rejects.toMatchObject({ kind: 'sql-permission' })
  await expect(check(rights, writing, { kind: 'locate-path', location, byPath: true })).rejects.toMatchObject({ kind: 'sql-permission' })
})

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Subnet } from '../../domain/vpc.ts'
import { insertPrivilege, listPrivilegesOn } from '../../store/accounts/privileges.ts'
import { createCatalogViews } from '../catalog/views.ts'
import { newPool, newQueue, newSubnet, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { QUOTAS } from '../shared/limits.ts'

let server: StartedServer
let subnet: Subnet
beforeAll(async () => {
  server = await startServerRooms()
  await makeDatabase('shop')
  ;({ subnet } = await newSubnet(server))
})
afterAll(() => server?.remove())

const views = () => createCatalogViews({ store: server.store, clock: Date.now, quotas: QUOTAS })
const makeDatabase = (name: string) =>
  server.control.catalog.createDatabase(server.caller, { name, description: '', enterpriseProjectId: '0', ifNotExists: false })
const makeTable = (name: string) =>
  server.control.catalog.createTable(
    server.caller,
    { database: 'shop', name, columns: [{ name: 'a', type: 'int' }], source: { kind: 'managed', format: 'parquet' } },
    { ifNotExists: false },
  )
const makeView = (name: string) =>
  views().put(
    server.caller,
    {
      database: 'shop',
      name,
      columns: [{ name: 'a', type: 'int' }],
      source: { kind: 'view', sql: 'SELECT 1 a', database: 'shop', queryColumns: ['a'] },
    },
    'new',
    { ifNotExists: false },
  )

const NOWHERE = { certificate: '', krb5Conf: '', keytab: '', truststore: '', keystore: '' }

interface Ending {
  /** Gives back what privileges are granted on. */
  make(name: string): Promise<string>
  end(name: string, object: string): Promise<unknown>
}
const onTables = (name: string): string => `databases.shop.tables.${name}`
const ENDINGS: readonly (readonly [string, Ending])[] = [
  [
    'a queue that is deleted',
    {
      make: async (name) => `queues.${(await server.control.queues.create(server.caller, newQueue(name))).name}`,
      end: (name) => server.control.queues.delete(server.caller, name),
    },
  ],
  [
    'an elastic resource pool that is deleted',
    {
      make: async (name) => `elasticresourcepools.${(await server.control.pools.create(server.caller, newPool(name))).name}`,
      end: (name) => server.control.pools.delete(server.caller, name),
    },
  ],
  [
    'a datasource authentication that is deleted',
    {
      async make(name) {
        const secrets = { password: 'p' }
        await server.control.credentials.create(server.caller, { name, type: 'passwd', userName: 'u', locations: NOWHERE, secrets })
        return `datasourceauth.${name}`
      },
      end: (name) => server.control.credentials.delete(server.caller, name),
    },
  ],
  [
    'a connection that is deleted',
    {
      async make(name) {
        const to = { vpcId: subnet.vpcId, subnetId: subnet.id }
        const { id } = await server.control.connections.create(server.caller, { name, ...to, queues: [], hosts: [], tags: [] })
        return `edsconnections.${id}`
      },
      end: (_name, object) => server.control.connections.delete(server.caller, object.replace('edsconnections.', '')),
    },
  ],
  [
    'a database that is dropped',
    {
      make: (name) => makeDatabase(name).then(() => `databases.${name}`),
      end: (name) => server.control.catalog.dropDatabase(server.caller, name, { ifExists: false, cascade: false }),
    },
  ],
  [
    'a table that is dropped',
    {
      make: (name) => makeTable(name).then(() => onTables(name)),
      end: (name) => server.control.catalog.dropTable(server.caller, 'shop', name, { ifExists: false }),
    },
  ],
  [
    'a table that gets another name',
    {
      make: (name) => makeTable(name).then(() => onTables(name)),
      end: (name) => server.control.catalog.renameTable(server.caller, 'shop', name, `${name}_later`),
    },
  ],
  [
    'a view that is dropped',
    {
      make: (name) => makeView(name).then(() => onTables(name)),
      end: (name) => views().drop(server.caller, 'shop', name, { ifExists: false }),
    },
  ],
  [
    'a view that gets another name',
    {
      make: (name) => makeView(name).then(() => onTables(name)),
      end: (name) => views().rename(server.caller, 'shop', name, `${name}_later`),
    },
  ],
]

describe('the privileges on', () => {
  it.each(ENDINGS)('%s leave its name in the same transaction', async (what, { make, end }) => {
    const { store, caller } = server
    const name = `n${ENDINGS.findIndex(([each]) => each === what)}`
    const object = await make(name)
    const grantee = { kind: 'user', id: 'somebody' } as const
    const by = { grantedBy: 'tester', grantedAt: 1 }
    const granted = () => listPrivilegesOn(store.db, caller.projectId, object)
    await insertPrivilege(store.db, { projectId: caller.projectId, grantee, object, name: 'ALL' }, by)
    // Where they cannot go, the thing stays too.
    const held = (change: 'delete' | 'update') =>
      sql`create trigger ${sql.table(`held_${change}`)} before ${sql.raw(change)} on privilege begin select raise(abort, 'held'); end`
    for (const change of ['delete', 'update'] as const) await held(change).execute(store.db)
    try {
      await expect(end(name, object)).rejects.toThrow('held')
    } finally {
      for (const change of ['delete', 'update']) await sql`drop trigger ${sql.table(`held_${change}`)}`.execute(store.db)
    }
    expect(await granted()).toHaveLength(1)
    await end(name, object)
    expect(await granted()).toEqual([])
  })
})

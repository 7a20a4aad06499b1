import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DatabaseConnection } from '../../../protocol/database-connection.ts'
import { type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { QUOTAS } from '../shared/limits.ts'
import { createFoundTables, type FoundTables } from './found-tables.ts'
import { createCatalogViews } from './views.ts'

const connection: DatabaseConnection = {
  url: 'jdbc:postgresql://pg:5432/postgres',
  schema: 'Sa"les',
  authName: 'a1',
  options: { encryption: 'true' },
}
const columns = [{ name: 'id', type: 'int' }]

let server: StartedServer
let found: FoundTables
beforeAll(async () => {
  server = await startServerRooms()
  found = createFoundTables({ store: server.store, clock: Date.now })
  const { catalog } = server.control
  const texts = { description: '', enterpriseProjectId: '0', ifNotExists: false }
  await catalog.createDatabase(server.caller, { ...texts, name: 'sales', connection })
  await catalog.createDatabase(server.caller, { ...texts, name: 'own' })
})
afterAll(() => server.remove())

const keep = (remoteName: string, database = 'sales') => found.keep(server.caller, { database, remoteName, columns })

it('a table that is kept leads where its database leads, whatever a worker says; it is told in lower case', async () => {
  await keep('Orders')
  expect(await server.control.catalog.findTable(server.caller, 'sales', 'ORDERS')).toEqual({
    database: 'sales',
    name: 'orders',
    columns,
    source: {
      kind: 'jdbc',
      url: connection.url,
      dbtable: '"Sa""les"."Orders"',
      authName: 'a1',
      options: { encryption: 'true' },
    },
  })
})

it('a name that rights or addresses cannot be written of, and a database of tables that are made here, are refused', async () => {
  for (const name of ['', 'a.columns.b', 'a/b', 'a\nb', 'x'.repeat(129)])
    await expect(keep(name), name).rejects.toMatchObject({ kind: 'invalid-parameter' })
  await expect(keep('orders', 'own')).rejects.toMatchObject({ kind: 'invalid-parameter' })
  await expect(found.forget(server.caller, 'own', 'orders')).rejects.toMatchObject({ kind: 'invalid-parameter' })
  await expect(keep('orders', 'none')).rejects.toMatchObject({ kind: 'not-found' })
})

it('no table or view is made, changed or dropped in it', async () => {
  const { catalog } = server.control
  const { caller, store } = server
  const catalogViews = createCatalogViews({ store, clock: Date.now, quotas: QUOTAS })
  await keep('orders')
  const refused = { kind: 'not-supported', hint: expect.stringContaining('REFRESH TABLE') }
  const table = { database: 'sales', name: 't', columns, source: { kind: 'managed', format: 'parquet' } } as const
  await expect(catalog.createTable(caller, table, { ifNotExists: false })).rejects.toMatchObject(refused)
  await expect(catalog.dropTable(caller, 'sales', 'orders', { ifExists: true })).rejects.toMatchObject(refused)
  await expect(catalog.renameTable(caller, 'sales', 'orders', 'others')).rejects.toMatchObject(refused)
  await expect(catalog.annotateTable(caller, 'sales', 'orders', { kind: 'comment', comment: 'c' })).rejects.toMatchObject(refused)
  const source = { kind: 'view' as const, sql: 'SELECT 1 AS id', database: 'sales', queryColumns: ['id'] }
  const view = { database: 'sales', name: 'v', columns, source }
  await expect(catalogViews.put(caller, view, 'new', { ifNotExists: false })).rejects.toMatchObject(refused)
})

it('columns that cannot be used are kept of remote tables, and no column of what is no type', async () => {
  const { catalog } = server.control
  const unusable = [{ name: 'b', because: 'its type is none' }]
  const remote = { kind: 'jdbc', url: 'jdbc:clickhouse://ch:8123', dbtable: 't', options: {} } as const
  const make = async (name: string, table: object): Promise<unknown> => {
    const definition = { database: 'own', name, columns, source: remote, unusable, ...table }
    await catalog.createTable(server.caller, definition, { ifNotExists: false })
    return await catalog.findTable(server.caller, 'own', name)
  }
  expect(await make('remote', {})).toMatchObject({ unusable })
  expect(await make('managed', { source: { kind: 'managed', format: 'parquet' } })).not.toHaveProperty('unusable')
  const bad = { columns: [...columns, { name: 'bad', type: 'decimal(5,99)' }] }
  await expect(make('bad', bad)).rejects.toMatchObject({ kind: 'invalid-parameter', message: expect.stringContaining('bad') })
  await expect(found.keep(server.caller, { database: 'sales', remoteName: 'bad', ...bad })).rejects.toMatchObject({
    kind: 'invalid-parameter',
  })
})

it('a password in its connection is refused', async () => {
  const texts = { description: '', enterpriseProjectId: '0', ifNotExists: false, name: 'other' }
  const create = (changed: Partial<DatabaseConnection>) =>
    server.control.catalog.createDatabase(server.caller, { ...texts, connection: { ...connection, ...changed } })
  await expect(create({ url: 'jdbc:postgresql://u:p@pg:5432/x' })).rejects.toMatchObject({ kind: 'not-supported' })
  await expect(create({ options: { password: 'p' } })).rejects.toMatchObject({ kind: 'not-supported' })
  await expect(create({ schema: 'a\0b' })).rejects.toMatchObject({ kind: 'invalid-parameter' })
})

it('it is known after a restart; its end forgets what was found, and needs no CASCADE', async () => {
  server = await server.restart()
  found = createFoundTables({ store: server.store, clock: Date.now })
  expect(await server.control.catalog.findConnection(server.caller, 'SALES')).toEqual(connection)
  expect((await server.control.catalog.listTables(server.caller, 'sales')).map(({ name }) => name)).toEqual(['orders'])
  await found.forget(server.caller, 'sales', 'orders')
  expect(await server.control.catalog.listTables(server.caller, 'sales')).toEqual([])
  await keep('orders')
  expect(await server.control.catalog.dropDatabase(server.caller, 'sales', { cascade: false, ifExists: false })).toBe(true)
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import type { WorkerCall } from '../../../protocol/worker-calls.ts'
import { insertUser } from '../../store/accounts/accounts.ts'
import { putRole } from '../../store/accounts/roles.ts'
import { findJob, insertJob } from '../../store/jobs/jobs.ts'
import { openStore } from '../../store/store.ts'
import { createAuthorizer } from '../authorization/authorizer.ts'
import { createCatalogViews } from '../catalog/views.ts'
import { usedPassword } from '../explain/asked-user.ts'
import { newQueue, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { QUOTAS } from '../shared/limits.ts'

/** The worker is a script: it asks for whatever it likes, as a worker does that a hostile statement or file has taken over. */
let server: StartedServer
const locations = { certificate: '', krb5Conf: '', keytab: '', truststore: '', keystore: '' }
const jdbc = (name: string, authName: string) => ({
  database: 'default',
  name,
  columns: [{ name: 'a', type: 'int' }],
  source: { kind: 'jdbc' as const, url: 'jdbc:postgresql://pg:5432/d', dbtable: 't', authName, options: {} },
})

beforeAll(async () => {
  server = await startServerRooms()
  const { control, caller } = server
  await control.queues.create(caller, newQueue('q1'))
  for (const name of ['mine', 'other', 'new'])
    await control.credentials.create(caller, { name, type: 'passwd', userName: name, locations, secrets: { password: `secret-${name}` } })
  await control.catalog.createTable(caller, jdbc('orders', 'mine'), { ifNotExists: false })
  await control.catalog.createTable(caller, jdbc('others', 'other'), { ifNotExists: false })
})
afterAll(() => server.remove())

const named = (tables: readonly string[], authNames: readonly string[] = []) => ({
  do: 'name',
  tables: tables.map((table) => ({ database: 'default', table })),
  authNames,
})
const ask = (authName: string) => ({ do: 'call-get-credential', authName, host: 'pg', port: 5432 })
const script = (...steps: readonly object[]): string => JSON.stringify([...steps, { do: 'finish' }])

async function answers(jobId: string): Promise<readonly string[]> {
  const { jobs } = server.control
  await expect.poll(async () => (await jobs.get(server.caller, jobId)).endedAt).toBeDefined()
  return (await jobs.preview(server.caller, jobId, 100)).rowsJson.flatMap((row) => JSON.parse(row) as string[])
}
const submit = (sql: string) => server.control.jobs.submit(server.caller, { sql, currentDatabase: '', queueName: 'q1', conf: {}, tags: [] })
const run = async (...steps: readonly object[]) => answers((await submit(script(...steps))).id)

const GIVEN = '{"userName":"mine","password":"secret-mine"}'
const REFUSED = expect.stringMatching(/^refused: No table of this job's statement names the datasource authentication other$/)

it('a job gets the authentications of the tables that its statement names, and no other one', async () => {
  expect(await run(named(['orders']), ask('mine'), ask('other'))).toEqual([GIVEN, REFUSED])
  expect(await run(named([]), ask('other'))).toEqual([REFUSED])
  expect(await run(named(['not_there']), ask('other'))).toEqual([REFUSED])
  expect(await run(named(['orders', 'others']), ask('mine'), ask('other'))).toEqual([GIVEN, expect.stringContaining('secret-other')])
})

it('who uses a view gets the authentications of the tables under it, whoever made it, and no other ones', async () => {
  const { control, caller } = server
  const views = createCatalogViews({ store: server.store, clock: Date.now, quotas: QUOTAS })
  const view = (name: string, under: readonly string[]) =>
    views.put(
      caller,
      {
        database: 'default',
        name,
        columns: [{ name: 'a', type: 'int' }],
        source: { kind: 'view', sql: script(named(under)), database: 'default', queryColumns: ['a'] },
      },
      'replace',
      { ifNotExists: false },
    )
  await view('low', ['orders'])
  // A circle ends, too.
  await view('high', ['low', 'high'])
  const second = { ...caller, userId: 'second', userName: 'second' }
  const domain = { id: server.firstIdentity?.domain.id ?? '', name: '' }
  const user = { id: 'second', name: 'second', domain, passwordHash: '', enabled: true, isAdmin: true, description: '', createdAt: 0 }
  await insertUser(server.store.db, user)
  const job = { currentDatabase: '', queueName: 'q1', conf: {}, tags: [] }
  const { id } = await control.jobs.submit(second, { sql: script(named(['high']), ask('mine'), ask('other')), ...job })
  expect(await answers(id)).toEqual([GIVEN, REFUSED])
  expect(await run(named([]), ask('mine'))).toEqual([expect.stringContaining('refused')])
  await view('low', ['others'])
  expect(await run(named(['high']), ask('other'))).toEqual([expect.stringContaining('secret-other')])
})

it('a statement that makes a table names its authentication itself', async () => {
  expect(await run(named([], ['new']), ask('new'), ask('other'))).toEqual([expect.stringContaining('secret-new'), REFUSED])
})

it('what counts is the table as it is when the job asks', async () => {
  const { control, caller } = server
  await control.catalog.createTable(caller, jdbc('moving', 'other'), { ifNotExists: false })
  await control.catalog.dropTable(caller, 'default', 'moving', { ifExists: false })
  await control.catalog.createTable(caller, jdbc('moving', 'mine'), { ifNotExists: false })
  expect(await run(named(['moving']), ask('mine'), ask('other'))).toEqual([GIVEN, REFUSED])
})

it('a reader has a password go where a table says or where it is tied to, and to no host of his own: he would be told it there', async () => {
  const { control, caller, store } = server
  const reader = { ...caller, userId: 'reader', userName: 'reader' }
  const domain = { id: server.firstIdentity?.domain.id ?? '', name: '' }
  const user = { id: 'reader', name: 'reader', domain, passwordHash: '', enabled: true, isAdmin: false, description: '', createdAt: 0 }
  await insertUser(store.db, user)
  await store.transaction((tx) => putRole(tx, { projectId: caller.projectId, subject: { kind: 'user', id: 'reader' }, role: 'reader' }))
  await control.credentials.create(caller, {
    name: 'tied',
    type: 'passwd',
    userName: 'tied',
    locations,
    secrets: { password: 'secret-tied' },
  })
  await control.credentials.setHosts(caller, 'tied', ['pg:5432'])
  const job = { currentDatabase: '', queueName: 'q1', conf: {}, tags: [] }
  const asReader = async (...steps: readonly object[]) => answers((await control.jobs.submit(reader, { sql: script(...steps), ...job })).id)
  const elsewhere = { ...ask('mine'), host: 'his-own' }
  const refused = expect.stringContaining('refused: reader may not use the datasource authentication mine for a host that no table')
  expect(await asReader(named(['orders']), ask('mine'), { ...ask('mine'), host: 'PG' }, elsewhere, { ...ask('mine'), port: 5433 })).toEqual(
    [GIVEN, GIVEN, refused, refused],
  )
  expect(await asReader(named([], ['mine', 'tied']), ask('mine'), ask('tied'), { ...ask('tied'), host: 'his-own' })).toEqual([
    refused,
    expect.stringContaining('secret-tied'),
    expect.stringContaining('is not for his-own:5432'),
  ])
  expect(await run(named([], ['mine']), elsewhere)).toEqual([GIVEN])
  // Nor by a view of all users of the queue, which one reads who may.
  const view = {
    name: 'trap',
    columns: [{ name: 'a', type: 'int' }],
    source: { kind: 'table', table: { ...jdbc('', 'mine').source, url: 'jdbc:postgresql://his-own/d' } },
  }
  expect(await asReader(named([], ['mine']), { do: 'call', call: { kind: 'create-view', view, isGlobal: true, mode: 'new' } })).toEqual([
    refused,
  ])
  // What explains asks from wherever it is told to.
  const rights = { store, authorizer: createAuthorizer({ store, remedyText: () => '' }) }
  const used = (by: typeof caller, name: string) => usedPassword(rights, by, name, { host: 'pg', port: 5432 })
  await expect(used(reader, 'mine')).rejects.toMatchObject({ kind: 'sql-permission' })
  expect(await used(reader, 'tied')).toMatchObject({ password: 'secret-tied' })
  expect(await used(caller, 'mine')).toMatchObject({ password: 'secret-mine' })
})

it('a job that is run again after a restart gets the same and no more: its statement is read again', async () => {
  const { id } = await submit(script(named(['orders']), ask('mine'), ask('other')))
  await answers(id)
  await server.stop()
  const store = await openStore({ home: server.home })
  const record = await findJob(store.db, id)
  if (record === undefined) throw new Error('the job is gone')
  await insertJob(store.db, { ...record, id: 'waiting', state: 'launching', runningAt: undefined, endedAt: undefined, rowCount: 0 })
  await store.close()
  server = await startServerRooms({ home: server.home, caller: server.caller })
  expect(await answers('waiting')).toEqual([GIVEN, REFUSED])
})

/** What a worker does that is not its statement's, so that its job, or a later one, names more than its user wrote. */
it('a worker gets at no other authentication by what it makes of the catalog and the session', async () => {
  const { control, caller } = server
  const call = (wanted: WorkerCall) => ({ do: 'call', call: wanted })
  const drop = (table: string) => call({ kind: 'drop-table', database: 'default', table, ifExists: true })
  const create = (name: string, authName: string) => call({ kind: 'create-table', table: jdbc(name, authName), ifNotExists: false })
  const columns = [{ name: 'a', type: 'int' }]
  const sql = script(named(['others']))
  const source = { kind: 'view' as const, sql, database: 'default', queryColumns: ['a'] }
  const put = (name: string) =>
    call({ kind: 'put-catalog-view', view: { database: 'default', name, columns, source }, mode: 'replace', ifNotExists: false })
  const temporary = (name: string) =>
    call({
      kind: 'create-view',
      view: { name, columns, source: { kind: 'query', sql, database: 'default', queryColumns: ['a'], views: [] } },
      isGlobal: false,
      mode: 'replace',
    })
  const views = createCatalogViews({ store: server.store, clock: Date.now, quotas: QUOTAS })
  await views.put(caller, { database: 'default', name: 'over_others', columns, source }, 'new', { ifNotExists: false })
  const rename = call({ kind: 'rename-catalog-view', database: 'default', view: 'over_others', newName: 'replaced' })
  const refused = expect.stringMatching(/^refused: The (table|view) has a datasource authentication that its statement does not name$/)
  const renameTable = call({ kind: 'rename-table', database: 'default', table: 'others', newName: 'replaced' })
  for (const make of [create('replaced', 'other'), put('replaced'), temporary('replaced'), rename, renameTable]) {
    await control.catalog.createTable(caller, jdbc('replaced', 'mine'), { ifNotExists: false })
    expect(await run(named(['replaced']), drop('replaced'), make, ask('other'))).toEqual(['{"dropped":true}', refused, REFUSED])
    expect(await run(named(['replaced']), ask('other'))).toEqual([REFUSED])
  }
  // What the table had when the job asked first counts, and a statement that names it may make a table or a view of it.
  expect(await run(named(['others']), put('seen'), temporary('seen'))).toEqual(['{"created":true}', '{"created":true}'])
  expect(await run(named([], ['other']), create('replaced', 'other'))).toEqual(['{"created":true}'])
  expect(await run(named(['others']), renameTable)).toEqual([expect.stringContaining('refused: There is a table or a view named')])
  expect(await run(named(['over_others']), rename)).toEqual([expect.stringContaining('refused: There is a table or a view named')])
})

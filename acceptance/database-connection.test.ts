import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findMariadb, NO_MARIADB, startMariadb } from '../testing/mariadb.ts'
import { startPostgres } from '../testing/postgres.ts'
import type { Api } from './support/api.ts'
import { attach, connect, makeVpc, openServer } from './support/lab.ts'

interface Remote {
  readonly port: number
  readonly user: string
  readonly password: string
  run(sql: string): Promise<void>
  stop(): Promise<void>
}

async function openPostgres(): Promise<Remote> {
  const postgres = await startPostgres()
  const { Client } = (await import('pg')).default
  const client = new Client({ ...postgres })
  await client.connect()
  await client.query('CREATE SCHEMA shop')
  const stop = async () => {
    await client.end()
    await postgres.stop()
  }
  return { ...postgres, run: async (sql) => void (await client.query(sql)), stop }
}

async function openMariadb(programs: string): Promise<Remote> {
  const mariadb = await startMariadb(programs)
  return { ...mariadb, run: async (sql) => void (await mariadb.sql(sql)) }
}

const programs = await findMariadb()
if (programs === undefined) console.log(`SKIPPED: databases FROM CONNECTION are not tested over a MariaDB, for ${NO_MARIADB}`)

const KINDS = [
  { name: 'PostgreSQL', shown: 'PostgreSQL', url: 'jdbc:postgresql://pg-orders:1000/postgres', start: openPostgres },
  ...(programs === undefined
    ? []
    : [{ name: 'MariaDB', shown: 'MySQL', url: 'jdbc:mysql://pg-orders:1000', start: () => openMariadb(programs) }]),
]

describe.each(KINDS)('a schema of a $name that is a database here', ({ shown, url, start }) => {
  let api: Api
  let remote: Remote
  let bob: Readonly<Record<string, string>>
  const q1 = { queue: 'q1' }
  const create = `CREATE DATABASE there FROM CONNECTION OPTIONS ('url'='${url}', 'schema'='shop', 'passwdauth'='orders', 'encryption'='true')`

  beforeAll(async () => {
    remote = await start()
    await remote.run('CREATE TABLE shop.orders (id int, total int, secret int)')
    await remote.run('INSERT INTO shop.orders VALUES (1, 10, 100), (2, 20, 200)')
    await remote.run('CREATE TABLE shop.people (id int)')
    api = await openServer()
    const network = await makeVpc(api, 'vpc_orders')
    await attach(api, network.vpcId, [{ from: '192.168.0.10:1000', to: `127.0.0.1:${remote.port}` }])
    const { user: user_name, password } = remote
    const stored = await api.post('/v2.0/{p}/datasource/auth-infos', {
      auth_info_name: 'orders',
      datasource_type: 'passwd',
      user_name,
      password,
    })
    expect(stored.status, stored.text).toBe(201)
    for (const queue of ['q1', 'q2']) await api.post('/v1.0/{p}/queues', { queue_name: queue, cu_count: 16, resource_mode: 1 })
    await connect(api, 'c1', network, ['q1'])
    const made = await api.post('/causeway/v1/users', { name: 'bob', password: 'a-word-of-bobs-own-7' })
    expect(made.status, made.text).toBe(201)
    await grant('queues.q1', 'SUBMIT_JOB')
    bob = { 'x-auth-token': await token('bob', 'a-word-of-bobs-own-7') }
  })
  afterAll(async () => {
    await api?.server.close()
    await remote?.stop()
  })

  async function grant(object: string, privilege: string, action = 'grant'): Promise<void> {
    const answer = await api.put('/v1.0/{p}/authorization', { user_name: 'bob', action, privileges: [{ object, privileges: [privilege] }] })
    expect(answer.status, answer.text).toBe(200)
  }

  async function token(user: string, password: string): Promise<string> {
    const identity = { methods: ['password'], password: { user: { name: user, password, domain: { name: api.server.identity.domain } } } }
    const answer = await api.callPlain('POST', '/v3/auth/tokens', {}, { auth: { identity, scope: { project: { id: api.projectId } } } })
    expect(answer.status, answer.text).toBe(201)
    return String(answer.headers['x-subject-token'])
  }

  const submitAsBob = (sql: string) => api.callPlain('POST', '/v1.0/{p}/jobs/submit-job', bob, { queue_name: 'q1', sql })

  async function runAsBob(sql: string) {
    const submitted = await submitAsBob(sql)
    expect(submitted.status, submitted.text).toBe(200)
    return await api.waitForJob(String(submitted.body['job_id']))
  }

  it('is not made from a queue that does not reach it, and the refusal says why', async () => {
    const refused = await api.run(create, { queue: 'q2' })
    expect(refused.status).toBe('FAILED')
    expect(refused.message).toContain('pg-orders')
    expect(refused.message).not.toContain(remote.password)
  })

  it('is made by one statement; its tables are listed, described, read, joined and written', async () => {
    await api.finish(create, q1)
    const { body } = await api.get('/v1.0/{p}/databases')
    expect(body['databases']).toEqual([
      expect.not.objectContaining({ connected_to: expect.anything() }),
      expect.objectContaining({ database_name: 'there', table_number: 0, connected_to: shown }),
    ])
    expect(await api.rows('SHOW TABLES IN there', q1)).toEqual([
      ['there', 'orders', false],
      ['there', 'people', false],
    ])
    expect(await api.rows('SELECT sum(total) FROM there.orders', q1)).toEqual([[30]])
    await api.finish('INSERT INTO there.orders VALUES (3, 30, 300)', q1)
    expect(await api.rows('SELECT total FROM there.orders WHERE id = 3', q1)).toEqual([[30]])
    const listed = await api.get('/v1.0/{p}/databases/there/tables')
    expect(listed.body).toMatchObject({ tables: [expect.objectContaining({ table_name: 'orders' })] })
    expect(listed.text).not.toContain('people')
    await api.finish('USE there', q1)
    await api.finish('CREATE DATABASE here', q1)
    await api.finish('CREATE VIEW here.sums AS SELECT sum(total) AS s, count(*) AS n FROM there.orders, there.people', q1)
    expect(await api.rows('SELECT n FROM here.sums', q1)).toEqual([[0]])
  })

  it('another queue is told what it lacks, also for a table that is known', async () => {
    const refused = await api.run('SELECT * FROM there.orders', { queue: 'q2' })
    expect(refused).toMatchObject({ status: 'FAILED', message: expect.stringContaining('pg-orders') })
  })

  it.each([
    'CREATE TABLE there.t (id INT)',
    'CREATE TABLE there.t AS SELECT 1 AS a',
    'CREATE VIEW there.v AS SELECT 1 AS a',
    'DROP TABLE there.orders',
    "ALTER TABLE there.orders SET TBLPROPERTIES ('a'='b')",
    'ALTER TABLE there.orders RENAME TO there.others',
  ])('%s is refused: it would have to be done there', async (sql) => {
    const refused = await api.run(sql, q1)
    expect(refused).toMatchObject({ status: 'FAILED', message: expect.stringContaining('REFRESH TABLE') })
  })

  it('a right of a table, and one of its authentication, are needed; single columns fail closed', async () => {
    expect((await submitAsBob('SELECT * FROM there.orders')).body).toMatchObject({ error_code: 'DLI.0003' })
    // Nobody has named it: it is granted by its name.
    await remote.run('CREATE TABLE shop.later (id int, secret int)')
    await grant('databases.there.tables.later', 'SELECT')
    expect(await runAsBob('SELECT id FROM there.later')).toMatchObject({ status: 'FAILED', message: expect.stringContaining('USE_AUTH') })
    await grant('datasourceauth.orders', 'USE_AUTH')
    expect(await runAsBob('SELECT id FROM there.later')).toMatchObject({ status: 'FINISHED' })
    expect((await submitAsBob('SELECT * FROM there.people')).body).toMatchObject({ error_code: 'DLI.0003' })
    await grant('databases.there.tables.orders.columns.total', 'SELECT')
    expect(await runAsBob('SELECT sum(total) FROM there.orders')).toMatchObject({ status: 'FINISHED' })
    for (const sql of [
      'SELECT secret FROM there.orders',
      'SELECT * FROM there.orders',
      'SELECT count(*) FROM there.orders WHERE secret = 1',
    ]) {
      expect(await runAsBob(sql), sql).toMatchObject({ status: 'FAILED', message: expect.stringContaining('may not be read') })
    }
    // A column that comes there is not among those that were granted.
    await remote.run('ALTER TABLE shop.orders ADD COLUMN salary int')
    await api.finish('REFRESH TABLE there.orders', q1)
    expect(await runAsBob('SELECT salary FROM there.orders')).toMatchObject({ status: 'FAILED' })
    const names = await runAsBob('SHOW TABLES IN there')
    expect(names.status).toBe('FINISHED')
    const shown = await api.get(`/v1.0/{p}/jobs/${names.jobId}/preview`)
    expect(shown.text).toContain('later')
    expect(shown.text).not.toContain('people')
  })

  it('is there after a restart, and what is known of it', async () => {
    await api.server.end('SIGKILL')
    await api.server.start()
    expect(await api.rows('SELECT count(*) FROM there.orders', q1)).toEqual([[3]])
    expect(await api.rows('DESCRIBE DATABASE EXTENDED there', q1)).toContainEqual(['Remote Schema', 'shop'])
  })

  it('its end drops nothing there, whatever was found', async () => {
    await api.finish('USE default', q1)
    await api.finish('DROP DATABASE there', q1)
    await remote.run('SELECT count(*) FROM shop.orders')
    expect((await api.run('SELECT * FROM there.orders', q1)).status).toBe('FAILED')
    expect((await submitAsBob('SELECT id FROM there.later')).body).toMatchObject({ error_code: 'DLI.0003' })
  })
})

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { type AddedUser, type ApiLab, objectOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
let bob: AddedUser
beforeAll(async () => {
  lab = await startLab()
  bob = await lab.addUser({ name: 'bob', isAdmin: false })
  const folder = join(lab.home, 'buckets', 'vault', 'f')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'a.csv'), 'hidden-4711\n')
  await made('POST', '/v1.0/{p}/queues', { queue_name: 'bobs', cu_count: 16, resource_mode: 1 })
  for (const sql of ['CREATE DATABASE shop', 'CREATE DATABASE own']) expect(await run(sql)).toMatchObject({ status: 'FINISHED' })
  await grant('queues.bobs', 'SUBMIT_JOB')
})
afterAll(() => lab?.[Symbol.asyncDispose]())

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
async function made(method: Method, target: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
  const answer = await lab.call(method, target, { body })
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer.body
}
const asBob = (method: Method, target: string, body?: unknown) =>
  lab.call(method, target, { keys: bob, ...(body === undefined ? {} : { body }) })
/** In place of what it had on the object. */
const grant = (object: string, ...privileges: readonly string[]) =>
  made('PUT', '/v1.0/{p}/authorization', { user_name: 'bob', action: 'update', privileges: [{ object, privileges }] })

/** The end of a job with its rows, or the refusal to take it. */
async function run(sql: string, keys?: AddedUser): Promise<{ readonly status: string; readonly message: string; readonly rows: string }> {
  const own = keys === undefined ? {} : { keys }
  const answer = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body: { sql, queue_name: 'bobs' }, ...own })
  if (answer.status !== 200) return { status: String(answer.body['error_code']), message: String(answer.body['error_msg']), rows: '' }
  const jobId = String(answer.body['job_id'])
  const state = await waitPatiently({
    meanwhile: `The job ${jobId} has not ended`,
    look: async () => {
      const found = objectOf((await lab.call('GET', `/v1.0/{p}/jobs/${jobId}/status`)).text)
      return /^(FINISHED|FAILED|CANCELLED)$/.test(String(found['status'])) ? found : undefined
    },
    processes: () => [process.pid],
    pauseMs: 50,
  })
  const rows = state['status'] === 'FINISHED' ? (await lab.call('GET', `/v1.0/{p}/jobs/${jobId}/preview`, own)).text : ''
  return { status: String(state['status']), message: String(state['message']), rows }
}

describe('privileges on what is gone', () => {
  const auth = { auth_info_name: 'again', datasource_type: 'passwd', user_name: 'u', password: 'p' }
  const pool = { elastic_resource_pool_name: 'again', min_cu: 64, max_cu: 64 }
  const table = { table_name: 'again', data_location: 'DLI', columns: [{ column_name: 'a', type: 'int' }] }
  const tables = '/v1.0/{p}/databases/shop/tables'
  const byStatement = async (sql: string): Promise<void> => {
    expect(await run(sql)).toMatchObject({ status: 'FINISHED' })
  }
  it.each<readonly [string, string, () => Promise<unknown>, () => Promise<unknown>]>([
    [
      'datasourceauth.again',
      'USE_AUTH',
      () => made('POST', '/v3/{p}/datasource/auth-infos', auth),
      () => lab.call('DELETE', '/v2.0/{p}/datasource/auth-infos/again'),
    ],
    [
      'elasticresourcepools.again',
      'UPDATE',
      () => made('POST', '/v3/{p}/elastic-resource-pools', pool),
      () => lab.call('DELETE', '/v3/{p}/elastic-resource-pools/again'),
    ],
    [
      'queues.again',
      'SUBMIT_JOB',
      () => made('POST', '/v1.0/{p}/queues', { queue_name: 'again', cu_count: 16, resource_mode: 1 }),
      () => lab.call('DELETE', '/v1.0/{p}/queues/again'),
    ],
    [
      'databases.again',
      'SELECT',
      () => made('POST', '/v1.0/{p}/databases', { database_name: 'again' }),
      () => lab.call('DELETE', '/v1.0/{p}/databases/again'),
    ],
    ['databases.shop.tables.again', 'SELECT', () => made('POST', tables, table), () => lab.call('DELETE', `${tables}/again`)],
    ['databases.shop.tables.again', 'SELECT', () => made('POST', tables, table), () => byStatement('DROP TABLE shop.again')],
    [
      'databases.shop.tables.again',
      'SELECT',
      () => byStatement('CREATE VIEW shop.again AS SELECT 1 a'),
      () => byStatement('DROP VIEW shop.again'),
    ],
    [
      'databases.shop.tables.again',
      'SELECT',
      () => made('POST', tables, table),
      async () => {
        await byStatement('ALTER TABLE shop.again RENAME TO shop.renamed')
        await byStatement('DROP TABLE shop.renamed')
      },
    ],
    [
      'databases.old.tables.t',
      'SELECT',
      async () => {
        await byStatement('CREATE DATABASE old')
        await byStatement('CREATE TABLE old.t AS SELECT 1 a')
      },
      () => byStatement('DROP DATABASE old CASCADE'),
    ],
  ])('on %s are not those on the next of its name', async (object, privilege, make, remove) => {
    await make()
    await grant(object, privilege)
    const holders = async () => (await lab.call('GET', `/v1.0/{p}/authorization/privileges?object=${object}`)).text
    expect(await holders()).toContain('"bob"')
    await remove()
    expect(await holders()).not.toContain('"bob"')
    await make()
    expect(await holders()).toContain('"lab_user"')
    expect(await holders()).not.toContain('"bob"')
    await remove()
  })
})

describe('a user who has no role', () => {
  const tables = '/v1.0/{p}/databases/own/tables'
  beforeAll(async () => {
    for (const sql of [
      "CREATE TABLE shop.t AS SELECT 'hidden-4712' x",
      'CREATE VIEW own.over AS SELECT * FROM shop.t',
      'CREATE TABLE own.mine (x STRING)',
      'CREATE VIEW own.theirs AS SELECT 1 x',
      'CREATE FUNCTION own.f(a INT) RETURNS INT RETURN a + 1',
    ]) {
      expect(await run(sql)).toMatchObject({ status: 'FINISHED' })
    }
  })

  it('makes tables, and none of what is in buckets', async () => {
    await grant('databases.own', 'CREATE_TABLE')
    const columns = [{ column_name: 'a', type: 'string' }]
    const place = { data_location: 'OBS', data_path: 'obs://vault/f', data_type: 'csv' }
    const refused = await asBob('POST', tables, { table_name: 'peek', ...place, columns })
    expect(refused.status, refused.text).toBe(403)
    expect(refused.text).toContain('bob may not make tables of what is in buckets')
    const { status, message } = await run("CREATE TABLE own.peek (a STRING) USING csv LOCATION 'obs://vault/f'", bob)
    expect(status).toBe('FAILED')
    expect(message).toContain('bob may not make tables of what is in buckets')
    expect(await run('SELECT * FROM own.peek', bob)).toMatchObject({ rows: '' })
    expect(await run('CREATE TABLE own.managed (a STRING)', bob)).toMatchObject({ status: 'FINISHED' })
  })

  it('reads no table through a view that it may only insert into', async () => {
    await grant('databases.own', 'SELECT', 'INSERT_INTO_TABLE')
    await grant('databases.shop.tables.t', 'INSERT_INTO_TABLE')
    for (const sql of [
      'FROM own.over INSERT INTO shop.t SELECT x INSERT INTO own.mine SELECT x',
      "INSERT INTO shop.t SELECT 'a' FROM own.over WHERE x LIKE 'hid%'",
    ]) {
      const { status, message } = await run(sql, bob)
      expect([sql, status]).toEqual([sql, 'FAILED'])
      expect(message).toContain('bob may not read the table shop.t')
    }
    expect((await run('SELECT * FROM own.mine', bob)).rows).not.toContain('hidden')
    expect(await run('INSERT INTO shop.t SELECT CAST(x AS STRING) FROM own.theirs', bob)).toMatchObject({ status: 'FINISHED' })
  })

  it('is not told the columns of a table that it may not read by a check', async () => {
    await grant('databases.own', 'SELECT')
    await grant('databases.shop.tables.t', 'INSERT_INTO_TABLE')
    const check = async () => (await asBob('POST', '/v1.0/{p}/jobs/check-sql', { sql: 'SELECT nosuch FROM shop.t' })).text
    expect(await check()).toContain('bob may not read the table shop.t')
    await grant('databases.shop.tables.t', 'SELECT')
    expect(await check()).toContain('There are: x')
  })

  it('puts nothing in the place of views and functions of others by the right to make some', async () => {
    await grant('databases.own', 'CREATE_VIEW', 'CREATE_FUNCTION')
    for (const [sql, what] of [
      ['CREATE OR REPLACE VIEW own.theirs AS SELECT 2 x', 'change the view own.theirs'],
      ['ALTER VIEW own.theirs AS SELECT 3 x', 'change the view own.theirs'],
      ['CREATE OR REPLACE FUNCTION own.f(a INT) RETURNS INT RETURN a + 2', 'replace or drop functions of the database own'],
      ['DROP FUNCTION own.f', 'replace or drop functions of the database own'],
    ] as const) {
      const { status, message } = await run(sql, bob)
      expect([sql, status]).toEqual([sql, 'FAILED'])
      expect(message).toContain(`bob may not ${what}`)
    }
    for (const sql of ['CREATE VIEW own.bobs AS SELECT 1 x', 'CREATE FUNCTION own.g(a INT) RETURNS INT RETURN a']) {
      expect(await run(sql, bob), sql).toMatchObject({ status: 'FINISHED' })
    }
    expect(await run('CREATE OR REPLACE VIEW own.bobs AS SELECT 2 x', bob)).toMatchObject({ status: 'FINISHED' })
    await grant('databases.own', 'ALTER_VIEW', 'DROP_FUNCTION')
    for (const sql of ['ALTER VIEW own.theirs AS SELECT 3 x', 'DROP FUNCTION own.f']) {
      expect(await run(sql, bob), sql).toMatchObject({ status: 'FINISHED' })
    }
  })
})

describe('whoever has no right', () => {
  it('in a database sees and calls none of its functions', async () => {
    for (const sql of ['CREATE DATABASE closed', 'CREATE FUNCTION closed.f(a INT) RETURNS INT RETURN a + 4711']) {
      expect(await run(sql)).toMatchObject({ status: 'FINISHED' })
    }
    const attempts = ['SELECT closed.f(1)', 'DESCRIBE FUNCTION EXTENDED closed.f']
    for (const sql of attempts) {
      const { status, message, rows } = await run(sql, bob)
      expect([sql, status, `${message}${rows}`.includes('47')]).toEqual([sql, 'FAILED', false])
    }
    await grant('databases.closed', 'DISPLAY_DATABASE')
    for (const sql of attempts) expect(await run(sql, bob), sql).toMatchObject({ status: 'FINISHED' })
  })

  it('in the project is told neither which variables there are nor what happens', async () => {
    await made('POST', '/v1.0/{p}/variables', { var_name: 'there', var_value: '1', is_sensitive: false })
    for (const name of ['there', 'nowhere']) {
      expect((await run(`SELECT {{${name}}}`, bob)).message).toContain('bob may not use the global variables of the project')
    }
    const answer = await asBob('GET', '/causeway/v1/{p}/events')
    expect(answer).toMatchObject({ status: 403, body: { error_msg: expect.stringContaining('bob may not listen to the events') } })
  })
})

it('a writer of the project makes nobody the owner of what others own', async () => {
  await made('POST', '/v1.0/{p}/databases/shop/tables', {
    table_name: 'owned',
    data_location: 'DLI',
    columns: [{ column_name: 'a', type: 'int' }],
  })
  await made('PUT', '/causeway/v1/projects/{p}/roles', { user_name: 'bob', role: 'writer' })
  for (const target of ['/v1.0/{p}/databases/shop/owner', '/v1.0/{p}/databases/shop/tables/owned/owner']) {
    expect((await asBob('PUT', target, { new_owner: 'bob' })).status, target).toBe(403)
    await made('PUT', target, { new_owner: 'bob' })
    expect((await asBob('PUT', target, { new_owner: 'lab_user' })).status, target).toBe(200)
  }
})

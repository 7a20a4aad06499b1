import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { type AddedUser, type ApiLab, listOf, objectOf, startLab } from '../fixtures/api-lab.ts'

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

describe('lists, of who has single rights', () => {
  it('have what was granted, whole or in part, and what is their own, by pages, and count no more', async () => {
    await made('POST', '/v1.0/{p}/queues', { queue_name: 'another', cu_count: 16, resource_mode: 1 })
    for (const auth_info_name of ['Mixed', 'other', 'Last'])
      await made('POST', '/v2.0/{p}/datasource/auth-infos', { auth_info_name, datasource_type: 'passwd', user_name: 'u', password: 'p' })
    expect(await run('CREATE TABLE shop.listed (a INT)')).toMatchObject({ status: 'FINISHED' })
    await grant('databases.shop.tables.listed', 'SELECT')
    await grant('datasourceauth.Mixed', 'USE_AUTH')
    await grant('datasourceauth.Last', 'USE_AUTH')
    const listed = async (target: string, field: string, name: string) =>
      listOf((await asBob('GET', target)).body[field]).map((one) => one[name])
    expect(await listed('/v1.0/{p}/queues', 'queues', 'queue_name')).toEqual(['bobs'])
    expect((await asBob('GET', '/v1.0/{p}/databases')).body).toMatchObject({ database_count: 1, databases: [{ database_name: 'shop' }] })
    expect(await listed('/v2.0/{p}/datasource/auth-infos', 'auth_infos', 'auth_info_name')).toEqual(['Mixed', 'Last'])
    const page = await asBob('GET', '/v2.0/{p}/datasource/auth-infos?limit=1&offset=1')
    expect(page.body).toMatchObject({ count: 2, auth_infos: [{ auth_info_name: 'Last' }] })
    for (const object of ['databases.shop.tables.listed', 'datasourceauth.Mixed', 'datasourceauth.Last'])
      await lab.call('PUT', '/v1.0/{p}/authorization', {
        body: {
          user_name: 'bob',
          action: 'revoke',
          privileges: [{ object, privileges: [object.includes('tables') ? 'SELECT' : 'USE_AUTH'] }],
        },
      })
    expect(await listed('/v1.0/{p}/databases', 'databases', 'database_name')).toEqual([])
    await lab.call('DELETE', '/v1.0/{p}/queues/another')
    expect(await run('DROP TABLE shop.listed')).toMatchObject({ status: 'FINISHED' })
  })
})

describe('lists of tables, variables and packages, of who has single rights', () => {
  it('have what was granted by name, by what holds it, and what is their own, by pages', async () => {
    const files = { paths: ['obs://vault/f/a.csv'], kind: 'file' }
    for (const name of ['t1', 't2', 't3'])
      expect(await run(`CREATE TABLE own.${name} (a INT, b INT)`)).toMatchObject({ status: 'FINISHED' })
    for (const var_name of ['v1', 'v2', 'v3']) await made('POST', '/v1.0/{p}/variables', { var_name, var_value: 'x' })
    for (const group of ['', 'g1', 'g2']) await made('POST', '/v2.0/{p}/resources', { ...files, group })
    const tables = async (query = '') => {
      const { body } = await asBob('GET', `/v1.0/{p}/databases/own/tables${query}`)
      return [body['table_count'], listOf(body['tables'] ?? []).map((one) => one['table_name'])]
    }
    const variables = async (query = '') => {
      const { body } = await asBob('GET', `/v1.0/{p}/variables${query}`)
      return [body['count'], listOf(body['global_vars']).map((one) => one['var_name'])]
    }
    const packages = async () => {
      const { body } = await asBob('GET', '/v2.0/{p}/resources')
      return [body['total'], listOf(body['groups']).map((one) => one['group_name'])]
    }
    await grant('databases.own.tables.t1.columns.a', 'SELECT')
    await grant('databases.own.tables.t3', 'SELECT')
    await grant('variable.v2', 'UPDATE')
    await grant('resources.g1/a.csv', 'GET_RESOURCE')
    expect(await tables()).toEqual([2, ['t1', 't3']])
    expect(await tables('?page-size=1&current-page=2')).toEqual([2, ['t3']])
    expect(await tables('?keyword=T1')).toEqual([1, ['t1']])
    expect(await variables()).toEqual([1, ['v2']])
    expect(await packages()).toEqual([1, ['g1']])
    // What is his own, though a role that he had is gone.
    await lab.call('PUT', '/causeway/v1/projects/{p}/roles', { body: { user_name: 'bob', role: 'writer' } })
    expect(await run('CREATE TABLE own.t4 (a INT)', bob)).toMatchObject({ status: 'FINISHED' })
    expect((await asBob('POST', '/v1.0/{p}/variables', { var_name: 'v4', var_value: 'x' })).status).toBe(200)
    expect((await asBob('POST', '/v2.0/{p}/resources', { ...files, group: 'g4' })).status).toBe(201)
    expect((await lab.call('DELETE', '/causeway/v1/projects/{p}/roles?user_name=bob')).status).toBeLessThan(300)
    expect(await tables()).toEqual([3, ['t1', 't3', 't4']])
    expect(await variables('?limit=1&offset=1')).toEqual([2, ['v4']])
    expect(await packages()).toEqual([2, ['g1', 'g4']])
    await grant('databases.own', 'SELECT')
    await grant('groups.g2', 'GET_GROUP')
    expect(await tables()).toEqual([4, ['t1', 't2', 't3', 't4']])
    expect(await packages()).toEqual([3, ['g1', 'g2', 'g4']])
    for (const object of ['databases.own', 'databases.own.tables.t1.columns.a', 'databases.own.tables.t3', 'variable.v2', 'groups.g2'])
      await grant(object)
    for (const name of ['t1', 't2', 't3', 't4']) expect(await run(`DROP TABLE own.${name}`)).toMatchObject({ status: 'FINISHED' })
    for (const name of ['v1', 'v2', 'v3', 'v4']) expect((await lab.call('DELETE', `/v1.0/{p}/variables/${name}`)).status, name).toBe(200)
    for (const group of ['', '?group=g1', '?group=g2', '?group=g4'])
      expect((await lab.call('DELETE', `/v2.0/{p}/resources/a.csv${group}`)).status, group).toBe(200)
  })
})

describe('privileges on what is gone', () => {
  const auth = { auth_info_name: 'again', datasource_type: 'passwd', user_name: 'u', password: 'p' }
  const pool = { elastic_resource_pool_name: 'again', min_cu: 64, max_cu: 64 }
  const table = { table_name: 'again', data_location: 'DLI', columns: [{ column_name: 'a', type: 'int' }] }
  const tables = '/v1.0/{p}/databases/shop/tables'
  const packages = '/v2.0/{p}/resources'
  const csv = { paths: ['obs://vault/f/a.csv'], kind: 'file', group: 'again' }
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
    ['databases.shop.tables.again.columns.a', 'SELECT', () => made('POST', tables, table), () => lab.call('DELETE', `${tables}/again`)],
    [
      'databases.shop.tables.columned.columns.a',
      'SELECT',
      () => byStatement('CREATE TABLE IF NOT EXISTS shop.columned AS SELECT 1 a, 2 b'),
      async () => {
        await byStatement('ALTER TABLE shop.columned DROP COLUMN a')
        await byStatement('ALTER TABLE shop.columned ADD COLUMNS (a INT)')
      },
    ],
    [
      'variable.again',
      'UPDATE',
      () => made('POST', '/v1.0/{p}/variables', { var_name: 'again', var_value: 'x' }),
      () => lab.call('DELETE', '/v1.0/{p}/variables/again'),
    ],
    ['resources.a.csv', 'GET_RESOURCE', () => made('POST', packages, { ...csv, group: '' }), () => lab.call('DELETE', `${packages}/a.csv`)],
    ['groups.again', 'GET_GROUP', () => made('POST', packages, csv), () => lab.call('DELETE', `${packages}/a.csv?group=again`)],
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
    expect(status).toBe('DLI.0003')
    expect(message).toMatch(/bob may not (make tables of what is in|read) buckets/)
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
      expect([sql, status]).toEqual([sql, sql.includes('REPLACE VIEW') ? 'FAILED' : 'DLI.0003'])
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
      expect([sql, status, `${message}${rows}`.includes('47')]).toEqual([sql, sql.startsWith('SELECT') ? 'FAILED' : 'DLI.0003', false])
    }
    await grant('databases.closed', 'DISPLAY_DATABASE')
    for (const sql of attempts) expect(await run(sql, bob), sql).toMatchObject({ status: 'FINISHED' })
  })

  it('in the project is not told which variables there are', async () => {
    await made('POST', '/v1.0/{p}/variables', { var_name: 'there', var_value: '1', is_sensitive: false })
    for (const name of ['there', 'nowhere']) {
      expect((await run(`SELECT {{${name}}}`, bob)).message).toContain(`bob may not use the global variable ${name}`)
    }
  })
})

describe('a user to whom single columns of a table are granted', () => {
  const on = 'databases.shop.tables.people'
  beforeAll(async () => {
    for (const sql of [
      "CREATE TABLE shop.people AS SELECT 1 id, 'Ada' name, 'hidden-4713' secret, 'x' part",
      'CREATE VIEW own.names AS SELECT id, name FROM shop.people',
      'CREATE VIEW own.secrets AS SELECT id, secret FROM shop.people',
    ]) {
      expect(await run(sql)).toMatchObject({ status: 'FINISHED' })
    }
    await grant('databases.own', 'SELECT', 'CREATE_TABLE')
    for (const column of ['id', 'Name']) await grant(`${on}.columns.${column}`, 'SELECT')
  })

  it.each([
    ['SELECT id, upper(name) FROM shop.people', 'ADA'],
    ['SELECT count(*) FROM shop.people p WHERE p.name LIKE "A%"', '[1]'],
    ['SELECT * FROM (SELECT name FROM shop.people ORDER BY id)', 'Ada'],
    ['SELECT name FROM own.names', 'Ada'],
    ['SELECT a.name FROM shop.people a JOIN shop.people b USING (id)', 'Ada'],
  ])('reads them: %s', async (sql, rows) => {
    expect(await run(sql, bob)).toMatchObject({ status: 'FINISHED', rows: expect.stringContaining(rows) })
  })

  it.each([
    ['SELECT secret FROM shop.people', 'The column secret of shop.people may not be read'],
    ['SELECT p.secret FROM shop.people p', 'The column secret of shop.people may not be read'],
    ['SELECT shop.people.SECRET FROM shop.people', 'The column secret of shop.people may not be read'],
    ['SELECT * FROM shop.people', 'Some columns of shop.people may not be read'],
    ['SELECT p.* FROM shop.people p', 'may not be read'],
    ['SELECT q.* FROM (shop.people) q', 'may not be read'],
    ['SELECT count(secret) FROM shop.people', 'may not be read'],
    ['SELECT id FROM shop.people WHERE secret LIKE "h%"', 'may not be read'],
    ['SELECT id FROM shop.people ORDER BY secret', 'may not be read'],
    ['SELECT id FROM shop.people GROUP BY id HAVING max(secret) > "a"', 'may not be read'],
    ['SELECT (SELECT max(secret) FROM shop.people)', 'may not be read'],
    ['SELECT id FROM own.names n WHERE EXISTS (SELECT 1 FROM shop.people p WHERE p.id = n.id AND p.secret > "a")', 'may not be read'],
    ['SELECT secret FROM own.secrets', 'may not be read'],
    ['SELECT id FROM own.secrets', 'may not be read'],
    ['TABLE shop.people', 'may not be read'],
    ['WITH w AS (SELECT * FROM shop.people) SELECT id FROM w', 'may not be read'],
    ['SELECT id FROM shop.people VERSION AS OF 0 WHERE secret > "a"', 'may not be read'],
    ['CREATE TABLE own.copy AS SELECT * FROM shop.people', 'may not be read'],
    ['CREATE TABLE own.copy LIKE shop.people', 'Not all columns of shop.people may be read'],
    ['SELECT a.id FROM shop.people a JOIN shop.people b ON a.secret = b.secret', 'may not be read'],
    ['SELECT a.id FROM shop.people a NATURAL JOIN shop.people b WHERE b.secret > "a"', 'may not be read'],
  ])('reads no others: %s', async (sql, message) => {
    const found = await run(sql, bob)
    expect(found).toMatchObject({ status: 'FAILED', message: expect.stringContaining(message) })
    expect(found.message).not.toContain('hidden')
  })

  it.each([
    "DELETE FROM shop.people WHERE secret LIKE 'h%'",
    'DELETE FROM shop.people WHERE id = 5',
    'UPDATE shop.people SET name = secret',
    "UPDATE shop.people SET name = 'x' WHERE id = 1",
    "MERGE INTO shop.people t USING (SELECT 1 id) s ON t.id = s.id AND t.secret LIKE 'h%' WHEN MATCHED THEN DELETE",
    "MERGE INTO shop.people USING (SELECT 1 id) s ON people.id = s.id WHEN MATCHED THEN UPDATE SET name = 'x'",
  ])('changes no row of which it may not read all, and is told the table by its own name: %s', async (sql) => {
    await grant(on, 'INSERT_INTO_TABLE', 'INSERT_OVERWRITE_TABLE')
    const { status, message } = await run(sql, bob)
    await grant(on)
    expect(status).toBe('FAILED')
    expect(message).toContain('Rows of shop.people are written anew as a whole, and not all of its columns may be read')
    expect((await run('SELECT name, secret FROM shop.people')).rows).toContain('["Ada","hidden-4713"]')
  })

  it.each([
    ['SELECT NAME FROM shop.people'],
    ['SELECT p.NAME FROM shop.people p'],
    ['SELECT shop.people.NAME FROM shop.people'],
    ['SELECT id FROM shop.people WHERE NAME.field = 1'],
    ['SELECT id FROM shop.people ORDER BY NAME'],
    ['SELECT a.id FROM shop.people a JOIN shop.people b ON a.NAME = b.NAME'],
    ['SELECT (SELECT max(p.NAME) FROM shop.people p) FROM own.names n'],
    ['SELECT id FROM shop.people GROUP BY NAME'],
    ['DESCRIBE QUERY SELECT NAME FROM shop.people'],
    ['SELECT a.id FROM shop.people a JOIN shop.people b USING (NAME)'],
  ])('does not find out by guessing which others there are: %s', async (sql) => {
    const [there, notThere] = await Promise.all(['secret', 'no_such'].map((name) => run(sql.replaceAll('NAME', name), bob)))
    expect(there).toMatchObject({ status: 'FAILED' })
    expect(there?.message.replaceAll('secret', 'no_such')).toBe(notThere?.message)
  })

  it('is told neither by what else it is partitioned nor which values that has', async () => {
    for (const sql of [
      'CREATE TABLE shop.parted (id INT, part STRING, secret STRING) PARTITIONED BY (part, secret)',
      "INSERT INTO shop.parted VALUES (1, 'a', 'hidden-4717')",
    ]) {
      expect(await run(sql)).toMatchObject({ status: 'FINISHED' })
    }
    await grant('databases.shop.tables.parted.columns.id', 'SELECT')
    await grant('databases.shop.tables.parted.columns.part', 'SELECT')
    for (const sql of ['DESCRIBE shop.parted', 'DESCRIBE EXTENDED shop.parted', "SHOW TABLE EXTENDED IN shop LIKE 'parted'"]) {
      const { status, rows } = await run(sql, bob)
      expect([sql, status, rows.includes('part'), /secret|hidden/.test(rows)]).toEqual([sql, 'FINISHED', true, false])
    }
    for (const value of ['hidden-4717', 'nothing']) {
      const spec = `PARTITION (part = 'a', secret = '${value}')`
      for (const sql of [
        `DESCRIBE shop.parted ${spec}`,
        `DESCRIBE EXTENDED shop.parted ${spec}`,
        `SHOW TABLE EXTENDED IN shop LIKE 'parted' ${spec}`,
      ]) {
        const { status, message } = await run(sql, bob)
        expect([sql, status]).toEqual([sql, 'FAILED'])
        expect(message).toContain('Some columns of shop.parted may not be read')
      }
    }
    const listed = async () => (await asBob('GET', '/v1.0/{p}/databases/shop/tables?with-detail=true')).text
    expect(await listed()).toContain('"partition_columns":["part"]')
    await grant('databases.shop', 'DISPLAY_ALL_TABLES')
    expect(await listed()).toContain('"partition_columns":["part"]')
    await grant('databases.shop')
  })

  describe('of a table of files', () => {
    beforeAll(async () => {
      const folder = join(lab.home, 'buckets', 'vault', 'rows')
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, 'a.csv'), '1,hidden-4716\n')
      for (const sql of [
        "CREATE TABLE shop.files (id INT, secret STRING) USING csv LOCATION 'obs://vault/rows'",
        'CREATE TABLE own.copy (id STRING, secret STRING)',
        'CREATE VIEW own.by_path AS SELECT * FROM csv.`obs://vault/rows`',
      ]) {
        expect(await run(sql)).toMatchObject({ status: 'FINISHED' })
      }
      await grant('databases.own', 'SELECT', 'CREATE_TABLE', 'INSERT_INTO_TABLE')
    })

    it.each([
      'SELECT f.* FROM csv.`obs://vault/rows` f',
      'SELECT f.* FROM shop.files e, csv.`obs://vault/rows` f',
      'SELECT f.* FROM csv.`obs://vault/rows/*` f, shop.files e',
      'SELECT value FROM text.`obs://vault/rows/a.csv` WHERE EXISTS (SELECT id FROM shop.files)',
      'SELECT v.* FROM own.by_path v, shop.files e',
    ])('it reads no others by naming the files, beside the table or without it: %s', async (sql) => {
      await grant('databases.shop.tables.files.columns.id', 'SELECT')
      expect((await run('SELECT id FROM shop.files', bob)).rows).toContain('[1]')
      const { status, message, rows } = await run(sql, bob)
      expect([status, rows.includes('hidden')]).toEqual([sql.includes('by_path') ? 'FAILED' : 'DLI.0003', false])
      expect(message).toContain('bob may not read buckets')
    })

    it('nor by the right to write into it', async () => {
      await grant('databases.shop.tables.files.columns.id')
      await grant('databases.shop.tables.files', 'INSERT_INTO_TABLE')
      const { status, message } = await run(
        'FROM csv.`obs://vault/rows` f INSERT INTO shop.files SELECT 2, "x" INSERT INTO own.copy SELECT f.*',
        bob,
      )
      expect([status, message.includes('bob may not read buckets')]).toEqual(['FAILED', true])
    })

    it('who may read all of it may name them', async () => {
      await grant('databases.shop.tables.files', 'SELECT')
      expect((await run('SELECT f.* FROM shop.files e, csv.`obs://vault/rows` f', bob)).rows).toContain('hidden-4716')
      await grant('databases.shop.tables.files')
    })
  })

  it('is told that a table is not there where a database that it sees tells nothing of the name', async () => {
    await grant('databases.closed', 'DISPLAY_DATABASE')
    const { status, message } = await run('SELECT * FROM own.nosuch', bob)
    expect(status).toBe('FAILED')
    expect(message).toContain('The table own.nosuch does not exist')
  })

  it('is refused what is done with the whole table', async () => {
    for (const sql of ['SHOW CREATE TABLE shop.people', 'INSERT INTO shop.people SELECT 2, "b", "c", "d"', 'DROP TABLE shop.people']) {
      expect(await run(sql, bob), sql).toMatchObject({ status: 'DLI.0003' })
    }
  })

  it('is shown these columns and no others', async () => {
    for (const sql of ['DESCRIBE shop.people', 'DESCRIBE EXTENDED shop.people', 'SHOW COLUMNS IN shop.people']) {
      const { status, rows } = await run(sql, bob)
      expect([sql, status]).toEqual([sql, 'FINISHED'])
      expect(rows).toContain('name')
      expect(rows).not.toContain('secret')
    }
    expect((await run('DESCRIBE shop.people secret', bob)).status).toBe('FAILED')
    const described = (await asBob('GET', '/v1.0/{p}/databases/shop/tables/people')).text
    expect(described).toContain('"name"')
    expect(described).not.toContain('secret')
    await grant('queues.default', 'SUBMIT_JOB')
    const preview = await asBob('GET', '/v1.0/{p}/databases/shop/tables/people/preview')
    expect(preview.text).toContain('Ada')
    expect(preview.text).not.toMatch(/secret|hidden/)
    expect((await asBob('POST', '/v1.0/{p}/jobs/check-sql', { sql: 'SELECT secret FROM shop.people' })).body).toMatchObject({
      error_code: 'DLI.0003',
    })
    expect((await lab.call('GET', '/v1.0/{p}/databases/shop/tables/people/users/bob')).body).toMatchObject({
      privileges: [
        { object: `${on}.columns.id`, privileges: ['SELECT'] },
        { object: `${on}.columns.name`, privileges: ['SELECT'] },
      ],
    })
  })

  it('sees all columns with DESCRIBE_TABLE, and reads all with SELECT on the table', async () => {
    await grant(on, 'DESCRIBE_TABLE')
    expect((await run('DESCRIBE shop.people', bob)).rows).toContain('secret')
    expect(await run('SELECT secret FROM shop.people', bob)).toMatchObject({ status: 'FAILED' })
    await grant(on, 'SELECT')
    expect((await run('SELECT * FROM shop.people', bob)).rows).toContain('hidden-4713')
    await grant(on)
  })

  it('loses a running job when a column that it may read is taken away', async () => {
    const sql = 'SELECT count(*) FROM range(100000000000) r JOIN shop.people a ON r.id % 7 = a.id'
    const jobId = String((await asBob('POST', '/v1.0/{p}/jobs/submit-job', { sql, queue_name: 'bobs' })).body['job_id'])
    const reaches = async (wanted: RegExp): Promise<Readonly<Record<string, unknown>>> =>
      await waitPatiently({
        meanwhile: `The job ${jobId} is still not ${String(wanted)}`,
        look: async () => {
          const found = objectOf((await lab.call('GET', `/v1.0/{p}/jobs/${jobId}/status`)).text)
          return wanted.test(String(found['status'])) ? found : undefined
        },
        processes: () => [process.pid],
        pauseMs: 50,
      })
    await reaches(/^RUNNING$/)
    await grant(`${on}.columns.id`)
    expect((await reaches(/^(CANCELLED|FAILED)$/))['message']).toMatch(/bob may not read the|may not be read/)
  })
})

describe('a user with rights on single variables and packages', () => {
  const packages = '/v2.0/{p}/resources'
  beforeAll(async () => {
    for (const name of ['mine', 'others']) await made('POST', '/v1.0/{p}/variables', { var_name: name, var_value: `value-of-${name}` })
    for (const group of ['jars', 'more']) await made('POST', packages, { paths: ['obs://vault/f/a.csv'], kind: 'file', group })
  })

  it('changes and sees the variable, and no other', async () => {
    expect((await asBob('GET', '/v1.0/{p}/variables')).body).toMatchObject({ count: 0, global_vars: [] })
    const change = (name: string) => asBob('PUT', `/v1.0/{p}/variables/${name}`, { var_value: 'changed' })
    expect((await change('mine')).text).toContain('"object\\":\\"variable.mine')
    await grant('variable.mine', 'UPDATE')
    expect((await change('mine')).status).toBe(200)
    for (const name of ['others', 'nothing']) expect((await change(name)).status, name).toBe(403)
    expect((await asBob('DELETE', '/v1.0/{p}/variables/mine')).status).toBe(403)
    expect((await run('SELECT "{{mine}}"', bob)).rows).toContain('changed')
    expect((await run('SELECT "{{others}}"', bob)).message).toContain('bob may not use the global variable others')
    expect((await asBob('GET', '/v1.0/{p}/variables')).body).toMatchObject({
      count: 1,
      global_vars: [{ var_name: 'mine', var_value: 'changed' }],
    })
    await grant('variables.mine', 'DELETE')
    expect((await asBob('DELETE', '/v1.0/{p}/variables/mine')).status).toBe(200)
  })

  it('sees no package whose name another one begins with, and loses no right when that one goes', async () => {
    await writeFile(join(lab.home, 'buckets', 'vault', 'f', 'a'), 'x')
    for (const path of ['a', 'a.csv']) await made('POST', packages, { paths: [`obs://vault/f/${path}`], kind: 'file', group: '' })
    await grant('resources.a.csv', 'GET_RESOURCE')
    expect((await asBob('GET', `${packages}/a.csv`)).status).toBe(200)
    expect((await asBob('GET', `${packages}/a`)).status).toBe(403)
    expect((await asBob('GET', packages)).body).toMatchObject({ total: 1 })
    expect((await lab.call('DELETE', `${packages}/a`)).status).toBe(200)
    expect((await asBob('GET', `${packages}/a.csv`)).status).toBe(200)
    expect((await lab.call('DELETE', `${packages}/a.csv`)).status).toBe(200)
  })

  it('sees and deletes the packages of a group, and no others', async () => {
    expect((await asBob('GET', packages)).body).toMatchObject({ total: 0 })
    await grant('groups.jars', 'GET_GROUP')
    expect((await asBob('GET', packages)).body).toMatchObject({ total: 1, groups: [{ group_name: 'jars' }] })
    expect((await asBob('GET', `${packages}/a.csv?group=jars`)).status).toBe(200)
    expect((await asBob('GET', `${packages}/a.csv?group=more`)).status).toBe(403)
    expect((await asBob('DELETE', `${packages}/a.csv?group=jars`)).status).toBe(403)
    await grant('resources.jars/a.csv', 'DELETE_RESOURCE')
    expect((await asBob('DELETE', `${packages}/a.csv?group=jars`)).status).toBe(200)
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

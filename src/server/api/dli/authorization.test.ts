import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { type AddedUser, type ApiLab, listOf, objectOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
let bob: AddedUser
beforeAll(async () => {
  lab = await startLab()
  bob = await lab.addUser({ name: 'bob', isAdmin: false })
  await lab.made('POST', '/v1.0/{p}/queues', { queue_name: 'bobs', cu_count: 16, resource_mode: 1 })
  await lab.made('POST', '/v1.0/{p}/queues', { queue_name: 'others', cu_count: 16, resource_mode: 1 })
  for (const sql of [
    'CREATE DATABASE shop',
    'CREATE TABLE shop.a AS SELECT 1 x',
    'CREATE TABLE shop.b AS SELECT 2 x',
    'CREATE VIEW shop.v AS SELECT * FROM shop.b',
  ]) {
    expect(await run(sql)).toMatchObject({ status: 'FINISHED' })
  }
})
afterAll(() => lab?.[Symbol.asyncDispose]())

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
const asBob = (method: Method, target: string, body?: unknown) =>
  lab.call(method, target, { keys: bob, ...(body === undefined ? {} : { body }) })
const authorize = (action: string, privileges: readonly { readonly object: string; readonly privileges: readonly string[] }[]) =>
  lab.made('PUT', '/v1.0/{p}/authorization', { user_name: 'bob', action, privileges })
const update = (object: string, ...privileges: readonly string[]) => authorize('update', [{ object, privileges }])

async function stateOf(jobId: string): Promise<Readonly<Record<string, unknown>>> {
  return objectOf((await lab.call('GET', `/v1.0/{p}/jobs/${jobId}/status`)).text)
}
async function settled(jobId: string, wanted: RegExp): Promise<Readonly<Record<string, unknown>>> {
  return await waitPatiently({
    meanwhile: `The job ${jobId} is still not ${String(wanted)}`,
    look: async () => {
      const state = await stateOf(jobId)
      return wanted.test(String(state['status'])) ? state : undefined
    },
    processes: () => [process.pid],
    pauseMs: 50,
  })
}
const run = (sql: string, keys?: AddedUser, queueName = 'bobs') => lab.run(sql, { queueName, keys })

describe('a user without a right', () => {
  it('is refused with the grant that would help, the same for what there is and what there is not', async () => {
    await update('queues.bobs', 'RESTART')
    const [there, gone] = [await asBob('GET', '/v1.0/{p}/queues/others'), await asBob('GET', '/v1.0/{p}/queues/nobodys')]
    expect(there).toMatchObject({ status: 403, body: { error_code: 'DLI.0016' } })
    const same = (text: string, name: string): string => text.replaceAll(name, 'NAME').replace(/"request_id":"[^"]*"/, '')
    expect(same(there.text, 'others')).toBe(same(gone.text, 'nobodys'))
    const refused = await run('SELECT 1', bob)
    expect(refused.status).toBe('DLI.0016')
    expect(refused.message).toContain('bob may not submit jobs to the queue bobs')
    expect(refused.message).toContain(
      'PUT /v1.0/{project_id}/authorization {"user_name":"bob","action":"grant","privileges":[{"object":"queues.bobs","privileges":["SUBMIT_JOB"]}]}',
    )
  })
})

describe('a user with single rights', () => {
  beforeAll(async () => {
    await update('queues.bobs', 'SUBMIT_JOB')
    await update('databases.shop.tables.a', 'SELECT')
  })

  it('reads the table that it may read, on the queue that it may use, and nothing else', async () => {
    expect(await run('SELECT * FROM shop.a', bob)).toMatchObject({ status: 'FINISHED' })
    for (const [sql, what] of [
      ['SELECT * FROM shop.b', 'read the table shop.b'],
      ['SELECT * FROM shop.v', 'read the table shop.v'],
      ['SELECT * FROM shop.nothing', 'read the table shop.nothing'],
      ['INSERT INTO shop.a SELECT 3', 'insert into the table shop.a'],
      ['DROP TABLE shop.a', 'drop the table shop.a'],
      ['TRUNCATE TABLE shop.a', 'replace or change rows of the table shop.a'],
      ['CREATE TABLE shop.c (x INT)', 'make tables in the database shop'],
      ['CREATE VIEW shop.w AS SELECT * FROM shop.a', 'make views in the database shop'],
    ] as const) {
      expect(await run(sql, bob), sql).toMatchObject({ status: 'DLI.0003', message: expect.stringContaining(`bob may not ${what}`) })
    }
    expect(await run('SELECT 1', bob, 'others')).toMatchObject({ status: 'DLI.0016' })
    for (const sql of ['CREATE DATABASE mine', 'SELECT * FROM csv.`obs://b/k`', 'DROP VIEW shop.v']) {
      const { status, message } = await run(sql, bob)
      expect([sql, status]).toEqual([sql, 'DLI.0003'])
      expect(message).toContain('bob may not')
    }
    expect(await run('SELECT * FROM shop.b')).toMatchObject({ status: 'FINISHED' })
  })

  it("trap: Terraform's provider grants DISPLAY_TABLE on a table, which then is listed and not read", async () => {
    const listed = async () => (await asBob('GET', '/v1.0/{p}/databases/shop/tables')).text
    expect(await listed()).not.toContain('"b"')
    await update('databases.shop.tables.b', 'DISPLAY_TABLE')
    expect(await listed()).toContain('"b"')
    expect(await run('SELECT * FROM shop.b', bob)).toMatchObject({ status: 'DLI.0003' })
    await update('databases.shop.tables.b')
    expect(await listed()).not.toContain('"b"')
  })

  it('is shown only what something is granted on', async () => {
    const names = async (target: string): Promise<string> => (await asBob('GET', target)).text
    expect(await names('/v1.0/{p}/queues')).toContain('"bobs"')
    expect(await names('/v1.0/{p}/queues')).not.toContain('"others"')
    expect(await names('/v1.0/{p}/databases')).toContain('"shop"')
    expect(await names('/v1.0/{p}/databases')).not.toContain('"default"')
    const tables = await names('/v1.0/{p}/databases/shop/tables')
    expect(tables).toContain('"a"')
    expect(tables).not.toMatch(/"(b|v)"/)
    expect((await asBob('GET', '/v1/{p}/vpcs')).status).toBe(403)
    expect((await asBob('DELETE', '/v1.0/{p}/queues/bobs')).status).toBe(403)
    expect(
      (
        await asBob('PUT', '/v1.0/{p}/authorization', {
          user_name: 'bob',
          action: 'grant',
          privileges: [{ object: 'queues.others', privileges: ['ALL'] }],
        })
      ).status,
    ).toBe(403)
  })

  it('sees the own jobs and no others', async () => {
    const other = String((await lab.made('POST', '/v1.0/{p}/jobs/submit-job', { sql: 'SELECT 1', queue_name: 'others' }))['job_id'])
    const [hidden, none] = [
      await asBob('GET', `/v1.0/{p}/jobs/${other}/status`),
      await asBob('GET', '/v1.0/{p}/jobs/00000000-0000-4000-8000-000000000004/status'),
    ]
    expect(hidden).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
    expect(hidden.text.replace(other, '').replace(/"request_id":"[^"]*"/, '')).toBe(
      none.text.replace('00000000-0000-4000-8000-000000000004', '').replace(/"request_id":"[^"]*"/, ''),
    )
    expect((await asBob('GET', '/v1.0/{p}/jobs')).text).not.toContain(other)
  })

  it('reads through a view when it may read the view and its table', async () => {
    await update('databases.shop.tables.v', 'SELECT')
    const refused = await run('SELECT * FROM shop.v', bob)
    expect(refused).toMatchObject({ status: 'FAILED', message: expect.stringContaining('bob may not read the table shop.b') })
    await update('databases.shop', 'SELECT')
    expect(await run('SELECT * FROM shop.v', bob)).toMatchObject({ status: 'FINISHED' })
    await update('databases.shop')
    expect(await run('SELECT * FROM shop.v', bob)).toMatchObject({ status: 'FAILED' })
  })

  it('loses a running job when the right to it is revoked', async () => {
    const sql = 'SELECT count(*) FROM range(100000000000) r JOIN shop.a ON r.id % 7 = a.x'
    const job = await asBob('POST', '/v1.0/{p}/jobs/submit-job', { sql, queue_name: 'bobs' })
    const jobId = String(job.body['job_id'])
    await settled(jobId, /^RUNNING$/)
    await update('databases.shop.tables.a')
    // Its worker may not have asked for the table yet, and is refused it then.
    const { message } = await settled(jobId, /^(CANCELLED|FAILED)$/)
    expect(message).toContain('bob may not read the table shop.a')
  })
})

describe('the privileges of an object', () => {
  it('are granted, shown as the vendor shows them, and replaced', async () => {
    await update('queues.bobs', 'SUBMIT_JOB', 'CANCEL_JOB')
    const admin = { is_admin: true, user_name: lab.user, privileges: ['ALL'] }
    const entry = { is_admin: false, user_name: 'bob', privileges: ['SUBMIT_JOB', 'CANCEL_JOB'] }
    expect((await lab.call('GET', '/v1.0/{p}/queues/bobs/users')).body).toEqual({
      is_success: true,
      message: '',
      queue_name: 'bobs',
      count: 2,
      privileges: [admin, entry],
    })
    const flat = { queue_name: 'bobs', user_name: 'bob', action: 'revoke', privileges: ['CANCEL_JOB'] }
    expect(await lab.made('PUT', '/v1.0/{p}/queues/user-authorization', flat)).toEqual({ is_success: true, message: '' })
    await lab.made('PUT', '/v1.0/{p}/user-authorization', {
      user_name: 'bob',
      action: 'update',
      privileges: [{ object: 'databases.shop', privileges: ['SELECT'] }],
    })
    expect((await lab.call('GET', '/v1.0/{p}/authorization/privileges?object=databases.shop')).body).toEqual({
      is_success: true,
      message: '',
      object_name: 'shop',
      object_type: 'database',
      count: 2,
      privileges: [admin, { is_admin: false, user_name: 'bob', privileges: ['SELECT'] }],
    })
    expect((await lab.call('GET', '/v1.0/{p}/databases/shop/users')).body).toMatchObject({
      database_name: 'shop',
      privileges: [admin, { user_name: 'bob', privileges: ['SELECT'] }],
    })
    expect((await lab.call('GET', '/v1.0/{p}/databases/shop/tables/b/users/bob')).body).toEqual({
      is_success: true,
      message: '',
      user_name: 'bob',
      privileges: [{ object: 'databases.shop', privileges: ['SELECT'] }],
    })
    await update('databases.shop')
    expect((await lab.call('GET', '/v1.0/{p}/databases/shop/users')).body).toMatchObject({ privileges: [admin] })
  })

  it.each([
    ['another user', { user_name: 'nobody' }, 'queues.bobs', 'ALL', 'DLI.0002', 'No such user. userName:nobody.'],
    ['another queue', { user_name: 'bob' }, 'queues.nobodys', 'ALL', 'DLI.0002', 'There is no queue named nobodys'],
    ['another database', { user_name: 'bob' }, 'databases.no', 'ALL', 'DLI.0002', 'There is no database named no'],
    ['another connection', { projectId: 'x' }, 'edsconnections.1', 'BIND_QUEUE', 'DLI.0001', 'Connection 1 does not exist.'],
    ['no such privilege', { user_name: 'bob' }, 'queues.bobs', 'SELECT', 'DLI.0001', 'is no privilege on a queue'],
    ['no object', { user_name: 'bob' }, 'nothing', 'ALL', 'DLI.0001', 'is no object of privileges'],
    ['a column that is not there', { user_name: 'bob' }, 'databases.shop.tables.a.columns.y', 'SELECT', 'DLI.0002', 'has no column y'],
    ['a column of a view', { user_name: 'bob' }, 'databases.shop.tables.v.columns.x', 'SELECT', 'DLI.0007', 'is a view'],
    [
      'a column that is not read',
      { user_name: 'bob' },
      'databases.shop.tables.a.columns.x',
      'DROP_TABLE',
      'DLI.0001',
      'no privilege on a column',
    ],
    ['a Flink job', { user_name: 'bob' }, 'jobs.flink.4', 'GET', 'DLI.0002', 'There is no job flink.4'],
    ['another variable', { user_name: 'bob' }, 'variable.no', 'UPDATE', 'DLI.0002', 'There is no global variable named no'],
    ['another package', { user_name: 'bob' }, 'resources.g/a.jar', 'USE_RESOURCE', 'DLI.0002', 'There is no package named a.jar'],
    ['another group', { user_name: 'bob' }, 'groups.g', 'USE_GROUP', 'DLI.0002', 'There is no package group named g'],
    ['nobody', {}, 'queues.bobs', 'ALL', 'DLI.0001', 'user_name and projectId'],
  ])('are refused for %s', async (_what, who, object, privilege, code, message) => {
    const body = { ...who, action: 'grant', privileges: [{ object, privileges: [privilege] }] }
    const answer = await lab.call('PUT', '/v1.0/{p}/authorization', { body })
    expect(answer.body, answer.text).toMatchObject({ error_code: code, error_msg: expect.stringContaining(message) })
  })

  it('trap: Terraform compares the list as it was written, so an update keeps its order, whatever was there before', async () => {
    const ofBob = async () => {
      const { body } = await lab.call('GET', '/v1.0/{p}/queues/others/users')
      return listOf(body['privileges']).find((one) => one['user_name'] === 'bob')?.['privileges']
    }
    for (const wanted of [
      ['SUBMIT_JOB', 'CANCEL_JOB'],
      ['SCALE_QUEUE', 'CANCEL_JOB', 'RESTART'],
      ['CANCEL_JOB', 'SUBMIT_JOB', 'RESTART'],
    ]) {
      await update('queues.others', ...wanted)
      expect(await ofBob()).toEqual(wanted)
    }
    await update('queues.others')
  })

  it('go with the object: another of its name begins without', async () => {
    await lab.made('POST', '/v1.0/{p}/queues', { queue_name: 'short', cu_count: 16, resource_mode: 1 })
    await update('queues.short', 'SUBMIT_JOB')
    await lab.made('DELETE', '/v1.0/{p}/queues/short', undefined)
    await lab.made('POST', '/v1.0/{p}/queues', { queue_name: 'short', cu_count: 16, resource_mode: 1 })
    expect((await lab.call('GET', '/v1.0/{p}/queues/short/users')).body).toMatchObject({ count: 1 })
    expect(await run('CREATE TABLE shop.short AS SELECT 1 x')).toMatchObject({ status: 'FINISHED' })
    await update('databases.shop.tables.short', 'SELECT')
    expect(await run('DROP TABLE shop.short')).toMatchObject({ status: 'FINISHED' })
    expect(await run('CREATE TABLE shop.short AS SELECT 1 x')).toMatchObject({ status: 'FINISHED' })
    expect((await lab.call('GET', '/v1.0/{p}/databases/shop/tables/short/users')).text).not.toContain('bob')
  })

  it('of a connection are granted to another project, whose id is in both fields', async () => {
    const { vpcId, subnetId } = await lab.makeNetwork('granted')
    const body = { name: 'granted', dest_vpc_id: vpcId, dest_network_id: subnetId }
    const { connection_id: id } = await lab.made('POST', '/v2.0/{p}/datasource/enhanced-connections', body)
    const privileges = [{ object: `edsconnections.${id}`, privileges: ['BIND_QUEUE'] }]
    await lab.made('PUT', '/v1.0/{p}/authorization', { projectId: 'f'.repeat(32), action: 'grant', privileges })
    expect((await lab.call('GET', `/v2.0/{p}/datasource/enhanced-connections/${id}/privileges`)).body).toEqual({
      is_success: true,
      message: '',
      connection_id: id,
      privileges: [{ ...privileges[0], applicant_project_id: 'f'.repeat(32), project_id: 'f'.repeat(32) }],
    })
    const isPrivis = async () => (await lab.call('GET', `/v2.0/{p}/datasource/enhanced-connections/${id}`)).body['isPrivis']
    expect(await isPrivis()).toBe(false)
    await lab.made('PUT', '/v1.0/{p}/authorization', {
      projectId: 'f'.repeat(32),
      action: 'update',
      privileges: [{ ...privileges[0], privileges: [] }],
    })
    expect(await isPrivis()).toBe(true)
  })
})

describe('roles', () => {
  it('are the short way: a reader reads everything and changes nothing, a writer grants nothing', async () => {
    const role = (name: string) => lab.made('PUT', '/causeway/v1/projects/{p}/roles', { user_name: 'bob', role: name })
    await role('reader')
    expect(await run('SELECT * FROM shop.v', bob, 'others')).toMatchObject({ status: 'FINISHED' })
    expect(await run('INSERT INTO shop.a SELECT 3', bob)).toMatchObject({ status: 'DLI.0003' })
    const into = (folder: string): string => `INSERT OVERWRITE DIRECTORY 'obs://b/${folder}' USING csv SELECT 1`
    expect(await run(into('k'), bob)).toMatchObject({ status: 'DLI.0003' })
    expect(await run(`FROM shop.v ${into('k')} ${into('l')}`, bob)).toMatchObject({ status: 'DLI.0003' })
    expect((await asBob('GET', '/v1/{p}/vpcs')).status).toBe(200)
    expect((await asBob('POST', '/v1.0/{p}/queues', { queue_name: 'x', cu_count: 16 })).status).toBe(403)
    await role('writer')
    expect(await run('INSERT INTO shop.a SELECT 3', bob)).toMatchObject({ status: 'FINISHED' })
    expect(await run('CREATE DATABASE of_bob', bob)).toMatchObject({ status: 'FINISHED' })
    const grant = { user_name: 'bob', action: 'grant', privileges: [{ object: 'queues.others', privileges: ['ALL'] }] }
    expect((await asBob('PUT', '/v1.0/{p}/authorization', grant)).status).toBe(403)
    const { vpcId } = await lab.makeNetwork('writers')
    expect((await asBob('PUT', `/causeway/v1/{p}/vpcs/${vpcId}/attachment`, { kind: 'host' })).status).toBe(403)
    // What it made itself is its own.
    const own = { user_name: 'bob', action: 'grant', privileges: [{ object: 'databases.of_bob', privileges: ['SELECT'] }] }
    expect((await asBob('PUT', '/v1.0/{p}/authorization', own)).status).toBe(200)
    expect((await lab.call('DELETE', '/causeway/v1/projects/{p}/roles?user_name=bob')).status).toBe(204)
    await update('databases.shop.tables.v')
    expect(await run('SELECT * FROM shop.v', bob)).toMatchObject({ status: 'DLI.0003' })
  })
})

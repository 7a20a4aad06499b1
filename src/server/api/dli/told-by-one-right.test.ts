/** What is told to somebody who has no role in the project, and single rights on other things of it. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { type AddedUser, type Answer, type ApiLab, type KeyPair, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
let bob: AddedUser
let eve: AddedUser
beforeAll(async () => {
  lab = await startLab()
  bob = await lab.addUser({ name: 'bob', isAdmin: false })
  eve = await lab.addUser({ name: 'eve', isAdmin: false })
  for (const queue_name of ['his', 'hers']) await lab.made('POST', '/v1.0/{p}/queues', { queue_name, cu_count: 16, resource_mode: 1 })
  for (const text of [
    'CREATE DATABASE shop',
    'CREATE TABLE shop.t (card_number INT, diagnosis STRING)',
    'CREATE TABLE shop.u (a INT)',
    'CREATE DATABASE hid',
  ])
    expect((await run(text)).body).toMatchObject({ is_success: true })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
const as = (keys: KeyPair, method: Method, target: string, body?: unknown): Promise<Answer> =>
  lab.call(method, target, { keys, ...(body === undefined ? {} : { body }) })
const granted = (object: string, ...privileges: readonly string[]) => lab.grant('bob', object, ...privileges)
/** All that he has. */
async function only(object: string, ...privileges: readonly string[]): Promise<void> {
  await lab.store.db.deleteFrom('privilege').execute()
  await granted(object, ...privileges)
}
const CONF = ['dli.sql.sqlasync.enabled = false']
const run = (sql: string, more: Readonly<Record<string, unknown>> = {}, keys?: KeyPair): Promise<Answer> =>
  lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body: { sql, conf: CONF, ...more }, ...(keys === undefined ? {} : { keys }) })
const giveRole = (user_name: string, role: string) => lab.made('PUT', '/causeway/v1/projects/{p}/roles', { user_name, role })

/** The rows of a query of his, as text. */
async function rows(sql: string): Promise<string> {
  const end = await lab.run(sql, { queueName: 'default', keys: bob })
  expect(end).toMatchObject({ status: 'FINISHED' })
  return end.rows
}

it('the connectivity tests of others are told as ones that are not there, but to readers of the project', async () => {
  await only('queues.his', 'SUBMIT_JOB')
  const path = '/v1.0/{p}/queues/his/connection-test'
  const started = async (keys?: KeyPair): Promise<number> => {
    const answer = await lab.call('POST', path, { body: { address: '192.168.9.9:5432' }, ...(keys === undefined ? {} : { keys }) })
    return Number(answer.body['task_id'])
  }
  const [hers, his] = [await started(), await started(bob)]
  const [other, none, own] = await Promise.all([hers, 4711, his].map((id) => as(bob, 'GET', `${path}/${id}`)))
  expect(other?.body, other?.text).toMatchObject({ error_code: 'DLI.0002' })
  expect(other?.text.replace(String(hers), '4711').replace(/"request_id":"[^"]*"/, '')).toBe(none?.text.replace(/"request_id":"[^"]*"/, ''))
  expect(own?.status, own?.text).toBe(200)
  await lab.store.db.deleteFrom('privilege').execute()
  await giveRole('bob', 'reader')
  expect((await as(bob, 'GET', `${path}/${hers}`)).status).toBe(200)
  await lab.store.db.deleteFrom('projectRole').execute()
})

it('the remedies of an explanation have nothing of connections on which one has no right, nor of attachments', async () => {
  const { vpcId, subnetId } = await lab.makeNetwork('net')
  const forwards = [{ from: '192.168.0.10:5432', to: '10.77.0.5:5433' }]
  await lab.made('PUT', `/causeway/v1/{p}/vpcs/${vpcId}/attachment`, { kind: 'forward', forwards })
  const hosts = [{ name: 'pg-secret', ip: '192.168.0.10' }]
  const connection = { name: 'kept', dest_vpc_id: vpcId, dest_network_id: subnetId, queues: ['his'], hosts, ports: ['5432', '6000-6001'] }
  const id = String((await lab.made('POST', '/v2.0/{p}/datasource/enhanced-connections', connection))['connection_id'])
  const explained = async (address: string): Promise<string> => {
    const { text, body } = await as(bob, 'GET', `/causeway/v1/{p}/queues/his/explain?address=${address}`)
    expect(body['remedies'], text).toBeDefined()
    return JSON.stringify(body['remedies'])
  }
  await only('queues.his', 'SUBMIT_JOB')
  const targets = ['192.168.0.11:5432', '192.168.0.10:7000', '10.1.1.1:5432', 'unknown-name:5432']
  for (const target of targets) {
    const remedies = await waitPatiently({
      meanwhile: 'The binding is not ACTIVE',
      look: async () => {
        const told = await explained(target)
        return told.includes('is ACTIVE, then') ? undefined : told
      },
      processes: () => [process.pid],
      pauseMs: 20,
    })
    for (const secret of [id, '10.77.0.5', 'pg-secret', '6000', vpcId]) expect(remedies, target).not.toContain(secret)
    expect(remedies).toContain('Ask an administrator of the project')
  }
  await granted(`edsconnections.${id}`, 'SHOW_PRIVILEGES')
  expect(await explained('192.168.0.10:7000')).toContain(id)
  expect(await explained('192.168.0.11:5432')).not.toContain('10.77.0.5')
})

it('a package that is registered anew stays its owner’s', async () => {
  const folder = join(lab.home, 'buckets', 'packages')
  await mkdir(folder, { recursive: true })
  for (const name of ['a.jar', 'c.jar']) await writeFile(join(folder, name), '{}')
  const add = (keys?: KeyPair, name = 'a.jar') =>
    lab.call('POST', '/v2.0/{p}/resources', {
      body: { paths: [`obs://packages/${name}`], kind: 'jar', group: 'g' },
      ...(keys === undefined ? {} : { keys }),
    })
  expect((await add()).status).toBe(201)
  await giveRole('eve', 'writer')
  expect((await add(eve)).status).toBe(201)
  expect((await add(eve, 'c.jar')).body).toMatchObject({ details: [{ owner: 'eve' }] })
  expect((await lab.call('GET', '/v2.0/{p}/resources/a.jar?group=g')).body).toMatchObject({ owner: lab.user })
  const privileges = [{ object: 'resources.g/a.jar', privileges: ['USE_RESOURCE'] }]
  expect((await as(eve, 'PUT', '/v1.0/{p}/authorization', { user_name: 'bob', action: 'grant', privileges })).status).toBe(403)
  await lab.store.db.deleteFrom('projectRole').execute()
})

it('who may see, grant or revoke privileges alone is told no columns of the table', async () => {
  const target = (column: string) => `/v1.0/{p}/authorization/privileges?object=databases.shop.tables.t.columns.${column}`
  await only('databases.shop.tables.t', 'SHOW_PRIVILEGES', 'REVOKE_PRIVILEGE')
  for (const column of ['nix', 'diagnosis']) expect((await as(bob, 'GET', target(column))).status).toBe(200)
  const privileges = [{ object: 'databases.shop.tables.t.columns.nix', privileges: ['SELECT'] }]
  const revoked = await as(bob, 'PUT', '/v1.0/{p}/authorization', { user_name: 'eve', action: 'revoke', privileges })
  expect(revoked.text).not.toContain('card_number')
  await granted('databases.shop.tables.t', 'SHOW_PRIVILEGES', 'DESCRIBE_TABLE')
  expect((await as(bob, 'GET', target('nix'))).text).toContain('It has card_number, diagnosis.')
})

describe('the database of a statement is told to be there to nobody who has no right in it', () => {
  it.each([
    ['/v1.0/{p}/jobs/submit-job', { sql: 'SELECT 1', queue_name: 'his' }],
    ['/v1.0/{p}/jobs/check-sql', { sql: 'SELECT 1' }],
    ['/causeway/v1/{p}/scripts', { sql: 'SELECT 1', queue_name: 'his' }],
    ['/causeway/v1/{p}/queries', { sql: 'SELECT 1', queue_name: 'his' }],
    ['/causeway/v1/{p}/queues/his/would-reach', { sql: 'SELECT 1' }],
  ])('%s', async (target, body) => {
    await only('queues.his', 'SUBMIT_JOB')
    const answers = await Promise.all(['hid', 'nix'].map((currentdb) => as(bob, 'POST', target, { ...body, currentdb })))
    const [there, nowhere] = answers.map(({ status, text }) => [status, text.replaceAll('hid', 'nix').replace(/"request_id":"[^"]*"/, '')])
    expect(there).toEqual(nowhere)
    expect(answers[0]?.text).toContain('bob may not see the database hid')
    await granted('databases.hid', 'DISPLAY_DATABASE')
    expect((await as(bob, 'POST', target, { ...body, currentdb: 'hid' })).text).not.toContain('may not')
  })
})

it('the list of databases counts the tables that are shown', async () => {
  const counts = async () =>
    listOf((await as(bob, 'GET', '/v1.0/{p}/databases')).body['databases']).map((each) => [each['database_name'], each['table_number']])
  await only('databases.shop.tables.t.columns.diagnosis', 'SELECT')
  expect(await counts()).toEqual([['shop', 1]])
  await granted('databases.shop.tables.t', 'SELECT')
  await granted('databases.shop.tables.u', 'SELECT')
  expect(await counts()).toEqual([['shop', 2]])
  await only('databases.shop', 'DISPLAY_DATABASE')
  expect(await counts()).toEqual([['shop', 2]])
  await lab.made('PUT', '/v1.0/{p}/databases/shop/tables/u/owner', { new_owner: 'bob' })
  await only('databases.shop.tables.t', 'SELECT')
  expect(await counts()).toEqual([['shop', 2]])
  await lab.made('PUT', '/v1.0/{p}/databases/shop/tables/u/owner', { new_owner: lab.user })
  expect(await counts()).toEqual([['shop', 1]])
})

it('any right on a queue, a database, a table, a package or a connection shows its tags', async () => {
  const { vpcId, subnetId } = await lab.makeNetwork('tagged')
  const connection = { name: 'tagged', dest_vpc_id: vpcId, dest_network_id: subnetId }
  const id = String((await lab.made('POST', '/v2.0/{p}/datasource/enhanced-connections', connection))['connection_id'])
  const resourceId = String((await lab.made('GET', '/v1.0/{p}/queues/his', undefined))['resource_id'] ?? 'his')
  for (const [object, targets] of [
    ['queues.his', ['dli_queue/his', `dli_queue/${resourceId}`]],
    ['databases.shop', ['dli_database/shop', 'dli_table/shop.t']],
    ['databases.shop.tables.t', ['dli_table/shop.t']],
    [`edsconnections.${id}`, [`dli_enhanced_datasource_connection/${id}`, 'dli_enhanced_datasource_connection/tagged']],
  ] as const) {
    await only(object, 'SHOW_PRIVILEGES')
    for (const each of targets) expect(await as(bob, 'GET', `/v3/{p}/${each}/tags`), each).toMatchObject({ status: 200 })
    const refused = await as(bob, 'GET', '/v3/{p}/dli_queue/hers/tags')
    expect(refused.status, refused.text).toBe(403)
    expect(refused.text).toContain('queues.hers')
    expect(refused.text.replaceAll('hers', 'none').replace(/"request_id":"[^"]*"/, '')).toBe(
      (await as(bob, 'GET', '/v3/{p}/dli_queue/none/tags')).text.replace(/"request_id":"[^"]*"/, ''),
    )
  }
})

describe('where nothing can be granted on a connection, a role is told', () => {
  it('of one that another project lends', async () => {
    const other = await lab.addUser({ name: 'lender', domain: 'another' })
    const inOther = (method: Method, target: string, body: unknown) =>
      lab.call(method, target.replace('{p}', other.projectId), { keys: other, body })
    const vpc = { vpc: { name: 'far', cidr: '192.168.0.0/16' } }
    const vpcId = String((/"id":\s*"([^"]+)"/.exec((await inOther('POST', '/v1/{p}/vpcs', vpc)).text) ?? [])[1])
    const subnet = { subnet: { name: 'far', cidr: '192.168.0.0/24', gateway_ip: '192.168.0.1', vpc_id: vpcId } }
    const subnetId = String((/"id":\s*"([^"]+)"/.exec((await inOther('POST', '/v1/{p}/subnets', subnet)).text) ?? [])[1])
    const connection = { name: 'lent', dest_vpc_id: vpcId, dest_network_id: subnetId }
    const answer = await inOther('POST', '/v2.0/{p}/datasource/enhanced-connections', connection)
    const id = String(answer.body['connection_id'])
    const privileges = [{ object: `edsconnections.${id}`, privileges: ['BIND_QUEUE'] }]
    await only('queues.his', 'SUBMIT_JOB')
    const lent = await inOther('PUT', '/v1.0/{p}/authorization', { projectId: lab.projectId, action: 'grant', privileges })
    expect(lent.status, lent.text).toBe(200)
    const path = `/v2.0/{p}/datasource/enhanced-connections/${id}`
    const refused = await as(bob, 'GET', path)
    expect(refused.status, refused.text).toBe(403)
    expect(refused.text).toContain('reader')
    expect(refused.text).not.toContain('edsconnections')
    const unbound = await as(bob, 'POST', `${path}/associate-queue`, { queues: ['his'] })
    expect(unbound.text).toContain('writer')
    expect(unbound.text).not.toContain('edsconnections')
  })

  it('of one that is asked for by its name', async () => {
    await only('queues.his', 'SUBMIT_JOB')
    for (const name of ['kept', 'none']) {
      const refused = await as(bob, 'GET', `/v2.0/{p}/datasource/enhanced-connections/${name}`)
      expect(refused.status, refused.text).toBe(403)
      expect(refused.text).toContain('reader')
      expect(refused.text).toContain('by its id')
      expect(refused.text).not.toContain('edsconnections')
    }
  })
})

describe('what is told of tables by statements', () => {
  it('DESCRIBE_TABLE is enough for DESCRIBE EXTENDED, without the number of rows', async () => {
    await only('queues.default', 'SUBMIT_JOB')
    await granted('databases.shop.tables.t', 'DESCRIBE_TABLE')
    const told = await rows('DESCRIBE EXTENDED shop.t')
    expect(told).toContain('Detailed Table Information')
    expect(told).not.toContain('Statistics')
    await granted('databases.shop.tables.t', 'SELECT')
    expect(await rows('DESCRIBE EXTENDED shop.t')).toContain('Statistics')
  })

  it('SHOW TABLE EXTENDED of a pattern tells the names of tables that may not be read, and nothing of those that are not shown', async () => {
    await only('queues.default', 'SUBMIT_JOB')
    await granted('databases.shop.tables.u', 'SELECT')
    const few = await rows("SHOW TABLE EXTENDED IN shop LIKE '*'")
    expect(few).toContain('Table: u')
    expect(few).not.toContain('Table: t')
    await granted('databases.shop.tables.t', 'SHOW_PRIVILEGES')
    const more = await rows("SHOW TABLE EXTENDED IN shop LIKE '*'")
    expect(more).toContain('Table: t')
    expect(more).not.toContain('card_number')
  })

  it('DESCRIBE_TABLE is enough for SHOW TABLE EXTENDED, which tells as much as DESCRIBE EXTENDED', async () => {
    await only('queues.default', 'SUBMIT_JOB')
    await granted('databases.shop.tables.u', 'DISPLAY_TABLE')
    await granted('databases.shop.tables.t', 'DESCRIBE_TABLE')
    for (const pattern of ['t', '*']) {
      const told = await rows(`SHOW TABLE EXTENDED IN shop LIKE '${pattern}'`)
      expect(told).toContain('card_number')
      expect(told).not.toContain('Statistics')
    }
    await granted('databases.shop.tables.t', 'SELECT')
    expect(await rows("SHOW TABLE EXTENDED IN shop LIKE '*'")).toContain('Statistics')
  })

  it('the files of a table that one may describe are read by no view that leads there, though it was described before', async () => {
    const folder = join(lab.home, 'buckets', 'closed')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'a.csv'), 'hidden-4719\n')
    for (const sql of [
      "CREATE TABLE shop.files (a STRING) USING csv LOCATION 'obs://closed'",
      'CREATE VIEW shop.over AS SELECT * FROM shop.files',
    ])
      expect((await run(sql)).body).toMatchObject({ is_success: true })
    await only('queues.default', 'SUBMIT_JOB')
    await granted('databases.shop.tables.files', 'DESCRIBE_TABLE')
    await granted('databases.shop.tables.over', 'SELECT')
    expect(await rows("SHOW TABLE EXTENDED IN shop LIKE '*'")).toContain('obs://closed')
    expect(await lab.run('SELECT * FROM shop.over', { queueName: 'default', keys: bob })).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('bob may not read the table shop.files'),
    })
  })

  it('who may read nothing of a table is told that single columns are enough', async () => {
    await only('queues.default', 'SUBMIT_JOB')
    const { message } = await lab.run('SELECT a FROM shop.u', { queueName: 'default', keys: bob })
    expect(message).toContain('databases.shop.tables.u.columns.<column>')
  })
})

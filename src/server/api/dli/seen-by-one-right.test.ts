/** What somebody finds who has no role in the project, and one right on one thing of it. */
import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endlessSql } from '../../../../testing/endless-sql.ts'
import { waitPatiently } from '../../../../testing/patience.ts'
import { type AddedUser, type Answer, type ApiLab, listOf, objectOf, startLab } from '../fixtures/api-lab.ts'
import { settled } from '../fixtures/owned-resources.ts'

let lab: ApiLab
let bob: AddedUser
beforeAll(async () => {
  lab = await startLab()
  bob = await lab.addUser({ name: 'bob', isAdmin: false })
  for (const queue_name of ['his', 'hers']) await made('POST', '/v1.0/{p}/queues', { queue_name, cu_count: 16, resource_mode: 1 })
  for (const elastic_resource_pool_name of ['wide', 'deep'])
    await made('POST', '/v3/{p}/elastic-resource-pools', { elastic_resource_pool_name, min_cu: 64, max_cu: 128 })
  await made('POST', '/v1.0/{p}/variables', { var_name: 'kept', var_value: 'x' })
  await made('POST', '/v2.0/{p}/datasource/auth-infos', {
    auth_info_name: 'auth',
    datasource_type: 'passwd',
    user_name: 'u',
    password: 'p',
  })
  await only('queues.default', 'SHOW_PRIVILEGES')
})
afterAll(() => lab?.[Symbol.asyncDispose]())

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
async function made(method: Method, target: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
  const answer = await lab.call(method, target, { body })
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer.body
}
const asBob = (method: Method, target: string, body?: unknown): Promise<Answer> =>
  lab.call(method, target, { keys: bob, ...(body === undefined ? {} : { body }) })
/** All that he has. */
async function only(object: string, ...privileges: readonly string[]): Promise<void> {
  await lab.store.db.deleteFrom('privilege').execute()
  await made('PUT', '/v1.0/{p}/authorization', { user_name: 'bob', action: 'update', privileges: [{ object, privileges }] })
}
const granted = (object: string, ...privileges: readonly string[]) =>
  made('PUT', '/v1.0/{p}/authorization', { user_name: 'bob', action: 'update', privileges: [{ object, privileges }] })

const ended = (id: string) =>
  waitPatiently({
    meanwhile: `The job ${id} has not ended`,
    look: async () =>
      /^(FINISHED|FAILED)$/.test(String(objectOf((await lab.call('GET', `/v1.0/{p}/jobs/${id}/status`)).text)['status'])) || undefined,
    processes: () => [process.pid],
    pauseMs: 20,
  })

describe('the refusal of looking at one thing tells a right on it, and no role of the whole project', () => {
  it.each([
    ['queues.hers', '/v1.0/{p}/queues/hers'],
    ['queues.hers', '/v3/{p}/queues/hers/properties'],
    ['queues.hers', '/v1/{p}/queues/hers/plans'],
    ['elasticresourcepools.deep', '/v3/{p}/elastic-resource-pools/deep/queues'],
    ['elasticresourcepools.deep', '/v3/{p}/elastic-resource-pools/deep/scale-records'],
  ])('%s by %s', async (object, target) => {
    await only('queues.default', 'SHOW_PRIVILEGES')
    const refused = await asBob('GET', target)
    expect(refused.status, refused.text).toBe(403)
    expect(refused.text).toContain(object)
    expect(refused.text).not.toContain('role')
    await granted(object, 'SHOW_PRIVILEGES')
    expect((await asBob('GET', target)).status).toBe(200)
  })

  it('and so does that of a global variable in a statement', async () => {
    await only('queues.his', 'SUBMIT_JOB')
    const submit = () => asBob('POST', '/v1.0/{p}/jobs/submit-job', { sql: "SELECT '{{kept}}'", queue_name: 'his' })
    const refused = await submit()
    expect(refused.status, refused.text).toBe(403)
    expect(refused.text).toContain('variable.kept')
    await granted('variable.kept', 'SHOW_PRIVILEGES')
    expect((await submit()).status).toBe(200)
  })
})

it('the list of pools has those on which one has a right, and no others', async () => {
  const pools = async () => listOf((await asBob('GET', '/v3/{p}/elastic-resource-pools')).body['elastic_resource_pools'])
  await only('queues.default', 'SHOW_PRIVILEGES')
  expect(await pools()).toEqual([])
  await granted('elasticresourcepools.deep', 'SCALE')
  expect(await pools()).toMatchObject([{ elastic_resource_pool_name: 'deep' }])
})

it('binding takes a right on the connection, and one to see the queue or the pool', async () => {
  const { vpcId, subnetId } = await lab.makeNetwork('net')
  const body = { name: 'lent', dest_vpc_id: vpcId, dest_network_id: subnetId }
  const id = String((await made('POST', '/v2.0/{p}/datasource/enhanced-connections', body))['connection_id'])
  await only(`edsconnections.${id}`, 'BIND_QUEUE')
  const bind = (to: unknown) => asBob('POST', `/v2.0/{p}/datasource/enhanced-connections/${id}/associate-queue`, to)
  for (const to of [{ queues: ['hers'] }, { queues: ['none'] }, { elastic_resource_pools: ['wide'] }]) {
    const refused = await bind(to)
    expect(refused.status, refused.text).toBe(403)
    expect(refused.text).toContain('may not see')
  }
  await granted('queues.his', 'SHOW_PRIVILEGES')
  expect((await bind({ queues: ['his'] })).status).toBe(200)
  expect((await bind({ queues: ['his', 'hers'] })).status).toBe(403)
  // With one queue of a pool the pool would be bound.
  await made('POST', '/v1.0/{p}/queues', { queue_name: 'pooled', cu_count: 16, resource_mode: 1, elastic_resource_pool_name: 'wide' })
  await granted('queues.pooled', 'SHOW_PRIVILEGES')
  const refused = await bind({ queues: ['pooled'] })
  expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('elasticresourcepools.wide')])
  await granted('elasticresourcepools.wide', 'SHOW_PRIVILEGES')
  const bound = await bind({ queues: ['pooled'] })
  expect(bound.status, bound.text).toBe(200)
  // What is not bound and not seen is told as what there is not; what is bound is shown.
  await only(`edsconnections.${id}`, 'BIND_QUEUE')
  const unbind = async (to: unknown) =>
    (await asBob('POST', `/v2.0/{p}/datasource/enhanced-connections/${id}/disassociate-queue`, to)).status
  expect([await unbind({ queues: ['hers'] }), await unbind({ queues: ['nobodys'] })]).toEqual([403, 403])
  expect([await unbind({ elastic_resource_pools: ['deep'] }), await unbind({ elastic_resource_pools: ['no'] })]).toEqual([403, 403])
  const done = await asBob('POST', `/v2.0/{p}/datasource/enhanced-connections/${id}/disassociate-queue`, { queues: ['his'] })
  expect(done.status, done.text).toBe(200)
})

it('CANCEL_JOB on a queue shows nothing of an earlier one of its name', async () => {
  const again = () => made('POST', '/v1.0/{p}/queues', { queue_name: 'again', cu_count: 16, resource_mode: 1 })
  await again()
  const id = String((await made('POST', '/v1.0/{p}/jobs/submit-job', { sql: 'SELECT 1', queue_name: 'again' }))['job_id'])
  await ended(id)
  expect((await lab.call('DELETE', '/v1.0/{p}/queues/again')).status).toBe(200)
  await again()
  await only('queues.again', 'CANCEL_JOB')
  expect((await asBob('GET', '/v1.0/{p}/jobs')).text).not.toContain(id)
  expect((await asBob('GET', `/v1.0/{p}/jobs/${id}/status`)).text).toContain('There is no job')
})

describe('revoking', () => {
  const change = (action: string, ...privileges: readonly string[]) =>
    made('PUT', '/v1.0/{p}/authorization', { user_name: 'bob', action, privileges: [{ object: 'queues.his', privileges }] })
  const has = async (): Promise<readonly unknown[]> => {
    const { body } = await lab.call('GET', '/v1.0/{p}/authorization/privileges?object=queues.his')
    return listOf(body['privileges'])
      .filter((each) => each['user_name'] === 'bob' && each['is_admin'] !== true)
      .flatMap((each) => each['privileges'])
  }
  it('ALL takes all that there is, and a part of ALL leaves the others', async () => {
    await only('queues.his', 'SUBMIT_JOB', 'RESTART')
    await change('revoke', 'ALL')
    expect(await has()).toEqual([])
    await change('grant', 'ALL')
    await change('revoke', 'SUBMIT_JOB', 'RESTART')
    expect((await has()).toSorted()).toEqual([
      'CANCEL_JOB',
      'DROP_QUEUE',
      'GRANT_PRIVILEGE',
      'REVOKE_PRIVILEGE',
      'SCALE_QUEUE',
      'SHOW_PRIVILEGES',
    ])
    await change('revoke', 'ALL')
    expect(await has()).toEqual([])
  })
})

it('CANCEL_JOB finds the jobs of others on the queue, shows none of their rows, and finds nothing on another', async () => {
  const submit = async (queue_name: string): Promise<string> =>
    String((await made('POST', '/v1.0/{p}/jobs/submit-job', { sql: 'SELECT 4711 AS a', queue_name }))['job_id'])
  const [there, elsewhere] = [await submit('his'), await submit('hers')]
  for (const id of [there, elsewhere]) await ended(id)
  await only('queues.his', 'CANCEL_JOB')
  const { body } = await asBob('GET', '/v1.0/{p}/jobs?page-size=100')
  const ids = listOf(body['jobs']).map((job) => job['job_id'])
  expect([ids.includes(there), ids.includes(elsewhere)]).toEqual([true, false])
  expect((await asBob('GET', `/v1.0/{p}/jobs/${there}/status`)).status).toBe(200)
  expect((await asBob('GET', `/v1.0/{p}/jobs/${elsewhere}/status`)).text).toContain('There is no job')
  for (const target of [`/v1.0/{p}/jobs/${there}/preview`, `/causeway/v1/{p}/jobs/${there}/result?format=csv`]) {
    const refused = await asBob('GET', target)
    expect(refused.status, refused.text).toBe(403)
    expect(refused.text).not.toContain('4711')
  }
  const failing = String(
    (await made('POST', '/v1.0/{p}/jobs/submit-job', { sql: "SELECT raise_error('s3' || 'cret') AS named", queue_name: 'his' }))['job_id'],
  )
  await ended(failing)
  for (const target of [
    `/v1.0/{p}/jobs/${failing}/status`,
    `/v1.0/{p}/jobs/${failing}/detail`,
    `/v1.0/{p}/jobs/${there}/detail`,
    '/v1.0/{p}/jobs',
  ]) {
    const { status, text } = await asBob('GET', target)
    expect(status, text).toBe(200)
    expect(text).not.toContain('s3cret')
    expect(text).not.toMatch(/"(name|a)":"int"|"named"/)
  }
  // It has ended: that is what is said, and not that it is not there.
  expect((await asBob('DELETE', `/v1.0/{p}/jobs/${there}`)).text).toContain('cannot be cancelled')
})

describe('a right goes with what it is on', () => {
  const run = async (sql: string): Promise<void> => {
    const answer = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body: { sql, conf: ['dli.sql.sqlasync.enabled = false'] } })
    expect(answer.body, answer.text).toMatchObject({ is_success: true })
  }
  const on = async (object: string) =>
    listOf((await lab.call('GET', `/v1.0/{p}/authorization/privileges?object=${object}`)).body['privileges']).filter(
      (each) => each['user_name'] === 'bob' && each['object'] === object,
    )
  it('that gets another name: a table, its columns, and a view', async () => {
    await run('CREATE DATABASE shop')
    await run('CREATE TABLE shop.t (a INT, b INT)')
    await run('CREATE VIEW shop.v AS SELECT 1 AS x')
    await only('databases.shop.tables.t', 'INSERT_INTO_TABLE')
    await granted('databases.shop.tables.t.columns.a', 'SELECT')
    await granted('databases.shop.tables.v', 'SELECT')
    await run('ALTER TABLE shop.t RENAME TO shop.u')
    await run('ALTER TABLE shop.u RENAME COLUMN a TO c')
    await run('ALTER VIEW shop.v RENAME TO shop.w')
    await run('CREATE TABLE shop.t (a INT)')
    expect(await on('databases.shop.tables.t')).toEqual([])
    expect(await on('databases.shop.tables.t.columns.a')).toEqual([])
    expect(await on('databases.shop.tables.u')).toMatchObject([{ privileges: ['INSERT_INTO_TABLE'] }])
    expect(await on('databases.shop.tables.u.columns.a')).toEqual([])
    expect(await on('databases.shop.tables.u.columns.c')).toMatchObject([{ privileges: ['SELECT'] }])
    expect(await on('databases.shop.tables.w')).toMatchObject([{ privileges: ['SELECT'] }])
  })
})

describe('a right on one column of a table with earlier versions', () => {
  const run = async (sql: string, keys?: AddedUser): Promise<string> => {
    const own = keys === undefined ? {} : { keys }
    const { body, text } = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body: { sql, queue_name: 'his' }, ...own })
    if (body['job_id'] === undefined) return text
    const id = String(body['job_id'])
    await ended(id)
    const { body: status } = await lab.call('GET', `/v1.0/{p}/jobs/${id}/status`)
    return status['status'] === 'FINISHED' ? (await lab.call('GET', `/v1.0/{p}/jobs/${id}/preview`)).text : String(status['message'])
  }

  it('is on that column, whatever it was called then, and goes with it when the table is put back', async () => {
    for (const sql of [
      'CREATE DATABASE IF NOT EXISTS old',
      'CREATE TABLE old.t (id INT, secret STRING, pub STRING)',
      "INSERT INTO old.t VALUES (1, 'TOP', 'PUB')",
      'ALTER TABLE old.t RENAME COLUMN secret TO x',
      'ALTER TABLE old.t RENAME COLUMN pub TO secret',
    ])
      expect(await run(sql)).not.toContain('error')
    await only('queues.his', 'SUBMIT_JOB')
    await granted('databases.old.tables.t.columns.secret', 'SELECT')
    expect(await run('SELECT secret FROM old.t', bob)).toContain('PUB')
    const refused = await run('SELECT secret FROM old.t VERSION AS OF 1', bob)
    expect(refused).not.toContain('TOP')
    // Of the column that has the name today it would be the wrong right.
    expect(refused).toContain('"object":"databases.old.tables.t"')
    expect(await run('SELECT pub FROM old.t VERSION AS OF 1', bob)).toContain('PUB')
    expect(await run('SELECT secret, pub FROM old.t VERSION AS OF 1')).toContain('["TOP","PUB"]')
    await run('RESTORE TABLE old.t TO VERSION AS OF 1')
    expect(await run('SELECT secret FROM old.t', bob)).not.toContain('TOP')
    expect(await run('SELECT pub FROM old.t', bob)).toContain('PUB')
  })

  it('opens none in earlier versions of a table of Delta Lake, whose log alone knows which column was which', async () => {
    const folder = join(lab.home, 'buckets', 'lake', 'dm')
    await mkdir(join(folder, '_delta_log'), { recursive: true })
    expect(
      await run("INSERT OVERWRITE DIRECTORY 'obs://lake/written' USING parquet SELECT 1 AS id, 'PUB' AS pub, 'TOP' AS sec"),
    ).not.toContain('error')
    const [file = ''] = (await readdir(join(lab.home, 'buckets', 'lake', 'written'))).filter((name) => name.endsWith('.parquet'))
    await copyFile(join(lab.home, 'buckets', 'lake', 'written', file), join(folder, 'a.parquet'))
    const field = (name: string, type: string, id: number, physical: string) => ({
      ...{ name, type, nullable: true },
      metadata: { 'delta.columnMapping.id': id, 'delta.columnMapping.physicalName': physical },
    })
    const metaData = (fields: readonly unknown[]) => ({
      metaData: {
        ...{ id: 'x', format: { provider: 'parquet', options: {} }, partitionColumns: [], createdTime: 1 },
        schemaString: JSON.stringify({ type: 'struct', fields }),
        configuration: { 'delta.columnMapping.mode': 'name', 'delta.columnMapping.maxColumnId': '3' },
      },
    })
    const { size } = await stat(join(folder, 'a.parquet'))
    const add = { path: 'a.parquet', partitionValues: {}, size, modificationTime: 1, dataChange: true }
    const log = (version: number, ...actions: readonly unknown[]) =>
      writeFile(
        join(folder, '_delta_log', `${String(version).padStart(20, '0')}.json`),
        actions.map((each) => JSON.stringify(each)).join('\n'),
      )
    const id = field('id', 'integer', 1, 'id')
    const first = metaData([id, field('pub', 'string', 2, 'pub'), field('sec', 'string', 3, 'sec')])
    await log(0, { protocol: { minReaderVersion: 2, minWriterVersion: 5 } }, first, { add })
    expect(await run("CREATE TABLE old.dm USING delta LOCATION 'obs://lake/dm'")).not.toContain('error')
    await log(1, metaData([id, field('sec', 'string', 2, 'pub'), field('x', 'string', 3, 'sec')]))
    await only('queues.his', 'SUBMIT_JOB')
    await granted('databases.old.tables.dm.columns.sec', 'SELECT')
    expect(await run('SELECT sec FROM old.dm', bob)).toContain('PUB')
    expect(await run('SELECT sec FROM old.dm VERSION AS OF 0')).toContain('TOP')
    const refused = await run('SELECT sec FROM old.dm VERSION AS OF 0', bob)
    expect(refused).not.toContain('TOP')
    expect(refused).toContain('"object":"databases.old.tables.dm"')
  })
})

it('a job goes on when its table gets another name, and ends when the right on that is taken', async () => {
  const { body } = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', {
    body: { sql: 'CREATE TABLE old.big AS SELECT id FROM range(10)', conf: ['dli.sql.sqlasync.enabled = false'] },
  })
  expect(body).toMatchObject({ is_success: true })
  await only('queues.his', 'SUBMIT_JOB')
  await granted('databases.old.tables.big', 'SELECT')
  const sql = `SELECT count(*) FROM old.big JOIN (${endlessSql})`
  const submitted = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { keys: bob, body: { sql, queue_name: 'his' } })
  const target = `/v1.0/{p}/jobs/${String(submitted.body['job_id'])}/status`
  await settled(lab, target, /"RUNNING"/)
  await made('POST', '/v1.0/{p}/jobs/submit-job', {
    sql: 'ALTER TABLE old.big RENAME TO old.large',
    conf: ['dli.sql.sqlasync.enabled = false'],
  })
  // Two looks of the watch.
  await new Promise((done) => setTimeout(done, 1000))
  expect((await lab.call('GET', target)).body).toMatchObject({ status: 'RUNNING' })
  await made('POST', '/v1.0/{p}/jobs/submit-job', {
    sql: 'ALTER TABLE old.large RENAME COLUMN id TO num',
    conf: ['dli.sql.sqlasync.enabled = false'],
  })
  await granted('databases.old.tables.large')
  await settled(lab, target, /"CANCELLED"/)
  expect((await lab.call('GET', target)).body).toMatchObject({
    error_code: 'sql-permission',
    message: expect.stringContaining('old.large'),
  })
})

it('a job that reads one column goes on when the table is put back to where the column had another name', async () => {
  const sync = { conf: ['dli.sql.sqlasync.enabled = false'] }
  for (const sql of ['CREATE TABLE old.back AS SELECT id, id AS other FROM range(10)', 'ALTER TABLE old.back RENAME COLUMN id TO num'])
    await made('POST', '/v1.0/{p}/jobs/submit-job', { sql, ...sync })
  await only('queues.his', 'SUBMIT_JOB')
  await granted('databases.old.tables.back.columns.num', 'SELECT')
  const sql = `SELECT count(b.num) FROM old.back b JOIN (${endlessSql})`
  // Named, the database that statements begin in takes no right.
  const submitted = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', {
    keys: bob,
    body: { sql, queue_name: 'his', currentdb: 'default' },
  })
  expect(submitted.status, submitted.text).toBe(200)
  const target = `/v1.0/{p}/jobs/${String(submitted.body['job_id'])}/status`
  await settled(lab, target, /"RUNNING"/)
  await made('POST', '/v1.0/{p}/jobs/submit-job', { sql: 'RESTORE TABLE old.back TO VERSION AS OF 0', ...sync })
  await new Promise((done) => setTimeout(done, 1000))
  expect((await lab.call('GET', target)).body).toMatchObject({ status: 'RUNNING' })
  await granted('databases.old.tables.back.columns.id')
  await settled(lab, target, /"CANCELLED"/)
})

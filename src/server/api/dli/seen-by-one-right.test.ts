/** What somebody finds who has no role in the project, and one right on one thing of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endlessSql } from '../../../../testing/endless-sql.ts'
import { type AddedUser, type Answer, type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'
import { isAtWork, settled } from '../fixtures/settled.ts'

let lab: ApiLab
let bob: AddedUser
beforeAll(async () => {
  lab = await startLab()
  bob = await lab.addUser({ name: 'bob', isAdmin: false })
  for (const queue_name of ['his', 'hers']) await lab.made('POST', '/v1.0/{p}/queues', { queue_name, cu_count: 16, resource_mode: 1 })
  for (const elastic_resource_pool_name of ['wide', 'deep'])
    await lab.made('POST', '/v3/{p}/elastic-resource-pools', { elastic_resource_pool_name, min_cu: 64, max_cu: 128 })
  await lab.made('POST', '/v1.0/{p}/variables', { var_name: 'kept', var_value: 'x' })
  await lab.made('POST', '/v2.0/{p}/datasource/auth-infos', {
    auth_info_name: 'auth',
    datasource_type: 'passwd',
    user_name: 'u',
    password: 'p',
  })
  await only('queues.default', 'SHOW_PRIVILEGES')
})
afterAll(() => lab?.[Symbol.asyncDispose]())

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
const asBob = (method: Method, target: string, body?: unknown): Promise<Answer> =>
  lab.call(method, target, { keys: bob, ...(body === undefined ? {} : { body }) })
/** All that he has. */
async function only(object: string, ...privileges: readonly string[]): Promise<void> {
  await lab.store.db.deleteFrom('privilege').execute()
  await granted(object, ...privileges)
}
const granted = (object: string, ...privileges: readonly string[]) => lab.grant('bob', object, ...privileges)

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
  const id = String((await lab.made('POST', '/v2.0/{p}/datasource/enhanced-connections', body))['connection_id'])
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
  await lab.made('POST', '/v1.0/{p}/queues', { queue_name: 'pooled', cu_count: 16, resource_mode: 1, elastic_resource_pool_name: 'wide' })
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
  await only(`edsconnections.${id}`, 'UPDATE')
  const mayNot = await asBob('POST', `/v2.0/{p}/datasource/enhanced-connections/${id}/disassociate-queue`, { queues: ['his'] })
  expect(mayNot.text).toContain('bob may not unbind queues from')
  await only(`edsconnections.${id}`, 'BIND_QUEUE')
  expect([await unbind({ queues: ['hers'] }), await unbind({ queues: ['nobodys'] })]).toEqual([403, 403])
  expect([await unbind({ elastic_resource_pools: ['deep'] }), await unbind({ elastic_resource_pools: ['no'] })]).toEqual([403, 403])
  const done = await asBob('POST', `/v2.0/{p}/datasource/enhanced-connections/${id}/disassociate-queue`, { queues: ['his'] })
  expect(done.status, done.text).toBe(200)
})

it('CANCEL_JOB on a queue shows nothing of an earlier one of its name', async () => {
  const again = () => lab.made('POST', '/v1.0/{p}/queues', { queue_name: 'again', cu_count: 16, resource_mode: 1 })
  await again()
  const id = String((await lab.made('POST', '/v1.0/{p}/jobs/submit-job', { sql: 'SELECT 1', queue_name: 'again' }))['job_id'])
  await lab.ended(id)
  expect((await lab.call('DELETE', '/v1.0/{p}/queues/again')).status).toBe(200)
  await again()
  await only('queues.again', 'CANCEL_JOB')
  expect((await asBob('GET', '/v1.0/{p}/jobs')).text).not.toContain(id)
  expect((await asBob('GET', `/v1.0/{p}/jobs/${id}/status`)).text).toContain('There is no job')
})

it('CANCEL_JOB shows of a job that was cancelled that it was, and not why: it may name what the job read', async () => {
  const eve = await lab.addUser({ name: 'eve', isAdmin: false })
  for (const sql of ['CREATE TABLE default.closed_4711 AS SELECT 1 a', 'CREATE VIEW default.seen AS SELECT * FROM closed_4711'])
    expect(await lab.run(sql, { queueName: 'his' })).toMatchObject({ status: 'FINISHED' })
  for (const [object, privilege] of [
    ['queues.his', 'SUBMIT_JOB'],
    ['databases.default.tables.closed_4711', 'SELECT'],
    ['databases.default.tables.seen', 'SELECT'],
  ] as const)
    await lab.grant('eve', object, privilege)
  const body = { sql: `SELECT count(*) FROM seen JOIN (${endlessSql})`, queue_name: 'his' }
  const submitted = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { keys: eve, body })
  const target = `/v1.0/{p}/jobs/${String(submitted.body['job_id'])}/status`
  await settled(lab, target, /"RUNNING"/)
  await isAtWork()
  await lab.grant('eve', 'databases.default.tables.closed_4711')
  expect(await settled(lab, target, /"CANCELLED"/)).toContain('closed_4711')
  await only('queues.his', 'CANCEL_JOB')
  const shown = await asBob('GET', target)
  expect(shown.body).toMatchObject({ status: 'CANCELLED', message: '' })
  expect(shown.text).not.toContain('closed_4711')
})

describe('revoking', () => {
  const change = (action: string, ...privileges: readonly string[]) =>
    lab.made('PUT', '/v1.0/{p}/authorization', { user_name: 'bob', action, privileges: [{ object: 'queues.his', privileges }] })
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
    String((await lab.made('POST', '/v1.0/{p}/jobs/submit-job', { sql: 'SELECT 4711 AS a', queue_name }))['job_id'])
  const [there, elsewhere] = [await submit('his'), await submit('hers')]
  for (const id of [there, elsewhere]) await lab.ended(id)
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
    (await lab.made('POST', '/v1.0/{p}/jobs/submit-job', { sql: "SELECT raise_error('s3' || 'cret') AS named", queue_name: 'his' }))[
      'job_id'
    ],
  )
  await lab.ended(failing)
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

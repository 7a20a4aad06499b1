/** What somebody finds who has no role in the project, and one right on one thing of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { type AddedUser, type Answer, type ApiLab, listOf, objectOf, startLab } from '../fixtures/api-lab.ts'

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
})

it('CANCEL_JOB finds the jobs of others on the queue, shows none of their rows, and finds nothing on another', async () => {
  const submit = async (queue_name: string): Promise<string> =>
    String((await made('POST', '/v1.0/{p}/jobs/submit-job', { sql: 'SELECT 4711 AS a', queue_name }))['job_id'])
  const [there, elsewhere] = [await submit('his'), await submit('hers')]
  for (const id of [there, elsewhere])
    await waitPatiently({
      meanwhile: `The job ${id} has not ended`,
      look: async () => objectOf((await lab.call('GET', `/v1.0/{p}/jobs/${id}/status`)).text)['status'] === 'FINISHED' || undefined,
      processes: () => [process.pid],
      pauseMs: 20,
    })
  await only('queues.his', 'CANCEL_JOB')
  const { body } = await asBob('GET', '/v1.0/{p}/jobs?page-size=100')
  const ids = listOf(body['jobs']).map((job) => job['job_id'])
  expect([ids.includes(there), ids.includes(elsewhere)]).toEqual([true, false])
  expect((await asBob('GET', `/v1.0/{p}/jobs/${there}/status`)).status).toBe(200)
  expect((await asBob('GET', `/v1.0/{p}/jobs/${elsewhere}/status`)).text).toContain('There is no job')
  for (const target of [`/v1.0/{p}/jobs/${there}/preview`, `/causeway/v1/{p}/jobs/${there}/result?format=csv`]) {
    const refused = await asBob('GET', target)
    expect(refused.text).toContain('There is no job')
    expect(refused.text).not.toContain('4711')
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

/** The traps of the reference's pages that do not belong to one client: what documents of different years say otherwise, and what is taken or answered that one would not expect. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endlessSql } from '../../../testing/endless-sql.ts'
import { type ApiLab, listOf } from './fixtures/api-lab.ts'
import { CONNECTIONS, type NetworkLab, startNetworkLab } from './fixtures/made-connection.ts'

const POOLS = '/v3/{p}/elastic-resource-pools'

let lab: ApiLab
let network: NetworkLab['network']
let connect: NetworkLab['connect']
beforeAll(async () => {
  ;({ lab, network, connect } = await startNetworkLab())
  await lab.addUser({ name: 'ann', isAdmin: false })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const get = (target: string) => lab.call('GET', target)

describe('connections', () => {
  it('trap: the provider sends an empty list of queues, and the route table of a subnet', async () => {
    const id = await connect('no_queues', { queues: [], routetable_id: 'rtb-1' })
    expect((await get(`${CONNECTIONS}/${id}`)).body).toMatchObject({ available_queue_info: [], elastic_resource_pools: [] })
  })

  it('trap: what is bound is bound again, and what is not bound is unbound, without a failure', async () => {
    const id = await connect('twice')
    for (const verb of ['associate-queue', 'associate-queue', 'disassociate-queue', 'disassociate-queue'])
      expect(await lab.call('POST', `${CONNECTIONS}/${id}/${verb}`, { body: { queues: ['q1'] } })).toMatchObject({
        status: 200,
        body: { is_success: true },
      })
    expect((await get(`${CONNECTIONS}/${id}`)).body).toMatchObject({ available_queue_info: [] })
  })

  it('trap: routes may overlap, lie outside of the VPC and be there before any queue, but not be of the same network', async () => {
    const id = await connect('routed')
    const add = (name: string, cidr: string) => lab.call('POST', `${CONNECTIONS}/${id}/routes`, { body: { name, cidr } })
    expect((await add('wide', '10.169.0.0/16')).status).toBe(200)
    expect((await add('narrow', '10.169.0.0/24')).status).toBe(200)
    expect(await add('again', '10.169.0.0/24')).toMatchObject({ status: 400, body: { error_code: 'DLI.0006' } })
    expect(await add('wide', '10.170.0.0/24')).toMatchObject({ status: 400, body: { error_code: 'DLI.0006' } })
  })

  it('trap: who may use one that never was is 400 with DLI.0001 in these words, which the provider takes for gone', async () => {
    const id = '11111111-2222-4333-8444-555555555555'
    expect(await get(`${CONNECTIONS}/${id}/privileges`)).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0001', error_msg: expect.stringContaining(`Connection ${id} does not exist.`) },
    })
  })

  it('trap: a deleted one stays in the list of the deleted, and without a status in none of the provider’s', async () => {
    const id = await connect('short')
    await lab.call('DELETE', `${CONNECTIONS}/${id}`)
    const ids = async (query: string) => listOf((await get(`${CONNECTIONS}?${query}`)).body['connections']).map((each) => each['id'])
    expect(await ids('status=DELETED')).toContain(id)
    expect(await ids('status=ACTIVE')).not.toContain(id)
  })

  it('trap: a classic one names its service in any case', async () => {
    const body = { name: 'classic', service: 'ct', network_id: network.subnetId, security_group_id: 'sg', url: '192.168.0.7:5432' }
    expect(await lab.call('POST', '/v2.0/{p}/datasource-connection', { body })).toMatchObject({
      status: 201,
      body: { connection_id: expect.any(String) },
    })
  })
})

describe('queues and pools', () => {
  it('trap: the provider asks for queues by their type, and those of the type general are hidden from sql alone', async () => {
    await lab.made('POST', '/v1.0/{p}/queues', { queue_name: 'general1', cu_count: 16, queue_type: 'general', resource_mode: 1 })
    const names = async (query: string) => listOf((await get(`/v1.0/{p}/queues${query}`)).body['queues']).map((each) => each['queue_name'])
    expect(await names('')).not.toContain('general1')
    expect(await names('?queue_type=general')).toEqual(['general1'])
    expect(await names('?queue_type=all&with-priv=true&with-charge-info=true')).toEqual(expect.arrayContaining(['q1', 'general1']))
  })

  it('trap: the provider sends resource_mode 0, charging_mode 1 and a platform at every queue', async () => {
    const body = { queue_name: 'shared', cu_count: 16, resource_mode: 0, charging_mode: 1, platform: 'x86_64', enterprise_project_id: '0' }
    await lab.made('POST', '/v1.0/{p}/queues', { ...body, tags: [{ key: 'a', value: 'b' }] })
    expect((await get('/v1.0/{p}/queues/shared')).body).toMatchObject({ resource_mode: 0, chargingMode: 1, enterprise_project_id: '0' })
  })

  it('trap: plans of a queue that is not there are told in these words', async () => {
    expect(await get('/v1/{p}/queues/queue9/plans')).toMatchObject({
      status: 400,
      body: { error_msg: expect.stringContaining('There is no queue named queue9') },
    })
  })

  it('trap: the provider reads the name of a pool from the answer, in small letters, and waits until the list has it AVAILABLE', async () => {
    const body = { elastic_resource_pool_name: 'Pool_A', min_cu: '64', max_cu: '128', charging_mode: '1', enterprise_project_id: '0' }
    expect(await lab.made('POST', POOLS, body)).toMatchObject({ is_success: true, elastic_resource_pool_name: 'pool_a' })
    const [pool] = listOf((await get(`${POOLS}?offset=0&limit=100&name=pool_a`)).body['elastic_resource_pools'])
    expect(pool).toMatchObject({ status: 'AVAILABLE', cidr_in_vpc: '172.16.0.0/12', queues: [], prepay_cu: 0, manager: 'common' })
  })

  it('trap: binding a queue that is in a pool binds the pool, and leaves the queues of the connection empty', async () => {
    await lab.made('POST', '/v1.0/{p}/queues', { queue_name: 'pooled', cu_count: 16, elastic_resource_pool_name: 'pool_a' })
    const id = await connect('to_pooled', { queues: ['pooled'] })
    expect((await get(`${CONNECTIONS}/${id}`)).body).toMatchObject({
      available_queue_info: [],
      elastic_resource_pools: [expect.objectContaining({ name: 'pool_a' })],
    })
  })

  it('trap: scale records have neither is_success nor message', async () => {
    const { status, body } = await get(`${POOLS}/pool_a/scale-records`)
    expect(status).toBe(200)
    expect(Object.keys(body).sort()).toEqual(['count', 'items'])
  })
})

describe('jobs', () => {
  const submit = (body: Readonly<Record<string, unknown>>) => lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body })

  it('trap: job_mode is sync or async, whatever the constants of Go are called', async () => {
    expect((await submit({ sql: 'SHOW DATABASES', conf: ['dli.sql.sqlasync.enabled = false'] })).body).toMatchObject({ job_mode: 'sync' })
    expect((await submit({ sql: 'SELECT 1' })).body).toMatchObject({ job_mode: 'async', job_type: 'QUERY' })
  })

  it('trap: a queue that is not there is told by a code and words that changed over the years', async () => {
    expect(await submit({ sql: 'SELECT 1', queue_name: 'testqueue' })).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0002', error_msg: expect.stringContaining('There is no queue named testqueue') },
    })
  })

  it('trap: a statement is shorter than 500,000 characters', async () => {
    expect((await submit({ sql: `SELECT '${'x'.repeat(500_000)}'` })).body).toMatchObject({ error_code: 'DLI.0001' })
  })

  it('trap: the engine of a list is engine-type to the SDKs and engine_type to the documents', async () => {
    for (const query of ['engine-type=spark', 'engine_type=spark'])
      expect((await get(`/v1.0/{p}/jobs?${query}`)).body, query).toMatchObject({ is_success: true, job_count: expect.any(Number) })
  })

  const ended = async (id: unknown): Promise<unknown> => {
    for (;;) {
      const { body } = await get(`/v1.0/{p}/jobs/${String(id)}/status`)
      if (!['LAUNCHING', 'RUNNING'].includes(String(body['status']))) return body['status']
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  it('trap: the example of an export has true as a text', async () => {
    await lab.made('PUT', '/causeway/v1/{p}/buckets/exports', undefined)
    const query = (await submit({ sql: 'SELECT id FROM range(20)' })).body['job_id']
    expect(await ended(query)).toBe('FINISHED')
    const files = { data_path: 'obs://exports/a', data_type: 'csv', with_column_header: 'true', limit_num: '10' }
    const exported = await lab.made('POST', `/v1.0/{p}/jobs/${String(query)}/export-result`, files)
    expect(await ended(exported['job_id'])).toBe('FINISHED')
    const read = { sql: 'SELECT count(*), max(_c0) FROM csv.`obs://exports/a`' }
    const counted = (await submit(read)).body['job_id']
    expect(await ended(counted)).toBe('FINISHED')
    expect((await get(`/v1.0/{p}/jobs/${String(counted)}/preview`)).body).toMatchObject({ rows: [[11, 'id']] })
  }, 120_000)

  it('trap: two imports into one table at once are refused', async () => {
    await lab.made('PUT', '/causeway/v1/{p}/buckets/imports', undefined)
    for (const table of ['busy', 'free']) await ended((await submit({ sql: `CREATE TABLE ${table} (id INT)` })).body['job_id'])
    const query = (await submit({ sql: 'SELECT 1 AS id' })).body['job_id']
    await ended(query)
    const files = { data_path: 'obs://imports/rows', data_type: 'csv' }
    const written = await lab.made('POST', `/v1.0/{p}/jobs/${String(query)}/export-result`, files)
    await ended(written['job_id'])
    const importInto = (table_name: string) =>
      lab.call('POST', '/v1.0/{p}/jobs/import-table', { body: { ...files, database_name: 'default', table_name } })

    // One at a time on its queue: no import ends while this runs.
    await lab.made('PUT', '/v3/{p}/queues/default/properties', { properties: { 'job.maxConcurrent': 1 } })
    const blocker = (await submit({ sql: endlessSql })).body['job_id']
    const [one, other] = await Promise.all([importInto('busy'), importInto('BUSY')])
    const [taken, refused] = one.status === 200 ? [one, other] : [other, one]
    expect(taken.status, taken.text).toBe(200)
    expect(refused).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0007', error_msg: expect.stringContaining('Rows are being imported into default.busy already') },
    })
    const apart = await importInto('free')
    expect(apart.status, apart.text).toBe(200)
    expect((await lab.call('DELETE', `/v1.0/{p}/jobs/${String(blocker)}`)).status).toBe(200)
    expect(await Promise.all([ended(taken.body['job_id']), ended(apart.body['job_id'])])).toEqual(['FINISHED', 'FINISHED'])
    // That one has ended: the next is taken.
    const next = await importInto('busy')
    expect(next.status, next.text).toBe(200)
    expect(await ended(next.body['job_id'])).toBe('FINISHED')
  }, 120_000)
})

describe('the catalog', () => {
  it('trap: the names of tables may have a dollar sign', async () => {
    const columns = [{ column_name: 'a', type: 'int' }]
    await lab.made('POST', '/v1.0/{p}/databases/default/tables', { table_name: '$test', data_location: 'DLI', columns })
    expect((await get('/v1.0/{p}/databases/default/tables/$test')).body).toMatchObject({ is_success: true, column_count: 1 })
    const [table] = listOf((await get('/v1.0/{p}/databases/default/tables?keyword=$te')).body['tables'])
    expect(table).toMatchObject({ table_name: '$test' })
    expect((await lab.call('DELETE', '/v1.0/{p}/databases/default/tables/%24test?async=false')).body).toMatchObject({ job_mode: 'sync' })
  })

  it('trap: the database default is there, is not made and not dropped', async () => {
    expect((await lab.call('POST', '/v1.0/{p}/databases', { body: { database_name: 'DEFAULT' } })).status).toBe(400)
    expect((await lab.call('DELETE', '/v1.0/{p}/databases/default')).status).toBe(400)
  })

  it('trap: a table that is not there is 400 with DLI.0002, and its database is told first', async () => {
    const told = (code: string, text: string) => ({ status: 400, body: { error_code: code, error_msg: expect.stringContaining(text) } })
    expect(await get('/v1.0/{p}/databases/default/tables/no')).toMatchObject(told('DLI.0002', 'There is no table named'))
    expect(await get('/v1.0/{p}/databases/xxx/tables/no')).toMatchObject(told('DLI.0002', 'There is no database named xxx'))
  })
})

describe('permissions', () => {
  const users = async (target: string) => listOf((await get(target)).body['privileges'])

  it('trap: the flat call for queues is not taken for a queue that is called user-authorization', async () => {
    const grant = { queue_name: 'q1', user_name: 'ann', action: 'grant', privileges: ['SUBMIT_JOB', 'CANCEL_JOB'] }
    await lab.made('PUT', '/v1.0/{p}/queues/user-authorization', grant)
    expect(await users('/v1.0/{p}/queues/q1/users')).toContainEqual(
      expect.objectContaining({ user_name: 'ann', is_admin: false, privileges: ['SUBMIT_JOB', 'CANCEL_JOB'] }),
    )
  })

  it('trap: an owner is shown as is_admin with ALL', async () => {
    expect(await users('/v1.0/{p}/queues/q1/users')).toContainEqual(
      expect.objectContaining({ user_name: lab.user, is_admin: true, privileges: ['ALL'] }),
    )
  })

  it('trap: the provider takes a permission away by an update with an empty list', async () => {
    const body = { queue_name: 'q1', user_name: 'ann', action: 'update', privileges: [] }
    await lab.made('PUT', '/v1.0/{p}/queues/user-authorization', body)
    expect((await users('/v1.0/{p}/queues/q1/users')).map((each) => each['user_name'])).not.toContain('ann')
  })

  it('trap: of a database the entries have no object, which the provider makes of object_type and object_name', async () => {
    await lab.made('POST', '/v1.0/{p}/databases', { database_name: 'granted' })
    const privileges = [{ object: 'databases.granted', privileges: ['SELECT'] }]
    await lab.made('PUT', '/v1.0/{p}/authorization', { user_name: 'ann', action: 'grant', privileges })
    const { body } = await get('/v1.0/{p}/authorization/privileges?object=databases.granted')
    expect(body).toMatchObject({ object_type: 'database', object_name: 'granted' })
    expect(listOf(body['privileges']).find((each) => each['user_name'] === 'ann')).toMatchObject({ privileges: ['SELECT'] })
  })

  it('trap: an object of a kind that has no privileges is DLI.0001, in these words', async () => {
    for (const object of ['sql.1', 'spark.1'])
      expect(await get(`/v1.0/{p}/authorization/privileges?object=${object}`)).toMatchObject({
        status: 400,
        body: {
          error_code: 'DLI.0001',
          error_msg: expect.stringContaining('user input validation failed, object_type sql or spark is not supported now'),
        },
      })
  })
})

describe('IAM and VPC', () => {
  it('trap: the provider logs in twice, for a project and for its domain', async () => {
    const user = { name: lab.user, password: lab.password, domain: { name: lab.domain } }
    const scopes = [{ project: { name: lab.project } }, { project: { name: lab.project, domain: { name: lab.domain } } }]
    for (const scope of [...scopes, { domain: { name: lab.domain } }]) {
      const body = { auth: { identity: { methods: ['password'], password: { user } }, scope } }
      const answer = await lab.call('POST', '/v3/auth/tokens', { body, anonymous: true })
      expect(answer.status, answer.text).toBe(201)
      expect(answer.body['token']).toHaveProperty('project' in scope ? 'project' : 'domain')
      expect(answer.headers['x-subject-token']).toEqual(expect.any(String))
    }
  })

  it('trap: tags of a VPC and of a subnet are written by action with 204, below another version', async () => {
    for (const [kind, id] of [
      ['vpcs', network.vpcId],
      ['subnets', network.subnetId],
    ] as const) {
      const act = (action: string) =>
        lab.call('POST', `/v2.0/{p}/${kind}/${id}/tags/action`, { body: { action, tags: [{ key: 'k', value: 'v' }] } })
      expect((await get(`/v2.0/{p}/${kind}/${id}/tags`)).body).toEqual({ tags: [] })
      expect((await act('create')).status).toBe(204)
      expect((await get(`/v2.0/{p}/${kind}/${id}/tags`)).body).toEqual({ tags: [{ key: 'k', value: 'v' }] })
      expect((await act('delete')).status).toBe(204)
      expect((await get(`/v2.0/{p}/${kind}/${id}/tags`)).body).toEqual({ tags: [] })
    }
  })

  it('trap: lists of VPCs and subnets go on behind the last one by its id', async () => {
    await lab.makeNetwork('net2')
    for (const kind of ['vpcs', 'subnets']) {
      const page = async (query: string) => listOf((await get(`/v1/{p}/${kind}?${query}`)).body[kind]).map((each) => String(each['id']))
      const all = await page('limit=2000')
      const first = await page('limit=1')
      expect(all).toHaveLength(2)
      expect([...first, ...(await page(`limit=1&marker=${first[0]}`))]).toEqual(all)
      expect(await page(`limit=1&marker=${all[1]}`)).toEqual([])
    }
  })

  it('trap: a VPC is made with 200 and not with 201, and is OK at once, which the provider waits for', async () => {
    const answer = await lab.call('POST', '/v1/{p}/vpcs', { body: { vpc: { name: 'v', cidr: '192.168.0.0/16' } } })
    expect(answer).toMatchObject({ status: 200, body: { vpc: { status: 'OK', routes: [], enterprise_project_id: '0' } } })
    const [vpc] = listOf([answer.body['vpc']])
    const target = `/v1/{p}/vpcs/${String(vpc?.['id'])}`
    expect((await lab.call('DELETE', target)).status).toBe(204)
    expect((await get(target)).status).toBe(404)
  })
})

/** What the vendor's clients stumble over: each test is named after what one of them does. Those of one kind of thing stand with its other tests, as `trap:` or `fault`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../testing/patience.ts'
import { type ApiLab, listOf, objectOf } from './fixtures/api-lab.ts'
import { CONNECTIONS, type NetworkLab, startNetworkLab } from './fixtures/made-connection.ts'

let lab: ApiLab
let network: NetworkLab['network']
let connect: NetworkLab['connect']
beforeAll(async () => {
  ;({ lab, network, connect } = await startNetworkLab())
})
afterAll(() => lab?.[Symbol.asyncDispose]())

describe('every call', () => {
  it('trap: Node sends Content-Type: application/json on a GET and a DELETE without a body', async () => {
    expect((await lab.call('GET', '/v1.0/{p}/queues', { headers: { 'content-type': 'application/json' } })).status).toBe(200)
    await lab.made('POST', '/v1.0/{p}/databases', { database_name: 'without_body' })
    expect((await lab.call('DELETE', '/v1.0/{p}/databases/without_body', { headers: { 'content-type': 'application/json' } })).status).toBe(
      200,
    )
  })

  it('trap: a GET and a DELETE may have the body {}', async () => {
    expect((await lab.call('GET', '/v1.0/{p}/queues/q1', { raw: '{}' })).status).toBe(200)
    await lab.made('POST', '/v1.0/{p}/databases', { database_name: 'with_body' })
    expect((await lab.call('DELETE', '/v1.0/{p}/databases/with_body', { raw: '{}' })).status).toBe(200)
  })

  it('trap: the charset stands behind the content type', async () => {
    for (const type of ['application/json;charset=utf8', 'application/json; charset=UTF-8'])
      expect(
        (await lab.call('POST', '/v1.0/{p}/jobs/check-sql', { body: { sql: 'SELECT 1' }, headers: { 'content-type': type } })).status,
      ).toBe(200)
  })

  it('trap: documents and SDKs have /v1 for /v1.0 and /v2 for /v2.0', async () => {
    expect((await lab.call('GET', '/v1/{p}/queues/q1')).body).toEqual((await lab.call('GET', '/v1.0/{p}/queues/q1')).body)
    expect((await lab.call('GET', '/v2/{p}/datasource/enhanced-connections')).status).toBe(200)
    expect((await lab.call('GET', '/v1.0/{p}/agency')).status).toBe((await lab.call('GET', '/v1/{p}/agency')).status)
  })

  it('trap: a slash at the end of a path is harmless', async () => {
    expect((await lab.call('GET', '/v1.0/{p}/queues/')).status).toBe(200)
    expect((await lab.call('GET', '/v1.0/{p}/queues/q1/')).status).toBe(200)
  })

  it('trap: names in a query have - or _, whichever a client likes', async () => {
    for (const query of ['page-size=1', 'page_size=1', 'queue-type=sql&page-size=1'])
      expect(listOf((await lab.call('GET', `/v1.0/{p}/queues?${query}`)).body['queues'])).toHaveLength(1)
  })

  it('trap: the SDKs send fields that a call does not have', async () => {
    const body = { database_name: 'more_fields', charging_mode: 1, feature: 'basic', platform: 'x86_64', enterprise_project_id: '0' }
    expect((await lab.call('POST', '/v1.0/{p}/databases', { body })).status).toBe(200)
  })

  it('trap: numbers come as texts in the documents’ own examples', async () => {
    const pool = { elastic_resource_pool_name: 'texts', charging_mode: '1', min_cu: '64', max_cu: '64' }
    expect((await lab.call('POST', '/v3/{p}/elastic-resource-pools', { body: pool })).status).toBe(200)
  })

  it('trap: is_success and is_restarting are booleans, whatever the documents’ examples have', async () => {
    const { body } = await lab.call('GET', '/v1.0/{p}/queues')
    expect(body['is_success']).toBe(true)
    for (const queue of listOf(body['queues'])) expect(queue['is_restarting']).toBe(false)
  })

  it('trap: the provider takes a grant without is_success for a failure', async () => {
    const grant = {
      projectId: 'f'.repeat(32),
      action: 'grant',
      privileges: [{ object: `edsconnections.${await connect('granted')}`, privileges: ['BIND_QUEUE'] }],
    }
    expect(await lab.made('PUT', '/v1.0/{p}/authorization', grant)).toEqual({ is_success: true, message: '' })
  })

  it('trap: what is not there is 400 with DLI.0002, not 404', async () => {
    for (const target of ['/v1.0/{p}/queues/nosuch', '/v1.0/{p}/databases/nosuch/tables', '/v1.0/{p}/databases/default/tables/nosuch'])
      expect(await lab.call('GET', target)).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
  })

  it('trap: errors of IAM are nested, those of VPC have code and message, the others error_code and error_msg', async () => {
    expect((await lab.call('POST', '/v3/auth/tokens', { body: {}, anonymous: true })).body).toMatchObject({ error: { code: 400 } })
    expect((await lab.call('GET', '/v1/{p}/vpcs/nosuch')).body).toMatchObject({
      code: expect.stringMatching(/^VPC\./),
      message: expect.any(String),
    })
    expect((await lab.call('GET', '/v1.0/{p}/queues/nosuch')).body).toMatchObject({
      error_code: expect.any(String),
      error_msg: expect.any(String),
    })
  })

  it('trap: who is refused sixty times is not answered 429, for which the provider sleeps for minutes', async () => {
    const statuses = new Set<number>()
    for (let n = 0; n < 60; n += 1)
      statuses.add((await lab.call('GET', '/v1.0/{p}/queues', { headers: { authorization: 'x' }, anonymous: true })).status)
    expect(statuses).toEqual(new Set([401]))
  })

  it('trap: a list has one array at its top, also where there is none of it', async () => {
    for (const target of [
      CONNECTIONS,
      '/v1.0/{p}/queues?queue_type=general',
      '/v3/{p}/elastic-resource-pools?name=nosuch',
      '/v1.0/{p}/databases?keyword=nosuch',
      '/v1.0/{p}/variables',
      '/v3/{p}/datasource/auth-infos',
      '/v1.0/{p}/jobs?job-id=nosuch',
      '/v1.0/{p}/sqls',
    ]) {
      const { status, body } = await lab.call('GET', target)
      expect(status).toBe(200)
      expect({ target, arrays: Object.values(body).filter((value) => Array.isArray(value)).length }).toEqual({ target, arrays: 1 })
    }
  })

  it('trap: the pager asks with an offset alone until a page is empty', async () => {
    for (const [target, field] of [
      [CONNECTIONS, 'connections'],
      ['/v3/{p}/elastic-resource-pools', 'elastic_resource_pools'],
      ['/v1.0/{p}/databases', 'databases'],
      ['/v3/{p}/datasource/auth-infos', 'auth_infos'],
      ['/v1.0/{p}/variables', 'global_vars'],
    ] as const) {
      const all = listOf((await lab.call('GET', target)).body[field])
      expect({ target, past: (await lab.call('GET', `${target}?offset=${all.length}`)).body[field] }).toEqual({ target, past: [] })
    }
  })

  it('trap: times are milliseconds in 13 digits', async () => {
    const { body } = await lab.call('GET', '/v1.0/{p}/queues/q1')
    expect(String(body['create_time'])).toMatch(/^\d{13}$/)
  })

  it('trap: Go takes no fraction where it wants an integer', async () => {
    const { text } = await lab.call('GET', '/v1.0/{p}/queues?queue_type=all')
    const found = [...text.matchAll(/"(?:queue_id|cu_count|charging_mode|create_time|resource_mode|cu_spec)":([^,}]*)/g)]
    expect(found.length).toBeGreaterThanOrEqual(12)
    for (const [, value = ''] of found) expect(value).toMatch(/^\d+$/)
  })
})

describe('queues and jobs', () => {
  it('trap: a queue that is named in capitals is found by them, and shown without', async () => {
    expect((await lab.call('GET', '/v1.0/{p}/queues/Q1')).body).toMatchObject({
      queueName: 'q1',
      queue_name: 'q1',
      queueType: 'sql',
      cuCount: 64,
    })
  })

  it('trap: cu_count of an action is by how many CUs, not to how many', async () => {
    await lab.made('POST', '/v1.0/{p}/queues', { queue_name: 'scaled', cu_count: 64, resource_mode: 1 })
    const answer = await lab.call('PUT', '/v1.0/{p}/queues/scaled/action', { body: { action: 'scale_out', cu_count: 16 } })
    expect(answer.body, answer.text).toEqual({ queue_name: 'scaled', result: true })
    expect((await lab.call('GET', '/v1.0/{p}/queues/scaled')).body['cuCount']).toBe(80)
  })

  it('trap: properties are asked for with an offset, and are texts, by their name in the singular', async () => {
    await lab.made('PUT', '/v3/{p}/queues/q1/properties', { properties: { 'computeEngine.maxInstance': 2 } })
    const { body } = await lab.call('GET', '/v3/{p}/queues/q1/properties?offset=0')
    expect(listOf(body['properties'])).toContainEqual({ key: 'computeEngine.maxInstance', value: '2' })
    expect((await lab.call('DELETE', '/v3/{p}/queues/q1/properties', { body: { keys: ['computeEngine.maxInstance'] } })).status).toBe(200)
  })

  it('fault 2: start=0 and end=0 are no times', async () => {
    await lab.made('POST', '/v1.0/{p}/jobs/submit-job', { sql: 'SELECT 1' })
    expect(Number((await lab.call('GET', '/v1.0/{p}/jobs?start=0&end=0')).body['job_count'])).toBeGreaterThan(0)
  })

  it('trap: spaces stand around the equals sign of a conf', async () => {
    const body = { sql: 'SHOW DATABASES', conf: ['dli.sql.sqlasync.enabled = false'] }
    expect((await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body })).body).toMatchObject({ job_mode: 'sync' })
  })

  it('trap: Go decodes rows of a synchronous statement as texts and nulls, and a schema of objects with one name each', async () => {
    const body = { sql: 'SHOW DATABASES', conf: ['dli.sql.sqlasync.enabled=false'] }
    const answer = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body })
    const rows = answer.body['rows']
    expect(Array.isArray(rows) && rows.flat().every((cell: unknown) => cell === null || typeof cell === 'string'), answer.text).toBe(true)
    for (const column of listOf(answer.body['schema'])) expect(Object.keys(column)).toHaveLength(1)
  })

  it('trap: the provider asks for the detail of every job, and takes its database for the one that was sent', async () => {
    const detail = async (given: Readonly<Record<string, string>>) => {
      const body = await lab.made('POST', '/v1.0/{p}/jobs/submit-job', { sql: 'SELECT 1', ...given })
      return (await lab.call('GET', `/v1.0/{p}/jobs/${body['job_id']}/detail`)).body
    }
    expect(await detail({ currentdb: 'default' })).toMatchObject({ is_success: true, database_name: 'default' })
    expect(await detail({})).toMatchObject({ is_success: true, database_name: '' })
  })

  it('trap: the labels of a queue are a text in answers, though they are a list in requests', async () => {
    await lab.made('POST', '/v1.0/{p}/queues', { queue_name: 'labelled', cu_count: 16, resource_mode: 1, labels: ['multi_az=2'] })
    const queues = listOf((await lab.call('GET', '/v1.0/{p}/queues')).body['queues'])
    expect(queues.find(({ queue_name: name }) => name === 'labelled')).toMatchObject({ labels: 'multi_az=2' })
  })

  it('trap: the detail of a job is a text with Spark’s names of types, the preview has those of SQL and real numbers', async () => {
    const body = { sql: "SELECT 1 AS i, 2L AS l, 'x' AS s", queue_name: 'q1' }
    const jobId = String((await lab.made('POST', '/v1.0/{p}/jobs/submit-job', body))['job_id'])
    const status = await waitPatiently({
      meanwhile: `The job ${jobId} has not finished`,
      look: async () => {
        const found = (await lab.call('GET', `/v1.0/{p}/jobs/${jobId}/status`)).body
        return found['status'] === 'FINISHED' ? found : undefined
      },
      processes: () => [process.pid],
    })
    const fields = listOf(objectOf(String(status['detail']))['fields'])
    expect(fields.map(({ name, type }) => [name, type])).toEqual([
      ['i', 'integer'],
      ['l', 'long'],
      ['s', 'string'],
    ])
    expect((await lab.call('GET', `/v1.0/{p}/jobs/${jobId}/preview`)).body).toMatchObject({
      schema: [{ i: 'int' }, { l: 'bigint' }, { s: 'string' }],
      rows: [[1, 2, 'x']],
    })
  })

  it('trap: the number of a connectivity test is a number, and a text in the path', async () => {
    const body = await lab.made('POST', '/v1.0/{p}/queues/q1/connection-test', { address: '192.168.0.9:5432' })
    expect(body['task_id']).toEqual(expect.any(Number))
    expect((await lab.call('GET', `/v1.0/{p}/queues/q1/connection-test/${body['task_id']}`)).status).toBe(200)
  })
})

describe('authentications, tables, VPCs', () => {
  it('trap: the provider takes the first of the authentications with a name, blindly', async () => {
    const common = { datasource_type: 'passwd', user_name: 'u', password: 'p' }
    for (const auth_info_name of ['rds', 'rds_2', 'a_rds'])
      expect((await lab.call('POST', '/v3/{p}/datasource/auth-infos', { body: { auth_info_name, ...common } })).status).toBe(201)
    const { body } = await lab.call('GET', '/v3/{p}/datasource/auth-infos?auth_info_name=rds')
    expect(listOf(body['auth_infos']).map((each) => each['auth_info_name'])).toEqual(['rds'])
  })

  it('trap: data_location of a table in a list is DLI or OBS, whatever Python’s documents have', async () => {
    const columns = [{ column_name: 'id', type: 'int' }]
    await lab.made('POST', '/v1.0/{p}/databases/default/tables', { table_name: 'located', data_location: 'DLI', columns })
    const { body } = await lab.call('GET', '/v1.0/{p}/databases/default/tables?keyword=located&with-detail=true&with-priv=true')
    expect(listOf(body['tables'])).toMatchObject([{ table_name: 'located', data_location: 'DLI' }])
  })

  it('trap: the provider fails where the VPC has no third version', async () => {
    const answer = await lab.call('GET', `/v3/{p}/vpc/vpcs/${network.vpcId}`)
    expect(answer.body['vpc'], answer.text).toMatchObject({ id: network.vpcId, extend_cidrs: [] })
  })

  it('fault 5: a subnet gives back what it was given, or the plan is never empty', async () => {
    const settings = {
      dhcp_enable: true,
      primary_dns: '10.1.1.1',
      secondary_dns: '10.1.1.2',
      dnsList: ['10.1.1.1', '10.1.1.2'],
      availability_zone: 'az1',
    }
    const subnet = { name: 'given', cidr: '192.168.7.0/24', gateway_ip: '192.168.7.1', vpc_id: network.vpcId, ...settings }
    const { id } = objectOf(JSON.stringify((await lab.made('POST', '/v1/{p}/subnets', { subnet }))['subnet']))
    expect((await lab.call('GET', `/v1/{p}/subnets/${id}`)).body['subnet']).toMatchObject(settings)
  })

  it('trap: a VPC that is in use is 409 when it is deleted, one that is gone 404', async () => {
    expect((await lab.call('DELETE', `/v1/{p}/vpcs/${network.vpcId}`)).status).toBe(409)
    expect((await lab.call('DELETE', '/v1/{p}/vpcs/00000000-0000-4000-8000-000000000000')).status).toBe(404)
  })
})

describe('projects and tokens', () => {
  it('trap: exactly one project has a name, its id is 32 hexadecimal digits, and no page follows, else the SDKs make one or ask for ever', async () => {
    const { body } = await lab.call('GET', `/v3/projects?name=${lab.project}`)
    expect(listOf(body['projects'])).toEqual([expect.objectContaining({ id: expect.stringMatching(/^[0-9a-f]{32}$/), enabled: true })])
    expect(body['links']).toMatchObject({ next: null })
  })

  it('trap: Go reads the end of a token as RFC 3339', async () => {
    const user = { name: lab.user, password: lab.password, domain: { name: lab.domain } }
    const auth = { identity: { methods: ['password'], password: { user } }, scope: { project: { id: lab.projectId } } }
    const { body } = await lab.call('POST', '/v3/auth/tokens', { body: { auth }, anonymous: true })
    expect(body['token']).toMatchObject({ expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/) })
  })
})

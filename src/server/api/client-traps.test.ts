/** What the vendor's clients stumble over: each test is named after what one of them does. Those of one kind of thing stand with its other tests, as `trap:` or `fault`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../testing/patience.ts'
import { type Answer, type ApiLab, listOf, objectOf, startLab } from './fixtures/api-lab.ts'

const CONNECTIONS = '/v2.0/{p}/datasource/enhanced-connections'

let lab: ApiLab
let network: { readonly vpcId: string; readonly subnetId: string }
beforeAll(async () => {
  lab = await startLab()
  network = await lab.makeNetwork('net')
  await made('POST', '/v1.0/{p}/queues', { queue_name: 'Q1', cu_count: 64, resource_mode: 1 })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

async function made(method: 'POST' | 'PUT', target: string, body: unknown): Promise<Answer> {
  const answer = await lab.call(method, target, { body })
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer
}
const connect = async (name: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> => {
  const body = { name, dest_vpc_id: network.vpcId, dest_network_id: network.subnetId, ...more }
  return String((await made('POST', CONNECTIONS, body)).body['connection_id'])
}

describe('every call', () => {
  it('trap: Node sends Content-Type: application/json on a GET and a DELETE without a body', async () => {
    expect((await lab.call('GET', '/v1.0/{p}/queues', { headers: { 'content-type': 'application/json' } })).status).toBe(200)
    await made('POST', '/v1.0/{p}/databases', { database_name: 'without_body' })
    expect((await lab.call('DELETE', '/v1.0/{p}/databases/without_body', { headers: { 'content-type': 'application/json' } })).status).toBe(
      200,
    )
  })

  it('trap: a GET and a DELETE may have the body {}', async () => {
    expect((await lab.call('GET', '/v1.0/{p}/queues/q1', { raw: '{}' })).status).toBe(200)
    await made('POST', '/v1.0/{p}/databases', { database_name: 'with_body' })
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
    expect((await made('PUT', '/v1.0/{p}/authorization', grant)).body).toEqual({ is_success: true, message: '' })
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

describe('connections', () => {
  it('trap: the provider takes nothing but 201 for a connection that was made', async () => {
    const body = { name: 'made', dest_vpc_id: network.vpcId, dest_network_id: network.subnetId, queues: [] }
    expect((await lab.call('POST', CONNECTIONS, { body })).status).toBe(201)
  })

  it('trap: the provider takes nothing but 200 for what is done to a connection, a queue and a VPC', async () => {
    const body = { vpc: { name: 'only_200', cidr: '10.0.0.0/8' } }
    expect((await lab.call('POST', '/v1/{p}/vpcs', { body })).status).toBe(200)
    const id = await connect('only_200')
    for (const [method, target, sent] of [
      ['POST', '/v1.0/{p}/queues', { queue_name: 'only_200', cu_count: 64, resource_mode: 1 }],
      ['PUT', '/v1.0/{p}/queues/only_200/action', { action: 'scale_out', cu_count: 16 }],
      ['PUT', `${CONNECTIONS}/${id}`, { hosts: [] }],
      ['POST', `${CONNECTIONS}/${id}/associate-queue`, { queues: ['only_200'] }],
      ['POST', `${CONNECTIONS}/${id}/disassociate-queue`, { queues: ['only_200'] }],
      ['POST', `${CONNECTIONS}/${id}/routes`, { name: 'r', cidr: '10.169.0.0/24' }],
      ['DELETE', `${CONNECTIONS}/${id}/routes/r`, undefined],
      ['DELETE', `${CONNECTIONS}/${id}`, undefined],
      ['DELETE', '/v1.0/{p}/queues/only_200', undefined],
    ] as const) {
      const answer = await lab.call(method, target, sent === undefined ? {} : { body: sent })
      expect([method, target, answer.status, answer.body['is_success']]).toEqual([
        method,
        target,
        200,
        method === 'PUT' && /action$/.test(target) ? undefined : true,
      ])
    }
  })

  it('trap: who may use a connection is in applicant_project_id to the documents and in project_id to the provider', async () => {
    const id = await connect('both_fields')
    const projectId = 'e'.repeat(32)
    const privileges = [{ object: `edsconnections.${id}`, privileges: ['BIND_QUEUE'] }]
    await made('PUT', '/v1.0/{p}/authorization', { projectId, action: 'grant', privileges })
    expect(listOf((await lab.call('GET', `${CONNECTIONS}/${id}/privileges`)).body['privileges'])).toEqual([
      expect.objectContaining({ applicant_project_id: projectId, project_id: projectId, privileges: ['BIND_QUEUE'] }),
    ])
  })

  it('trap: the status of a list is written in any case', async () => {
    await connect('any_case')
    for (const status of ['ACTIVE', 'active'])
      expect(listOf((await lab.call('GET', `${CONNECTIONS}?status=${status}&name=any_case`)).body['connections'])).toHaveLength(1)
    expect(listOf((await lab.call('GET', `${CONNECTIONS}?status=deleted&name=any_case`)).body['connections'])).toHaveLength(0)
  })

  it('trap: the getting-started page names a pool by a text and not by a list', async () => {
    await made('POST', '/v3/{p}/elastic-resource-pools', {
      elastic_resource_pool_name: 'Named',
      min_cu: 64,
      max_cu: 64,
      cidr_in_vpc: '10.0.0.0/16',
    })
    const id = await connect('by_text', { elastic_resource_pools: 'Named' })
    expect(listOf((await lab.call('GET', `${CONNECTIONS}/${id}`)).body['elastic_resource_pools'])).toMatchObject([{ name: 'named' }])
  })

  it('trap: isPrivis is the wrong way round: true until somebody was granted it', async () => {
    const id = await connect('privis')
    const shown = async () => (await lab.call('GET', `${CONNECTIONS}/${id}`)).body['isPrivis']
    expect(await shown()).toBe(true)
    const privileges = [{ object: `edsconnections.${id}`, privileges: ['BIND_QUEUE'] }]
    await made('PUT', '/v1.0/{p}/authorization', { projectId: 'f'.repeat(32), action: 'grant', privileges })
    expect(await shown()).toBe(false)
  })

  it('trap: a name finds that one alone, and not those that begin with it', async () => {
    await connect('exact_1')
    expect((await lab.call('GET', `${CONNECTIONS}?name=exact`)).body).toMatchObject({ count: 0, connections: [] })
  })

  it('trap: one that was deleted is 200 and DELETED, one that never was 400 and DLI.0001', async () => {
    const id = await connect('gone')
    expect((await lab.call('DELETE', `${CONNECTIONS}/${id}`)).body).toMatchObject({ is_success: true, message: 'Deleted' })
    expect(await lab.call('GET', `${CONNECTIONS}/${id}`)).toMatchObject({ status: 200, body: { status: 'DELETED' } })
    const never = `${CONNECTIONS}/00000000-0000-4000-8000-000000000000`
    expect(await lab.call('GET', `${never}/privileges`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } })
  })

  it('trap: the provider clears the hosts with {}', async () => {
    const id = await connect('hosts', { hosts: [{ name: 'h', ip: '172.0.0.2' }] })
    await made('PUT', `${CONNECTIONS}/${id}`, {})
    expect((await lab.call('GET', `${CONNECTIONS}/${id}`)).body['hosts']).toEqual([])
  })

  it('trap: hosts outside of the VPC are taken, and keep their order', async () => {
    const hosts = [
      { name: 'z', ip: '172.0.0.2' },
      { name: 'a', ip: '8.8.8.8' },
    ]
    const id = await connect('order', { hosts })
    expect(listOf((await lab.call('GET', `${CONNECTIONS}/${id}`)).body['hosts'])).toMatchObject(hosts)
  })

  it('trap: the id of the subnet that is its network id and the one that is not are both taken', async () => {
    const subnet = objectOf(JSON.stringify((await lab.call('GET', `/v1/{p}/subnets/${network.subnetId}`)).body['subnet']))
    expect(subnet['id']).toBe(subnet['neutron_network_id'])
    const body = { name: 'other_id', dest_vpc_id: network.vpcId, dest_network_id: subnet['neutron_subnet_id'] }
    expect((await lab.call('POST', CONNECTIONS, { body })).status).toBe(201)
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
    await made('POST', '/v1.0/{p}/queues', { queue_name: 'scaled', cu_count: 64, resource_mode: 1 })
    const answer = await lab.call('PUT', '/v1.0/{p}/queues/scaled/action', { body: { action: 'scale_out', cu_count: 16 } })
    expect(answer.body, answer.text).toEqual({ queue_name: 'scaled', result: true })
    expect((await lab.call('GET', '/v1.0/{p}/queues/scaled')).body['cuCount']).toBe(80)
  })

  it('trap: properties are asked for with an offset, and are texts, by their name in the singular', async () => {
    await made('PUT', '/v3/{p}/queues/q1/properties', { properties: { 'computeEngine.maxInstance': 2 } })
    const { body } = await lab.call('GET', '/v3/{p}/queues/q1/properties?offset=0')
    expect(listOf(body['properties'])).toContainEqual({ key: 'computeEngine.maxInstance', value: '2' })
    expect((await lab.call('DELETE', '/v3/{p}/queues/q1/properties', { body: { keys: ['computeEngine.maxInstance'] } })).status).toBe(200)
  })

  it('fault 2: start=0 and end=0 are no times', async () => {
    await made('POST', '/v1.0/{p}/jobs/submit-job', { sql: 'SELECT 1' })
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
      const { body } = await made('POST', '/v1.0/{p}/jobs/submit-job', { sql: 'SELECT 1', ...given })
      return (await lab.call('GET', `/v1.0/{p}/jobs/${body['job_id']}/detail`)).body
    }
    expect(await detail({ currentdb: 'default' })).toMatchObject({ is_success: true, database_name: 'default' })
    expect(await detail({})).toMatchObject({ is_success: true, database_name: '' })
  })

  it('trap: the labels of a queue are a text in answers, though they are a list in requests', async () => {
    await made('POST', '/v1.0/{p}/queues', { queue_name: 'labelled', cu_count: 16, resource_mode: 1, labels: ['multi_az=2'] })
    const queues = listOf((await lab.call('GET', '/v1.0/{p}/queues')).body['queues'])
    expect(queues.find(({ queue_name: name }) => name === 'labelled')).toMatchObject({ labels: 'multi_az=2' })
  })

  it('trap: the detail of a job is a text with Spark’s names of types, the preview has those of SQL and real numbers', async () => {
    const body = { sql: "SELECT 1 AS i, 2L AS l, 'x' AS s", queue_name: 'q1' }
    const jobId = String((await made('POST', '/v1.0/{p}/jobs/submit-job', body)).body['job_id'])
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
    const { body } = await made('POST', '/v1.0/{p}/queues/q1/connection-test', { address: '192.168.0.9:5432' })
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
    await made('POST', '/v1.0/{p}/databases/default/tables', { table_name: 'located', data_location: 'DLI', columns })
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
    const { id } = objectOf(JSON.stringify((await made('POST', '/v1/{p}/subnets', { subnet })).body['subnet']))
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

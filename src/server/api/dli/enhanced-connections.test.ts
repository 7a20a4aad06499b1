import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

const BASE = '/v2.0/{p}/datasource/enhanced-connections'
const NEVER = '2a620c33-5609-40c9-affd-2b6453071b0f'
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

let lab: ApiLab
let network: { readonly vpcId: string; readonly subnetId: string }
beforeAll(async () => {
  lab = await startLab()
  network = await lab.makeNetwork('net')
  for (const name of ['q1', 'q2']) {
    await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: name, cu_count: 16, resource_mode: 1 } })
  }
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const create = (body: Readonly<Record<string, unknown>>) =>
  lab.call('POST', BASE, { body: { dest_vpc_id: network.vpcId, dest_network_id: network.subnetId, ...body } })
async function make(name: string, body: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const answer = await create({ name, ...body })
  expect(answer.status, answer.text).toBe(201)
  return String(answer.body['connection_id'])
}
const get = (id: string) => lab.call('GET', `${BASE}/${id}`)
const found = async (query: string): Promise<unknown[]> =>
  listOf((await lab.call('GET', `${BASE}${query}`)).body['connections']).map((connection) => connection['name'])

describe('an enhanced connection', () => {
  it('is created with 201 and read with every field, arrays never null, also with a body {} on the GET', async () => {
    const hosts = [{ name: 'ecs-97f8-0001', ip: '192.168.0.1' }]
    const created = await create({ name: 'test1', queues: ['Q1'], hosts, tags: [{ key: 'a', value: 'b' }] })
    expect(created).toMatchObject({ status: 201, body: { is_success: true, message: '', connection_id: expect.stringMatching(uuid) } })
    const id = String(created.body['connection_id'])
    const read = await lab.call('GET', `${BASE}/${id}`, { raw: '{}' })
    expect(read.status).toBe(200)
    expect(read.body).toEqual({
      is_success: true,
      message: '',
      id,
      name: 'test1',
      status: 'ACTIVE',
      available_queue_info: [
        {
          peer_id: expect.stringMatching(uuid),
          status: expect.stringMatching(/^(CREATING|ACTIVE)$/),
          name: 'q1',
          err_msg: '',
          update_time: expect.any(Number),
        },
      ],
      elastic_resource_pools: [],
      dest_vpc_id: network.vpcId,
      dest_network_id: network.subnetId,
      isPrivis: true,
      create_time: expect.any(Number),
      hosts,
      ipv6_enable: false,
      routes: [],
      tags: [{ key: 'a', value: 'b' }],
    })
  })

  it('has bindings that are added and removed with the words of the vendor', async () => {
    const id = await make('binding')
    expect(await lab.call('POST', `${BASE}/${id}/associate-queue`, { body: { queues: ['q1', 'q2'] } })).toMatchObject({
      status: 200,
      body: { is_success: true, message: 'associated peer connection for queues: {q1,q2}.' },
    })
    expect(listOf((await get(id)).body['available_queue_info']).map((peer) => peer['name'])).toEqual(['q1', 'q2'])
    expect(await lab.call('POST', `${BASE}/${id}/disassociate-queue`, { body: { queues: ['q1', 'q2'] } })).toMatchObject({
      status: 200,
      body: { is_success: true, message: 'Disassociated peer connection for queues:{q1,q2}.' },
    })
    expect((await get(id)).body['available_queue_info']).toEqual([])
    for (const verb of ['associate-queue', 'disassociate-queue']) {
      for (const body of [{}, { queue: ['q1'] }]) {
        const named = { status: 400, body: { error_msg: expect.stringContaining('queues') } }
        expect(await lab.call('POST', `${BASE}/${id}/${verb}`, { body }), JSON.stringify(body)).toMatchObject(named)
      }
      for (const body of [{ queues: [] }, { elastic_resource_pools: [] }]) {
        expect(await lab.call('POST', `${BASE}/${id}/${verb}`, { body })).toMatchObject({ status: 200, body: { message: '' } })
      }
    }
  })

  it('shows a pool that is bound at once, with its status, and a queue in it under its pool and not under queues', async () => {
    const pool = { elastic_resource_pool_name: 'bound_pool', min_cu: 64, max_cu: 64 }
    expect((await lab.call('POST', '/v3/{p}/elastic-resource-pools', { body: pool })).status).toBe(200)
    const queue = { queue_name: 'of_pool', cu_count: 16, elastic_resource_pool_name: 'bound_pool' }
    expect((await lab.call('POST', '/v1.0/{p}/queues', { body: queue })).status).toBe(200)
    const peers = async (id: string) => {
      const { body } = await get(id)
      const [listed] = listOf((await lab.call('GET', `${BASE}?name=${String(body['name'])}`)).body['connections'])
      expect(listed?.['elastic_resource_pools']).toEqual(body['elastic_resource_pools'])
      return [listOf(body['elastic_resource_pools']).map((peer) => [peer['name'], peer['status']]), body['available_queue_info']]
    }
    // The vendor's guide gives the name of one pool where its SDKs give a list.
    const created = await make('of_a_pool', { elastic_resource_pools: 'bound_pool', queues: [] })
    expect(await peers(created)).toEqual([[['bound_pool', 'ACTIVE']], []])
    const id = await make('to_a_pool')
    const associate = (body: unknown) => lab.call('POST', `${BASE}/${id}/associate-queue`, { body })
    const disassociate = (body: unknown) => lab.call('POST', `${BASE}/${id}/disassociate-queue`, { body })
    const done = { status: 200, body: { is_success: true, message: '' } }
    expect(await associate({ elastic_resource_pools: ['Bound_Pool'] })).toMatchObject(done)
    expect(await peers(id)).toEqual([[['bound_pool', 'ACTIVE']], []])
    expect(await disassociate({ elastic_resource_pools: ['bound_pool'] })).toMatchObject(done)
    expect(await peers(id)).toEqual([[], []])
    expect((await associate({ queues: ['of_pool'] })).status).toBe(200)
    expect(await peers(id)).toEqual([[['bound_pool', 'ACTIVE']], []])
  })

  it('has host entries that are replaced as a whole, and cleared by an empty object', async () => {
    const id = await make('hosts', { hosts: [{ name: 'a', ip: '10.0.0.1' }] })
    const hosts = [
      { name: 'b', ip: '10.0.0.2' },
      { name: 'c', ip: '10.0.0.3' },
    ]
    expect(await lab.call('PUT', `${BASE}/${id}`, { body: { hosts } })).toMatchObject({
      status: 200,
      body: { is_success: true, message: '' },
    })
    expect((await get(id)).body['hosts']).toEqual(hosts)
    expect(await lab.call('PUT', `${BASE}/${id}`, { body: {} })).toMatchObject({ status: 200 })
    expect((await get(id)).body['hosts']).toEqual([])
  })

  it('stays readable as DELETED, and can then be neither changed nor deleted', async () => {
    const id = await make('deleted', { queues: ['q1'] })
    expect(await lab.call('DELETE', `${BASE}/${id}`)).toMatchObject({ status: 200, body: { is_success: true, message: 'Deleted' } })
    expect(await get(id)).toMatchObject({ status: 200, body: { status: 'DELETED', available_queue_info: [] } })
    const gone = { status: 400, body: { error_code: 'DLI.0001', error_msg: expect.stringContaining(`Connection ${id} does not exist.`) } }
    expect(await lab.call('DELETE', `${BASE}/${id}`)).toMatchObject(gone)
    expect(await lab.call('PUT', `${BASE}/${id}`, { body: {} })).toMatchObject(gone)
    expect(await lab.call('POST', `${BASE}/${id}/associate-queue`, { body: { queues: ['q1'] } })).toMatchObject(gone)
    expect(await found('?name=deleted')).toEqual([])
    expect(await found('?name=deleted&status=deleted')).toEqual(['deleted'])
    expect(await make('deleted')).not.toBe(id)
  })

  it.each(['GET', 'PUT', 'DELETE'] as const)('%s of one that never was is 400 DLI.0001 with the words of the vendor', async (method) => {
    expect(await lab.call(method, `${BASE}/${NEVER}`)).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0001', error_msg: expect.stringContaining(`Connection ${NEVER} does not exist.`) },
    })
  })

  it.each([
    ['no name', {}, 'DLI.0001'],
    ['a name with a hyphen', { name: 'a-b' }, 'DLI.0001'],
    ['a VPC that there is not', { name: 'x', dest_vpc_id: NEVER }, 'DLI.0001'],
    ['a subnet that there is not', { name: 'x', dest_network_id: NEVER }, 'DLI.0001'],
    ['a host without an address', { name: 'x', hosts: [{ name: 'db' }] }, 'DLI.0001'],
    ['queues that are no list', { name: 'x', queues: { q1: 1 } }, 'DLI.0001'],
    ['a taken name', { name: 'taken' }, 'DLI.0006'],
    ['a queue that there is not', { name: 'x', queues: ['nothing'] }, 'DLI.0002'],
    ['a pool in a list', { name: 'x', elastic_resource_pools: ['p1'] }, 'DLI.0002'],
    ['a pool as a bare string', { name: 'x', elastic_resource_pools: 'p1' }, 'DLI.0002'],
    ['the preset queue', { name: 'x', queues: ['default'] }, 'DLI.0007'],
  ])('refuses %s', async (_name, body, code) => {
    if (code === 'DLI.0006') await make('taken')
    const answer = await create(body)
    expect(answer, answer.text).toMatchObject({ status: 400, body: { error_code: code } })
    if (JSON.stringify(body).includes('p1')) expect(answer.body['error_msg']).toContain('There is no elastic resource pool named p1')
  })

  it('accepts the other id of a subnet', async () => {
    const subnet = await lab.call('GET', `/v1/{p}/subnets/${network.subnetId}`)
    const { neutron_subnet_id: other } = listOf([subnet.body['subnet']])[0] ?? {}
    expect(other).not.toBe(network.subnetId)
    expect((await create({ name: 'other_id', dest_network_id: other })).status).toBe(201)
  })
})

describe('the routes of a connection', () => {
  const routesOf = async (id: string) => (await get(id)).body['routes']

  it.each(['/v2.0', '/v2', '/v3'])('are added and deleted under %s, and read where the connection is', async (version) => {
    const id = await make(`routes_${version.replace(/\W/g, '')}`)
    const path = `${version}/{p}/datasource/enhanced-connections/${id}/routes`
    expect(await lab.call('POST', path, { body: { name: 'r-1', cidr: '10.169.0.0/24' } })).toMatchObject({
      status: 200,
      body: { is_success: true, message: '' },
    })
    const route = { name: 'r-1', cidr: '10.169.0.0/24', create_time: expect.any(Number) }
    expect(await routesOf(id)).toEqual([route])
    const { body } = await lab.call('GET', `${BASE}?name=routes_${version.replace(/\W/g, '')}`)
    expect(listOf(body['connections'])[0]?.['routes']).toEqual([route])
    expect(await lab.call('DELETE', `${path}/r-1`)).toMatchObject({ status: 200, body: { is_success: true, message: 'Deleted' } })
    expect(await routesOf(id)).toEqual([])
    expect(await lab.call('DELETE', `${path}/r-1`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
  })

  it('trap: Terraform adds the new routes before it removes the old ones, so that an identical network under another name is refused', async () => {
    const id = await make('routes_renamed')
    const path = `${BASE}/${id}/routes`
    expect((await lab.call('POST', path, { body: { name: 'old', cidr: '10.169.0.0/24' } })).status).toBe(200)
    const renamed = await lab.call('POST', path, { body: { name: 'new', cidr: '10.169.0.0/24' } })
    expect(renamed).toMatchObject({ status: 400, body: { error_code: 'DLI.0006' } })
    expect((await lab.call('POST', path, { body: { name: 'new', cidr: '10.169.0.0/16' } })).status).toBe(200)
    expect((await lab.call('DELETE', `${path}/old`)).status).toBe(200)
    expect(await routesOf(id)).toMatchObject([{ name: 'new', cidr: '10.169.0.0/16' }])
  })

  it('trap: the vendor’s example has an address without a mask, which comes back as it was written', async () => {
    const id = await make('routes_bare')
    expect((await lab.call('POST', `${BASE}/${id}/routes`, { body: { name: 'route', cidr: '127.0.0.0' } })).status).toBe(200)
    expect(await routesOf(id)).toMatchObject([{ name: 'route', cidr: '127.0.0.0' }])
  })

  it('of a connection that is deleted or never was are neither added nor deleted', async () => {
    const deleted = await make('routes_deleted')
    await lab.call('POST', `${BASE}/${deleted}/routes`, { body: { name: 'r', cidr: '10.0.0.0/8' } })
    await lab.call('DELETE', `${BASE}/${deleted}`)
    for (const id of [deleted, NEVER]) {
      const gone = { status: 400, body: { error_code: 'DLI.0001', error_msg: expect.stringContaining(`Connection ${id} does not exist.`) } }
      expect(await lab.call('POST', `${BASE}/${id}/routes`, { body: { name: 'n', cidr: '10.0.0.0/8' } })).toMatchObject(gone)
      expect(await lab.call('DELETE', `${BASE}/${id}/routes/r`)).toMatchObject(gone)
    }
  })
})

describe('the list of connections', () => {
  it('trap: Terraform asks with offset and without limit until a page is empty, and there is always an array', async () => {
    for (let i = 0; i < 3; i++) await make(`pages_${i}`, { tags: [{ key: 'pages', value: 'yes' }] })
    const seen: unknown[] = []
    for (;;) {
      const { body } = await lab.call('GET', `${BASE}?status=ACTIVE&tags=pages%3Dyes&offset=${seen.length}`)
      expect(Object.values(body).filter(Array.isArray)).toHaveLength(1)
      const page = listOf(body['connections'])
      if (page.length === 0) break
      seen.push(...page.map((connection) => connection['name']))
    }
    expect(seen).toEqual(['pages_2', 'pages_1', 'pages_0'])
  })

  it('filters by exact name, status in any case and all tags; pages with offset alone and with limit 0', async () => {
    for (let i = 0; i < 3; i++)
      await make(`list_${i}`, {
        tags: [
          { key: 'n', value: `${i}` },
          { key: 'list', value: 'yes' },
        ],
      })
    expect(await found('?name=list')).toEqual([])
    expect(await found('?name=list_1&status=active')).toEqual(['list_1'])
    expect(await found('?tags=list%3Dyes')).toEqual(['list_2', 'list_1', 'list_0'])
    expect(await found('?tags=list%3Dyes%2Cn%3D2')).toEqual(['list_2'])
    expect(await found('?tags=list%3Dyes&offset=1')).toEqual(['list_1', 'list_0'])
    expect(await found('?tags=list%3Dyes&limit=1&offset=1')).toEqual(['list_1'])
    expect(await found('?tags=list%3Dyes&offset=3')).toEqual([])
    expect(await lab.call('GET', `${BASE}?limit=0&tags=list%3Dyes`)).toMatchObject({ body: { count: 3 } })
    expect(await lab.call('GET', `${BASE}?limit=1&tags=list%3Dyes`)).toMatchObject({ body: { count: 3 } })
    expect(await lab.call('GET', `${BASE}?status=HALF`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } })
    expect(await lab.call('GET', `${BASE}?limit=-1`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } })
  })
})

describe('a connection test', () => {
  async function test(queue: string, address: string) {
    const started = await lab.call('POST', `/v1.0/{p}/queues/${queue}/connection-test`, { body: { address } })
    expect(started.status, started.text).toBe(200)
    const target = `/v1.0/{p}/queues/${queue}/connection-test/${String(started.body['task_id'])}`
    for (;;) {
      const answer = await lab.call('GET', target)
      if (answer.body['connectivity'] !== 'RUNNING') return { started, answer }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  it('starts with a number and the words of the vendor, and says step by step why an address is not reached', async () => {
    const { started, answer } = await test('q2', 'pg.nowhere.internal:5432')
    expect(started.body).toMatchObject({
      is_success: true,
      message: 'check connectivity to address:pg.nowhere.internal with port: 5432 successfully',
      task_id: expect.any(Number),
    })
    expect(answer.body).toMatchObject({
      is_success: true,
      connectivity: 'UNREACHABLE',
      message: expect.stringMatching(/^pg\.nowhere\.internal:5432 cannot be reached from queue q2:\n {2}1\. queue: ok\./),
      explanation: {
        queue: 'q2',
        steps: expect.arrayContaining([expect.objectContaining({ outcome: 'failed' })]),
        remedies: expect.any(Array),
      },
    })
    // What would help is told with the request that does it.
    expect(answer.body['message']).toMatch(/ {2}What would help: .*(POST|PUT) \/v2\.0\/\{project_id\}\/datasource\/enhanced-connections/)
  })

  it('says REACHABLE with the words of the vendor', async () => {
    await using server = await listen()
    const reach = await lab.makeNetwork('reach')
    const body = { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: `127.0.0.1:${server.port}` }] }
    expect((await lab.call('PUT', `/causeway/v1/{p}/vpcs/${reach.vpcId}/attachment`, { body })).status).toBe(200)
    const hosts = [{ name: 'pg-orders', ip: '192.168.0.10' }]
    const id = await make('reaching', { dest_vpc_id: reach.vpcId, dest_network_id: reach.subnetId, queues: ['q2'], hosts })
    await expect.poll(async () => listOf((await get(id)).body['available_queue_info'])[0]?.['status']).toBe('ACTIVE')
    const { started, answer } = await test('q2', 'pg-orders:5432')
    expect(answer.body, answer.text).toMatchObject({
      connectivity: 'REACHABLE',
      message: `Get node connectivity status successfully for addressId:${String(started.body['task_id'])}`,
    })
  })

  it('tells requests that work as they are, and take nothing away', async () => {
    await using server = await listen()
    await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: 'q3', cu_count: 16, resource_mode: 1 } })
    const reach = await lab.makeNetwork('paste')
    const attachment = `/causeway/v1/{p}/vpcs/${reach.vpcId}/attachment`
    const kept = { from: '192.168.0.9:1521', to: '127.0.0.1:1' }
    await lab.call('PUT', attachment, { body: { kind: 'forward', forwards: [kept] } })
    const hosts = [{ name: 'pg-other', ip: '192.168.0.9' }]
    const id = await make('pasted', { dest_vpc_id: reach.vpcId, dest_network_id: reach.subnetId, queues: ['q3'], hosts })
    await expect.poll(async () => listOf((await get(id)).body['available_queue_info'])[0]?.['status']).toBe('ACTIVE')

    /** Sends the request that the refusal tells. */
    const paste = async (address: string, fill: (text: string) => string = (text) => text): Promise<void> => {
      const message = String((await test('q3', address)).answer.body['message'])
      const [, method, path, body] = /What would help: .*?: (PUT|POST) (\S+) (\{.*\})/.exec(message) ?? []
      if ((method !== 'PUT' && method !== 'POST') || path === undefined || body === undefined) throw new Error(message)
      const answer = await lab.call(method, path.replace('{project_id}', '{p}'), { raw: fill(body) })
      expect(answer.status, answer.text).toBe(200)
    }
    await paste(`pg-new:${server.port}`, (text) => text.replace('<address>', '192.168.0.10'))
    await paste(`pg-new:${server.port}`)
    expect((await test('q3', `pg-new:${server.port}`)).answer.body, 'after both').toMatchObject({ connectivity: 'REACHABLE' })
    expect((await get(id)).body['hosts']).toEqual([...hosts, { name: 'pg-new', ip: '192.168.0.10' }])
    const added = { from: `192.168.0.10:${server.port}`, to: `127.0.0.1:${server.port}` }
    expect((await lab.call('GET', attachment)).body).toEqual({ kind: 'forward', forwards: [kept, added] })
  })

  it.each([
    ['POST', '', { address: 'no-port' }, 'DLI.0001'],
    ['POST', '', {}, 'DLI.0001'],
    ['GET', '/999', undefined, 'DLI.0002'],
    ['GET', '/abc', undefined, 'DLI.0001'],
  ] as const)('%s %s %j is refused', async (method, path, body, code) => {
    const answer = await lab.call(method, `/v1.0/{p}/queues/q2/connection-test${path}`, body === undefined ? {} : { body })
    expect(answer, answer.text).toMatchObject({ status: 400, body: { error_code: code } })
  })
})

async function listen(): Promise<{ readonly port: number } & AsyncDisposable> {
  const { createServer } = await import('node:net')
  const server = createServer((socket) => socket.end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Api, expectDone, expectError, listOf } from './support/api.ts'
import { connect, makeVpc, openServer } from './support/lab.ts'

const base = '/v2.0/{p}/datasource/enhanced-connections'

let api: Api
let network: { vpcId: string; subnetId: string }
beforeAll(async () => {
  api = await openServer()
  network = await makeVpc(api, 'vpc')
  for (const queue of ['q1', 'q2', 'q3']) await api.createQueue(queue)
})
afterAll(() => api?.server.close())

function create(body: Readonly<Record<string, unknown>>): Promise<Answer> {
  return api.post(base, { dest_vpc_id: network.vpcId, dest_network_id: network.subnetId, ...body })
}

const get = (id: string): Promise<Answer> => api.get(`${base}/${id}`)
const peersOf = async (id: string): Promise<unknown[]> => listOf((await get(id)).body['available_queue_info']).map((peer) => peer['name'])

describe('creating a connection', () => {
  it('answers 201 with its id; it is ACTIVE at once, its bindings soon', async () => {
    const hosts = [
      { ip: '192.168.0.1', name: 'ecs-97f8-0001' },
      { ip: '192.168.0.2', name: 'ecs-97f8-0002' },
    ]
    const answer = await create({ name: 'created', queues: ['q1', 'q2'], hosts })
    expect(answer, answer.text).toMatchObject({
      status: 201,
      body: { is_success: true, message: expect.any(String), connection_id: expect.any(String) },
    })
    const id = String(answer.body['connection_id'])
    for (const queue of ['q1', 'q2']) expect(await api.waitForPeer(id, queue)).toBe('ACTIVE')
    const read = await get(id)
    expect(read, read.text).toMatchObject({
      status: 200,
      body: {
        is_success: true,
        message: '',
        id,
        name: 'created',
        status: 'ACTIVE',
        dest_vpc_id: network.vpcId,
        dest_network_id: network.subnetId,
        elastic_resource_pools: [],
        isPrivis: true,
        hosts,
        routes: [],
        create_time: expect.any(Number),
      },
    })
    const peers = listOf(read.body['available_queue_info'])
    expect(peers.map((peer) => peer['name']).sort()).toEqual(['q1', 'q2'])
    for (const peer of peers) {
      expect(peer).toMatchObject({
        status: 'ACTIVE',
        err_msg: '',
        peer_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        update_time: expect.any(Number),
      })
    }
  })

  it('works without a queue', async () => {
    const answer = await create({ name: 'bare', queues: [] })
    expect((await get(String(answer.body['connection_id']))).body).toMatchObject({ status: 'ACTIVE', available_queue_info: [], hosts: [] })
  })

  it.each([
    ['no name', {}],
    ['a hyphen in the name', { name: 'a-b' }],
    ['a name of 65 characters', { name: 'n'.repeat(65) }],
    ['no VPC', { name: 'x', dest_vpc_id: undefined }],
    ['a VPC that does not exist', { name: 'x', dest_vpc_id: '22094d8f-c310-4621-913d-4c4d655d8495' }],
    ['a subnet that does not exist', { name: 'x', dest_network_id: '78f2562a-36e4-4b39-95b9-f5aab22e1281' }],
    ['a host without an address', { name: 'x', hosts: [{ name: 'db' }] }],
    ['a host whose address is none', { name: 'x', hosts: [{ name: 'db', ip: '192.168.0.999' }] }],
    ['a host name with a leading digit', { name: 'x', hosts: [{ name: '1db', ip: '192.168.0.1' }] }],
    ['a host name with a space', { name: 'x', hosts: [{ name: 'd b', ip: '192.168.0.1' }] }],
    ['queues that are no list', { name: 'x', queues: { q1: true } }],
  ])('refuses %s', async (_, body) => {
    expectError(await create(body), 400, 'DLI.0001')
  })

  it('refuses a subnet of another VPC', async () => {
    const other = await makeVpc(api, 'vpc_elsewhere')
    expectError(await create({ name: 'crossed', dest_network_id: other.subnetId }), 400, 'DLI.0001')
  })

  it('refuses a queue that does not exist, and then there is no connection either', async () => {
    const answer = await create({ name: 'half', queues: ['q1', 'testqueue'] })
    expectError(answer, 400, 'DLI.0002')
    expect(answer.body['error_msg']).toContain('There is no queue named testqueue')
    expect((await api.get(`${base}?name=half`)).body['connections']).toEqual([])
  })

  it('refuses the queue default, and a shared queue', async () => {
    expectError(await create({ name: 'for_default', queues: ['default'] }), 400, 'DLI.0007')
    expectDone(await api.post('/v1.0/{p}/queues', { queue_name: 'shared', cu_count: 16, resource_mode: 0 }))
    expectError(await create({ name: 'for_shared', queues: ['shared'] }), 400, 'DLI.0007')
  })

  it('refuses a name that is taken', async () => {
    expect((await create({ name: 'twice' })).status).toBe(201)
    expectError(await create({ name: 'twice' }), 400, 'DLI.0006')
  })
})

describe('binding and unbinding a queue', () => {
  it('adds and removes the binding, with the messages of the vendor', async () => {
    const id = await connect(api, 'binding', network, [])
    const bound = await api.post(`${base}/${id}/associate-queue`, { queues: ['q1', 'q2'] })
    expect(bound, bound.text).toMatchObject({
      status: 200,
      body: { is_success: true, message: 'associated peer connection for queues: {q1,q2}.' },
    })
    for (const queue of ['q1', 'q2']) expect(await api.waitForPeer(id, queue)).toBe('ACTIVE')
    const unbound = await api.post(`${base}/${id}/disassociate-queue`, { queues: ['q1'] })
    expect(unbound, unbound.text).toMatchObject({
      status: 200,
      body: { is_success: true, message: 'Disassociated peer connection for queues:{q1}.' },
    })
    expect(await peersOf(id)).toEqual(['q2'])
  })

  it('is the same when it is done twice', async () => {
    const id = await connect(api, 'idempotent', network, ['q1'])
    await api.bind(id, 'q1')
    expect(await peersOf(id)).toEqual(['q1'])
    await api.unbind(id, 'q1')
    await api.unbind(id, 'q1')
    expect(await peersOf(id)).toEqual([])
  })

  it('refuses default, a queue that does not exist, and a connection that does not exist', async () => {
    const id = await connect(api, 'refusing', network, [])
    expectError(await api.post(`${base}/${id}/associate-queue`, { queues: ['default'] }), 400, 'DLI.0007')
    expectError(await api.post(`${base}/${id}/associate-queue`, { queues: ['testqueue'] }), 400, 'DLI.0002')
    expect(await peersOf(id)).toEqual([])
    const nowhere = '2a620c33-5609-40c9-affd-2b6453071b0f'
    expectError(await api.post(`${base}/${nowhere}/associate-queue`, { queues: ['q1'] }), 400, 'DLI.0001')
  })
})

describe('the host entries', () => {
  it('are replaced as a whole, and cleared by an empty list or by none', async () => {
    const id = await connect(api, 'hosts', network, [])
    const hosts = [
      { ip: '192.168.0.9', name: 'db.orders.internal' },
      { ip: '172.16.0.2', name: 'outside_of_the_vpc' },
    ]
    expectDone(await api.put(`${base}/${id}`, { hosts }))
    expect((await get(id)).body['hosts']).toEqual(hosts)
    expectDone(await api.put(`${base}/${id}`, { hosts: [] }))
    expect((await get(id)).body['hosts']).toEqual([])
    expectDone(await api.put(`${base}/${id}`, { hosts }))
    expectDone(await api.put(`${base}/${id}`, {}))
    expect((await get(id)).body['hosts']).toEqual([])
  })

  it('stay as they were when one of the new ones is wrong', async () => {
    const id = await connect(api, 'hosts_kept', network, [])
    const before = (await get(id)).body['hosts']
    expectError(
      await api.put(`${base}/${id}`, {
        hosts: [
          { ip: '192.168.0.1', name: 'good' },
          { ip: 'bad', name: 'bad' },
        ],
      }),
      400,
      'DLI.0001',
    )
    expect((await get(id)).body['hosts']).toEqual(before)
  })

  it('may be 20,000, and not one more', async () => {
    const id = await connect(api, 'many_hosts', network, [])
    const hosts = Array.from({ length: 20_001 }, (_, index) => ({
      ip: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
      name: `host-${index}`,
    }))
    expectError(await api.put(`${base}/${id}`, { hosts }), 400, 'DLI.0001')
    expectDone(await api.put(`${base}/${id}`, { hosts: hosts.slice(0, 20_000) }))
    expect((await get(id)).body['hosts']).toEqual(hosts.slice(0, 20_000))
  })
})

describe('listing connections', () => {
  it('finds by exact name, by status and by tags', async () => {
    await create({
      name: 'tf_test_12345',
      tags: [
        { key: 'foo', value: 'bar' },
        { key: 'k', value: 'v' },
      ],
    })
    const found = async (query: string): Promise<unknown[]> => {
      const answer = await api.get(`${base}?${query}`)
      expect(answer, answer.text).toMatchObject({ status: 200, body: { is_success: true, connections: expect.any(Array) } })
      return listOf(answer.body['connections']).map((connection) => connection['name'])
    }
    expect(await found('name=tf_test')).toEqual([])
    expect(await found('name=tf_test_12345')).toEqual(['tf_test_12345'])
    expect(await found('status=active&name=tf_test_12345')).toEqual(['tf_test_12345'])
    expect(await found('tags=foo%3Dbar')).toEqual(['tf_test_12345'])
    expect(await found('tags=foo%3Dbar%2Ck%3Dother')).toEqual([])
  })

  it('honours offset without limit until the list is empty, and limit 0 as all', async () => {
    const all = listOf((await api.get(`${base}?limit=0`)).body['connections']).map((connection) => connection['id'])
    expect(all.length).toBeGreaterThan(3)
    const ids = async (query: string): Promise<unknown[]> =>
      listOf((await api.get(`${base}?${query}`)).body['connections']).map((each) => each['id'])
    expect(await ids('offset=2')).toEqual(all.slice(2))
    expect(await ids(`offset=${all.length}`)).toEqual([])
    expect(await ids('limit=2&offset=1')).toEqual(all.slice(1, 3))
  })
})

describe('deleting a connection', () => {
  it('removes its bindings; it stays readable as DELETED', async () => {
    const id = await connect(api, 'deleted', network, ['q3'])
    const answer = await api.delete(`${base}/${id}`)
    expect(answer, answer.text).toMatchObject({ status: 200, body: { is_success: true, message: 'Deleted' } })
    expect(await get(id)).toMatchObject({ status: 200, body: { status: 'DELETED', available_queue_info: [] } })
    const active = await api.get(`${base}?status=ACTIVE&name=deleted`)
    expect(active.body['connections']).toEqual([])
    expect((await create({ name: 'deleted' })).status).toBe(201)
  })

  it('refuses an id that never was', async () => {
    const answer = await get('2a620c33-5609-40c9-affd-2b6453071b0f')
    expectError(answer, 400, 'DLI.0001')
    expect(answer.body['error_msg']).toContain('Connection 2a620c33-5609-40c9-affd-2b6453071b0f does not exist.')
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

const CLASSIC = '/v2.0/{p}/datasource-connection'
const ENHANCED = '/v2.0/{p}/datasource/enhanced-connections'

let lab: ApiLab
let network: { readonly vpcId: string; readonly subnetId: string }
beforeAll(async () => {
  lab = await startLab()
  network = await lab.makeNetwork('orders')
  for (const [queue_name, resource_mode] of [
    ['q1', 1],
    ['q2', 1],
    ['shared', 0],
  ] as const)
    await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name, cu_count: 16, resource_mode } })
})
afterAll(() => lab?.[Symbol.asyncDispose]())
beforeEach(async () => {
  for (const { id } of listOf((await lab.call('GET', ENHANCED)).body['connections'])) await lab.call('DELETE', `${ENHANCED}/${String(id)}`)
})

const create = (name: string, more: object = {}) =>
  lab.call('POST', CLASSIC, {
    body: { name, service: 'rds', security_group_id: 'any', network_id: network.subnetId, url: '192.168.0.10:5432', ...more },
  })

describe('a connection of the older kind', () => {
  it('is an enhanced one that is bound to the dedicated queues, listed by both calls and shown with what it was made of', async () => {
    const made = await create('to_orders', { tags: [{ key: 'team', value: 'a' }] })
    expect(made).toMatchObject({ status: 201, body: { is_success: true, message: '', connection_id: expect.any(String) } })
    const id = String(made.body['connection_id'])
    const shown = {
      connection_id: id,
      name: 'to_orders',
      service: 'RDS',
      destination: network.subnetId,
      connection_url: '192.168.0.10:5432',
      cluster_name: '',
      create_time: expect.any(Number),
    }
    await expect.poll(async () => (await lab.call('GET', `${CLASSIC}/${id}`)).body['state']).not.toBe('CREATING')
    const one = (await lab.call('GET', `${CLASSIC}/${id}`)).body
    expect(one).toMatchObject({ ...shown, is_success: true, process: 1 })
    expect(one['available_queue_info']).toMatchObject([
      { uuid: expect.any(String), status: 'ACTIVE', name: 'q1', err_msg: '' },
      { uuid: expect.any(String), status: 'ACTIVE', name: 'q2', err_msg: '' },
    ])
    const { body } = await lab.call('GET', CLASSIC)
    expect(body).toMatchObject({ count: 1, connections: [{ ...shown, queue_list: ['q1', 'q2'] }] })
    expect((await lab.call('GET', `${CLASSIC}?tags=team%3Db`)).body).toMatchObject({ count: 0, connections: [] })
    expect((await lab.call('GET', `${CLASSIC}?tags=team%3Da`)).body).toMatchObject({ count: 1 })
    expect((await lab.call('GET', `${ENHANCED}/${id}`)).body).toMatchObject({
      name: 'to_orders',
      dest_vpc_id: network.vpcId,
      status: 'ACTIVE',
    })
  })

  it('lets the ports of its url through, and all where one place in it has none', async () => {
    const portsWith = async (url: string): Promise<unknown> => {
      const id = String((await create('ports', { url })).body['connection_id'])
      const { body } = await lab.call('GET', `/causeway/v1/{p}/connections/${id}/ports`)
      await lab.call('DELETE', `${CLASSIC}/${id}`)
      return body['ports']
    }
    expect(await portsWith('192.168.0.10:5432')).toEqual(['5432'])
    expect(await portsWith('zk1:2181,zk2:2181,zk3:2182')).toEqual(['2181-2182'])
    expect(await portsWith('jdbc:postgresql://db:5432/orders')).toEqual(['5432'])
    expect(await portsWith('db1:5432,db2')).toEqual(['1-65535'])
  })

  it('is bound to other queues, and unbound, by the newer calls', async () => {
    const id = String((await create('bound')).body['connection_id'])
    await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: 'q3', cu_count: 16, resource_mode: 1 } })
    expect((await lab.call('POST', `${ENHANCED}/${id}/associate-queue`, { body: { queues: ['q3'] } })).status).toBe(200)
    expect((await lab.call('POST', `${ENHANCED}/${id}/disassociate-queue`, { body: { queues: ['q1'] } })).status).toBe(200)
    expect((await lab.call('GET', CLASSIC)).body).toMatchObject({ connections: [{ queue_list: ['q2', 'q3'] }] })
    await lab.call('DELETE', '/v1.0/{p}/queues/q3')
  })

  it('is deleted by either call, and is not there any more; an enhanced one is none of them', async () => {
    for (const path of [CLASSIC, ENHANCED]) {
      const id = String((await create('gone')).body['connection_id'])
      expect((await lab.call('DELETE', `${path}/${id}`)).status).toBe(200)
      expect(await lab.call('GET', `${CLASSIC}/${id}`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
      expect(await lab.call('DELETE', `${CLASSIC}/${id}`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
      expect((await lab.call('GET', CLASSIC)).body).toMatchObject({ count: 0 })
    }
    const body = { name: 'newer', dest_vpc_id: network.vpcId, dest_network_id: network.subnetId }
    const newer = String((await lab.call('POST', ENHANCED, { body })).body['connection_id'])
    expect((await lab.call('DELETE', `${CLASSIC}/${newer}`)).status).toBe(400)
    expect((await lab.call('GET', `${ENHANCED}/${newer}`)).body).toMatchObject({ status: 'ACTIVE' })
  })

  it.each([
    ['a service that there is not', { service: 'oracle' }],
    ['a subnet that is not there', { network_id: 'nothing' }],
    ['no url', { url: '' }],
    ['a line break in its url', { url: 'a\nb' }],
  ])('is refused with %s', async (_what, more) => {
    expect(await create('wrong', more)).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } })
  })

  it('is made, shown and deleted by who may do that with connections', async () => {
    const id = String((await create('of_admin')).body['connection_id'])
    const { keys } = await reader()
    expect((await lab.call('GET', `${CLASSIC}/${id}`, { keys })).status).toBe(200)
    const body = { name: 'x', service: 'RDS', network_id: network.subnetId, url: 'u' }
    expect((await lab.call('POST', CLASSIC, { keys, body })).status).toBe(403)
    expect((await lab.call('DELETE', `${CLASSIC}/${id}`, { keys })).status).toBe(403)
  })
})

async function reader() {
  await lab.call('POST', '/causeway/v1/users', { body: { name: 'rita' } })
  const key = (await lab.call('POST', '/causeway/v1/users/rita/keys', { body: { description: 'k' } })).body
  await lab.call('PUT', '/causeway/v1/projects/{p}/roles', { body: { user_name: 'rita', role: 'reader' } })
  return { keys: { accessKey: String(key['access_key']), secretKey: String(key['secret_key']) } }
}

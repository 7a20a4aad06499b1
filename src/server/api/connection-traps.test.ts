/** What the vendor's clients stumble over at connections: each test is named after what one of them does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, objectOf } from './fixtures/api-lab.ts'
import { CONNECTIONS, type NetworkLab, startNetworkLab } from './fixtures/made-connection.ts'

let lab: ApiLab
let network: NetworkLab['network']
let connect: NetworkLab['connect']
beforeAll(async () => {
  ;({ lab, network, connect } = await startNetworkLab())
})
afterAll(() => lab?.[Symbol.asyncDispose]())

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
    await lab.made('PUT', '/v1.0/{p}/authorization', { projectId, action: 'grant', privileges })
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
    await lab.made('POST', '/v3/{p}/elastic-resource-pools', {
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
    await lab.made('PUT', '/v1.0/{p}/authorization', { projectId: 'f'.repeat(32), action: 'grant', privileges })
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
    await lab.made('PUT', `${CONNECTIONS}/${id}`, {})
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

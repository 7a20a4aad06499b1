import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, listOf } from './support/api.ts'
import { connect, idIn, makeVpc, openServer } from './support/lab.ts'

let api: Api
beforeAll(async () => {
  api = await openServer()
})
afterAll(() => api?.server.close())

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const nowhere = '22094d8f-c310-4621-913d-4c4d655d8495'

async function createVpc(name: string, cidr = '192.168.0.0/16'): Promise<string> {
  const answer = await api.post('/v1/{p}/vpcs', { vpc: { name, cidr } })
  expect(answer.status, answer.text).toBe(200)
  return idIn(answer.body['vpc'])
}

const newSubnet = (vpcId: string, name: string, cidr = '192.168.0.0/24', gateway = '192.168.0.1') =>
  api.post('/v1/{p}/subnets', { subnet: { name, cidr, gateway_ip: gateway, vpc_id: vpcId } })

describe('VPCs', () => {
  it('are created, read, listed and deleted', async () => {
    const created = await api.post('/v1/{p}/vpcs', {
      vpc: { name: 'first', cidr: '192.168.0.0/16', description: 'test', enterprise_project_id: '0' },
    })
    const expected = { id: expect.stringMatching(uuid), name: 'first', cidr: '192.168.0.0/16', description: 'test', routes: [] }
    expect(created, created.text).toMatchObject({ status: 200, body: { vpc: expected } })
    const id = idIn(created.body['vpc'])

    const read = await api.get(`/v1/{p}/vpcs/${id}`)
    expect(read, read.text).toMatchObject({ status: 200, body: { vpc: { ...expected, id, status: 'OK' } } })
    const list = await api.get('/v1/{p}/vpcs')
    expect(listOf(list.body['vpcs']).map((vpc) => vpc['id'])).toContain(id)

    const deleted = await api.delete(`/v1/{p}/vpcs/${id}`)
    expect([200, 202, 204], deleted.text).toContain(deleted.status)
    expect((await api.get(`/v1/{p}/vpcs/${id}`)).status).toBe(404)
    expect((await api.delete(`/v1/{p}/vpcs/${id}`)).status).toBe(404)
  })

  it.each([
    ['a range that is public', '8.8.0.0/16'],
    ['a mask that is too long', '192.168.0.0/29'],
    ['no CIDR at all', 'here'],
    ['an address with host bits', '192.168.0.7/16'],
    ['IPv6', 'fd00::/16'],
  ])('are refused with %s', async (_, cidr) => {
    const answer = await api.post('/v1/{p}/vpcs', { vpc: { name: 'bad', cidr } })
    expect(answer, answer.text).toMatchObject({
      status: 400,
      body: { code: expect.stringMatching(/^VPC\./), message: expect.stringMatching(/\S/) },
    })
  })

  it('with the same range live side by side', async () => {
    const [one, other] = [await createVpc('twin_one'), await createVpc('twin_other')]
    expect(one).not.toBe(other)
  })

  it('are not found under another id', async () => {
    expect((await api.get(`/v1/{p}/vpcs/${nowhere}`)).status).toBe(404)
  })

  it('cannot be deleted while they have a subnet', async () => {
    const { vpcId, subnetId } = await makeVpc(api, 'in_use')
    expect((await api.delete(`/v1/{p}/vpcs/${vpcId}`)).status).toBe(409)
    expect((await api.delete(`/v1/{p}/vpcs/${vpcId}/subnets/${subnetId}`)).status).toBeLessThan(300)
    expect((await api.delete(`/v1/{p}/vpcs/${vpcId}`)).status).toBeLessThan(300)
  })
})

describe('subnets', () => {
  it('are created, read, listed by VPC and deleted; the id is the network id', async () => {
    const vpcId = await createVpc('with_subnets')
    const created = await newSubnet(vpcId, 'one')
    expect(created.status, created.text).toBe(200)
    const id = idIn(created.body['subnet'])
    const expected = { id, name: 'one', cidr: '192.168.0.0/24', gateway_ip: '192.168.0.1', vpc_id: vpcId, neutron_network_id: id }

    const read = await api.get(`/v1/{p}/subnets/${id}`)
    expect(read, read.text).toMatchObject({ status: 200, body: { subnet: { ...expected, status: 'ACTIVE' } } })
    const other = await newSubnet(await createVpc('with_another'), 'other')
    const list = await api.get(`/v1/{p}/subnets?vpc_id=${vpcId}`)
    expect(listOf(list.body['subnets']).map((subnet) => subnet['id'])).toEqual([id])
    expect(listOf((await api.get('/v1/{p}/subnets')).body['subnets']).map((subnet) => subnet['id'])).toEqual(
      expect.arrayContaining([id, idIn(other.body['subnet'])]),
    )

    const deleted = await api.delete(`/v1/{p}/vpcs/${vpcId}/subnets/${id}`)
    expect([200, 202, 204], deleted.text).toContain(deleted.status)
    expect((await api.get(`/v1/{p}/subnets/${id}`)).status).toBe(404)
  })

  it('must lie within their VPC, with their gateway inside, and apart from each other', async () => {
    const vpcId = await createVpc('strict')
    expect((await newSubnet(vpcId, 'outside', '10.0.0.0/24', '10.0.0.1')).status).toBe(400)
    expect((await newSubnet(vpcId, 'far_gateway', '192.168.0.0/24', '192.168.1.1')).status).toBe(400)
    expect((await newSubnet(vpcId, 'small', '192.168.0.0/30', '192.168.0.1')).status).toBe(400)
    expect((await newSubnet(nowhere, 'no_vpc')).status).toBeGreaterThanOrEqual(400)
    expect((await newSubnet(vpcId, 'first')).status).toBe(200)
    expect((await newSubnet(vpcId, 'overlapping', '192.168.0.128/25', '192.168.0.129')).status).toBeGreaterThanOrEqual(400)
    expect((await newSubnet(vpcId, 'beside', '192.168.1.0/24', '192.168.1.1')).status).toBe(200)
  })

  it('cannot be deleted while a connection uses them', async () => {
    const network = await makeVpc(api, 'used')
    const connectionId = await connect(api, 'uses_subnet', network, [])
    const target = `/v1/{p}/vpcs/${network.vpcId}/subnets/${network.subnetId}`
    expect((await api.delete(target)).status).toBe(409)
    expect((await api.delete(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}`)).status).toBe(200)
    expect((await api.delete(target)).status).toBeLessThan(300)
  })
})

describe('the attachment of a VPC', () => {
  it('is none at first, is replaced, read and deleted', async () => {
    const vpcId = await createVpc('attached')
    const target = `/causeway/v1/{p}/vpcs/${vpcId}/attachment`
    expect(await api.get(target)).toMatchObject({ status: 200, body: { kind: 'none' } })
    const forward = { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: '127.0.0.1:54321' }] }
    expect((await api.put(target, forward)).status).toBe(200)
    expect(await api.get(target)).toMatchObject({ status: 200, body: forward })
    expect((await api.put(target, { kind: 'host' })).status).toBe(200)
    expect(await api.get(target)).toMatchObject({ status: 200, body: { kind: 'host' } })
    expect((await api.delete(target)).status).toBeLessThan(300)
    expect(await api.get(target)).toMatchObject({ status: 200, body: { kind: 'none' } })
  })

  it.each([
    ['an unknown kind', { kind: 'magic' }],
    ['no kind', {}],
    ['no forwards', { kind: 'forward' }],
    ['what its kind does not have', { kind: 'agent', allow: ['192.168.0.0/24:5432'] }],
    ['a forward that has more', { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: '127.0.0.1:5432', queue: 'q1' }] }],
    ['an address without a port', { kind: 'forward', forwards: [{ from: '192.168.0.10', to: '127.0.0.1:5432' }] }],
    ['a port that is none', { kind: 'forward', forwards: [{ from: '192.168.0.10:99999', to: '127.0.0.1:5432' }] }],
    [
      'the same address twice',
      { kind: 'forward', forwards: [1, 2].map((port) => ({ from: '192.168.0.10:5432', to: `127.0.0.1:${port}` })) },
    ],
  ])('is refused with %s', async (what, body) => {
    const vpcId = await createVpc(what.replaceAll(' ', '_'))
    const answer = await api.put(`/causeway/v1/{p}/vpcs/${vpcId}/attachment`, body)
    expect(answer.status, answer.text).toBe(400)
    expect(await api.get(`/causeway/v1/{p}/vpcs/${vpcId}/attachment`)).toMatchObject({ body: { kind: 'none' } })
  })

  it('of a VPC that does not exist is not found', async () => {
    const answer = await api.put(`/causeway/v1/{p}/vpcs/${nowhere}/attachment`, { kind: 'host' })
    expect([400, 404], answer.text).toContain(answer.status)
  })
})

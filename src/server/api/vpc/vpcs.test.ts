import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const NEVER = '22094d8f-c310-4621-913d-4c4d655d8495'
const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/

describe('VPCs and subnets', () => {
  it('are created with 200, read with every field, and deleted with 204', async () => {
    const made = await lab.call('POST', '/v1/{p}/vpcs', { body: { vpc: { name: 'one', cidr: '192.168.0.0/16', tags: ['a*b'] } } })
    expect(made.status, made.text).toBe(200)
    const [vpc = {}] = listOf([made.body['vpc']])
    expect(vpc).toEqual({
      id: expect.any(String),
      name: 'one',
      description: '',
      cidr: '192.168.0.0/16',
      status: 'OK',
      enterprise_project_id: '0',
      routes: [],
      tenant_id: lab.projectId,
      created_at: expect.stringMatching(stamp),
      updated_at: expect.stringMatching(stamp),
      enable_shared_snat: false,
      cloud_resources: [],
      tags: [],
    })
    const id = String(vpc['id'])
    const body = { subnet: { name: 's', cidr: '192.168.20.0/24', gateway_ip: '192.168.20.1', vpc_id: id, dhcp_enable: true, dnsList: [] } }
    const subnet = await lab.call('POST', '/v1/{p}/subnets', { body })
    expect(subnet.status, subnet.text).toBe(200)
    const [item = {}] = listOf([subnet.body['subnet']])
    const subnetId = String(item['id'])
    expect(item).toMatchObject({
      neutron_network_id: subnetId,
      vpc_id: id,
      status: 'ACTIVE',
      gateway_ip: '192.168.20.1',
      dnsList: [],
      scope: 'center',
    })
    expect((await lab.call('GET', `/v1/{p}/subnets/${subnetId}`)).body).toEqual(subnet.body)
    expect((await lab.call('GET', `/v1/{p}/vpcs/${id}`)).body).toEqual(made.body)
    expect((await lab.call('GET', `/v1/{p}/subnets?vpc_id=${id}`)).body).toEqual({ subnets: [item] })
    expect((await lab.call('GET', `/v1/{p}/vpcs?id=${id}&limit=10`)).body).toEqual({ vpcs: [vpc] })

    expect(await lab.call('DELETE', `/v1/{p}/vpcs/${id}`)).toMatchObject({ status: 409, body: { code: expect.stringMatching(/^VPC\./) } })
    expect(await lab.call('DELETE', `/v1/{p}/vpcs/${id}/subnets/${subnetId}`)).toMatchObject({ status: 204, text: '' })
    expect(await lab.call('DELETE', `/v1/{p}/vpcs/${id}`)).toMatchObject({ status: 204, text: '' })
    expect(await lab.call('GET', `/v1/{p}/vpcs/${id}`)).toMatchObject({ status: 404, body: { code: 'VPC.0202' } })
  })

  it.each([
    ['GET', `/v1/{p}/vpcs/${NEVER}`, undefined, 404],
    ['DELETE', `/v1/{p}/vpcs/${NEVER}`, undefined, 404],
    ['GET', `/v1/{p}/subnets/${NEVER}`, undefined, 404],
    ['DELETE', `/v1/{p}/vpcs/${NEVER}/subnets/${NEVER}`, undefined, 404],
    ['GET', '/v1/{p}/vpcs?limit=5000', undefined, 400],
    ['POST', '/v1/{p}/vpcs', {}, 400],
    ['POST', '/v1/{p}/vpcs', { vpc: { name: 'x', cidr: '8.8.8.0/24' } }, 400],
    ['POST', '/v1/{p}/subnets', { subnet: { name: 'x', cidr: '192.168.0.0/24', gateway_ip: '192.168.0.1', vpc_id: NEVER } }, 404],
  ] as const)('%s %s %j is %d', async (method, target, body, status) => {
    const answer = await lab.call(method, target, body === undefined ? {} : { body })
    expect(answer, answer.text).toMatchObject({
      status,
      body: { code: expect.stringMatching(/^VPC\.\d{4}$/), message: expect.any(String) },
    })
  })
})

describe('the attachment of a VPC', () => {
  it('is none at first, is set, read and taken away', async () => {
    const { vpcId } = await lab.makeNetwork('attached')
    const target = `/causeway/v1/{p}/vpcs/${vpcId}/attachment`
    expect(await lab.call('GET', target)).toMatchObject({ status: 200, body: { kind: 'none' } })
    const forward = { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: '127.0.0.1:54321' }] }
    expect(await lab.call('PUT', target, { body: forward })).toMatchObject({ status: 200, body: forward })
    expect(await lab.call('GET', target)).toMatchObject({ status: 200, body: forward })
    expect(await lab.call('PUT', target, { body: { kind: 'host' } })).toMatchObject({ status: 200, body: { kind: 'host' } })
    expect(await lab.call('DELETE', target)).toMatchObject({ status: 204, text: '' })
    expect(await lab.call('GET', target)).toMatchObject({ status: 200, body: { kind: 'none' } })
  })

  it.each([
    [{}, 400, 'invalid-parameter'],
    [{ kind: 'magic' }, 400, 'invalid-parameter'],
    [{ kind: 'forward' }, 400, 'invalid-parameter'],
    [{ kind: 'forward', forwards: [{ from: 'x', to: 'y' }] }, 400, 'invalid-parameter'],
  ])('%j is refused', async (body, status, code) => {
    const { vpcId } = await lab.makeNetwork(`refused_${JSON.stringify(body).length}`)
    expect(await lab.call('PUT', `/causeway/v1/{p}/vpcs/${vpcId}/attachment`, { body })).toMatchObject({
      status,
      body: { error_code: code },
    })
  })

  it('of a VPC that there is not is 404', async () => {
    expect(await lab.call('GET', `/causeway/v1/{p}/vpcs/${NEVER}/attachment`)).toMatchObject({
      status: 404,
      body: { error_code: 'not-found' },
    })
  })
})

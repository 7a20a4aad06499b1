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
      tags: ['a*b'],
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

  it('are changed as Terraform does in place, and read by it in both versions', async () => {
    const make = async (name: string, cidr: string): Promise<string> => {
      const [vpc = {}] = listOf([(await lab.call('POST', '/v1/{p}/vpcs', { body: { vpc: { name, cidr } } })).body['vpc']])
      return String(vpc['id'])
    }
    const id = await make('before', '10.1.0.0/16')
    const other = await make('other', '10.9.0.0/16')
    const body = {
      subnet: {
        name: 's',
        cidr: '10.1.2.0/24',
        gateway_ip: '10.1.2.1',
        vpc_id: id,
        primary_dns: '100.125.1.250',
        availability_zone: 'az1',
        tags: ['k*v'],
      },
    }
    const made = await lab.call('POST', '/v1/{p}/subnets', { body })
    expect(made.status, made.text).toBe(200)
    const [subnet = {}] = listOf([made.body['subnet']])
    expect(subnet).toMatchObject({
      primary_dns: '100.125.1.250',
      secondary_dns: '',
      dnsList: ['100.125.1.250'],
      dhcp_enable: true,
      availability_zone: 'az1',
      tags: ['k*v'],
    })

    const put = (vpc: unknown) => lab.call('PUT', `/v1/{p}/vpcs/${id}`, { body: { vpc } })
    expect(await put({ name: 'after', cidr: '10.0.0.0/8', description: 'text' })).toMatchObject({
      status: 200,
      body: { vpc: { name: 'after', cidr: '10.0.0.0/8', description: 'text' } },
    })
    expect(await put({ description: '' })).toMatchObject({
      status: 200,
      body: { vpc: { name: 'after', cidr: '10.0.0.0/8', description: '' } },
    })
    expect(await put({ cidr: '10.2.0.0/16' })).toMatchObject({ status: 400, body: { message: expect.stringContaining('10.1.2.0/24') } })
    expect(await put({ name: 'other' })).toMatchObject({ status: 400, body: { message: expect.stringContaining('other already exists') } })
    expect(await lab.call('GET', `/v3/{p}/vpc/vpcs/${id}`)).toMatchObject({
      status: 200,
      body: {
        request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        vpc: {
          id,
          name: 'after',
          cidr: '10.0.0.0/8',
          extend_cidrs: [],
          status: 'ACTIVE',
          cloud_resources: [{ resource_type: 'virsubnet', resource_count: 1 }],
        },
      },
    })
    expect(await lab.call('GET', `/v3/{p}/vpc/vpcs/${NEVER}`)).toMatchObject({ status: 404 })

    const subnetPath = `/v1/{p}/vpcs/${id}/subnets/${String(subnet['id'])}`
    const change = { subnet: { name: 't', dhcp_enable: false, dnsList: ['10.1.2.2', '10.1.2.3', '10.1.2.4'] } }
    expect(await lab.call('PUT', subnetPath, { body: change })).toMatchObject({
      status: 200,
      body: { subnet: { id: subnet['id'], status: 'ACTIVE' } },
    })
    expect((await lab.call('GET', `/v1/{p}/subnets/${String(subnet['id'])}`)).body['subnet']).toMatchObject({
      name: 't',
      cidr: '10.1.2.0/24',
      dhcp_enable: false,
      dnsList: ['10.1.2.2', '10.1.2.3', '10.1.2.4'],
      primary_dns: '100.125.1.250',
      availability_zone: 'az1',
      tags: ['k*v'],
    })
    expect(await lab.call('PUT', subnetPath, { body: { subnet: { primary_dns: 'dns.example' } } })).toMatchObject({ status: 400 })
    expect(await lab.call('PUT', `/v1/{p}/vpcs/${other}/subnets/${String(subnet['id'])}`, { body: change })).toMatchObject({ status: 404 })

    for (const [path, first] of [
      [`/v2.0/{p}/vpcs/${id}/tags`, []],
      [`/v2.0/{p}/subnets/${String(subnet['id'])}/tags`, [{ key: 'k', value: 'v' }]],
    ] as const) {
      expect((await lab.call('GET', path)).body).toEqual({ tags: first })
      expect(
        await lab.call('POST', `${path}/action`, {
          body: {
            action: 'create',
            tags: [
              { key: 'team', value: 'a' },
              { key: 'env', value: 'x' },
            ],
          },
        }),
      ).toMatchObject({ status: 204 })
      expect(await lab.call('POST', path, { body: { tag: { key: 'team', value: 'b' } } })).toMatchObject({ status: 204 })
      expect((await lab.call('GET', path)).body).toEqual({ tags: [...first, { key: 'env', value: 'x' }, { key: 'team', value: 'b' }] })
      expect(
        await lab.call('POST', `${path}/action`, { body: { action: 'delete', tags: [{ key: 'team' }, { key: 'none' }] } }),
      ).toMatchObject({ status: 204 })
      expect(await lab.call('DELETE', `${path}/env`)).toMatchObject({ status: 204 })
      expect(await lab.call('DELETE', `${path}/env`)).toMatchObject({ status: 404 })
      expect((await lab.call('GET', path)).body).toEqual({ tags: first })
      expect(await lab.call('POST', `${path}/action`, { body: { action: 'create', tags: [{ key: '', value: 'a' }] } })).toMatchObject({
        status: 400,
      })
      const many = Array.from({ length: 21 }, (_, n) => ({ key: `k${n}`, value: '' }))
      expect(await lab.call('POST', `${path}/action`, { body: { action: 'create', tags: many } })).toMatchObject({ status: 400 })
    }
    expect(await lab.call('GET', `/v2.0/{p}/vpcs/${NEVER}/tags`)).toMatchObject({ status: 404 })
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

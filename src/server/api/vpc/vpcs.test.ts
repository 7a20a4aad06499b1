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
      primary_dns: '10.1.2.2',
      secondary_dns: '10.1.2.3',
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

describe("what the vendor's clients set for VPCs and subnets", () => {
  const makeVpc = async (vpc: object) => {
    const answer = await lab.call('POST', '/v1/{p}/vpcs', { body: { vpc } })
    expect(answer.status, answer.text).toBe(200)
    return listOf([answer.body['vpc']])[0] ?? {}
  }

  it('is the enterprise project of a VPC, which is kept, shown by both versions, and filters the list', async () => {
    const [eps, plain] = [
      await makeVpc({ name: 'eps', cidr: '10.0.0.0/16', enterprise_project_id: 'd1e5' }),
      await makeVpc({ name: 'plain', cidr: '10.0.0.0/16', enterprise_project_id: '' }),
    ]
    expect([eps['enterprise_project_id'], plain['enterprise_project_id']]).toEqual(['d1e5', '0'])
    const id = String(eps['id'])
    expect((await lab.call('GET', `/v3/{p}/vpc/vpcs/${id}`)).body).toMatchObject({ vpc: { enterprise_project_id: 'd1e5' } })
    await lab.call('PUT', `/v1/{p}/vpcs/${id}`, { body: { vpc: { name: 'eps2' } } })
    const listed = async (query: string) => listOf((await lab.call('GET', `/v1/{p}/vpcs?${query}`)).body['vpcs']).map(({ name }) => name)
    expect(await listed('enterprise_project_id=d1e5')).toEqual(['eps2'])
    expect(await listed('enterprise_project_id=nobody')).toEqual([])
    expect(await listed('enterprise_project_id=0')).toContain('plain')
    expect(await listed('enterprise_project_id=0')).not.toContain('eps2')
    expect(await listed('enterprise_project_id=all_granted_eps')).toEqual(expect.arrayContaining(['eps2', 'plain']))
  })

  it('are flags of a VPC, which come back; routes of one are refused by name', async () => {
    const made = await makeVpc({ name: 'flags', cidr: '10.0.0.0/16', enable_shared_snat: true, routes: [] })
    expect(made).toMatchObject({ enable_shared_snat: true, routes: [] })
    expect(made).not.toHaveProperty('enhanced_local_route')
    const path = `/v1/{p}/vpcs/${String(made['id'])}`
    const put = (vpc: unknown) => lab.call('PUT', path, { body: { vpc } })
    expect(await put({ enable_shared_snat: false, enhanced_local_route: false })).toMatchObject({
      body: { vpc: { enable_shared_snat: false, enhanced_local_route: false } },
    })
    expect(await put({ description: 'other', enable_shared_snat: true })).toMatchObject({ status: 200 })
    expect((await lab.call('GET', path)).body).toMatchObject({ vpc: { enable_shared_snat: true, enhanced_local_route: false } })
    const routes = [{ destination: '0.0.0.0/0', nexthop: '10.0.0.9' }]
    for (const refused of [
      await put({ name: 'x', routes }),
      await lab.call('POST', '/v1/{p}/vpcs', { body: { vpc: { cidr: '10.0.0.0/16', routes } } }),
    ]) {
      expect(refused).toMatchObject({
        status: 400,
        body: { code: 'VPC.0101', message: expect.stringMatching(/vpc\.routes.*enhanced-connections/) },
      })
    }
    expect((await lab.call('GET', path)).body).toMatchObject({ vpc: { name: 'flags', routes: [] } })
  })

  it('is no CIDR at first, as the SDK allows: it is given before the first subnet', async () => {
    const { id, cidr } = await makeVpc({ name: 'bare' })
    expect(cidr).toBe('')
    const subnet = { name: 's', cidr: '192.168.1.0/24', gateway_ip: '192.168.1.1', vpc_id: id }
    const refused = await lab.call('POST', '/v1/{p}/subnets', { body: { subnet } })
    expect(refused).toMatchObject({ status: 400, body: { code: 'VPC.0101', message: expect.stringContaining('has no CIDR yet') } })
    expect(await lab.call('PUT', `/v1/{p}/vpcs/${String(id)}`, { body: { vpc: { description: 'text' } } })).toMatchObject({ status: 200 })
    expect(await lab.call('PUT', `/v1/{p}/vpcs/${String(id)}`, { body: { vpc: { cidr: '192.168.0.0/16' } } })).toMatchObject({
      status: 200,
      body: { vpc: { cidr: '192.168.0.0/16' } },
    })
    expect((await lab.call('POST', '/v1/{p}/subnets', { body: { subnet } })).status).toBe(200)
  })

  it('are options of DHCP, which are kept, replaced by their names, and go where they have no value; and name servers of one truth', async () => {
    const { id: vpc_id } = await makeVpc({ name: 'dhcp', cidr: '192.168.0.0/16' })
    const option = (opt_name: string, opt_value?: string) => ({ opt_name, ...(opt_value === undefined ? {} : { opt_value }) })
    const subnet = {
      ...{ name: 's', cidr: '192.168.1.0/24', gateway_ip: '192.168.1.1', vpc_id, primary_dns: '1.1.1.1', secondary_dns: '2.2.2.2' },
      extra_dhcp_opts: [option('addresstime', '24h'), option('ntp', '10.1.1.1,10.1.1.2')],
    }
    const made = await lab.call('POST', '/v1/{p}/subnets', { body: { subnet } })
    expect(made.body, made.text).toMatchObject({
      subnet: {
        extra_dhcp_opts: subnet.extra_dhcp_opts,
        dnsList: ['1.1.1.1', '2.2.2.2'],
        primary_dns: '1.1.1.1',
        secondary_dns: '2.2.2.2',
      },
    })
    const subnetId = String(listOf([made.body['subnet']])[0]?.['id'])
    const changed = async (change: object) => {
      const put = await lab.call('PUT', `/v1/{p}/vpcs/${String(vpc_id)}/subnets/${subnetId}`, {
        body: { subnet: { name: 's', ...change } },
      })
      expect(put.status, put.text).toBe(200)
      return (await lab.call('GET', `/v1/{p}/subnets/${subnetId}`)).body['subnet']
    }
    expect(await changed({ extra_dhcp_opts: [option('ntp'), option('domainname', 'lab.example')] })).toMatchObject({
      extra_dhcp_opts: [option('addresstime', '24h'), option('domainname', 'lab.example')],
    })
    expect(await changed({ extra_dhcp_opts: [{ opt_name: 'domainname', opt_value: null }], primary_dns: '9.9.9.9' })).toMatchObject({
      extra_dhcp_opts: [option('addresstime', '24h')],
      dnsList: ['9.9.9.9', '2.2.2.2'],
      primary_dns: '9.9.9.9',
    })
    expect(await changed({ description: 'same' })).toMatchObject({
      extra_dhcp_opts: [option('addresstime', '24h')],
      primary_dns: '9.9.9.9',
    })
    expect(await changed({ dnsList: ['3.3.3.3', '4.4.4.4', '5.5.5.5'] })).toMatchObject({
      primary_dns: '3.3.3.3',
      secondary_dns: '4.4.4.4',
    })
    expect(await changed({ dnsList: [] })).toMatchObject({ primary_dns: '', secondary_dns: '', dnsList: [] })
    for (const bad of [{ extra_dhcp_opts: [option('')] }, { extra_dhcp_opts: [option('ntp', 'a\u0000b')] }, { secondary_dns: 'dns' }]) {
      expect(await lab.call('PUT', `/v1/{p}/vpcs/${String(vpc_id)}/subnets/${subnetId}`, { body: { subnet: bad } })).toMatchObject({
        status: 400,
      })
    }
  })

  it('fails in words that clients of either version of the API read, also where the gateway refuses', async () => {
    for (const target of [`/v1/{p}/vpcs/${NEVER}`, `/v3/{p}/vpc/vpcs/${NEVER}`, `/v2.0/{p}/vpcs/${NEVER}/tags`]) {
      const { body } = await lab.call('GET', target)
      expect(body).toMatchObject({ error_code: 'VPC.0202', error_msg: body['message'], code: 'VPC.0202', request_id: expect.any(String) })
    }
    for (const target of ['/v3/{p}/vpc/security-groups', '/v2.0/{p}/security-groups/tags', '/v3/{p}/vpc/nothing']) {
      expect(await lab.call('GET', target)).toMatchObject({
        status: 404,
        body: { error_code: 'APIGW.0101', error_msg: expect.any(String) },
      })
    }
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

import { afterAll, beforeAll, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { type AddedUser, type ApiLab, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
let nobody: AddedUser
const CONNECTIONS = '/v2.0/{p}/datasource/enhanced-connections'
const picture = () => lab.call('GET', '/causeway/v1/{p}/topology')

beforeAll(async () => {
  lab = await startLab()
  nobody = await lab.addUser({ name: 'nobody', isAdmin: false })
})
afterAll(async () => {
  await lab?.[Symbol.asyncDispose]()
})

async function bound(id: string, name: string): Promise<void> {
  await waitPatiently({
    meanwhile: 'the binding is still being made',
    look: async () =>
      (await lab.call('GET', `${CONNECTIONS}/${id}`)).text.includes(`"status":"ACTIVE","name":"${name}"`) ? true : undefined,
    processes: () => [process.pid],
  })
}

it('shows a project that has nothing', async () => {
  const { status, body } = await picture()
  expect(status).toBe(200)
  expect(body).toEqual({
    queues: [{ queue_name: 'default', status: 'available', preset: true, cu_count: expect.any(Number), elastic_resource_pool_name: '' }],
    elastic_resource_pools: [],
    connections: [],
    vpcs: [],
    subnets: [],
    tables: [],
    cut: [],
  })
})

it('shows what is bound to what, how networks are attached, which host entries lead nowhere, and the tables', async () => {
  const { vpcId, subnetId } = await lab.makeNetwork('net')
  const attachment = { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: '127.0.0.1:1' }] }
  await lab.call('PUT', `/causeway/v1/{p}/vpcs/${vpcId}/attachment`, { body: attachment })
  for (const name of ['q1', 'q2'])
    await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: name, cu_count: 16, resource_mode: 1 } })
  const hosts = [
    { name: 'pg', ip: '192.168.0.10' },
    { name: 'far', ip: '10.1.2.3' },
    { name: 'lost', ip: '172.16.0.1' },
  ]
  const made = await lab.call('POST', CONNECTIONS, {
    body: { name: 'orders', dest_vpc_id: vpcId, dest_network_id: subnetId, queues: ['q1'], hosts, ports: ['5432', '6000-6010'] },
  })
  const id = String(made.body['connection_id'])
  await lab.call('POST', `/v3/{p}/datasource/enhanced-connections/${id}/routes`, { body: { name: 'r1', cidr: '10.0.0.0/8' } })
  await bound(id, 'q1')
  const caller = { projectId: lab.projectId, userId: '', userName: '', isLocal: true } as const
  await lab.call('POST', '/v1.0/{p}/databases', { body: { database_name: 'shop' } })
  const source = { kind: 'jdbc', url: 'jdbc:postgresql://pg/db', dbtable: 'orders', options: {} } as const
  const orders = { database: 'shop', name: 'orders', columns: [{ name: 'id', type: 'int' }], source }
  await lab.context.control.catalog.createTable(caller, orders, { ifNotExists: false })

  const { body } = await picture()
  expect(body['queues']).toMatchObject([{ queue_name: 'default' }, { queue_name: 'q1', preset: false }, { queue_name: 'q2' }])
  expect(body['connections']).toEqual([
    {
      id,
      name: 'orders',
      lent: false,
      vpc_id: vpcId,
      subnet_id: subnetId,
      bindings: [{ id: expect.any(String), kind: 'queue', name: 'q1', status: 'active', message: '' }],
      hosts: [
        { name: 'pg', ip: '192.168.0.10', covered: 'yes', covered_by: 'subnet 192.168.0.0/24' },
        { name: 'far', ip: '10.1.2.3', covered: 'yes', covered_by: 'route r1 (10.0.0.0/8)' },
        { name: 'lost', ip: '172.16.0.1', covered: 'no', covered_by: '' },
      ],
      host_count: 3,
      routes: [{ name: 'r1', cidr: '10.0.0.0/8' }],
      ports: ['5432', '6000-6010'],
      name_servers: [],
      suffixes: [],
    },
  ])
  expect(body['vpcs']).toMatchObject([{ id: vpcId, name: 'net', attachment: 'forward', message: '', remedies: [] }])
  expect(body['subnets']).toEqual([{ id: subnetId, vpc_id: vpcId, name: 'net', cidr: '192.168.0.0/24', cidr_v6: '' }])
  expect(body['tables']).toEqual([{ database_name: 'shop', table_name: 'orders', kind: 'postgresql', host: 'pg', port: 5432 }])
})

it('leaves host entries out beyond a thousand of a connection, and says so', async () => {
  const { vpcId, subnetId } = await lab.makeNetwork('big')
  const hosts = Array.from({ length: 1_001 }, (_, i) => ({ name: `h${i}`, ip: `192.168.0.${(i % 250) + 1}` }))
  const made = await lab.call('POST', CONNECTIONS, { body: { name: 'big', dest_vpc_id: vpcId, dest_network_id: subnetId, hosts } })
  const { body } = await picture()
  expect(body['cut']).toEqual(['hosts'])
  const shown = (body['connections'] as readonly Readonly<Record<string, unknown>>[]).find(({ id }) => id === made.body['connection_id'])
  expect(shown?.['host_count']).toBe(1_001)
  expect(shown?.['hosts']).toHaveLength(1_000)
})

it('does not tell where a connection leads that another project lends', async () => {
  const resolver = { servers: ['192.168.0.2:53'], suffixes: ['corp.example'] }
  const own = (await picture()).body['connections'] as readonly Readonly<Record<string, unknown>>[]
  const orders = String(own.find(({ name }) => name === 'orders')?.['id'])
  expect((await lab.call('PUT', `/causeway/v1/{p}/connections/${orders}/resolver`, { body: resolver })).status).toBe(200)
  expect((await picture()).body['connections']).toContainEqual(
    expect.objectContaining({ id: orders, name_servers: ['192.168.0.2:53'], suffixes: ['corp.example'] }),
  )
  const other = await lab.addUser({ name: 'borrower', domain: 'others' })
  const target = '/causeway/v1/{p}/topology'.replace('{p}', other.projectId)
  const listed = (await picture()).body['connections'] as readonly Readonly<Record<string, unknown>>[]
  const id = String(listed.find(({ name }) => name === 'orders')?.['id'])
  const granted = await lab.call('PUT', '/v1.0/{p}/authorization', {
    body: { projectId: other.projectId, action: 'grant', privileges: [{ object: `edsconnections.${id}`, privileges: ['BIND_QUEUE'] }] },
  })
  expect(granted.status, granted.text).toBe(200)
  const { body, text } = await lab.call('GET', target, { keys: other })
  expect(body['connections']).toMatchObject([
    { id, lent: true, bindings: [], name_servers: [], suffixes: ['corp.example'], hosts: [{ covered: 'unknown' }, {}, {}] },
  ])
  expect(text).not.toContain('vpc_id')
})

it('shows who has no role in the project what was granted, and nothing of what it hangs on', async () => {
  const ann = await lab.addUser({ name: 'ann_of_one', isAdmin: false })
  const whole = (await picture()).body
  const orders = (whole['connections'] as readonly Readonly<Record<string, unknown>>[]).find(({ name }) => name === 'orders')
  const bound = (orders?.['bindings'] ?? []) as readonly Readonly<Record<string, unknown>>[]
  const queue = String(bound[0]?.['name'])
  const grant = async (object: string, privilege: string): Promise<void> => {
    const body = { user_name: 'ann_of_one', action: 'grant', privileges: [{ object, privileges: [privilege] }] }
    const granted = await lab.call('PUT', '/v1.0/{p}/authorization', { body })
    expect(granted.status, granted.text).toBe(200)
  }
  await grant(`queues.${queue}`, 'SUBMIT_JOB')
  const own = await lab.call('GET', '/causeway/v1/{p}/topology', { keys: ann })
  expect(own.body).toMatchObject({
    queues: [{ queue_name: queue }],
    elastic_resource_pools: [],
    connections: [],
    vpcs: [],
    subnets: [],
    tables: [],
    cut: [],
  })
  await grant(`edsconnections.${String(orders?.['id'])}`, 'BIND_QUEUE')
  const more = await lab.call('GET', '/causeway/v1/{p}/topology', { keys: ann })
  expect(more.body['connections']).toMatchObject([{ id: orders?.['id'], lent: false, bindings: [{ name: queue }] }])
  for (const vpc of whole['vpcs'] as readonly Readonly<Record<string, unknown>>[]) expect(more.text).not.toContain(String(vpc['id']))
  for (const subnet of whole['subnets'] as readonly Readonly<Record<string, unknown>>[])
    expect(more.text).not.toContain(String(subnet['id']))
})

it('is for who has a right in the project', async () => {
  expect((await lab.call('GET', '/causeway/v1/{p}/topology', { keys: nobody })).status).toBe(403)
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Postgres, startPostgres } from '../testing/postgres.ts'
import { type Api, expectDone, listOf } from './support/api.ts'
import { attach, idIn, inPostgres, jdbcTable, openServer } from './support/lab.ts'

/**
 * The vendor's page "Creating and Using a Datasource Connection", word for word, and then what it is for: a job that reads a database through
 * the connection. The steps build on each other.
 */
let api: Api
let postgres: Postgres
beforeAll(async () => {
  api = await openServer()
  postgres = await startPostgres()
  await inPostgres(postgres, `CREATE TABLE orders AS SELECT g AS id, 'order ' || g AS name FROM generate_series(1, 1000) g`)
})
afterAll(async () => {
  await api?.server.close()
  await postgres?.stop()
})

const hosts = [
  { ip: '192.168.0.1', name: 'ecs-97f8-0001' },
  { ip: '192.168.0.2', name: 'ecs-97f8-0002' },
]
let vpcId = ''
let subnetId = ''
let connectionId = ''
const base = '/v2.0/{p}/datasource/enhanced-connections'

describe('the procedure', () => {
  it('Before creating a connection, the VPC and the subnet exist', async () => {
    vpcId = idIn((await api.post('/v1/{p}/vpcs', { vpc: { name: 'vpc', cidr: '192.168.0.0/16' } })).body['vpc'])
    const subnet = { name: 'subnet', cidr: '192.168.0.0/24', gateway_ip: '192.168.0.254', vpc_id: vpcId }
    subnetId = idIn((await api.post('/v1/{p}/subnets', { subnet })).body['subnet'])
  })

  it('Create a queue. In the request, set resource_mode to 1 to create a dedicated queue', async () => {
    for (const queue of ['q1', 'q2', 'q3']) {
      const answer = await api.post('/v1.0/{p}/queues', { queue_name: queue, description: 'test', cu_count: 16, resource_mode: 1 })
      expect(answer, answer.text).toMatchObject({ status: 200, body: { is_success: true, message: '', queue_name: queue } })
    }
  })

  it('Create an enhanced datasource connection named test1', async () => {
    const answer = await api.post(base, { name: 'test1', dest_vpc_id: vpcId, dest_network_id: subnetId, queues: ['q1', 'q2'], hosts })
    expect(answer, answer.text).toMatchObject({ status: 201, body: { is_success: true, connection_id: expect.any(String) } })
    expect(answer.body['message']).toEqual(expect.any(String))
    connectionId = String(answer.body['connection_id'])
  })

  it('(Optional) Bind a queue with the Binding a Queue API', async () => {
    const answer = await api.post(`${base}/${connectionId}/associate-queue`, { queues: ['q3'] })
    expect(answer, answer.text).toMatchObject({
      status: 200,
      body: { is_success: true, message: 'associated peer connection for queues: {q3}.' },
    })
  })

  it('Verify that the connection is created successfully: GET with the body {}', async () => {
    for (const queue of ['q1', 'q2', 'q3']) expect(await api.waitForPeer(connectionId, queue)).toBe('ACTIVE')
    const answer = await api.call('GET', `${base}/${connectionId}`, {})
    expect(answer, answer.text).toMatchObject({
      status: 200,
      body: {
        is_success: true,
        message: '',
        name: 'test1',
        id: connectionId,
        dest_vpc_id: vpcId,
        dest_network_id: subnetId,
        status: 'ACTIVE',
        hosts,
      },
    })
    const peers = listOf(answer.body['available_queue_info'])
    expect(peers.map((peer) => [peer['name'], peer['status'], peer['err_msg']]).sort()).toEqual([
      ['q1', 'ACTIVE', ''],
      ['q2', 'ACTIVE', ''],
      ['q3', 'ACTIVE', ''],
    ])
    for (const time of [answer.body['create_time'], ...peers.map((peer) => peer['update_time'])]) {
      expect(String(time)).toMatch(/^\d{13}$/)
    }
  })

  it('and then a job on the queue reads the database through it', async () => {
    await attach(api, vpcId, [{ from: '192.168.0.1:5432', to: `127.0.0.1:${postgres.port}` }])
    const stored = await api.post('/v2.0/{p}/datasource/auth-infos', {
      auth_info_name: 'pg_login',
      datasource_type: 'passwd',
      user_name: postgres.user,
      password: postgres.password,
    })
    expect(stored.status, stored.text).toBe(201)
    await api.finish(jdbcTable('orders', 'public.orders', 'ecs-97f8-0001:5432'), { queue: 'q1' })
    for (const queue of ['q1', 'q2', 'q3']) {
      expect(await api.rows('SELECT count(*), min(name), max(id) FROM orders', { queue })).toEqual([[1000, 'order 1', 1000]])
    }
  })

  it('writes into the database through it too', async () => {
    const inserted = await api.run(`INSERT INTO orders VALUES (1001, 'written')`, { queue: 'q1' })
    expect(inserted, inserted.message).toMatchObject({ status: 'FINISHED' })
    expect(await inPostgres(postgres, 'SELECT name FROM orders WHERE id = 1001')).toEqual([{ name: 'written' }])
  })

  it('reads through the address as well as through the name', async () => {
    await api.finish(jdbcTable('by_address', 'public.orders', '192.168.0.1:5432'), { queue: 'q1' })
    expect(await api.rows('SELECT count(*) FROM by_address WHERE id <= 10', { queue: 'q1' })).toEqual([[10]])
  })

  it('uses a changed password in the next job, without touching the table', async () => {
    await inPostgres(postgres, `CREATE ROLE reader LOGIN PASSWORD 'first password'; GRANT SELECT ON orders TO reader`)
    const change = (password: string) =>
      api.put('/v2.0/{p}/datasource/auth-infos', { auth_info_name: 'pg_login', user_name: 'reader', password })
    expectDone(await change('wrong password'))
    const failed = await api.run('SELECT count(*) FROM orders', { queue: 'q1' })
    expect(failed.status).toBe('FAILED')
    expect(failed.message).not.toContain('wrong password')
    expectDone(await change('first password'))
    expect(await api.rows('SELECT count(*) FROM orders', { queue: 'q1' })).toEqual([[1001]])
  })
})

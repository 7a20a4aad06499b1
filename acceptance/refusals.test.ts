import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort } from '../testing/free-port.ts'
import { waitPatiently } from '../testing/patience.ts'
import { type Api, expectDone, expectError } from './support/api.ts'
import { attach, connect, databaseAddress, databaseName, jdbcTable, makeNetwork, makeVpc, type Network, openServer } from './support/lab.ts'

let api: Api
let network: Network
let connectionId: string
beforeAll(async () => {
  api = await openServer()
  network = await makeNetwork(api, 'CREATE TABLE orders AS SELECT g AS id FROM generate_series(1, 10) g')
  for (const queue of ['bound', 'free']) await api.createQueue(queue)
  connectionId = await connect(api, 'orders', network, ['bound'])
  await api.finish(jdbcTable('orders', 'public.orders'), { queue: 'bound' })
})
afterAll(async () => {
  await api?.server.close()
  await network?.postgres.stop()
})

/** Runs the address connectivity test to its end. */
async function test(queue: string, address: string): Promise<{ readonly connectivity: string; readonly message: string }> {
  const target = `/v1.0/{p}/queues/${queue}/connection-test`
  const started = await api.post(target, { address })
  expect(started, started.text).toMatchObject({ status: 200, body: { is_success: true, task_id: expect.any(Number) } })
  return waitPatiently({
    meanwhile: `The test of ${address} is still under way`,
    look: async () => {
      const { body, text, status } = await api.get(`${target}/${String(started.body['task_id'])}`)
      expect(status, text).toBe(200)
      const { connectivity, message } = body
      return connectivity === 'REACHABLE' || connectivity === 'UNREACHABLE' ? { connectivity, message: String(message) } : undefined
    },
    pauseMs: 20,
    tell: console.log,
  })
}

describe('the address connectivity test', () => {
  it('of a bound queue says REACHABLE, by name and by address', async () => {
    expect((await test('bound', `${databaseName}:5432`)).connectivity).toBe('REACHABLE')
    expect((await test('bound', `${databaseAddress}:5432`)).connectivity).toBe('REACHABLE')
  })

  it('of a queue that is not bound says UNREACHABLE, and why', async () => {
    const { connectivity, message } = await test('free', `${databaseName}:5432`)
    expect(connectivity).toBe('UNREACHABLE')
    expect(message).toContain('free')
    expect(message).toMatch(/bound|binding/i)
  })

  it('of a name that no host entry has says UNREACHABLE, and names it', async () => {
    const { connectivity, message } = await test('bound', 'pg-nowhere.internal:5432')
    expect(connectivity).toBe('UNREACHABLE')
    expect(message).toContain('pg-nowhere.internal')
  })

  it('of a name of the public internet says UNREACHABLE: no resolver is asked', async () => {
    expect((await test('bound', 'localhost.localdomain:5432')).connectivity).toBe('UNREACHABLE')
    expect((await test('bound', 'example.com:80')).connectivity).toBe('UNREACHABLE')
  })

  it.each(['', ':5432', 'host:99999', 'host:-1', 'host:port', 'a b:80', `${'x'.repeat(256)}.com:80`, '999.1.1.1:80'])(
    'refuses the address "%s"',
    async (address) => {
      expectError(await api.post('/v1.0/{p}/queues/bound/connection-test', { address }), 400, 'DLI.0001')
    },
  )

  it('refuses a queue and a task that do not exist', async () => {
    expectError(await api.post('/v1.0/{p}/queues/testqueue/connection-test', { address: 'a.bc:1' }), 400, 'DLI.0002')
    expect((await api.get('/v1.0/{p}/queues/bound/connection-test/999999')).status).toBe(400)
  })
})

describe('a job that is refused says which step failed, what was seen, and what would help', () => {
  const fails = async (queue: string, sql: string): Promise<string> => {
    const end = await api.run(sql, { queue })
    expect(end.status, end.message).toBe('FAILED')
    return end.message
  }

  it('on a queue that is not bound', async () => {
    const message = await fails('free', 'SELECT count(*) FROM orders')
    for (const part of ['free', databaseName, '5432']) expect(message).toContain(part)
    expect(message).toMatch(/bound|binding/i)
    // What would help: the connection that knows the name.
    expect(message).toMatch(/help/i)
    expect(message).toContain(`/enhanced-connections/${connectionId}/associate-queue {"queues":["free"]}`)
    expect(message.split('\n').length).toBeGreaterThan(2)
  })

  it('on the queue default, which can never have a connection', async () => {
    const message = await fails('default', 'SELECT count(*) FROM orders')
    expect(message).toContain('default')
  })

  it('for a name that the bound connections do not have', async () => {
    expect(await fails('bound', jdbcTable('unknown_name', 'public.orders', 'pg-unknown:5432'))).toContain('pg-unknown')
  })

  it('for an address outside of subnet and routes', async () => {
    expect(await fails('bound', jdbcTable('far', 'public.orders', '10.1.2.3:5432'))).toContain('10.1.2.3')
  })

  it('for an address that the forward attachment does not have', async () => {
    expect(await fails('bound', jdbcTable('beside', 'public.orders', '192.168.0.11:5432'))).toContain('192.168.0.11:5432')
    expect(await fails('bound', jdbcTable('other_port', 'public.orders', `${databaseName}:5433`))).toContain('5433')
  })

  it('for a VPC without an attachment', async () => {
    const bare = await makeVpc(api, 'vpc_bare')
    await api.createQueue('bare')
    await connect(api, 'bare', bare, ['bare'])
    const message = await fails('bare', jdbcTable('in_bare', 'public.orders'))
    expect(message).toContain('attachment')
    expect(message).toContain('vpc_bare')
  })

  it('when nobody listens where the attachment leads', async () => {
    const closed = await makeVpc(api, 'vpc_closed')
    await attach(api, closed.vpcId, [{ from: `${databaseAddress}:5432`, to: `127.0.0.1:${await findFreePort()}` }])
    await api.createQueue('closed')
    await connect(api, 'closed', closed, ['closed'])
    const message = await fails('closed', jdbcTable('in_closed', 'public.orders'))
    expect(message).toMatch(/refused|ECONNREFUSED/i)
  })

  it('for an address that two connections of the queue claim: both are named', async () => {
    const twin = await makeVpc(api, 'vpc_twin')
    await attach(api, twin.vpcId, [{ from: `${databaseAddress}:5432`, to: `127.0.0.1:${network.postgres.port}` }])
    await api.createQueue('torn')
    await connect(api, 'left', network, ['torn'])
    await connect(api, 'right', twin, ['torn'])
    const message = await fails('torn', jdbcTable('claimed_twice', 'public.orders', `${databaseAddress}:5432`))
    for (const name of ['left', 'right']) expect(message).toContain(name)
  })

  it('and works as soon as the queue is bound, and no longer when it is unbound', async () => {
    await api.bind(connectionId, 'free')
    expect(await api.rows('SELECT count(*) FROM orders', { queue: 'free' })).toEqual([[10]])
    await api.unbind(connectionId, 'free')
    expect(await fails('free', 'SELECT count(*) FROM orders')).toContain('free')
  })

  it('and follows the host entries as they are at the time of the job', async () => {
    const target = `/v2.0/{p}/datasource/enhanced-connections/${connectionId}`
    expectDone(await api.put(target, { hosts: [] }))
    expect(await fails('bound', 'SELECT count(*) FROM orders')).toContain(databaseName)
    expectDone(await api.put(target, { hosts: [{ ip: databaseAddress, name: databaseName }] }))
    expect(await api.rows('SELECT count(*) FROM orders', { queue: 'bound' })).toEqual([[10]])
  })

  it('for credentials that are not stored', async () => {
    const message = await fails('bound', jdbcTable('no_login', 'public.orders').replace('pg_login', 'no_such_login'))
    expect(message).toContain('no_such_login')
  })

  it('for a table that the database does not have', async () => {
    expect(await fails('bound', jdbcTable('no_table', 'public.no_such_table'))).toContain('no_such_table')
  })
})

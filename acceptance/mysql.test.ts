import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findMariadb, type Mariadb, NO_MARIADB, startMariadb } from '../testing/mariadb.ts'
import type { Api } from './support/api.ts'
import { attach, connect, makeVpc, openServer } from './support/lab.ts'

const programs = await findMariadb()
if (programs === undefined) console.log(`SKIPPED: jobs that read MySQL are not tested, for ${NO_MARIADB}`)

/** What most users of the service have: an RDS for MySQL, in the words of the vendor's page. */
describe.skipIf(programs === undefined)('jobs over a table of MySQL', () => {
  let api: Api
  let mariadb: Mariadb

  beforeAll(async () => {
    mariadb = await startMariadb(programs ?? '')
    await mariadb.sql(
      "CREATE TABLE orders AS SELECT CAST(seq AS int) AS id, concat('order ', seq) AS name, CAST(seq / 4 AS decimal(10,2)) AS total FROM seq_1_to_100000",
    )
    api = await openServer()
    const network = await makeVpc(api, 'vpc_orders')
    await attach(api, network.vpcId, [{ from: '192.168.0.10:3306', to: `127.0.0.1:${mariadb.port}` }])
    const stored = await api.post('/v2.0/{p}/datasource/auth-infos', {
      auth_info_name: 'orders',
      datasource_type: 'passwd',
      user_name: mariadb.user,
      password: mariadb.password,
    })
    expect(stored.status, stored.text).toBe(201)
    for (const queue of ['q1', 'q2']) await api.post('/v1.0/{p}/queues', { queue_name: queue, cu_count: 16, resource_mode: 1 })
    await connect(api, 'c1', network, ['q1'])
  })
  afterAll(async () => {
    await api?.server.close()
    await mariadb?.stop()
  })

  const create = (name: string) => `CREATE TABLE IF NOT EXISTS ${name} USING JDBC OPTIONS (
    'url'='jdbc:mysql://pg-orders:3306', 'driver'='com.mysql.jdbc.Driver', 'dbtable'='shop.orders', 'passwdauth'='orders', 'encryption'='true')`

  it('is made, read, written and overwritten through the connection of its queue', async () => {
    await api.finish(create('orders'), { queue: 'q1' })
    expect(await api.rows('SELECT count(*), min(name), sum(total) FROM orders', { queue: 'q1' })).toEqual([
      [100_000, 'order 1', 1_250_012_500],
    ])
    await api.finish("INSERT INTO orders VALUES (100001, 'written', 0.5)", { queue: 'q1' })
    expect(await mariadb.sql('SELECT name, total FROM orders WHERE id = 100001')).toEqual([['written', '0.50']])
    await api.finish('INSERT OVERWRITE TABLE orders SELECT * FROM orders WHERE id <= 10', { queue: 'q1' })
    expect(await mariadb.sql('SELECT count(*), max(id) FROM orders')).toEqual([['10', '10']])
  })

  it('shows in the job what was asked of it', async () => {
    const { jobId } = await api.finish('SELECT name FROM orders WHERE id = 7', { queue: 'q1' })
    const detail = await api.get(`/v1.0/{p}/jobs/${jobId}/detail`)
    expect(detail.text).toContain('SELECT `id`, `name` FROM `shop`.`orders` WHERE (`id` = 7)')
    expect(detail.text).toContain('pg-orders:3306/shop.orders')
  })

  it('is not reached from a queue without the connection', async () => {
    const refused = await api.run('SELECT count(*) FROM orders', { queue: 'q2' })
    expect(refused.status).toBe('FAILED')
    expect(refused.message).toContain('pg-orders')
    expect(refused.message).not.toContain(mariadb.password)
  })
})

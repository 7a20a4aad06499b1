import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endlessSql } from '../testing/endless-sql.ts'
import { type Api, expectDone, expectError } from './support/api.ts'
import { connect, jdbcTable, makeNetwork, type Network, openServer } from './support/lab.ts'

let api: Api
beforeAll(async () => {
  api = await openServer()
  for (const queue of ['q1', 'q2', 'q3']) await api.createQueue(queue)
  await api.finish('CREATE DATABASE sales', q1)
  await api.finish('CREATE TABLE sales.items AS SELECT 7 AS n', q1)
  await api.finish("CREATE TABLE items AS SELECT 1 AS id, 'one' AS name", q1)
})
afterAll(() => api?.server.close())

const q1 = { queue: 'q1' }
const q2 = { queue: 'q2' }

/** What a statement is refused with, at once or as a job. */
async function refusal(sql: string, options: Parameters<Api['submit']>[1] = q1): Promise<string> {
  const submitted = await api.submit(sql, options)
  if (submitted.status === 400) return String(submitted.body['error_msg'])
  const end = await api.waitForJob(String(submitted.body['job_id']))
  expect(end.status, sql).toBe('FAILED')
  return end.message
}

describe('a session is one user on one queue', () => {
  it('a temporary view is seen by later jobs of the queue, and by no other queue', async () => {
    const made = await api.submit("CREATE TEMP VIEW v AS VALUES (1, 'a'), (2, 'b')", q1)
    expect(made.body, made.text).toMatchObject({ is_success: true, job_type: 'DDL', job_mode: 'async' })
    await api.waitForJob(String(made.body['job_id']))
    expect(await api.rows('SELECT col2 FROM v WHERE col1 = 2', q1)).toEqual([['b']])
    expect(await api.rows('SELECT items.name, v.col2 FROM items JOIN v ON items.id = v.col1', q1)).toEqual([['one', 'a']])
    expect(await refusal('SELECT * FROM v', q2)).toContain('v does not exist')
    expect(await refusal('CREATE TEMP VIEW v AS SELECT 1')).toContain('already exists')
    expect(await refusal("INSERT INTO v VALUES (3, 'c')")).toContain('v is a view')
    expect(await refusal('CREATE OR REPLACE TEMP VIEW v AS SELECT * FROM v')).toContain('v → v')
  })

  it('is listed and described with rows of texts, as the vendor’s clients read them', async () => {
    const conf = ['dli.sql.sqlasync.enabled = false']
    expect(await api.submit('SHOW VIEWS', { ...q1, conf })).toMatchObject({
      body: {
        is_success: true,
        job_mode: 'sync',
        schema: [{ namespace: 'string' }, { viewName: 'string' }, { isTemporary: 'boolean' }],
        rows: [['', 'v', 'true']],
      },
    })
    expect(await api.submit('SHOW TABLES', { ...q1, conf })).toMatchObject({
      body: {
        rows: [
          ['default', 'items', 'false'],
          ['', 'v', 'true'],
        ],
      },
    })
    expect(await api.submit('DESC v', { ...q1, conf })).toMatchObject({
      body: {
        rows: [
          ['col1', 'int', null],
          ['col2', 'string', null],
        ],
      },
    })
  })

  it('global views are in global_temp of their queue', async () => {
    await api.finish('CREATE GLOBAL TEMPORARY VIEW shared AS SELECT count(*) AS items FROM items', q1)
    expect(await api.rows('SELECT items FROM global_temp.shared', q1)).toEqual([[1]])
    expect(await refusal('SELECT * FROM shared')).toContain('shared')
    expect(await refusal('SELECT * FROM global_temp.shared', q2)).toContain('shared')
    expectError(await api.post('/v1.0/{p}/databases', { database_name: 'global_temp' }), 400, 'DLI.0001')
  })

  it('USE and SET last; what comes with a job goes before them, for that job', async () => {
    await api.finish('USE sales', q1)
    expect(await api.rows('SELECT * FROM items', q1)).toEqual([[7]])
    expect(await api.rows('SELECT id FROM items', { ...q1, database: 'default' })).toEqual([[1]])
    expect((await api.run('SELECT * FROM items', q1)).body).toMatchObject({ database_name: 'sales' })
    expect(await api.rows('SELECT * FROM items', q1)).toEqual([[7]])
    await api.finish('SET which = session', q1)
    expect(await api.rows("SELECT '$\u007bwhich}' AS which", q1)).toEqual([['session']])
    expect(await api.rows("SELECT '$\u007bwhich}' AS which", { ...q1, conf: ['which=job'] })).toEqual([['job']])
    expect(await api.rows('SET which', q1)).toEqual([['which', 'session']])
    expect(await api.rows('SET which', q2)).toEqual([['which', '<undefined>']])
    await api.finish('RESET', q1)
    expect(await api.rows('SET which', q1)).toEqual([['which', '<undefined>']])
    await api.finish('USE default', q1)
  })

  it('what would change the meaning of statements is refused by name, in SET and in conf', async () => {
    expect(await refusal('SET spark.sql.ansi.enabled=true')).toContain('spark.sql.ansi.enabled=true')
    expectError(await api.submit('SELECT 1', { ...q1, conf: ['spark.sql.ansi.enabled=true'] }), 400, 'DLI.0007')
    expect(await refusal("SET TIME ZONE 'Asia/Shanghai'")).toContain('spark.sql.session.timeZone')
    expect(await refusal('SET spark.executor.memory=8g')).toContain('spark.executor.memory')
    expect(await api.rows('SET spark.sql.shuffle.partitions = 10', q1)).toEqual([['spark.sql.shuffle.partitions', '10']])
    expect(await api.rows('SELECT 1', { ...q1, conf: ['spark.sql.shuffle.partitions=20', 'dli.sql.unknown=x'] })).toEqual([[1]])
  })

  it('a job sees the session as it was when it began, and one that is cancelled changes nothing', async () => {
    await api.finish('CREATE OR REPLACE TEMP VIEW w AS SELECT 1 AS a', q1)
    const running = await api.submit(`SELECT w.a, x.* FROM w CROSS JOIN (${endlessSql}) x`, q1)
    const jobId = String(running.body['job_id'])
    await api.waitForStatus(jobId, ['RUNNING'])
    await api.finish('DROP VIEW w', q1)
    expect((await api.get(`/v1.0/{p}/jobs/${jobId}/status`)).body).toMatchObject({ status: 'RUNNING' })
    expectDone(await api.delete(`/v1.0/{p}/jobs/${jobId}`))
    expect((await api.waitForJob(jobId)).status).toBe('CANCELLED')
    expect(await refusal('SELECT * FROM w')).toContain('w does not exist')
    const failing = await api.run('CREATE TEMP VIEW w AS SELECT * FROM nowhere', q1)
    expect(failing.status).toBe('FAILED')
    expect(await api.rows("SHOW VIEWS LIKE 'w'", q1)).toEqual([])
  })

  it('one statement is one job: a semicolon may stand behind it, and nothing else', async () => {
    expect(await api.rows("SELECT ';' AS a;", q1)).toEqual([[';']])
    expectError(await api.submit('USE sales; SELECT 1', q1), 400, 'DLI.0004')
    expect(await refusal('SET a=1; SELECT 1')).toContain('second statement')
  })

  it('a check of a statement sees the session of the queue default', async () => {
    await api.finish('CREATE TEMP VIEW checked AS SELECT 1 AS a')
    expect(await api.post('/v1.0/{p}/jobs/check-sql', { sql: 'SELECT a FROM checked' })).toMatchObject({
      status: 200,
      body: { job_type: 'QUERY' },
    })
    expect((await api.post('/v1.0/{p}/jobs/check-sql', { sql: 'SELECT b FROM checked' })).status).toBe(400)
    expect((await api.post('/v1.0/{p}/jobs/check-sql', { sql: 'CREATE TEMP VIEW never AS SELECT 1' })).status).toBe(200)
    expect(await api.rows('SHOW VIEWS')).toEqual([['', 'checked', true]])
  })

  it('EXPLAIN tells what would be done, and runs nothing', async () => {
    const plan = (await api.rows('EXPLAIN INSERT INTO items SELECT col1, col2 FROM v', q1)).map(String)
    expect(plan[0]).toContain('Insert into default.items')
    expect(await api.rows('SELECT count(*) FROM items', q1)).toEqual([[1]])
  })

  it('goes with its queue, and a queue of the same name has none', async () => {
    await api.finish('CREATE TEMP VIEW v3 AS SELECT 3 AS a', { queue: 'q3' })
    await api.finish('SET a=b', { queue: 'q3' })
    expectDone(await api.delete('/v1.0/{p}/queues/q3'))
    await api.createQueue('q3')
    expect(await api.rows('SHOW VIEWS', { queue: 'q3' })).toEqual([])
    expect(await api.rows('SET', { queue: 'q3' })).toEqual([])
  })
})

describe('views over a database that only a queue reaches', () => {
  let network: Network
  beforeAll(async () => {
    network = await makeNetwork(api, "CREATE TABLE orders AS SELECT g AS id, 'o' || g AS name FROM generate_series(1, 10) g")
    await connect(api, 'orders', network, ['q1'])
    await api.finish(jdbcTable('orders', 'public.orders'), q1)
  })
  afterAll(() => network?.postgres.stop())

  it('a job gets at the password of a table that only the view names, and asks for no more than it needs', async () => {
    await api.finish('CREATE TEMP VIEW big AS SELECT * FROM orders WHERE id > 8', q1)
    await api.finish('CREATE GLOBAL TEMP VIEW names AS SELECT name FROM big', q1)
    const { jobId } = await api.finish('SELECT name FROM global_temp.names', q1)
    const detail = await api.get(`/v1.0/{p}/jobs/${jobId}/detail`)
    expect(JSON.stringify(detail.body['remote_statements'])).toContain('\\"id\\" > 8')
    expect(await api.rows('SELECT count(*) FROM global_temp.names', q1)).toEqual([[2]])
  })

  it('a view USING JDBC is a table of its session', async () => {
    await api.finish(jdbcTable('remote', 'public.orders').replace('CREATE TABLE', 'CREATE TEMPORARY VIEW'), q1)
    expect(await api.rows('SELECT name FROM remote WHERE id = 3', q1)).toEqual([['o3']])
    expect(await api.rows('SELECT r.name FROM remote r JOIN big USING (id) WHERE id = 9', q1)).toEqual([['o9']])
    expect(
      await refusal("CREATE TEMP VIEW bad USING JDBC OPTIONS ('url'='jdbc:postgresql://h/d', 'dbtable'='t', 'password'='x')"),
    ).toContain("The option 'password' may not be written")
  })

  it('a view that stays works for every session of the project, after a restart too, wherever its tables work', async () => {
    await api.createQueue('q4')
    await connect(api, 'orders_q4', network, ['q4'])
    const q4 = { queue: 'q4' }
    await api.finish('CREATE DATABASE reports', q1)
    await api.finish('CREATE VIEW reports.large AS SELECT id, name FROM orders WHERE id > 7', q1)
    await api.finish("CREATE OR REPLACE VIEW reports.names (called COMMENT 'as it is') AS SELECT name FROM reports.large", q1)
    expect(await api.rows('SELECT called FROM reports.names ORDER BY 1', q4)).toEqual([['o10'], ['o8'], ['o9']])
    const checked = await api.post('/v1.0/{p}/jobs/check-sql', { sql: 'SELECT called FROM reports.names' })
    expect(checked, checked.text).toMatchObject({ status: 200, body: { job_type: 'QUERY' } })
    await api.server.end('SIGKILL')
    await api.server.start()
    const { jobId } = await api.finish('SELECT called FROM reports.names', q4)
    const detail = await api.get(`/v1.0/{p}/jobs/${jobId}/detail`)
    expect(JSON.stringify(detail.body['remote_statements'])).toContain('\\"id\\" > 7')
    // q2 has no connection: the view is there, and leads nowhere.
    expect(await refusal('SELECT * FROM reports.names', q2)).toContain('pg-orders')
    expect(await refusal('INSERT INTO reports.large VALUES (1, 2)', q2)).toContain('reports.large is a view')
    expect(await refusal('DROP DATABASE reports', q1)).toContain('2 views')
    await api.finish('DROP DATABASE reports CASCADE', q1)
    expect(await refusal('SELECT * FROM reports.names', q4)).toContain('reports.names does not exist')
  })

  it('EXPLAIN says what would be asked of the database', async () => {
    const plan = (await api.rows('EXPLAIN SELECT name FROM big LIMIT 1', q1)).map(String)
    expect(plan.filter((line) => line.includes('asked there'))).toEqual([expect.stringContaining('WHERE ("id" > 8)')])
  })
})

describe('a restart of the server', () => {
  it('leaves sessions as they were', async () => {
    await api.finish('USE sales', q2)
    await api.finish('CREATE TEMP VIEW kept AS SELECT n + 1 AS m FROM items', q2)
    await api.server.end('SIGKILL')
    await api.server.start()
    expect(await api.rows('SELECT m, n FROM kept, items', q2)).toEqual([[8, 7]])
  })
})

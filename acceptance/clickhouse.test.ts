import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRecord } from '../src/base/fields.ts'
import { type Clickhouse, findClickhouse, NO_CLICKHOUSE, startClickhouse } from '../testing/clickhouse.ts'
import { waitPatiently } from '../testing/patience.ts'
import { type Api, listOf } from './support/api.ts'
import { attach, connect, makeVpc, openServer } from './support/lab.ts'

const programs = await findClickhouse()
if (programs === undefined) console.log(`SKIPPED: jobs that read a ClickHouse are not tested, for ${NO_CLICKHOUSE}`)

const URL = 'jdbc:clickhouse://192.168.0.20:8123/shop'

describe.skipIf(programs === undefined)('jobs over tables of a ClickHouse', () => {
  let api: Api
  let remote: Clickhouse

  beforeAll(async () => {
    remote = await startClickhouse(programs ?? '')
    await remote.sql('CREATE DATABASE shop')
    await remote.sql('CREATE TABLE shop.visits (id UInt64, page String, seen Nullable(Int32)) ENGINE = Log')
    await remote.sql("INSERT INTO shop.visits SELECT number, concat('p', toString(number % 3)), number % 10 FROM numbers(1000)")
    api = await openServer()
    const network = await makeVpc(api, 'vpc_clickhouse')
    await attach(api, network.vpcId, [{ from: '192.168.0.20:8123', to: `127.0.0.1:${remote.port}` }])
    for (const queue of ['q1', 'q2']) await api.post('/v1.0/{p}/queues', { queue_name: queue, cu_count: 16, resource_mode: 1 })
    await connect(api, 'c1', network, ['q1'])
    for (const [name, password] of [
      ['visits', remote.password],
      ['wrong', 'not it'],
    ])
      await api.post('/v2.0/{p}/datasource/auth-infos', {
        auth_info_name: name,
        datasource_type: 'passwd',
        user_name: remote.reader,
        password,
      })
    const options = `'url'='${URL}', 'dbtable'='visits', 'passwdauth'='visits', 'allowUnencryptedLogin'='true'`
    await api.finish(`CREATE TABLE visits USING JDBC OPTIONS (${options})`, { queue: 'q1' })
  })
  afterAll(async () => {
    await api?.server.close()
    await remote?.stop()
  })

  it('are joined with a table of files, and tell what was asked there', async () => {
    await api.finish('CREATE TABLE pages (page STRING, title STRING) USING PARQUET', { queue: 'q1' })
    await api.finish("INSERT INTO pages VALUES ('p1', 'One'), ('p2', 'Two')", { queue: 'q1' })
    const joined =
      'SELECT title, count(*), sum(seen) FROM visits v JOIN pages p ON v.page = p.page WHERE id < 30 GROUP BY title ORDER BY title'
    expect(await api.rows(joined, { queue: 'q1' })).toEqual([
      ['One', 10, 45],
      ['Two', 10, 45],
    ])
    const { jobId } = await api.finish('SELECT page FROM visits WHERE id = 7', { queue: 'q1' })
    const [asked] = listOf((await api.get(`/v1.0/{p}/jobs/${jobId}/detail`)).body['remote_statements'])
    expect(asked).toMatchObject({ source: '192.168.0.20:8123/shop.visits', sql: expect.stringMatching(/WHERE .*7/) })
    expect(JSON.stringify((await api.get('/causeway/v1/{p}/topology')).body['tables'])).toContain('clickhouse')
  })

  it('are found in a database FROM CONNECTION', async () => {
    await api.finish(
      `CREATE DATABASE there FROM CONNECTION OPTIONS ('url'='${URL}', 'schema'='shop', 'passwdauth'='visits', 'allowUnencryptedLogin'='true')`,
      {
        queue: 'q1',
      },
    )
    expect(await api.rows('SELECT count(*), max(id) FROM there.visits', { queue: 'q1' })).toEqual([[1000, 999]])
  })

  it('are listed by every way once they were named, whatever their names have in them', async () => {
    const names = ['q\'`"', 'a\\b', 'two words', '`"', '中', 'x;--', "\\'"]
    await remote.sql('CREATE DATABASE odd')
    for (const name of names)
      await remote.sql(
        `CREATE TABLE odd.\`${name.replaceAll(/[\\`]/g, '\\$&')}\` ENGINE = Log AS SELECT toInt32(${names.indexOf(name)}) AS id`,
      )
    await api.finish(
      `CREATE DATABASE odd FROM CONNECTION OPTIONS ('url'='${URL}', 'schema'='odd', 'passwdauth'='visits', 'allowUnencryptedLogin'='true')`,
      { queue: 'q1' },
    )
    for (const [index, name] of names.entries())
      expect(await api.rows(`SELECT id FROM odd.\`${name.replaceAll('`', '``')}\``, { queue: 'q1' }), name).toEqual([[index]])
    const { body } = await api.get('/v1.0/{p}/databases/odd/tables')
    const listed = listOf(body['tables']).map((each) => (isRecord(each) ? each['table_name'] : each))
    expect(body['table_count']).toBe(names.length)
    expect(listed.toSorted()).toEqual(names.toSorted())
    const shown = await api.rows('SHOW TABLES IN odd', { queue: 'q1' })
    expect(shown.map((row) => (Array.isArray(row) ? row[1] : row)).toSorted()).toEqual(names.toSorted())
    for (const name of names)
      expect((await api.get(`/v1.0/{p}/databases/odd/tables/${encodeURIComponent(name)}`)).body, name).toMatchObject({ column_count: 1 })
  })

  it('are not written', async () => {
    const written = await api.run("INSERT INTO visits VALUES (1, 'p', 2)", { queue: 'q1' })
    expect(written).toMatchObject({ status: 'FAILED', message: expect.stringContaining('ClickHouse') })
    expect((await remote.sql('SELECT count() FROM shop.visits')).trim()).toBe('1000')
  })

  it('say that a password is wrong, and never what it is', async () => {
    const statement = `CREATE TABLE others USING JDBC OPTIONS ('url'='${URL}', 'dbtable'='visits', 'passwdauth'='wrong', 'allowUnencryptedLogin'='true')`
    const refused = await api.run(statement, { queue: 'q1' })
    expect(refused.status).toBe('FAILED')
    expect(refused.message).toMatch(/log|password|user/i)
    expect(refused.message).not.toContain('not it')
  })

  it('are not reached from a queue without the connection', async () => {
    const refused = await api.run('SELECT count(*) FROM visits', { queue: 'q2' })
    expect(refused).toMatchObject({ status: 'FAILED', message: expect.stringContaining('192.168.0.20') })
  })

  it('are left by a job that is cancelled: the server works no more for it', async () => {
    // No more than three seconds for each block of 65,536 rows: a server refuses to sleep longer.
    const options = `'url'='${URL}', 'query'='SELECT number, sleepEachRow(0.00004) AS slept FROM system.numbers', 'passwdauth'='visits', 'allowUnencryptedLogin'='true'`
    await api.finish(`CREATE TABLE slow USING JDBC OPTIONS (${options})`, { queue: 'q1' })
    const works = async (): Promise<boolean> =>
      (await remote.sql("SELECT query FROM system.processes WHERE query LIKE '%sleepEachRow%' AND query NOT LIKE '%system.processes%'")) !==
      ''
    const becomes = async (wanted: boolean): Promise<true> =>
      await waitPatiently({
        meanwhile: `The query is still ${wanted ? 'not' : ''} there`,
        look: async () => ((await works()) === wanted ? true : undefined),
        processes: () => [api.server.pid],
      })
    const submitted = await api.submit('SELECT count(slept) FROM slow', { queue: 'q1' })
    await becomes(true)
    const job = String(submitted.body['job_id'])
    expect((await api.delete(`/v1.0/{p}/jobs/${job}`)).status).toBe(200)
    await becomes(false)
    expect(await api.waitForJob(job)).toMatchObject({ status: 'CANCELLED' })
  })
})

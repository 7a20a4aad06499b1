import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findOpenSearch, NO_OPENSEARCH, type OpenSearch, startOpenSearch } from '../testing/opensearch.ts'
import { type Api, listOf } from './support/api.ts'
import { attach, connect, makeVpc, openServer } from './support/lab.ts'

const programs = await findOpenSearch()
if (programs === undefined) console.log(`SKIPPED: jobs that read an OpenSearch are not tested, for ${NO_OPENSEARCH}`)

/** A CSS, in the words of the vendor's page. */
describe.skipIf(programs === undefined)('jobs over documents of an OpenSearch', () => {
  let api: Api
  let search: OpenSearch

  beforeAll(async () => {
    search = await startOpenSearch(programs ?? '')
    api = await openServer()
    const network = await makeVpc(api, 'vpc_css')
    await attach(api, network.vpcId, [{ from: '192.168.0.10:9200', to: `127.0.0.1:${search.port}` }])
    for (const queue of ['q1', 'q2']) await api.post('/v1.0/{p}/queues', { queue_name: queue, cu_count: 16, resource_mode: 1 })
    await connect(api, 'c1', network, ['q1'])
    await api.post('/v2.0/{p}/datasource/auth-infos', { auth_info_name: 'css_auth', datasource_type: 'CSS', user_name: 'u', password: 'p' })
    // The first node is not there: the password goes to the second of the table, too.
    await api.finish(
      `CREATE TABLE people (id STRING, name STRING, age INT) USING CSS OPTIONS ('es.nodes' = '192.168.0.11:9200,192.168.0.10:9200', 'resource' = '/people/doc',
       'pushdown' = 'true', 'strict' = 'false', 'batch.size.entries' = '1000', 'batch.size.bytes' = '1mb', 'es.nodes.wan.only' = 'true', 'es.mapping.id' = 'id', 'es.certificate.name' = 'css_auth', 'allowUnencryptedLogin' = 'true')`,
      { queue: 'q1' },
    )
  })
  afterAll(async () => {
    await api?.server.close()
    await search?.stop()
  })

  it('are written, read and overwritten through the connection of its queue', async () => {
    await api.finish("INSERT INTO people VALUES ('1', 'John', 30), ('2', 'Peter', 45)", { queue: 'q1' })
    expect(await api.rows('SELECT name, age FROM people WHERE age > 40', { queue: 'q1' })).toEqual([['Peter', 45]])
    await api.finish('INSERT OVERWRITE TABLE people SELECT id, name, age + 1 FROM people WHERE age > 40', { queue: 'q1' })
    const { jobId } = await api.finish('SELECT name, age FROM people', { queue: 'q1' })
    expect((await api.get(`/v1.0/{p}/jobs/${jobId}/preview`)).body).toMatchObject({ rows: [['Peter', 46]] })
    const [asked] = listOf((await api.get(`/v1.0/{p}/jobs/${jobId}/detail`)).body['remote_statements'])
    expect(asked).toMatchObject({
      source: '192.168.0.10:9200/people',
      sql: '_search {"query":{"match_all":{}},"_source":["name","age"]}',
      row_count: 1,
    })
  })

  it('are told as what they are', async () => {
    expect((await api.get('/v1.0/{p}/databases/default/tables?with-detail=true&datasource-type=CSS')).text).toContain('"CSS"')
    const shown = await api.rows('SHOW CREATE TABLE people', { queue: 'q1' })
    expect(String(shown[0]?.[0])).toMatch(/USING css/i)
    const explained = await api.rows('EXPLAIN SELECT name FROM people WHERE age > 40', { queue: 'q1' })
    expect(JSON.stringify(explained)).toContain('_search')
    expect(JSON.stringify((await api.get('/causeway/v1/{p}/topology')).body['tables'])).toContain('opensearch')
  })

  it('are not reached from a queue without the connection', async () => {
    const refused = await api.run('SELECT count(*) FROM people', { queue: 'q2' })
    expect(refused).toMatchObject({ status: 'FAILED', message: expect.stringContaining('192.168.0.1') })
  })
})

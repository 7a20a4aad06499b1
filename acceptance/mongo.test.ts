import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findMongo, type Mongo, NO_MONGO, startMongo } from '../testing/mongo.ts'
import { type Api, listOf } from './support/api.ts'
import { attach, connect, makeVpc, openServer } from './support/lab.ts'

const programs = await findMongo()
if (programs === undefined) console.log(`SKIPPED: jobs that read a MongoDB are not tested, for ${NO_MONGO}`)

/** A DDS, in the words of the vendor's page. */
describe.skipIf(programs === undefined)('jobs over documents of a MongoDB', () => {
  let api: Api
  let mongo: Mongo

  beforeAll(async () => {
    mongo = await startMongo(programs ?? '')
    api = await openServer()
    const network = await makeVpc(api, 'vpc_mongo')
    await attach(api, network.vpcId, [{ from: '192.168.0.10:27017', to: `127.0.0.1:${mongo.port}` }])
    for (const queue of ['q1', 'q2']) await api.post('/v1.0/{p}/queues', { queue_name: queue, cu_count: 16, resource_mode: 1 })
    await connect(api, 'c1', network, ['q1'])
    await api.finish(
      `CREATE TABLE people (id STRING, name STRING, age INT) USING MONGO OPTIONS ('url' = '192.168.0.10:27017/test?authSource=admin',
       'database' = 'test', 'collection' = 'people')`,
      { queue: 'q1' },
    )
  })
  afterAll(async () => {
    await api?.server.close()
    await mongo?.stop()
  })

  it('are written, read and overwritten through the connection of its queue', async () => {
    await api.finish("INSERT INTO people VALUES ('1', 'John', 30), ('2', 'Peter', 45)", { queue: 'q1' })
    expect(await api.rows('SELECT name, age FROM people WHERE age > 40', { queue: 'q1' })).toEqual([['Peter', 45]])
    await api.finish('INSERT OVERWRITE TABLE people SELECT id, name, age + 1 FROM people WHERE age > 40', { queue: 'q1' })
    const { jobId } = await api.finish('SELECT name, age FROM people', { queue: 'q1' })
    expect((await api.get(`/v1.0/{p}/jobs/${jobId}/preview`)).body).toMatchObject({ rows: [['Peter', 46]] })
    const [asked] = listOf((await api.get(`/v1.0/{p}/jobs/${jobId}/detail`)).body['remote_statements'])
    expect(asked).toMatchObject({
      source: '192.168.0.10:27017/test.people',
      sql: '{"find":"people","filter":{},"projection":{"name":1,"age":1,"_id":0}}',
      row_count: 1,
    })
  })

  it('are told as what they are', async () => {
    expect((await api.get('/v1.0/{p}/databases/default/tables?with-detail=true')).text).toContain('MONGO')
    const shown = await api.rows('SHOW CREATE TABLE people', { queue: 'q1' })
    expect(String(shown[0]?.[0])).toMatch(/USING mongo/i)
  })

  it('are not reached from a queue without the connection', async () => {
    const refused = await api.run('SELECT count(*) FROM people', { queue: 'q2' })
    expect(refused).toMatchObject({ status: 'FAILED', message: expect.stringContaining('192.168.0.10') })
  })
})

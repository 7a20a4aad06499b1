import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

describe('what is written about a table USING CSS', () => {
  let worker: TestWorker
  beforeAll(async () => {
    worker = await TestWorker.start()
  })
  afterAll(async () => await worker?.end())

  it.each([
    ["('resource'='x')", "needs the option 'es.nodes'"],
    ["('es.nodes'='a:0', 'resource'='x')", 'host:port'],
    ["('es.nodes'='u:p@a', 'resource'='x')", 'host:port'],
    ["('es.nodes'='a%0d', 'resource'='x')", 'host:port'],
    ["('es.nodes'='a')", 'resource'],
    ["('es.nodes'='a', 'resource'='_cluster/settings')", 'resource'],
    ["('es.nodes'='a', 'resource'='../x')", 'resource'],
    ["('es.nodes'='a', 'resource'='x', 'es.net.http.auth.pass'='p')", 'may not be written'],
    ["('es.nodes'='a', 'resource'='x', 'password'='p')", 'may not be written'],
    ["('es.nodes'='a', 'resource'='x', 'es.mapping.routing'='r')", 'es.mapping.routing'],
    ["('es.nodes'='a', 'resource'='x', 'es.query'='q.json')", 'es.query'],
    [`('es.nodes'='a', 'resource'='x', 'es.query'='{"query":{"match_all":{}},"size":1}')`, 'and nothing else'],
    ["('es.nodes'='a', 'resource'='x', 'es.write.operation'='delete')", 'es.write.operation'],
    ["('es.nodes'='a', 'resource'='x', 'es.write.operation'='upsert')", 'needs the option es.mapping.id'],
    ["('es.nodes'='a', 'resource'='x', 'es.mapping.id'='other')", 'no column of the table'],
    ["('es.nodes'='a', 'resource'='x', 'es.net.ssl'='true', 'ssl'='true')", 'exclude each other'],
    ["('es.nodes'='a', 'resource'='x', 'es.unheard.of'='1')", 'not known here'],
  ])('is refused: %s', async (options, why) => {
    expect((await worker.fail(`CREATE TABLE no (id STRING) USING CSS OPTIONS ${options}`)).error.message).toContain(why)
  })

  it('columns have to be given, and _id is a STRING', async () => {
    const using = "USING CSS OPTIONS ('es.nodes'='a', 'resource'='x')"
    expect((await worker.fail(`CREATE TABLE no ${using}`)).error.message).toContain('needs a column list')
    expect((await worker.fail(`CREATE TABLE no (_id INT) ${using}`)).error.message).toContain('so a STRING')
    await worker.run("CREATE TABLE several (n INT) USING CSS OPTIONS ('es.nodes'='a', 'resource'='logs-*')")
    expect((await worker.fail('INSERT INTO several VALUES (1)')).error.message).toContain('several indices')
  })

  it('SHOW CREATE TABLE makes the same table again', async () => {
    await worker.run(
      `CREATE TABLE shown (id STRING) USING CSS OPTIONS ('es.nodes'='a:9201, b,[fd00::1]:9200', 'es.port'='9300', 'resource'='/people/doc', 'es.certificate.name'='a1',
       'encryption'='true', 'allowUnencryptedLogin'='true', 'es.mapping.id'='id', 'es.nodes.wan.only'='true', 'batch.size.bytes'='1mb', 'pushdown'='true', 'strict'='false')`,
    )
    const [row] = (await worker.run('SHOW CREATE TABLE shown')).rowsJson
    const [statement]: readonly unknown[] = JSON.parse(row ?? '[]')
    const before = worker.tables.get('default.shown')
    expect(before?.source).toMatchObject({
      nodes: [
        { host: 'a', port: 9201 },
        { host: 'b', port: 9300 },
        { host: 'fd00::1', port: 9200 },
      ],
      authName: 'a1',
    })
    await worker.run('DROP TABLE shown')
    await worker.run(String(statement))
    expect(worker.tables.get('default.shown')).toEqual(before)
  })
})

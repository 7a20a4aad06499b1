import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chances } from '../../../../testing/chances.ts'
import { findOpenSearch, NO_OPENSEARCH, type OpenSearch, startOpenSearch } from '../../../../testing/opensearch.ts'
import { makeSignedCertificate } from '../../fixtures/certificate.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'
import { makeOddIndex } from './fixtures/odd-index.ts'
import { RandomConditions } from './fixtures/random-conditions.ts'
import { before, type SearchServer } from './fixtures/search-server.ts'

const signed = makeSignedCertificate('css1')
const programs = await findOpenSearch()
if (programs === undefined) console.log(`SKIPPED: tables USING CSS are not tested, for ${NO_OPENSEARCH}`)

describe.skipIf(programs === undefined)('tables of an OpenSearch', () => {
  let server: OpenSearch
  let scrolls: SearchServer
  let worker: TestWorker

  /** Documents with their ids, into an index with such a mapping. */
  async function index(
    name: string,
    mapping: unknown,
    documents: readonly (readonly [id: string, document: string])[],
    shards = 1,
  ): Promise<void> {
    await server.ask('PUT', `/${name}`, { settings: { number_of_shards: shards, number_of_replicas: 0 }, mappings: mapping })
    const lines = documents.map(([id, document]) => `{"index":{"_id":${JSON.stringify(id)}}}\n${document.replace(/\n\s*/g, ' ')}\n`)
    if (lines.length === 0) return
    const answer = await server.ask('POST', `/${name}/_bulk?refresh=true`, lines.join(''))
    expect(answer, JSON.stringify(answer)).toMatchObject({ errors: false })
  }
  const cssTable = (columns: string, resource: string, more = '', node = 'css1:9200'): string =>
    `${columns} USING CSS OPTIONS ('es.nodes'='${node}', 'resource'='${resource}'${more})`

  beforeAll(async () => {
    server = await startOpenSearch(programs ?? '')
    // As an Elasticsearch without the part that keeps points in time.
    scrolls = await before(server.port, (path) =>
      path.includes('/point_in_time') ? { status: 400, body: '{"error":"no handler found","status":400}' } : undefined,
    )
    worker = await TestWorker.start({
      threads: 4,
      addresses: {
        'css1:9200': { host: '127.0.0.1', port: server.port },
        'css2:9200': { host: '127.0.0.1', port: scrolls.port },
      },
    })
  })
  afterAll(async () => {
    await worker?.end()
    await scrolls?.[Symbol.asyncDispose]()
    await server?.stop()
  })

  it('every type is read as its column’s, what is not there as NULL, and every digit', async () => {
    await index('kinds', { properties: { at: { type: 'date' }, day: { type: 'date' }, x: { type: 'binary' }, n: { type: 'nested' } } }, [
      [
        'one',
        `{"i":7,"b":9007199254740993,"d":1.5,"m":12345678901234567.891,"t":"grüße","f":true,"at":"2024-02-29T23:59:59.123456+01:00","day":-3600000,
          "l":[1,null,3],"s":{"x":1,"y":"z"},"k":{"one":1e0},"x":"AP8=","n":[{"a":1},{"a":2}]}`,
      ],
      ['two', '{"i":"8","b":1,"d":2,"m":3,"t":5.0,"f":"","at":1709164800000,"day":"1969-12-31","l":4,"s":null,"k":{}}'],
    ])
    await worker.run(
      `CREATE TABLE ${cssTable('kinds (_id STRING, i INT, b BIGINT, d DOUBLE, m DECIMAL(20,2), t STRING, f BOOLEAN, at TIMESTAMP, day DATE, l ARRAY<INT>, s STRUCT<x: INT, y: STRING>, k MAP<STRING, DOUBLE>, x BINARY, n ARRAY<STRUCT<a: INT>>)', 'kinds')}`,
    )
    expect((await worker.run('SELECT * FROM kinds ORDER BY i')).rowsJson).toEqual([
      '["one",7,9007199254740993,1.5,12345678901234567.89,"grüße",true,"2024-02-29 22:59:59.123456","1969-12-31",[1,null,3],{"x":1,"y":"z"},{"one":1},"AP8=",[{"a":1},{"a":2}]]',
      '["two",8,1,2,3.00,"5.0",false,"2024-02-29 00:00:00","1969-12-31",[4],null,{},null,null]',
    ])
    // Of the column that the engine counts by, nothing but ids.
    const { rowsJson, remoteStatements } = await worker.run('SELECT count(*) FROM kinds WHERE i > 1')
    expect(rowsJson).toEqual(['[2]'])
    expect(remoteStatements).toMatchObject([{ sql: expect.stringContaining('_search ') }])
  })

  it('all documents are counted there, and of what is more why it is made here', async () => {
    await index('counted', { properties: { n: { type: 'integer' } } }, [
      ['1', '{"n":1}'],
      ['2', '{"n":2}'],
      ['3', '{}'],
    ])
    await worker.run(`CREATE TABLE ${cssTable('counted (_id STRING, n INT)', 'counted')}`)
    const counted = async (sql: string) => {
      const { rowsJson, remoteStatements } = await worker.run(sql)
      return [rowsJson, ...remoteStatements.map((one) => one.sql.replace(/ .*/, '')).toSorted()]
    }
    expect(await counted('SELECT count(*) FROM counted')).toEqual([['[3]'], '_count'])
    expect(await counted('SELECT count(1) + 1 AS c, 5 FROM counted HAVING count(*) > 2')).toEqual([['[4,5]'], '_count'])
    expect(await counted('SELECT count(*) FROM counted HAVING count(*) > 7')).toEqual([[], '_count'])
    expect(await counted('SELECT * FROM (SELECT count(*) AS c FROM counted) q CROSS JOIN (SELECT max(n) AS m FROM counted) r')).toEqual([
      ['[3,2]'],
      '_count',
      '_search',
    ])
    for (const [sql, rows] of [
      ['SELECT count(n) FROM counted', ['[2]']],
      ['SELECT count(*), max(n) FROM counted', ['[3,2]']],
      ['SELECT count(DISTINCT n) FROM counted', ['[2]']],
      ['SELECT count(*) FROM counted WHERE n > 1', ['[1]']],
      ['SELECT n, count(*) FROM counted GROUP BY n HAVING n = 2', ['[2,1]']],
      ['SELECT count(*) FROM counted a JOIN counted b ON a.n = b.n', ['[2]']],
    ] as const)
      expect(
        (await counted(sql)).filter((one) => one !== '_search'),
        sql,
      ).toEqual([rows])
    expect((await worker.run('SELECT count(n) FROM counted')).madeHere).toEqual([
      { kind: 'groups', because: 'its records have no types of their own: only all of them are counted there' },
    ])
    expect((await worker.rows('EXPLAIN SELECT count(*) FROM counted')).flat().join('\n')).toContain('_count {"query":{"match_all":{}}}')
    await worker.run(`CREATE TABLE ${cssTable('asked (_id STRING, n INT)', 'counted', `, 'es.query'='{"query":{"term":{"n":2}}}'`)}`)
    const asks = async (sql: string) => (await worker.run(sql)).remoteStatements.map((one) => one.sql.replace(/.*"_source":/, ''))
    expect(await asks('SELECT n FROM counted')).toEqual(['true}'])
    await index('unmapped', { dynamic: false, properties: { n: { type: 'integer' } } }, [['1', '{"n":1,"large":"x"}']])
    await worker.run(`CREATE TABLE ${cssTable('unmapped (_id STRING, n INT)', 'unmapped')}`)
    expect(await asks('SELECT n FROM unmapped')).toEqual(['["n"]}'])
    expect(await counted('SELECT count(*) FROM asked')).toEqual([['[1]'], '_count'])
    await worker.run(`CREATE TABLE ${cssTable('missing_count (_id STRING)', 'nowhere', ", 'es.index.read.missing.as.empty'='true'")}`)
    expect(await counted('SELECT count(*) FROM missing_count')).toEqual([['[0]'], '_count'])
    await worker.run(`CREATE TABLE ${cssTable('missing_failed (_id STRING)', 'nowhere')}`)
    expect((await worker.fail('SELECT count(*) FROM missing_failed')).error.kind).toBe(
      (await worker.fail('SELECT * FROM missing_failed')).error.kind,
    )
  })

  it('a value that is none of its column’s type stops the job, which names the field', async () => {
    await index('mixed', { properties: { n: { type: 'keyword' } } }, [
      ['1', '{"n":"two"}'],
      ['2', '{"n":["1","2"]}'],
      ['3', '{"n":2.5}'],
    ])
    await worker.run(`CREATE TABLE ${cssTable('mixed (_id STRING, n INT)', 'mixed')}`)
    const failed = async (id: string) => (await worker.fail(`SELECT n FROM mixed WHERE _id = '${id}'`)).error
    expect(await failed('1')).toMatchObject({ kind: 'remote-failure', message: 'The field "n" of a document is "two", which is no int' })
    expect(await failed('2')).toMatchObject({ hint: expect.stringContaining('ARRAY<INT>') })
    expect((await failed('3')).message).toContain('"2.5", which is no int')
    await worker.run(`CREATE TABLE ${cssTable('texts (_id STRING, n STRING)', 'mixed')}`)
    expect(await worker.rows('SELECT n FROM texts ORDER BY _id')).toEqual([['two'], ['["1","2"]'], ['2.5']])
  })

  const MANY_ROWS = 45_000
  it.each([
    ['a point in time', 'css1:9200'],
    ['scrolls', 'css2:9200'],
  ])('many documents of several shards, in many pages and parts, each once: by %s', async (_, node) => {
    const name = node.slice(0, 4)
    await server.ask('PUT', `/many-${name}`, { settings: { number_of_shards: 3, number_of_replicas: 0 } })
    await worker.run(
      `CREATE TABLE ${cssTable(`many_${name} (id BIGINT, n INT, t STRING)`, `many-${name}`, ", 'es.mapping.id'='id', 'batch.size.entries'='5000'", node)}`,
    )
    const insert = `INSERT INTO many_${name} SELECT id, CAST(id % 7 AS INT), repeat('x', 20) FROM range(${MANY_ROWS})`
    expect((await worker.run(insert)).rowCount).toBe(MANY_ROWS)
    const { rowsJson, remoteStatements } = await worker.run(`SELECT count(*), count(DISTINCT id), sum(n) FROM many_${name}`)
    expect(rowsJson).toEqual([
      `[${MANY_ROWS},${MANY_ROWS},${Array.from({ length: MANY_ROWS }, (_row, n) => n % 7).reduce((sum, n) => sum + n, 0)}]`,
    ])
    expect(remoteStatements).toMatchObject([{ sql: '_search {"query":{"match_all":{}},"_source":["id","n"]}', rows: MANY_ROWS }])
    // What a condition leaves is counted as well.
    for (const condition of ['', 'WHERE id < 40000'])
      expect((await worker.percents(`SELECT max(n) FROM many_${name} ${condition}`)).at(-1)).toBe(99)
    expect(await worker.percents(`SELECT t FROM many_${name} LIMIT 1`)).toEqual([])
    expect(await worker.rows(`SELECT count(*) FROM (SELECT t FROM many_${name} LIMIT 1) q`)).toEqual([[1]])
    expect(await worker.rows(`SELECT count(DISTINCT id) FROM (SELECT id FROM many_${name} LIMIT 700) q`)).toEqual([[700]])
    // While it reads what it writes.
    await worker.run(`INSERT OVERWRITE TABLE many_${name} SELECT * FROM many_${name} WHERE id < 5`)
    expect(await worker.rows(`SELECT count(*), max(id) FROM many_${name}`)).toEqual([[5, 4]])
    // The server frees them when it has time; left alone they would stay for the five minutes of es.scroll.keepalive.
    await expect.poll(async () => (await openContexts()).contexts).toBe(0)
  })

  async function oddIndex(): Promise<void> {
    if (worker.tables.has('default.odd')) return
    await makeOddIndex(server, 'odd')
    const columns =
      '_id STRING, n STRING, i INT, d DOUBLE, fl DOUBLE, k STRING, o STRING, t STRING, at TIMESTAMP, f BOOLEAN, z BIGINT, late INT'
    await worker.run(`CREATE TABLE ${cssTable(`odd (${columns})`, 'odd')}`)
    await worker.run(`CREATE TABLE ${cssTable(`unasked (${columns})`, 'odd', ", 'pushdown'='false'")}`)
    await worker.run('CREATE TABLE here AS SELECT * FROM odd')
  }

  const missing = (field: string) => `{"bool":{"must_not":[{"exists":{"field":"${field}"}}]}}`
  const guarded = (field: string, query: string) => `{"bool":{"should":[${query},${missing(field)}]}}`
  it.each([
    ['i = 5', guarded('i', '{"range":{"i":{"gte":"5","lte":"5"}}}')],
    ['i > 5 AND i <= 40', guarded('i', '{"range":{"i":{"gte":"5","lte":"40"}}}')],
    ['i IS NULL', missing('i')],
    ['i IS NOT NULL', undefined],
    ['i = 3000000000', undefined],
    ['d = 0', guarded('d', '{"range":{"d":{"gte":"-0","lte":"0"}}}')],
    ['d >= 0', guarded('d', '{"range":{"d":{"gte":"-0"}}}')],
    ['d < 3.3', guarded('d', '{"range":{"d":{"lte":"3.3"}}}')],
    ['fl = 0.3', guarded('fl', '{"range":{"fl":{"gte":"0.29999998211860657","lte":"0.30000004172325134"}}}')],
    ["k = 'x7'", guarded('k', '{"terms":{"k":["x7"]}}')],
    ["k = 'long5'", guarded('k', '{"terms":{"k":["long5"]}}')],
    ["k > 'lo' AND k < 'x12'", guarded('k', '{"range":{"k":{"gte":"lo","lte":"x12"}}}')],
    // A number may be indexed as 1.9e0, and is read as 1.9.
    ["k = '1.9'", undefined],
    ["k = '19'", guarded('k', '{"terms":{"k":["19"]}}')],
    ["k <= '1.9'", undefined],
    ["k LIKE '1%'", undefined],
    ["k LIKE 'long%'", guarded('k', '{"prefix":{"k":"long"}}')],
    ["t IN ('long5', 'x3')", guarded('t.raw', '{"terms":{"t.raw":["long5","x3"]}}')],
    // What is copied into it stands elsewhere.
    ["o = 'x4'", undefined],
    ['o IS NULL', undefined],
    ['z IS NULL', undefined],
    ['late = 5', guarded('late', '{"range":{"late":{"gte":"5","lte":"5"}}}')],
    ["n = '5'", undefined],
    [
      "at >= TIMESTAMP'2024-01-01 01:00:00.000999'",
      guarded('at', '{"range":{"at":{"gte":"2024-01-01T01:00:00.000Z","format":"strict_date_time"}}}'),
    ],
    [
      "at < TIMESTAMP'2024-01-01 01:00:00.0005'",
      guarded('at', '{"range":{"at":{"lte":"2024-01-01T01:00:00.000Z","format":"strict_date_time"}}}'),
    ],
    ['f', guarded('f', '{"term":{"f":true}}')],
    ["_id IN ('k7', 'k8')", '{"ids":{"values":["k7","k8"]}}'],
    ['i <> 5', undefined],
  ])('a condition is asked as far as it is certain, and the answer is that of all documents: %s', async (condition, query) => {
    await oddIndex()
    const { rowsJson, remoteStatements } = await worker.run(`SELECT * FROM odd WHERE ${condition}`)
    if (condition !== 'i = 3000000000') {
      const [{ sql = '' } = {}] = remoteStatements
      const asked = JSON.stringify(JSON.parse(sql.replace('_search ', '')).query)
      expect(asked).toBe(query === undefined ? '{"match_all":{}}' : `{"bool":{"filter":[${query}]}}`)
    }
    const expected = (await worker.run(`SELECT * FROM here WHERE ${condition}`)).rowsJson.toSorted()
    expect(rowsJson.toSorted()).toEqual(expected)
    expect((await worker.run(`SELECT * FROM unasked WHERE ${condition}`)).rowsJson.toSorted()).toEqual(expected)
  })

  it('random conditions: asked, not asked, and the server’s own answer', async () => {
    const conditions = new RandomConditions(chances())
    await index(
      'clean',
      { properties: { n: { type: 'long' }, d: { type: 'double' }, k: { type: 'keyword' }, at: { type: 'date' }, f: { type: 'boolean' } } },
      Array.from({ length: 500 }, (_, id): [string, string] => [String(id), conditions.document()]),
      2,
    )
    const columns = 'n BIGINT, d DOUBLE, k STRING, at TIMESTAMP, f BOOLEAN'
    await worker.run(`CREATE TABLE ${cssTable(`clean (${columns})`, 'clean')}`)
    await worker.run(`CREATE TABLE ${cssTable(`strictly (${columns})`, 'clean', ", 'strict'='true'")}`)
    await worker.run('CREATE TABLE cleanhere AS SELECT * FROM clean')
    for (let round = 0; round < 25; round += 1) {
      const { sql, query } = conditions.tree(3)
      const told = (await server.ask('POST', '/clean/_count', { query })) as { readonly count: number }
      for (const table of ['clean', 'strictly', 'cleanhere'])
        expect([sql, ...(await worker.rows(`SELECT count(*) FROM ${table} WHERE ${sql}`))]).toEqual([sql, [told.count]])
    }
  })

  it('a list that is read as a text is found by conditions on that text, whatever of it is indexed', async () => {
    const raw = { type: 'keyword' }
    const lists = ['"b"', '["c","d"]', '["A","B"]', '[]', '["b"]', '["x",null]', '[["y"]]', '"Z"', '"["', 'null']
    await index(
      'lists',
      { properties: { k: raw, t: { type: 'text', fields: { raw } } } },
      lists.map((list, n): [string, string] => [String(n), `{"k":${list},"t":${list}}`]),
    )
    await worker.run(`CREATE TABLE ${cssTable('lists (_id STRING, k STRING, t STRING)', 'lists')}`)
    await worker.run(`CREATE TABLE ${cssTable('strict_lists (_id STRING, k STRING)', 'lists', ", 'strict'='true'")}`)
    await worker.run('CREATE TABLE lists_here AS SELECT * FROM lists')
    const conditions = (column: string) =>
      [
        `= '["c","d"]'`,
        `= '["b"]'`,
        "= 'b'",
        `IN ('Z', '[]')`,
        "< 'b'",
        "<= 'a'",
        "> 'Z'",
        ">= '['",
        "< 'Z'",
        "BETWEEN 'A' AND 'b'",
        `LIKE '["%'`,
      ].map((condition) => `${column} ${condition}`)
    const found = async (table: string, condition: string) =>
      (await worker.rows(`SELECT _id FROM ${table} WHERE ${condition}`)).map(String).toSorted()
    for (const condition of [...conditions('k'), ...conditions('t')])
      expect([condition, await found('lists', condition)]).toEqual([condition, await found('lists_here', condition)])
    for (const condition of conditions('k'))
      expect([condition, await found('strict_lists', condition)]).toEqual([condition, await found('lists_here', condition)])
  })

  it('only documents of es.query are rows, and are overwritten', async () => {
    await index('logs', { properties: { level: { type: 'keyword' } } }, [
      ['1', '{"level":"info","n":1}'],
      ['2', '{"level":"error","n":2}'],
    ])
    await worker.run(
      `CREATE TABLE ${cssTable('errors (level STRING, n INT)', 'logs', `, 'es.query'='{"query":{"term":{"level":"error"}}}'`)}`,
    )
    await worker.run(`CREATE TABLE ${cssTable('words (level STRING, n INT)', 'logs', ", 'es.query'='?q=level:info'")}`)
    expect(await worker.rows('SELECT n FROM errors')).toEqual([[2]])
    expect(await worker.rows('SELECT n, level FROM words')).toEqual([[1, 'info']])
    expect(await worker.rows('SELECT count(*) FROM errors')).toEqual([[1]])
    await worker.run("INSERT OVERWRITE TABLE errors SELECT 'error', n + 10 FROM errors")
    expect(await worker.rows('SELECT n FROM errors UNION ALL SELECT n FROM words ORDER BY n')).toEqual([[1], [12]])
  })

  it('what is written is read again as it was, and is a field of the right type to the server', async () => {
    const columns =
      '_id STRING, i INT, b BIGINT, d DOUBLE, m DECIMAL(20,4), t STRING, f BOOLEAN, day DATE, at TIMESTAMP, x BINARY, l ARRAY<BIGINT>, s STRUCT<a: INT, b: STRING>, k MAP<STRING, INT>'
    await index('put', { properties: { d: { type: 'double' } } }, [])
    await worker.run(`CREATE TABLE ${cssTable(`put (${columns})`, 'put')}`)
    const values = `'k', 1, 9007199254740993, 1.5e300D, 1234567890123.4567, 'a"\\\\\\n', true, DATE'2024-02-29', TIMESTAMP'2024-02-29 01:02:03.456789', CAST('é' AS BINARY), array(1, NULL), named_struct('a', 1, 'b', 'it''s'), map('one', 1)`
    expect((await worker.run(`INSERT INTO put SELECT ${values}`)).rowCount).toBe(1)
    expect((await worker.run('SELECT * FROM put')).rowsJson).toEqual((await worker.run(`SELECT ${values}`)).rowsJson)
    const { put } = (await server.ask('GET', '/put/_mapping')) as { readonly put: { readonly mappings: { readonly properties: unknown } } }
    expect(put.mappings.properties).toMatchObject({
      at: { type: 'date' },
      day: { type: 'date' },
      b: { type: 'long' },
      f: { type: 'boolean' },
    })
    // The same id: the document is replaced, and what is NULL is no field.
    await worker.run("INSERT INTO put VALUES ('k', NULL, NULL, NULL, NULL, 'new', NULL, NULL, NULL, NULL, NULL, NULL, NULL)")
    expect(await worker.rows('SELECT t, i FROM put')).toEqual([['new', null]])
  })

  it('each item’s answer is looked at: what was not written is told, and how many are', async () => {
    await index('strict', { dynamic: 'strict', properties: { id: { type: 'keyword' }, n: { type: 'integer' } } }, [])
    const table = (name: string, more: string) =>
      `CREATE TABLE ${cssTable(`${name} (id STRING, n BIGINT)`, 'strict', `, 'es.mapping.id'='id'${more}`)}`
    await worker.run(table('items', ", 'batch.size.entries'='2'"))
    const failed = await worker.fail("INSERT INTO items VALUES ('a', 1), ('b', 2), ('c', 3), ('d', 3000000000)")
    expect(failed.error.message).toMatch(
      /A document was not written: failed to parse field \[n\].*: 3 rows are written, and the server takes nothing back/,
    )
    expect(await worker.rows('SELECT id, n FROM items ORDER BY id')).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ])
    expect((await worker.fail('INSERT INTO items VALUES (NULL, 1)')).error.message).toContain('1 rows have no id')
    expect((await worker.fail("INSERT INTO items SELECT 'e', 1 / id FROM range(2) WHERE raise_error('no') = 1")).kind).toBe('job-failed')
    await worker.run(table('creates', ", 'es.write.operation'='create'"))
    expect((await worker.fail("INSERT INTO creates VALUES ('a', 9)")).error.message).toContain('there is one of its _id')
    await worker.run(table('updates', ", 'es.write.operation'='update'"))
    expect((await worker.fail("INSERT INTO updates VALUES ('nobody', 9)")).error.message).toContain('there is none of its _id')
    await worker.run("INSERT INTO updates VALUES ('a', NULL)")
    await worker.run(table('upserts', ", 'es.write.operation'='upsert'"))
    await worker.run("INSERT INTO upserts VALUES ('b', 20), ('f', 6)")
    expect(await worker.rows('SELECT id, n FROM items ORDER BY id')).toEqual([
      ['a', 1],
      ['b', 20],
      ['c', 3],
      ['f', 6],
    ])
    await worker.run(`CREATE TABLE ${cssTable('doubles (d DOUBLE)', 'doubles')}`)
    expect((await worker.fail("INSERT INTO doubles SELECT double('NaN')")).error.message).toContain('no document can have: NaN')
  })

  it('an index that is not there, or keeps no documents, or moments in a form of its own', async () => {
    await worker.run(`CREATE TABLE ${cssTable('nowhere (n INT)', 'nowhere')}`)
    expect((await worker.fail('SELECT * FROM nowhere')).error).toMatchObject({
      kind: 'remote-failure',
      message: 'css1:9200: no such index [nowhere]',
      hint: expect.stringContaining('resource'),
    })
    await worker.run(`CREATE TABLE ${cssTable('none (n INT)', 'nowhere', ", 'es.index.read.missing.as.empty'='true'")}`)
    expect(await worker.rows('SELECT count(*) FROM none')).toEqual([[0]])
    await worker.run(`CREATE TABLE ${cssTable('unmade (n INT)', 'nowhere', ", 'es.index.auto.create'='false'")}`)
    expect((await worker.fail('INSERT INTO unmade VALUES (1)')).error.kind).toBe('remote-failure')
    await index('sourceless', { _source: { enabled: false } }, [['1', '{"n":1}']])
    await worker.run(`CREATE TABLE ${cssTable('sourceless (n INT)', 'sourceless')}`)
    expect((await worker.fail('SELECT n FROM sourceless')).error.message).toContain('does not keep its documents whole')
    await index('seconds', { properties: { at: { type: 'date', format: 'epoch_second' } } }, [['1', '{"at":1700000000}']])
    await worker.run(`CREATE TABLE ${cssTable('seconds (at TIMESTAMP)', 'seconds')}`)
    expect((await worker.fail('SELECT at FROM seconds')).error.message).toContain('in the form epoch_second')
    await worker.run(`CREATE TABLE ${cssTable('numbers (at BIGINT)', 'seconds')}`)
    expect(await worker.rows('SELECT at FROM numbers')).toEqual([[1_700_000_000]])
  })

  it('the first of several nodes that answers is asked', async () => {
    await index('nodes', {}, [['1', '{"n":1}']])
    await worker.run(`CREATE TABLE ${cssTable('nodes (n INT)', 'nodes', '', 'gone:9200,css1')}`)
    expect(await worker.rows('SELECT n FROM nodes')).toEqual([[1]])
    await worker.run(`CREATE TABLE ${cssTable('lost (n INT)', 'nodes', '', 'gone:9200,gone2:9200')}`)
    expect((await worker.fail('SELECT n FROM lost')).error.message).toContain('gone')
  })

  it.skipIf(signed === undefined)(
    'in HTTPS: who has signed the certificate, and its names, are looked at, and a password goes to nobody else',
    async () => {
      const { authority = '', key = '', certificate = '' } = signed ?? {}
      await index('secured', { properties: { n: { type: 'integer' } } }, [
        ['1', '{"n":1}'],
        ['2', '{"n":2}'],
      ])
      // What OpenSearch's own security would do: it is no part of the server of the tests.
      const wanted = `Basic ${Buffer.from('ada:secret').toString('base64')}`
      await using tls = await before(
        server.port,
        (_path, headers) => (headers.authorization === wanted ? undefined : { status: 401, body: 'Unauthorized' }),
        { key, cert: certificate },
      )
      const own = { location: 'obs://keys/ca.pem', certificates: authority }
      const there = { host: '127.0.0.1', port: tls.port }
      const ada = { userName: 'ada', password: 'secret' }
      const secured = await TestWorker.start({
        addresses: { 'css1:9200': there, 'other:9200': there },
        credentials: { own: { ...ada, authority: own }, public: ada, wrong: { ...ada, password: 'none', authority: own } },
      })
      try {
        const table = (name: string, auth: string, node: string, more: string) =>
          `CREATE TABLE ${cssTable(`${name} (_id STRING, n INT)`, 'secured', `, 'es.certificate.name'='${auth}', ${more}`, node)}`
        const rows = async (name: string) => (await secured.rows(`SELECT n FROM ${name} WHERE n < 5 ORDER BY n`)).flat()
        await secured.run(table('verified', 'own', 'css1:9200', "'es.net.ssl'='true'"))
        expect(await rows('verified')).toEqual([1, 2])
        expect((await secured.run("INSERT INTO verified VALUES ('3', 3)")).rowCount).toBe(1)
        expect(await rows('verified')).toEqual([1, 2, 3])
        const told = tls.asked.length
        for (const [name, auth, node, why] of [
          ['of_nobody', 'public', 'css1:9200', 'who has signed it is not known here'],
          ['of_others', 'own', 'other:9200', 'it is for other names than other'],
        ] as const) {
          await secured.run(table(name, auth, node, "'es.net.ssl'='true'"))
          expect((await secured.fail(`SELECT n FROM ${name}`)).error).toMatchObject({
            kind: 'remote-failure',
            message: `The certificate of ${node} is not trusted: ${why}`,
            hint: expect.stringContaining('certificate_location'),
          })
        }
        await secured.run(table('unknown', 'public', 'css1:9200', "'sslMode'='VERIFY_CA'"))
        expect((await secured.fail('SELECT n FROM unknown')).error.message).toContain('who has signed it is not known here')
        expect(tls.asked.length).toBe(told)
        await secured.run(table('named_otherwise', 'own', 'other:9200', "'sslMode'='VERIFY_CA'"))
        expect(await rows('named_otherwise')).toEqual([1, 2, 3])
        await secured.run(table('unchecked', 'public', 'other:9200', "'sslMode'='REQUIRED'"))
        expect(await rows('unchecked')).toEqual([1, 2, 3])
        await secured.run(table('wrong', 'wrong', 'css1:9200', "'es.net.ssl'='true'"))
        const { error } = await secured.fail('SELECT n FROM wrong')
        expect(error).toMatchObject({ kind: 'remote-failure', message: expect.stringContaining('401') })
        expect(JSON.stringify(error)).not.toContain('none')
      } finally {
        await secured.end()
      }
    },
  )

  async function openContexts(): Promise<{ readonly contexts: number }> {
    const answer = (await server.ask('GET', '/_nodes/stats/indices/search')) as {
      readonly nodes: Readonly<Record<string, { readonly indices: { readonly search: { readonly open_contexts: number } } }>>
    }
    return { contexts: Object.values(answer.nodes).reduce((sum, { indices }) => sum + indices.search.open_contexts, 0) }
  }
})

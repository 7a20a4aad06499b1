import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clickhouse, findClickhouse, NO_CLICKHOUSE, startClickhouse } from '../../../../testing/clickhouse.ts'
import { makeCertificate } from '../../fixtures/certificate.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'

const programs = await findClickhouse()
if (programs === undefined) console.log(`SKIPPED: tables of ClickHouse are not tested with a server, for ${NO_CLICKHOUSE}`)

const own = makeCertificate('ch1')

const COLUMNS = [
  ['id', 'Int32'],
  ['small', 'Int8'],
  ['n', 'Nullable(Int64)'],
  ['u64', 'UInt64'],
  ['u32', 'UInt32'],
  ['f32', 'Float32'],
  ['ratio', 'Nullable(Float64)'],
  ['money', 'Decimal(12, 2)'],
  ['tiny', 'Decimal(3, 1)'],
  ['wide', 'Nullable(Decimal(38, 4))'],
  ['word', 'Nullable(String)'],
  ['five', 'FixedString(5)'],
  ['kind', "Enum8('a b' = 1, 'it''s' = 2, 'c,(d' = 3)"],
  ['low', 'LowCardinality(String)'],
  ['u', 'UUID'],
  ['day', 'Date'],
  ['moment', "Nullable(DateTime('Europe/Berlin'))"],
  ['list', 'Array(Nullable(Int32))'],
  ['lists', 'Array(Array(String))'],
  ['pair', 'Tuple(Int8, String)'],
] as const

describe.skipIf(programs === undefined)('tables of ClickHouse', () => {
  let server: Clickhouse
  let worker: TestWorker
  let unpushed: TestWorker

  const table = (name: string, more = '', auth = 'a1', url = 'jdbc:clickhouse://ch1:8123') =>
    `CREATE TABLE ${name} USING JDBC OPTIONS ('url'='${url}', ${more === '' ? `'dbtable'='shop.${name}'` : more}, 'passwdauth'='${auth}', 'encryption'='true'${url.includes('ssl') ? '' : ", 'allowUnencryptedLogin'='true'"})`
  const both = async (sql: string): Promise<readonly unknown[]> => {
    const pushed = await worker.rows(sql)
    expect(await unpushed.rows(sql)).toEqual(pushed)
    return pushed
  }
  const plan = async (sql: string): Promise<string> => (await worker.rows(`EXPLAIN ${sql}`)).flat().join('\n')

  beforeAll(async () => {
    server = await startClickhouse(programs ?? '', own)
    const { host, port, securePort, user, reader, cut, password } = server
    const options = {
      addresses: { 'ch1:8123': { host, port }, ...(securePort === undefined ? {} : { 'ch1:8443': { host, port: securePort } }) },
      credentials: {
        a1: { userName: user, password },
        reader: { userName: reader, password },
        wrong: { userName: user, password: 'not-the-password' },
        cut: { userName: cut, password },
        changed: { userName: server.changed, password },
        secure: {
          userName: user,
          password,
          ...(own === undefined ? {} : { authority: { location: 'obs://b/ca.pem', certificates: own.certificate } }),
        },
        nobody: { userName: 'nobody', password },
      },
    }
    worker = await TestWorker.start(options)
    unpushed = await TestWorker.start({ ...options, pushesDown: false })
    await server.sql('CREATE DATABASE shop')
    await server.sql(
      `CREATE TABLE shop.types (${COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ')}) ENGINE = MergeTree ORDER BY id`,
    )
    await server.sql(`INSERT INTO shop.types VALUES
      (1, -128, 9223372036854775807, 18446744073709551615, 4294967295, 0.1, 0.1, 1234567890.12, -99.9, 1234567890123456789012345678901234.5678, 'a', 'ab', 'it''s', 'x',
       '61f0c404-5cb3-11e7-907b-a6006ad3dba0', '2024-02-29', toDateTime('2024-02-29 23:59:59', 'UTC'), [1, NULL, -3], [['a', ''], []], (-1, 'q')),
      (2, 127, -9223372036854775808, 0, 0, -1e30, nan, -0.01, 0, -0.0001, '', '', 'a b', '', '00000000-0000-0000-0000-000000000000', '1970-01-01',
       toDateTime('1971-01-01 00:00:00', 'UTC'), [], [], (127, '中文')),
      (3, 0, NULL, 7, 7, 0, NULL, 0, 0.5, NULL, NULL, '中a', 'c,(d', 'low', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '2105-12-31', NULL, [NULL], [[]], (0, ''))`)
    await server.sql('CREATE TABLE shop.many (k Int64, g String, v Nullable(Int32)) ENGINE = MergeTree ORDER BY k')
    await server.sql(
      `INSERT INTO shop.many SELECT number, concat('group ', toString(number % 7)), if(number % 5 = 0, NULL, toInt32(number % 1000)) FROM numbers(300000)`,
    )
    for (const name of ['types', 'many']) for (const one of [worker, unpushed]) await one.run(table(name))
  })
  afterAll(async () => {
    await worker?.end()
    await unpushed?.end()
    await server?.stop()
  })

  test('every type of the server, with its extreme values and NULL', async () => {
    const { columns, rowsJson } = await worker.run('SELECT * FROM types ORDER BY id')
    expect(columns.map(({ name, type }) => `${name} ${type}`).join(', ')).toBe(
      'id int, small int, n bigint, u64 decimal(20,0), u32 bigint, f32 float, ratio double, money decimal(12,2), tiny decimal(3,1), wide decimal(38,4), ' +
        'word string, five string, kind string, low string, u string, day date, moment timestamp, list array<int>, lists array<array<string>>, pair struct<_1:int,_2:string>',
    )
    expect(rowsJson).toEqual([
      '[1,-128,9223372036854775807,18446744073709551615,4294967295,0.1,0.1,1234567890.12,-99.9,1234567890123456789012345678901234.5678,"a","ab","it\'s","x",' +
        '"61f0c404-5cb3-11e7-907b-a6006ad3dba0","2024-02-29","2024-02-29 23:59:59",[1,null,-3],[["a",""],[]],{"_1":-1,"_2":"q"}]',
      '[2,127,-9223372036854775808,0,0,-1e+30,"NaN",-0.01,0.0,-0.0001,"","","a b","","00000000-0000-0000-0000-000000000000","1970-01-01",' +
        '"1971-01-01 00:00:00",[],[],{"_1":127,"_2":"中文"}]',
      '[3,0,null,7,7,0,null,0.00,0.5,null,null,"中a","c,(d","low","ffffffff-ffff-ffff-ffff-ffffffffffff","2105-12-31",null,[null],[[]],{"_1":0,"_2":""}]',
    ])
  })

  test('a table that is read as a whole is read by percent; of what conditions leave, and of a query, nobody knows how much it is', async () => {
    const [read, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const job = worker.stream('SELECT k, g, v FROM many', async () => {
      read.resolve()
      await goOn.promise
    })
    await read.promise
    const { percent = -1 } = await worker.progressOf(job.jobId, ({ inputRowCount }) => inputRowCount > 0)
    expect(percent).toBeGreaterThan(0)
    expect(percent).toBeLessThan(90)
    goOn.resolve()
    expect((await job.ended).kind).toBe('job-finished')
    expect((await worker.percents('SELECT max(v) AS m, bool_or(k IS NULL) AS b FROM many')).at(-1)).toBe(99)
    expect(await worker.percents('SELECT max(v) AS m, bool_or(k IS NULL) AS b FROM many WHERE k > 5')).toEqual([])
    await worker.run(table('part_of_many', "'query'='SELECT k FROM shop.many'"))
    expect(await worker.percents('SELECT bool_or(k IS NULL) AS b FROM part_of_many')).toEqual([])
  })

  test.each([
    ['n > 0', [1], true],
    ['n = -9223372036854775808', [2], false],
    ['n IN (0, 9223372036854775807)', [1], true],
    ['u64 = 18446744073709551615', [1], false],
    ['u32 >= 7', [1, 3], true],
    ['money < 0', [2], true],
    ['wide = -0.0001', [2], true],
    ['ratio > 0', [1, 2], false],
    ['f32 = 0', [3], false],
    ["word = 'A'", [], true],
    ["word LIKE 'a%'", [1], true],
    ["five LIKE '中%'", [3], true],
    ["word < 'a'", [2], true],
    ["kind = 'it\\'s'", [1], true],
    ["low IN ('x', 'low')", [1, 3], true],
    ["u = '61f0c404-5cb3-11e7-907b-a6006ad3dba0'", [1], true],
    ["day >= DATE'2024-02-29'", [1, 3], true],
    ["day < DATE'2200-01-01'", [1, 2, 3], false],
    ["moment = TIMESTAMP'2024-02-29 23:59:59'", [1], true],
    ["moment < TIMESTAMP'2024-02-29 23:59:59.5'", [1, 2], false],
    ['word IS NULL', [3], true],
    ['list IS NOT NULL AND id <> 1', [2, 3], true],
    ['size(list) = 3', [1], false],
    ["id = 3 OR word = ''", [2, 3], true],
  ] as const)('%s: the same rows, asked there or looked at here', async (condition, ids, isAsked) => {
    const sql = `SELECT id FROM types WHERE ${condition}`
    expect(await both(`${sql} ORDER BY id`)).toEqual(ids.map((id) => [id]))
    const asked = (await worker.run(sql)).remoteStatements.map((one) => one.sql).join('\n')
    expect(asked.includes(' WHERE ')).toBe(isAsked)
  })

  test('many blocks of rows, and some of them', async () => {
    expect(await both('SELECT sum(length(g)), min(k), max(k), count(v) FROM many WHERE rand() >= 0')).toEqual(
      [['2100000', '0', '299999', '240000']].map((row) => row.map(Number)),
    )
    expect((await worker.run('SELECT k FROM many WHERE k >= 299990')).rowCount).toBe(10)
    expect((await worker.run('SELECT k FROM many LIMIT 3')).remoteStatements[0]?.sql).toContain('LIMIT 3')
  })

  test('what the server computes: groups, counts, extremes, sums, first rows; of no rows NULLs', async () => {
    expect(await both('SELECT g, count(*), count(v), min(v), max(k), sum(v), sum(k) FROM many GROUP BY g ORDER BY g')).toHaveLength(7)
    expect(await both('SELECT count(*), max(k), sum(v), min(g) FROM many WHERE k < 0')).toEqual([[0, null, null, null]])
    expect(await both('SELECT 1 FROM (SELECT count(*), max(k) FROM many)')).toEqual([[1]])
    expect(await both('SELECT count(*) FROM (SELECT max(k) FROM many)')).toEqual([[1]])
    expect(await both('SELECT max(k) FROM many HAVING count(*) > 5')).toEqual([[299_999]])
    expect(await both('SELECT max(k) FROM many HAVING count(*) < 5')).toEqual([])
    expect(await both('SELECT * FROM (SELECT max(k) AS m FROM many) WHERE m < 5')).toEqual([])
    expect(await both('SELECT k FROM many ORDER BY v DESC, k LIMIT 2')).toEqual([[999], [1999]])
    expect(await both('SELECT DISTINCT v IS NULL, g FROM many WHERE k < 3 ORDER BY g')).toHaveLength(3)
    expect(await both('SELECT g, sum(DISTINCT v) FROM many WHERE k < 30 GROUP BY g ORDER BY g')).toHaveLength(7)
    const { remoteStatements, rowCount } = await worker.run('SELECT count(*) FROM many')
    expect(rowCount).toBe(1)
    expect(remoteStatements[0]?.sql).toContain('count(*)')
    expect(await plan('SELECT sum(ratio) FROM types')).toContain('a sum of doubles depends on the order of its rows')
  })

  test('at the limits of types, rows are those that the engine finds itself', async () => {
    await server.sql(`CREATE TABLE shop.limits (id UInt8, n Int64, u UInt64, d Decimal(38, 3), x Float64, t String, f FixedString(3),
      e Enum8('z' = 1, 'a' = 2, 'm b' = -3), day Date, at DateTime('Europe/Berlin'), v Nullable(Int32), w Nullable(String)) ENGINE = Log`)
    await server.sql(String.raw`INSERT INTO shop.limits VALUES
      (1, 9223372036854775807, 18446744073709551615, 99999999999999999.999, nan, 'a', 'abc', 'z', '1970-01-01', '2018-10-28 02:30:00', NULL, NULL),
      (2, 9223372036854775807, 18446744073709551615, -99999999999999999.999, inf, 'a ', 'a', 'a', '2105-12-31', '2018-10-28 03:30:00', 0, ''),
      (3, -9223372036854775808, 0, 0, -inf, '', '', 'm b', '2018-02-28', '1971-01-01 00:00:00', -1, 'a%'),
      (4, 0, 9223372036854775808, 0.001, -0.0, 'é', 'é', 'z', '2018-02-28', '2037-12-31 23:59:59', 2147483647, 'a_b'),
      (5, -1, 1, 1, 0, 'A', 'a\0b', 'a', '2018-03-01', '2018-03-25 03:00:00', -2147483648, 'a\\b'),
      (6, 1, 2, 1.5, nan, '😀', 'z', 'm b', '2018-03-01', '2018-03-25 01:59:59', NULL, 'a\nb')`)
    for (const each of [worker, unpushed]) await each.run(table('limits', "'dbtable'='shop.limits'"))
    const conditions = [
      ...[
        'n = 9223372036854775807',
        'n >= -9223372036854775807',
        'n < -9223372036854775807',
        'n <> 0',
        'n BETWEEN -1 AND 1',
        'n IN (1, -1, NULL)',
      ],
      ...[
        'NOT (n IN (1, -1))',
        'NOT (v IN (0, NULL))',
        'NOT (v > 0)',
        'v <=> NULL',
        'v IS NULL OR v < 0',
        'NOT (v = 0 AND w IS NULL)',
        'v <> 0',
      ],
      ...[
        'u > 9223372036854775807',
        'u = 18446744073709551615',
        'u <= 2',
        'd > 0.0005',
        'd = 0',
        'd < -1.5',
        'd IN (1, 1.5)',
        'd >= 99999999999999999',
      ],
      ...['x = 0', 'x > 1', 'x <> x', 'isnan(x)', 'x IS NOT NULL'],
      ...[
        "t = 'a'",
        "t > 'a'",
        "t < 'é'",
        "t >= '😀'",
        "t LIKE 'a%'",
        "t = ''",
        "t IN ('A', 'é')",
        "f = 'a'",
        "f > 'a'",
        "f LIKE 'a%'",
        "f <> ''",
        "f <= 'z'",
      ],
      ...[
        "e > 'a'",
        "e = 'm b'",
        "e < 'm b'",
        "e IN ('a', 'z')",
        "w LIKE 'a\\\\%%'",
        "w LIKE 'a\\\\_%'",
        "w LIKE 'a%'",
        "w = 'a\\\\b'",
        "w >= ''",
      ],
      ...[
        "day = DATE'2018-02-28'",
        "day > DATE'2018-02-28'",
        "day < DATE'1970-01-02'",
        "day BETWEEN DATE'2018-03-01' AND DATE'2106-01-01'",
      ],
      ...[
        "at > TIMESTAMP'2018-10-28 01:00:00'",
        "at = TIMESTAMP'2018-10-28 00:30:00'",
        "at < TIMESTAMP'2018-03-25 01:00:00'",
        "at >= TIMESTAMP'2037-12-31 00:00:00'",
      ],
    ]
    for (const condition of conditions) await both(`SELECT id FROM limits WHERE ${condition} ORDER BY id`)
    for (const column of ['n', 'u', 'd', 'x', 't', 'f', 'e', 'day', 'at', 'v', 'w']) {
      await both(`SELECT ${column}, count(*), count(v), min(id) FROM limits GROUP BY ${column} ORDER BY min(id)`)
      await both(`SELECT min(${column}), max(${column}), count(DISTINCT ${column}) FROM limits`)
      await both(`SELECT id FROM limits ORDER BY ${column}, id LIMIT 4`)
      await both(`SELECT id FROM limits ORDER BY ${column} DESC NULLS FIRST, id LIMIT 4`)
    }
    for (const sum of ['sum(n)', 'sum(u)', 'sum(v)', 'sum(id)', 'sum(d)', 'sum(x)']) {
      await both(`SELECT ${sum} FROM limits WHERE id < 3`)
      await both(`SELECT e, ${sum} FROM limits WHERE id > 2 GROUP BY e ORDER BY e`)
    }
    for (const asked of [
      'n <> 0',
      'u <= 2',
      'd > 0.5',
      "t > 'a'",
      "f > 'a'",
      "e > 'a'",
      "day > DATE'2018-02-28'",
      "at > TIMESTAMP'2018-10-28 01:00:00'",
    ]) {
      expect((await worker.run(`SELECT id FROM limits WHERE ${asked}`)).remoteStatements[0]?.sql).toContain(' WHERE ')
    }
    // Spark's sum of whole numbers goes round.
    expect(await both('SELECT sum(n) FROM limits WHERE id < 3')).toEqual([[-2]])
  })

  test('a user that may only read, and change no setting', async () => {
    await worker.run(table('many_read', "'dbtable'='shop.many'", 'reader', 'jdbc:ch://ch1/shop'))
    expect(await worker.rows('SELECT g, count(*) FROM many_read WHERE k < 7 GROUP BY g')).toHaveLength(7)
  })

  test('a user of whom a server leaves out what is too much gets no part of the rows', async () => {
    await worker.run(table('many_cut', "'dbtable'='shop.many'", 'cut'))
    for (const sql of ['SELECT k FROM many_cut', 'SELECT count(*) FROM many_cut', 'SELECT g, count(*) FROM many_cut GROUP BY g']) {
      expect((await worker.fail(sql)).error).toMatchObject({
        kind: 'not-supported',
        message: expect.stringContaining('result_overflow_mode'),
        hint: expect.stringContaining('throw'),
      })
    }
  })

  test('a user by whose settings a server makes other answers gets those of Spark', async () => {
    await worker.run(table('changed', "'dbtable'='shop.many'", 'changed'))
    expect(await worker.rows('SELECT count(*), max(k) FROM changed WHERE k < 0')).toEqual([[0, null]])
    expect(await worker.rows('SELECT k FROM changed WHERE k IN (7, 8, 9) ORDER BY k')).toEqual([[7], [8], [9]])
    expect(await worker.rows('SELECT k FROM changed WHERE k IN (7, 8, 9) LIMIT 3')).toHaveLength(3)
  })

  test('a statement that would be longer than the server takes asks for less: conditions, and keys of a join', async () => {
    const word = (n: number): string => `group ${n} ${'é'.repeat(30)}`
    const list = Array.from({ length: 5000 }, (_, n) => `'${n === 7 ? 'group 3' : word(n)}'`).join(', ')
    const sql = `SELECT count(*), min(k) FROM many WHERE k < 1000 AND g IN (${list})`
    expect(await both(sql)).toEqual([[143, 3]])
    const [asked] = (await worker.run(`SELECT k FROM many WHERE k < 1000 AND g IN (${list})`)).remoteStatements
    expect(asked?.sql).toMatch(/WHERE .*1000/)
    expect(asked?.sql).not.toContain('group 3')
    const keys = `SELECT CASE WHEN id = 7 THEN 'group 3' ELSE concat('group ', id, '${'k'.repeat(60)}') END AS g FROM range(4800)`
    expect(await both(`SELECT count(*) FROM many JOIN (${keys}) keys ON many.g = keys.g WHERE k < 1000`)).toEqual([[143]])
    const { error } = await worker.fail(table('long', `'query'='SELECT 1 AS a WHERE \\'${'x'.repeat(300_000)}\\' != \\'\\''`))
    expect(error).toMatchObject({ kind: 'remote-failure', hint: expect.stringContaining('max_query_size') })
  })

  test.skipIf(own === undefined)('in HTTPS, with a certificate of its own', async () => {
    const url = 'jdbc:clickhouse://ch1:8443/shop?ssl=true'
    await worker.run(table('many_tls', "'dbtable'='many'", 'secure', url))
    expect(await worker.rows('SELECT count(*), sum(length(g)) FROM many_tls WHERE rand() >= 0')).toEqual([[300_000, 2_100_000]])
    expect((await worker.fail(table('not_trusted', "'dbtable'='many'", 'a1', url))).error).toMatchObject({
      kind: 'remote-failure',
      message: expect.stringContaining('certificate'),
    })
    await worker.run(table('unchecked', "'dbtable'='many'", 'a1', 'jdbc:ch:https://ch1:8443/shop?sslmode=none'))
    expect(await worker.rows('SELECT k FROM unchecked WHERE k = 7')).toEqual([[7]])
  })

  test('a query of the database; a text that is no UTF-8', async () => {
    await worker.run(table('asked', "'query'='SELECT number AS n, unhex(\\'ff\\') AS bad FROM numbers(3) -- all'"))
    expect(await worker.rows('SELECT n FROM asked WHERE n = 2')).toEqual([[2]])
    expect((await worker.fail('SELECT bad FROM asked')).error).toMatchObject({
      kind: 'remote-failure',
      message: expect.stringContaining('"bad"'),
    })
  })

  test('what fails before and in the middle of the rows is said in the words of the server, and never a secret', async () => {
    await worker.run(table('failing', "'query'='SELECT number, throwIf(number = 200000) AS bad FROM numbers(300000)'"))
    expect((await worker.fail('SELECT max(number), max(bad) FROM failing WHERE rand() >= 0')).error).toMatchObject({
      kind: 'remote-failure',
      message: expect.stringContaining('throwIf'),
    })
    expect((await worker.fail(table('none_there'))).error).toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('none_there'),
    })
    for (const auth of ['wrong', 'nobody']) {
      const { error } = await worker.fail(table('t', "'dbtable'='shop.many'", auth))
      expect(error).toMatchObject({ kind: 'remote-failure', hint: expect.stringContaining('datasource authentication') })
      expect(JSON.stringify(error)).not.toContain('not-the-password')
    }
    expect((await worker.fail(table('t', "'query'='SELECT 1'", 'a1', 'jdbc:clickhouse://elsewhere:8123'))).error.kind).toBe('unreachable')
    expect(
      (await worker.fail(table('t', "'query'='SELECT 1'", 'a1', 'jdbc:clickhouse://ch1:8123?custom_settings=a'))).error.message,
    ).toContain('custom_settings')
  })

  test('rows are not written there', async () => {
    expect((await worker.fail('INSERT INTO many VALUES (1, "a", 1)')).error).toMatchObject({
      kind: 'not-supported',
      message: expect.stringContaining('only read'),
    })
  })

  test('a cancelled job stops the statement there', async () => {
    await worker.run(table('endless', "'query'='SELECT number AS n FROM system.numbers'"))
    const running = async () =>
      Number(
        await server.sql(
          "SELECT count() FROM system.processes WHERE query LIKE '%system.numbers%' AND query NOT LIKE '%system.processes%'",
        ),
      )
    const { jobId, ended } = worker.start('SELECT max(n) FROM endless WHERE rand() >= 0')
    await expect.poll(running).toBe(1)
    worker.cancel(jobId)
    expect((await ended).kind).toBe('job-cancelled')
    await expect.poll(running).toBe(0)
  })
})

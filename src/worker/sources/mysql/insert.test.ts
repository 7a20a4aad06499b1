import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findMariadb, NO_MARIADB } from '../../../../testing/mariadb.ts'
import { type MariadbAndWorker, startMariadbAndWorker } from '../../fixtures/remote-mariadb.ts'

const programs = await findMariadb()
if (programs === undefined) console.log(`SKIPPED: writing into MySQL is not tested, for ${NO_MARIADB}`)

describe.skipIf(programs === undefined)('writing into MySQL', () => {
  let lab: MariadbAndWorker

  beforeAll(async () => {
    lab = await startMariadbAndWorker(programs ?? '')
    await lab.sql('CREATE TABLE numbers AS SELECT seq AS id, md5(seq) AS h FROM seq_1_to_100000')
    await lab.link('numbers')
    await lab.sql("CREATE TABLE sink (id bigint PRIMARY KEY, t varchar(40) CHECK (t <> 'bad'), n decimal(12,2))")
    await lab.link('sink')
  })
  afterAll(() => lab?.end())
  beforeEach(async () => {
    await lab.sql('TRUNCATE sink')
  })

  const sinkRows = async () => Number((await lab.sql('SELECT count(*) FROM sink'))[0]?.[0])

  test('all rows of a large insert arrive, and are counted', async () => {
    const result = await lab.worker.run('INSERT INTO sink SELECT id, h, CAST(1.5 AS DECIMAL(12,2)) FROM default.numbers')
    expect(result).toMatchObject({ jobType: 'INSERT', rowCount: 100_000, inputRowCount: 100_000 })
    expect(result.remoteStatements.map(({ sql }) => sql)).toContain('INSERT INTO `shop`.`sink` (`id`, `t`, `n`) VALUES …')
    expect(await lab.sql('SELECT count(*), sum(s.t = n.h AND s.n = 1.5) FROM sink s JOIN numbers n USING (id)')).toEqual([
      ['100000', '100000'],
    ])
  })

  test('statements are no larger than the server takes, and a row that is larger fails by itself', async () => {
    await lab.sql('SET GLOBAL max_allowed_packet = 20480')
    await lab.sql('CREATE TABLE long_texts (id int, t longtext)')
    await lab.link('long_texts')
    try {
      await lab.worker.run(
        "INSERT INTO long_texts SELECT CAST(id AS INT), repeat('é', CAST(id AS INT) % 5000) FROM default.numbers WHERE id <= 20000 AND id % 10 = 0",
      )
      expect(await lab.sql("SELECT count(*), sum(t = repeat('é', id % 5000)) FROM long_texts")).toEqual([['2000', '2000']])
      const failed = await lab.worker.fail("INSERT INTO long_texts SELECT 1, repeat('x', 30000)")
      expect(failed.error).toMatchObject({ kind: 'limit-exceeded', hint: 'Raise its max_allowed_packet' })
    } finally {
      await lab.sql('SET GLOBAL max_allowed_packet = 1073741824')
    }
    expect(await lab.sql('SELECT count(*) FROM long_texts')).toEqual([['2000']])
    // Larger than a packet of the protocol.
    await lab.worker.run("INSERT INTO long_texts SELECT 0, repeat('0123456789abcdef', 1100000)")
    expect(await lab.sql("SELECT length(t), md5(t) = md5(repeat('0123456789abcdef', 1100000)) FROM long_texts WHERE id = 0")).toEqual([
      ['17600000', '1'],
    ])
  })

  test('values that a text must escape, and every type', async () => {
    await lab.sql(`CREATE TABLE every (id int, a tinyint(1), b bigint, bu bigint unsigned, c double, e bit(1), b8 bit(8), f date, g datetime(6), h timestamp(3) NULL,
      i decimal(10,2), l text, o blob, y year, tm time(6), en enum('a','b c'), st set('x','y'), j json, ge geometry)`)
    await lab.sql(`INSERT INTO every VALUES
      (1, 1, -9223372036854775808, 18446744073709551615, 1e-300, 1, 200, '0001-01-01', '2024-02-29 12:00:00.123456', '2024-01-02 03:04:05.678', -99999999.99,
       concat('tab', char(9), 'line', char(10), 'return', char(13), 'backslash', char(92), 'quote', char(39), char(34), 'nul', char(0), '%_中😀'), X'005C27220A1A', 2024,
       '23:59:59.000001', 'b c', 'x,y', '{"a": "x"}', POINT(1, 2)),
      (2, 0, 0, 0, -1.7976931348623157e308, 0, 0, '9999-12-31', '9999-12-31 23:59:59.999999', '1970-01-01 00:00:01', 0, '', '', 1901, '00:00:00', 'a', '', '[]', NULL)`)
    await lab.sql('INSERT INTO every (id) VALUES (3)')
    await lab.sql('CREATE TABLE every_again LIKE every')
    await lab.link('every')
    await lab.link('every_again')
    await lab.worker.run('INSERT INTO every_again SELECT * FROM default.every')
    const all = (name: string) =>
      lab.sql(
        `SELECT id, hex(concat_ws('|', a, b, bu, c, e + 0, b8 + 0, f, g, h, i, l, y, tm, en, st, j)), hex(o), hex(ge) FROM ${name} ORDER BY id`,
      )
    expect(await all('every_again')).toEqual(await all('every'))
    expect(await lab.sql('SELECT count(*) FROM every_again WHERE b IS NULL AND l IS NULL AND ge IS NULL')).toEqual([['1']])
  })

  test.each([
    ['a key that is there', "SELECT 7, 'a', 1 UNION ALL SELECT 7, 'b', 2", 'a row with the same key is there already', 'PRIMARY'],
    ['a CHECK', "SELECT 1, 'bad', 1", 'against a CHECK', 'sink'],
    ['a text that is too long', "SELECT 1, repeat('x', 41), 1", 'does not fit its column', '"t"'],
    ['a NULL', "SELECT CAST(NULL AS BIGINT), 'x', 1", 'takes no NULL', '"id"'],
  ])('%s fails by name, and no row stays', async (_name, rows, words, name) => {
    const failed = await lab.worker.fail(
      `INSERT INTO sink SELECT id + 10, h, CAST(0 AS DECIMAL(12,2)) FROM default.numbers UNION ALL SELECT * FROM (${rows}) x`,
    )
    expect(failed.error).toMatchObject({ kind: 'remote-failure', message: expect.stringContaining(words) })
    expect(failed.error.message).toContain(name)
    expect(await sinkRows()).toBe(0)
  })

  test('a number that has no place is never cut: integers, dates, NaN', async () => {
    await lab.sql('CREATE TABLE narrow (i tinyint, u int unsigned, d double, f year)')
    await lab.link('narrow')
    expect((await lab.worker.fail('INSERT INTO narrow (i) SELECT 300')).error.message).toContain('"i"')
    expect((await lab.worker.fail('INSERT INTO narrow (u) SELECT -1')).error.message).toContain('"u"')
    expect((await lab.worker.fail("INSERT INTO narrow (d) SELECT CAST('NaN' AS DOUBLE)")).error.message).toContain('NaN')
    expect((await lab.worker.fail("INSERT INTO narrow (d) SELECT CAST('-Infinity' AS DOUBLE)")).error.message).toContain('infinity')
    for (const day of ['1850-01-01', '0050-01-01', '0000-01-01', '2156-01-01']) {
      expect((await lab.worker.fail(`INSERT INTO narrow (f) SELECT DATE'${day}'`)).error.message).toContain('"f"')
    }
    expect(await lab.sql('SELECT count(*) FROM narrow')).toEqual([['0']])
  })

  test('fractions of seconds that have no place are rounded, also where the server would cut them', async () => {
    await lab.sql('CREATE TABLE rounded (id int, d datetime, d3 datetime(3), ts timestamp(1) NULL, t time)')
    await lab.link('rounded')
    const [late, early] = ["TIMESTAMP'2024-12-31 23:59:59.9996'", "TIMESTAMP'2024-12-31 12:00:00.4444'"]
    await lab.worker.run(
      `INSERT INTO rounded SELECT 1, ${late}, ${late}, ${late}, ${early} UNION ALL SELECT 2, ${early}, ${early}, ${early}, ${early}`,
    )
    expect(await lab.sql('SELECT d, d3, ts, t FROM rounded ORDER BY id')).toEqual([
      ['2025-01-01 00:00:00', '2025-01-01 00:00:00.000', '2025-01-01 00:00:00.0', '12:00:00'],
      ['2024-12-31 12:00:00', '2024-12-31 12:00:00.444', '2024-12-31 12:00:00.4', '12:00:00'],
    ])
    const failed = await lab.worker.fail("INSERT INTO rounded (id, d) SELECT 3, TIMESTAMP'9999-12-31 23:59:59.6'")
    expect(failed.error.message).toContain('"d"')
  })

  test('an error of the query in its last rows: no row stays', async () => {
    await lab.worker.tableWithBadLastRow('late', 100_000)
    const failed = await lab.worker.fail('INSERT INTO sink SELECT x, t, CAST(0 AS DECIMAL(12,2)) FROM default.late')
    expect(failed.error.message).toContain('not-a-number')
    expect(await sinkRows()).toBe(0)
  })

  test('INSERT OVERWRITE, also of what it reads; when it fails, all is as it was', async () => {
    await lab.sql("INSERT INTO sink VALUES (1, 'one', 1), (2, 'two', 2)")
    await lab.worker.run('INSERT OVERWRITE TABLE sink SELECT id + 1, t, n FROM default.sink')
    expect(await lab.sql('SELECT id, t FROM sink ORDER BY id')).toEqual([
      ['2', 'one'],
      ['3', 'two'],
    ])
    await lab.worker.fail("INSERT OVERWRITE TABLE sink SELECT 1, 'bad', 1")
    expect(await sinkRows()).toBe(2)
  })

  test('columns that are left out have the defaults of the database; a generated one takes no values', async () => {
    await lab.sql(
      "CREATE TABLE defaults (id int AUTO_INCREMENT PRIMARY KEY, t varchar(9) DEFAULT 'there', twice varchar(20) AS (concat(t, t)) STORED)",
    )
    await lab.link('defaults')
    await lab.worker.run("INSERT INTO defaults (t) SELECT 'x'")
    await lab.worker.run('INSERT INTO defaults (id) SELECT 7')
    expect(await lab.sql('SELECT * FROM defaults ORDER BY id')).toEqual([
      ['1', 'x', 'xx'],
      ['7', 'there', 'therethere'],
    ])
    const failed = await lab.worker.fail("INSERT INTO defaults SELECT 9, 'x', 'y'")
    expect(failed.error).toMatchObject({
      message: expect.stringContaining('generated'),
      hint: expect.stringContaining('List the other columns'),
    })
  })

  test('rows that another transaction holds: the job fails after the time that the database waits, with what to do', async () => {
    await lab.sql("SET GLOBAL innodb_lock_wait_timeout = 1; INSERT INTO sink VALUES (1, 'held', 0)")
    const marker = "INFO LIKE 'DO SLEEP%'"
    const holding = lab.sql("BEGIN; UPDATE sink SET t = 'other' WHERE id = 1; DO SLEEP(3600)").catch(() => 'killed')
    const find = async () => (await lab.sql(`SELECT ID FROM information_schema.PROCESSLIST WHERE ${marker}`))[0]?.[0]
    await expect.poll(find).toBeDefined()
    const failed = await lab.worker.fail("INSERT OVERWRITE TABLE sink SELECT 2, 'new', 0")
    expect(failed.error).toMatchObject({
      message: expect.stringContaining('another transaction held the rows for too long (error 1205'),
      hint: expect.stringContaining('Run the statement again'),
    })
    await lab.sql(`KILL ${await find()}; SET GLOBAL innodb_lock_wait_timeout = 50`)
    expect(await holding).toBe('killed')
    expect(await lab.sql('SELECT id, t FROM sink')).toEqual([['1', 'held']])
  })

  test('a table that takes nothing back, and a query, take no rows', async () => {
    await lab.sql('CREATE TABLE old_engine (id int) ENGINE = MyISAM')
    await lab.link('old_engine')
    expect((await lab.worker.fail('INSERT INTO old_engine SELECT 1')).error).toMatchObject({
      kind: 'not-supported',
      message: expect.stringContaining('MyISAM'),
      hint: expect.stringContaining('InnoDB'),
    })
    await lab.link('a_query', '(SELECT 1 AS one) q')
    expect((await lab.worker.fail('INSERT INTO a_query SELECT 1')).error).toMatchObject({ kind: 'not-supported' })
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findMariadb, NO_MARIADB } from '../../../../testing/mariadb.ts'
import { type MariadbAndWorker, mysqlTable, startMariadbAndWorker } from '../../fixtures/remote-mariadb.ts'
import { silentServer } from '../../fixtures/silent-server.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'

const programs = await findMariadb()
if (programs === undefined) console.log(`SKIPPED: reading from MySQL is not tested, for ${NO_MARIADB}`)

const BIG_ROWS = 250_000

describe.skipIf(programs === undefined)('reading from MySQL', () => {
  let lab: MariadbAndWorker

  beforeAll(async () => {
    lab = await startMariadbAndWorker(programs ?? '')
    await lab.sql(
      `CREATE TABLE big AS SELECT CAST(seq AS int) AS id, CAST(seq * 7 % 1000 AS int) AS k, md5(seq) AS h, DATE'2020-01-01' + INTERVAL seq % 1000 DAY AS d,
       CAST(seq * 1.25 AS decimal(12,2)) AS amount FROM seq_1_to_${BIG_ROWS}`,
    )
    await lab.link('big')
  })
  afterAll(() => lab?.end())

  const sent = async (sql: string) => (await lab.worker.run(sql)).remoteStatements.map((statement) => statement.sql)
  const noConnections = async () => {
    while ((await lab.connections()) > 0) await sleep(50)
  }
  const runs = async (pattern: string) => {
    const running = `SELECT 1 FROM information_schema.PROCESSLIST WHERE INFO LIKE '${pattern}' AND INFO NOT LIKE '%PROCESSLIST%'`
    while ((await lab.sql(running)).length === 0) await sleep(50)
  }

  test('all rows, also where the server sends new sessions no more than some', async () => {
    await lab.sql('SET GLOBAL sql_select_limit = 3')
    try {
      expect(await lab.worker.rows('SELECT count(lower(h)) FROM default.big')).toEqual([[BIG_ROWS]])
      expect(await lab.worker.rows('SELECT id FROM default.big WHERE id <= 5 ORDER BY id')).toEqual([[1], [2], [3], [4], [5]])
    } finally {
      await lab.sql('SET GLOBAL sql_select_limit = 18446744073709551615')
    }
  })

  test('all rows of a table larger than the ring', async () => {
    const result = await lab.worker.run('SELECT count(*) AS n, sum(id) AS s, min(lower(h)) AS a, max(d) AS b FROM default.big')
    const [[least] = []] = await lab.sql('SELECT min(BINARY h) FROM big')
    expect(result.rowsJson).toEqual([`[${BIG_ROWS},${(BIG_ROWS * (BIG_ROWS + 1)) / 2},"${least}","2022-09-26"]`])
    expect(result.inputRowCount).toBe(BIG_ROWS)
    expect(result.inputBytes).toBeGreaterThan(BIG_ROWS * 40)
  })

  test('an empty table, a view, and a query in either option', async () => {
    await lab.sql('CREATE TABLE nothing (id int, t text); CREATE VIEW few AS SELECT id, h FROM big WHERE id <= 3')
    await lab.link('nothing')
    await lab.link('few')
    expect(await lab.worker.run('SELECT * FROM default.nothing')).toMatchObject({ rowsJson: [], rowCount: 0, inputRowCount: 0 })
    expect(await lab.worker.rows('SELECT id FROM default.few ORDER BY id')).toEqual([[1], [2], [3]])
    await lab.worker.run(mysqlTable('asked', '(SELECT id, id * 2 AS twice FROM shop.big WHERE id < 4 -- few\n) q'))
    expect(await lab.worker.rows('SELECT twice FROM default.asked WHERE id = 2')).toEqual([[4]])
    await lab.worker.run(
      "CREATE TABLE asked_too USING JDBC OPTIONS ('url'='jdbc:mariadb://db1/shop', 'query'='SELECT count(*) AS n FROM big;', 'passwdauth'='a1', 'driver'='org.mariadb.jdbc.Driver')",
    )
    expect(await lab.worker.rows('SELECT n FROM default.asked_too')).toEqual([[BIG_ROWS]])
  })

  test('a query writes nothing', async () => {
    await lab.sql('CREATE TABLE log_of_calls (n int)')
    await lab.sql('DELIMITER //\nCREATE FUNCTION writes() RETURNS int BEGIN INSERT INTO log_of_calls VALUES (1); RETURN 1; END//')
    const failed = await lab.worker.fail(mysqlTable('writing', '(SELECT 1 AS one, shop.writes() AS w) q'))
    expect(failed.error.message).toContain('a query that only reads would change something')
    expect(await lab.sql('SELECT count(*) FROM log_of_calls')).toEqual([['0']])
  })

  test('columns with names of every kind; invisible ones are not there', async () => {
    await lab.sql('CREATE TABLE `Mixed ``Case` (`Total Sum` int, `quote"d` text, `sel``ect` int, hidden int INVISIBLE DEFAULT 1)')
    await lab.sql("INSERT INTO `Mixed ``Case` (`Total Sum`, `quote\"d`, `sel``ect`) VALUES (1, 'x', 3)")
    await lab.link('mixed', 'shop.`Mixed ``Case`')
    expect(await lab.worker.run('SELECT * FROM default.mixed WHERE `sel``ect` = 3')).toMatchObject({
      columns: [{ name: 'Total Sum' }, { name: 'quote"d' }, { name: 'sel`ect' }],
      rowsJson: ['[1,"x",3]'],
    })
  })

  test('joins of two remote tables, each larger than the ring, do not wait for each other', async () => {
    expect(await lab.worker.rows('SELECT count(*) AS n FROM default.big a JOIN default.big b ON a.id = b.id')).toEqual([[BIG_ROWS]])
    const union = 'SELECT count(*) AS n FROM (SELECT h FROM default.big UNION ALL SELECT h FROM default.big) u'
    expect(await lab.worker.rows(union)).toEqual([[2 * BIG_ROWS]])
  })

  test('a LIMIT that cannot be sent stops the server early', async () => {
    const result = await lab.worker.run('SELECT id FROM default.big WHERE length(h) = 32 LIMIT 3')
    expect(result.rowCount).toBe(3)
    expect(result.remoteStatements[0]?.sql).not.toContain('LIMIT')
    expect(result.inputRowCount).toBeLessThan(BIG_ROWS)
    await noConnections()
  })

  test('a cancel stops the server’s work, too', async () => {
    await lab.sql('CREATE VIEW slow AS SELECT id, sleep(0.02) AS s FROM big')
    await lab.link('slow')
    const job = lab.worker.start('SELECT count(*) AS n, max(s) AS m FROM default.slow')
    await runs('SELECT %slow%')
    lab.worker.cancel(job.jobId)
    expect((await job.ended).kind).toBe('job-cancelled')
    await noConnections()
    expect(await lab.worker.rows('SELECT 1 AS one')).toEqual([[1]])
  })

  test('a connection that the server ends in the middle fails the job, not the worker', async () => {
    const job = lab.worker.start('SELECT count(*) AS n, max(s) AS m FROM default.slow')
    await runs('SELECT %slow%')
    const [[id = ''] = []] = await lab.sql(
      "SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT %slow%' AND INFO NOT LIKE '%PROCESSLIST%'",
    )
    await lab.sql(`KILL ${id}`)
    expect(await job.ended).toMatchObject({ kind: 'job-failed', error: { kind: 'remote-failure' } })
    expect(await lab.worker.rows('SELECT 1 AS one')).toEqual([[1]])
  })

  test('an error of the database in the middle of its rows', async () => {
    await lab.sql('CREATE VIEW failing AS SELECT id, CASE WHEN id = 5000 THEN (SELECT 1 UNION SELECT 2) ELSE id END AS q FROM big')
    await lab.link('failing')
    const failed = await lab.worker.fail('SELECT sum(q) AS s FROM default.failing')
    expect(failed.error).toMatchObject({ kind: 'remote-failure', message: expect.stringContaining('(error 1242, SQLSTATE 21000)') })
    expect(failed.remoteStatements).toHaveLength(1)
  })

  describe('push-down', () => {
    test.each([
      ['SELECT h FROM default.big WHERE id = 7', 'SELECT `id`, `h` FROM `shop`.`big` WHERE (`id` = 7)'],
      [
        "SELECT id FROM default.big WHERE k IN (7, 14) AND h = 'x'",
        "WHERE ((`h` = 'x' AND CAST(CONVERT(`h` USING utf8mb4) AS BINARY) = 'x') AND (`k` IN (7, 14)))",
      ],
      ["SELECT id FROM default.big WHERE d = date '2020-03-01' OR k IS NULL", "WHERE ((`k` IS NULL) OR (`d` = DATE'2020-03-01'))"],
      [
        "SELECT id FROM default.big WHERE h LIKE 'ab%'",
        "WHERE (`h` LIKE 'ab%' ESCAPE '|' AND CAST(CONVERT(`h` USING utf8mb4) AS BINARY) LIKE 'ab%' ESCAPE '|')",
      ],
      ["SELECT id FROM default.big WHERE h > 'a'", "WHERE (CAST(CONVERT(`h` USING utf8mb4) AS BINARY) > 'a')"],
      ['SELECT id FROM default.big WHERE amount > 100.5', 'WHERE (`amount` > 100.50)'],
      ['SELECT id FROM default.big WHERE id > 5 AND length(h) = 3', 'WHERE ((`id` > 5))'],
    ])('%s', async (sql, expected) => {
      expect((await sent(sql)).join('\n')).toContain(expected)
    })

    test('what MySQL might decide otherwise is not sent', async () => {
      for (const condition of ['id > 5 OR length(h) = 3', "upper(h) = 'A'", 'k % 2 = 0']) {
        expect(await sent(`SELECT id FROM default.big WHERE ${condition}`)).toEqual([expect.not.stringContaining('WHERE')])
      }
    })

    test('a collation that finds more makes no row more, nor less', async () => {
      await lab.sql(
        `CREATE TABLE words (w varchar(20) COLLATE utf8mb4_unicode_ci); INSERT INTO words VALUES ('abc'), ('ABC'), ('abc '), ('ábc'), ('abcd'), ('a|c'), ('a%c'), (X'6127620A')`,
      )
      await lab.link('words')
      expect(await lab.worker.rows("SELECT w FROM default.words WHERE w = 'abc'")).toEqual([['abc']])
      expect(await lab.worker.rows("SELECT w FROM default.words WHERE w LIKE 'abc%' ORDER BY w")).toEqual([['abc'], ['abc '], ['abcd']])
      expect(await lab.worker.rows("SELECT w FROM default.words WHERE w LIKE 'a|%' OR startswith(w, 'a%')")).toEqual([['a|c'], ['a%c']])
      expect(await lab.worker.rows(String.raw`SELECT length(w) AS n FROM default.words WHERE w = 'a\'b\n'`)).toEqual([[4]])
    })

    test('only the columns that are used are read', async () => {
      expect(await sent('SELECT sum(k) AS s FROM default.big')).toEqual(['SELECT sum(t0.`k`) FROM `shop`.`big` AS t0'])
      expect(await sent("SELECT sum(k) AS s FROM default.big WHERE length(h) > 0 OR h = 'x'")).toEqual([
        'SELECT `k`, `h` FROM `shop`.`big`',
      ])
    })

    test('LIMIT is sent only where it cannot change the result', async () => {
      expect(await sent('SELECT id, h FROM default.big LIMIT 5')).toEqual([expect.stringContaining('LIMIT 5')])
      expect(await sent('SELECT id FROM default.big WHERE k = 7 LIMIT 5')).toEqual([expect.stringContaining('LIMIT 5')])
      expect(await sent("SELECT id FROM default.big WHERE h = 'x' LIMIT 5")).toEqual([expect.stringContaining('LIMIT 5')])
      expect(await sent('SELECT id FROM default.big ORDER BY id LIMIT 5')).toEqual([
        expect.stringContaining('ORDER BY t0.`id` ASC LIMIT 5'),
      ])
      for (const sql of ['SELECT id FROM default.big WHERE length(h) = 3 LIMIT 5', 'SELECT id FROM default.big ORDER BY id % 7 LIMIT 5']) {
        for (const statement of await sent(sql)) expect(statement).not.toContain('LIMIT')
      }
    })

    test('EXPLAIN and SHOW CREATE TABLE show where it is and what is asked', async () => {
      const shown = (await lab.worker.rows("EXPLAIN SELECT id FROM default.big WHERE k = 7 AND h = 'x'")).flat().join('\n')
      expect(shown).toContain('db1:3306/shop.big')
      expect(shown).toContain("condition decided there: (`h` = 'x' AND CAST(CONVERT(`h` USING utf8mb4) AS BINARY) = 'x')")
      expect((await lab.worker.rows('SHOW CREATE TABLE default.big')).flat().join('\n')).toContain('jdbc:mysql://db1:3306/')
    })
  })

  describe('refusals', () => {
    test('a wrong password, an unknown database and an unknown table', async () => {
      const wrong = await lab.worker.fail(mysqlTable('w', 'shop.big').replace("'a1'", "'wrong'"))
      expect(wrong.error).toMatchObject({
        kind: 'remote-failure',
        message: expect.stringContaining('(error 1045'),
        hint: expect.stringContaining('datasource authentication'),
      })
      expect(JSON.stringify(wrong)).not.toContain('not-the-password')
      expect((await lab.worker.fail(mysqlTable('w', 'big', 'jdbc:mysql://db1:3306/nowhere'))).error.message).toContain('no such database')
      expect((await lab.worker.fail(mysqlTable('w', 'shop.no_such_table'))).error).toMatchObject({
        kind: 'not-found',
        message: expect.stringContaining('no_such_table'),
      })
      expect((await lab.worker.fail(mysqlTable('w', 'no_database'))).error).toMatchObject({ kind: 'invalid-parameter' })
    })

    test('encryption that the server does not offer is not given up silently', async () => {
      const failed = await lab.worker.fail(mysqlTable('w', 'shop.big', 'jdbc:mysql://db1:3306/?sslMode=REQUIRED'))
      expect(failed.error).toMatchObject({ kind: 'remote-failure', message: expect.stringContaining('encryption') })
    })

    test('a dropped or retyped remote column is an error by its name; others are not touched by it', async () => {
      await lab.sql("CREATE TABLE frozen (a int, b int, c int, t text); INSERT INTO frozen VALUES (1, 2, 3, '4')")
      await lab.link('frozen')
      await lab.sql('ALTER TABLE frozen DROP COLUMN b, MODIFY c bigint, MODIFY t decimal(3,1), ADD COLUMN d int')
      expect((await lab.worker.fail('SELECT b FROM default.frozen')).error.message).toContain('no column "b"')
      expect((await lab.worker.fail('SELECT c FROM default.frozen')).error.message).toContain('bigint')
      expect(await lab.worker.rows('SELECT a, t FROM default.frozen')).toEqual([[1, '4.0']])
    })

    test('a database that has no free connection says so', async () => {
      await lab.sql("ALTER USER causeway@'127.0.0.1' WITH MAX_USER_CONNECTIONS 1")
      try {
        const failed = await lab.worker.fail('SELECT count(*) AS n FROM default.big a JOIN default.big b ON a.id = b.id')
        expect(failed.error).toMatchObject({ message: expect.stringContaining('no free connection') })
      } finally {
        await lab.sql("ALTER USER causeway@'127.0.0.1' WITH MAX_USER_CONNECTIONS 0")
      }
    })
  })
})

test('a server that accepts and says nothing ends at the connect timeout, and a cancel ends it at once', async () => {
  const silent = await silentServer()
  const worker = await TestWorker.start({
    addresses: { 'quiet:3306': { host: '127.0.0.1', port: silent.port } },
    credentials: { a1: { userName: 'u', password: 'p' } },
  })
  try {
    const failed = await worker.fail(mysqlTable('q', 'x.t', 'jdbc:mysql://quiet:3306/x?connectTimeout=1000'))
    const words = { message: expect.stringContaining('did not answer in time'), hint: expect.stringContaining('Check the port') }
    expect(failed.error).toMatchObject({ kind: 'remote-failure', ...words })
    const before = silent.accepted()
    const job = worker.start(mysqlTable('q', 'x.t', 'jdbc:mysql://quiet:3306/x?connectTimeout=300000'))
    await expect.poll(() => silent.accepted()).toBeGreaterThan(before)
    worker.cancel(job.jobId)
    expect((await job.ended).kind).toBe('job-cancelled')
  } finally {
    await worker.end()
    await silent.close()
  }
})

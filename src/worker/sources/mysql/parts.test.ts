import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { findMariadb, NO_MARIADB } from '../../../../testing/mariadb.ts'
import { randomParts, sameAsHere } from '../../fixtures/random-parts.ts'
import { type MariadbAndWorker, startMariadbAndWorker } from '../../fixtures/remote-mariadb.ts'

const programs = await findMariadb()
if (programs === undefined) console.log(`SKIPPED: what MySQL is asked for as a whole is not tested, for ${NO_MARIADB}`)

/** Every type that is told apart, with values at which sides tend to differ. */
const TABLE = `CREATE TABLE p (id int PRIMARY KEY, a smallint, i int, iu int unsigned, b bigint, bu bigint unsigned, bi bit(12), c decimal(8,2), n decimal(28,4), w decimal(38,10),
  cu decimal(10,3) unsigned, e double, f tinyint(1), bt bit(1), g date, h datetime(3), z timestamp(6) NULL, ci varchar(20) COLLATE utf8mb4_unicode_ci,
  bin varchar(200) COLLATE utf8mb4_bin, la varchar(20) CHARACTER SET latin1, ch char(6), en enum('b', 'a', 'Z', ''), st set('x', 'y'), tx text, long_one varchar(400), yr year, r float, by4 binary(4),
  KEY (ci), KEY (g), KEY (c))`
const ROWS = `INSERT INTO p SELECT seq,
  CASE WHEN seq % 11 = 0 THEN NULL WHEN seq % 3 = 0 THEN 32767 ELSE CAST(seq % 7 AS SIGNED) - 3 END, IF(seq % 5 = 0, NULL, 2147483647 - seq % 3), 4294967295 - seq % 4,
  CASE WHEN seq % 13 = 0 THEN NULL WHEN seq % 5 = 0 THEN 9223372036854775807 WHEN seq % 7 = 0 THEN -9223372036854775808 ELSE CAST(seq % 9 AS SIGNED) - 4 END,
  18446744073709551615 - seq % 3, seq % 5, IF(seq % 17 = 0, NULL, (CAST(seq % 21 AS SIGNED) - 10) / 4.0), 123456789012345678901234.5678 - seq % 3, (seq % 4) * 1234567890123456789012345678.0123456789,
  (seq % 4) / 8, IF(seq % 2 = 0, -1.5e0, (seq % 3) / 8e0), CASE seq % 4 WHEN 0 THEN NULL WHEN 1 THEN -2 ELSE seq % 4 - 1 END, seq % 2,
  DATE'2024-02-27' + INTERVAL seq % 5 DAY, IF(seq % 7 = 0, NULL, TIMESTAMP'2024-02-28 23:59:59.5' + INTERVAL (seq % 5) * 500000 MICROSECOND), TIMESTAMP'2024-02-28 23:59:59.5' + INTERVAL (seq % 5) * 500000 MICROSECOND,
  IF(seq % 29 = 0, NULL, ELT(1 + seq % 12, '', 'a', 'A', 'a%b', 'z', 'é', 'Z', 'ä', 'a ', '😀', 'ß', 'ss')), CONCAT(REPEAT('y', IF(seq % 5 = 0, 70, 0)), ELT(1 + seq % 7, 'a', 'a ', 'A', '', 'B', 'ab', 'é')),
  ELT(1 + seq % 6, 'a', 'A', 'é', 'É', 'a ', ''), ELT(1 + seq % 4, 'a', 'ab', 'abcd', ''), ELT(1 + seq % 4, 'b', 'a', 'Z', ''), ELT(1 + seq % 4, 'x', 'y', 'x,y', ''), ELT(1 + seq % 3, 'one', 'One', 'ONE '),
  CONCAT(REPEAT('x', 300), seq % 5), 1999 + seq % 3, seq % 3 / 8, CHAR(seq % 5) FROM seq_1_to_300`

const COLUMNS = 'id a i iu b bu bi c n w cu e f bt g h z ci bin la ch en st tx long_one yr r by4'.split(' ')

describe.skipIf(programs === undefined)('parts asked of MySQL', () => {
  let lab: MariadbAndWorker

  beforeAll(async () => {
    lab = await startMariadbAndWorker(programs ?? '')
    await lab.sql(`${TABLE}; ${ROWS}`)
    await lab.link('p')
    await lab.link('q', 'shop.p')
    await lab.worker.run('CREATE TABLE here AS SELECT * FROM default.p')
  })
  afterAll(() => lab?.end())

  const sqlOf = async (statement: string) => (await lab.worker.run(statement)).remoteStatements.map(({ sql }) => sql)

  const query = randomParts({
    table: 'p',
    same: 'q',
    columns: COLUMNS,
    numbers: [
      'id',
      'a',
      'i',
      'iu',
      'b',
      'bu',
      'bi',
      'c',
      'n',
      'w',
      'cu',
      'e',
      'c * 2',
      'c * c',
      'c + 1.5',
      '1 - c',
      'c * (1 - c) * (2 + c)',
      'n * c',
      'a + i',
      'cu - c',
      'cu - 5',
      'cu * cu * cu',
    ],
    conditions: [
      'true',
      'id > 250',
      'id > 1000',
      'c >= 0.5 AND c < 2',
      'c BETWEEN -1 AND 1',
      "ci = 'a'",
      "ci <> 'a' AND id < 200",
      "ci IN ('A', 'ss', '')",
      "ci < 'b'",
      "ci LIKE 'a%'",
      "la = 'é'",
      "ch = 'ab'",
      "g >= DATE '2024-02-28' AND g < DATE '2024-03-01'",
      "h > TIMESTAMP '2024-02-29 00:00:00'",
      'a IS NULL OR b = -4',
      'f',
      'NOT f AND e > 0.1',
      "en = 'a'",
      'length(ci) > 0',
      'bu = 18446744073709551615',
    ],
    aggregates: [
      'sum(DISTINCT c)',
      'sum(b) + 1',
      'max(c) - min(c)',
      "concat(max(ci), '!')",
      'count(*) FILTER (WHERE f)',
      'sum(c) / count(c)',
    ],
    having: ['count(*) > 20', 'max(c) > 1 AND min(id) < 100'],
    joins: ['LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'LEFT SEMI JOIN', 'LEFT ANTI JOIN'],
    joinedBy: ['id', 'a', 'c', 'g', 'ci', 'la', 'z', 'bt'],
  })

  test.each([
    '',
    'ONLY_FULL_GROUP_BY,ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,HIGH_NOT_PRECEDENCE,NO_ZERO_DATE,STRICT_ALL_TABLES',
    'ORACLE,ONLY_FULL_GROUP_BY,EMPTY_STRING_IS_NULL',
    'PAD_CHAR_TO_FULL_LENGTH,MSSQL',
  ])('whatever is asked as a whole, its answer is that of the rows (sql_mode %j)', async (mode) => {
    await lab.sql(`SET GLOBAL sql_mode = '${mode}', GLOBAL max_sort_length = 64`)
    await sameAsHere(lab.worker, query, 120)
  })

  test('a setting keeps everything but rows here', async () => {
    await lab.sql('SET GLOBAL sql_mode = DEFAULT')
    lab.worker.session = { settings: { 'causeway.sql.pushDownParts': 'false' } }
    try {
      expect(await sqlOf('SELECT max(id) FROM default.p')).toEqual(['SELECT `id` FROM `shop`.`p`'])
    } finally {
      lab.worker.session = { settings: {} }
    }
    expect(await sqlOf('SELECT max(id) FROM default.p')).toEqual(['SELECT max(t0.`id`) FROM `shop`.`p` AS t0'])
    expect(await lab.worker.rows('SELECT 1 FROM default.p GROUP BY a, f')).toHaveLength(
      (await lab.worker.rows('SELECT DISTINCT a, f FROM default.here')).length,
    )
    expect(await sqlOf('SELECT 1 FROM default.p GROUP BY g')).toEqual(['SELECT t0.`g` FROM `shop`.`p` AS t0 GROUP BY t0.`g`'])
  })

  test.each([
    [
      "SELECT ci, count(*) FROM default.p WHERE ci = 'a' GROUP BY ci",
      "SELECT CAST(CONVERT(t0.`ci` USING utf8mb4) AS BINARY), count(*) FROM `shop`.`p` AS t0 WHERE ((t0.`ci` = 'a' AND CAST(CONVERT(t0.`ci` USING utf8mb4) AS BINARY) = 'a')) GROUP BY CAST(CONVERT(t0.`ci` USING utf8mb4) AS BINARY)",
    ],
    ['SELECT sum(a * 2.5) FROM default.p', 'SELECT sum((CAST(t0.`a` AS DECIMAL(20, 0)) * 2.5)) FROM `shop`.`p` AS t0'],
    [
      'SELECT id, g FROM default.p ORDER BY g DESC NULLS FIRST, id LIMIT 3',
      'SELECT t0.`id`, t0.`g` FROM `shop`.`p` AS t0 ORDER BY t0.`g` IS NULL DESC, t0.`g` DESC, t0.`id` ASC LIMIT 3',
    ],
  ])('%s', async (statement, asked) => {
    expect(await sqlOf(statement)).toEqual([asked])
  })

  const why = async (statement: string) => (await lab.worker.rows(`EXPLAIN ${statement}`)).flat().join('\n')

  test.each([
    ['SELECT max(e) FROM default.p', /of e: 0 and -0 are one value/],
    ['SELECT sum(e) FROM default.p', /a sum of doubles depends on the order/],
    ['SELECT max(tx) FROM default.p', /of texts that may be longer than 1024 bytes/],
    ['SELECT DISTINCT yr FROM default.p', /its type is read in another form/],
    ['SELECT sum(w * w) FROM default.p', /./],
  ])('%s is made here, and EXPLAIN says why', async (statement, because) => {
    const lines = await why(statement)
    expect(lines).toMatch(/Made here: /)
    expect(lines).toMatch(because)
  })

  test('zero dates that are NULL here are not counted, grouped or compared there; that a date is no matter where it is not in the answer', async () => {
    await lab.sql(
      "SET SESSION sql_mode = ''; CREATE TABLE zero (id int, g date, h datetime NOT NULL); INSERT INTO zero VALUES (1, '0000-00-00', '0000-00-00'), (2, NULL, '2024-01-01'), (3, '2024-01-01', '0000-00-00')",
    )
    await lab.link('zero_null', 'shop.zero', '?zeroDateTimeBehavior=convertToNull')
    await lab.link('zero_first', 'shop.zero', '?zeroDateTimeBehavior=ROUND')
    await lab.link('zero')
    expect(await lab.worker.rows('SELECT count(g), count(h), min(g), max(h) FROM default.zero_null')).toEqual([
      [1, 1, '2024-01-01', '2024-01-01 00:00:00'],
    ])
    expect(await sqlOf('SELECT count(g) FROM default.zero_null')).toEqual(['SELECT `g` FROM `shop`.`zero`'])
    expect(await lab.worker.rows('SELECT count(g), count(DISTINCT h), min(g) FROM default.zero_first')).toEqual([[2, 2, '0001-01-01']])
    expect(await lab.worker.rows('SELECT count(g), max(g) FROM default.zero')).toEqual([[2, '2024-01-01']])
    expect((await lab.worker.fail('SELECT min(g) FROM default.zero')).error.kind).toBe('not-supported')
  })

  test('texts that the character set of a column does not have are compared here where the server does not compare them', async () => {
    await lab.sql(
      "CREATE TABLE sets (id int, sj varchar(9) CHARACTER SET sjis, la varchar(9) CHARACTER SET latin1, s7 varchar(9) CHARACTER SET swe7, af enum('a', 'b') CHARACTER SET ascii); INSERT INTO sets VALUES (1, 'A', 'A', 'A', 'a'), (2, 'a', 'é', 'a', 'b')",
    )
    await lab.link('sets')
    for (const condition of [
      "C IN ('A', 'á')",
      "C IN ('á', '😀')",
      "C IN ('é', '日', 'A')",
      "C = '😀'",
      "C <> '😀'",
      "C LIKE 'é%'",
      "C < 'é'",
      "C IN ('\\n', 'A')",
      "C = '['",
    ])
      for (const column of ['sj', 'la', 's7', 'af']) {
        const where = condition.replaceAll('C', column)
        const asked = await lab.worker.rows(`SELECT count(*), max(id) FROM default.sets WHERE ${where}`)
        expect(asked, where).toEqual(
          await lab.worker.rows(`SELECT count(*), max(id) FROM (SELECT * FROM default.sets LIMIT 5) WHERE ${where}`),
        )
      }
    expect(await why("SELECT count(*) FROM default.sets WHERE sj IN ('A', 'á', 'B')")).toMatch(
      /a text is compared with a column whose character set does not have it/,
    )
  })

  test('a table that is a query, a view, and rows of a user who may not see plans of views', async () => {
    await lab.link('asked', '(SELECT id, ci FROM shop.p -- all of them\n) AS asked')
    expect(await lab.worker.rows("SELECT count(*), max(ci) FROM default.asked WHERE ci < 'b' OR ci = 'é'")).toEqual(
      await lab.worker.rows("SELECT count(*), max(ci) FROM default.here WHERE ci < 'b' OR ci = 'é'"),
    )
    expect(await sqlOf('SELECT count(ci) FROM default.asked')).toEqual([
      expect.stringContaining('FROM (SELECT * FROM (SELECT id, ci FROM shop.p'),
    ])
    await lab.sql('CREATE VIEW seen AS SELECT id, c FROM p')
    await lab.link('seen')
    expect(await sqlOf('SELECT sum(s.c) FROM default.p JOIN default.seen s ON p.id = s.id')).toHaveLength(1)
  })

  test('a join is asked where an index helps it, or where few rows are compared', async () => {
    await lab.sql(
      'CREATE TABLE many (id int PRIMARY KEY, o int); INSERT INTO many SELECT seq, 4001 - seq FROM seq_1_to_4000; ANALYZE TABLE many',
    )
    await lab.link('many')
    await lab.link('others', 'shop.many')
    const joined = (on: string) => `SELECT count(*) FROM default.many x JOIN default.others y ON ${on}`
    for (const on of ['x.id = y.o', 'x.o = y.o']) expect(await lab.worker.rows(joined(on))).toEqual([[4000]])
    expect(await sqlOf(joined('x.id = y.o'))).toHaveLength(1)
    expect(await why(joined('x.o = y.o'))).toMatch(/Made here: groups, because the database would compare each row with each/)
    expect(await sqlOf('SELECT count(*) FROM default.many x JOIN default.p ON x.o = p.i + 0')).toHaveLength(2)
    expect(await sqlOf('SELECT count(*) FROM default.p JOIN default.q ON p.bu = q.bu')).toHaveLength(1)
    for (const join of ['LEFT JOIN', 'LEFT SEMI JOIN', 'LEFT ANTI JOIN']) {
      const looked = (on: string) => joined(on).replace('JOIN', join)
      expect(await sqlOf(looked('x.o = y.id')), join).toEqual([expect.stringContaining(join === 'LEFT JOIN' ? ' LEFT JOIN ' : 'EXISTS (')])
      expect(await lab.worker.rows(looked('x.o = y.id AND y.id > 4000'))).toEqual([
        [{ 'LEFT JOIN': 4000, 'LEFT SEMI JOIN': 0 }[join] ?? 4000],
      ])
    }
    // As MySQL before 8.0.17 looks for partners.
    await lab.sql("SET GLOBAL optimizer_switch = 'exists_to_in=off'")
    onTestFinished(() => lab.sql("SET GLOBAL optimizer_switch = 'exists_to_in=on'").then(() => undefined))
    for (const join of ['LEFT JOIN', 'LEFT ANTI JOIN'])
      expect(await why(joined('x.o = y.o').replace('JOIN', join)), join).toMatch(/because the database would compare each row with each/)
    expect(await why(joined('x.o = y.id').replace('JOIN', 'FULL JOIN'))).toMatch(/because it has no FULL JOIN/)
  })

  test('values of a file are asked for where a table is large', async () => {
    await lab.sql(
      "CREATE TABLE large (id int PRIMARY KEY, w varchar(10), KEY (w)); INSERT INTO large SELECT seq, CONCAT('w', seq) FROM seq_1_to_60000; ANALYZE TABLE large",
    )
    await lab.link('large')
    await lab.worker.run("CREATE TABLE few AS SELECT * FROM VALUES (5, 'W7'), (70000, 'w9'), (9, 'w11') AS t(id, w)")
    expect(await sqlOf('SELECT l.w FROM default.large l JOIN default.few f ON l.id = f.id')).toEqual([
      'SELECT `id`, `w` FROM `shop`.`large` WHERE ((`id` IN (5, 70000, 9)))',
    ])
    expect((await lab.worker.rows('SELECT l.id FROM default.large l JOIN default.few f ON l.w = f.w')).flat().toSorted()).toEqual([11, 9])
    expect(await sqlOf('SELECT p.id FROM default.p JOIN default.few f ON p.id = f.id')).toEqual(['SELECT `id` FROM `shop`.`p`'])
  })
})

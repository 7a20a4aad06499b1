import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { findMariadb, NO_MARIADB } from '../../../../testing/mariadb.ts'
import { type MariadbAndWorker, startMariadbAndWorker } from '../../fixtures/remote-mariadb.ts'

const programs = await findMariadb()
if (programs === undefined) console.log(`SKIPPED: what is asked of MySQL is not tested, for ${NO_MARIADB}`)

/** A column of a type, with how a random value of it is written there, and what the database's own client shows of it, as Causeway does. */
interface ColumnKind {
  readonly name: string
  readonly type: string
  readonly value: fc.Arbitrary<string>
  /** In SQL of the database; a text as Spark's cast to STRING writes it, or a number. */
  readonly shown: (column: string) => string
  /** Literals of Spark that it is compared with. */
  readonly literals: fc.Arbitrary<string>
}

const integer = (min: bigint, max: bigint) => fc.oneof(fc.bigInt(min, max), fc.constantFrom(min, max, 0n, 1n)).map(String)
const asText = (column: string) => `CAST(${column} AS CHAR)`
const numbers = fc.oneof(
  fc.integer({ min: -4, max: 4 }).map(String),
  fc.constantFrom('0.5', '-0.25', '255', '4294967295', '9223372036854775807', '18446744073709551615', '1e0'),
)
const digits = (count: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: count }).map((all) => all.join(''))
const decimal = (whole: number, fraction: number) =>
  fc.tuple(fc.constantFrom('', '-'), digits(whole), digits(fraction)).map(([sign, before, behind]) => `${sign}${before}.${behind}`)
const words = fc.oneof(
  fc.constantFrom('', 'a', 'A', 'á', 'a ', ' a', 'ab', 'AB', 'a%', 'a_', 'a|', "a'", 'a\\', 'ß', 'ss', '中', '😀', 'é', 'e\u0301', '\n'),
  // No longer than the shortest column: what is seen as one letter may be several characters.
  fc.string({ maxLength: 6, unit: 'grapheme' }).filter((one) => !one.includes('\0') && [...one].length <= 8),
)
const there = (text: string) => `CONVERT(X'${Buffer.from(text.toWellFormed()).toString('hex')}' USING utf8mb4)`
const here = (text: string) => `'${text.toWellFormed().replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
const day = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const someDay = fc.oneof(day, fc.constantFrom('2024-02-29', '2024-03-01', '0001-01-01', '9999-12-31', '1582-10-10'))
const clock = fc.constantFrom('00:00:00', '23:59:59.999999', '12:30:00.5', '00:00:00.000001')
const moment = fc.tuple(someDay, clock).map(([date, time]) => `${date} ${time}`)

const number = (name: string, type: string, value: fc.Arbitrary<string>): ColumnKind => ({
  name,
  type,
  value,
  shown: asText,
  literals: numbers,
})
const text = (name: string, type: string): ColumnKind => ({
  name,
  type,
  value: words.map(there),
  shown: (column) => `CONCAT('x', HEX(${column}))`,
  literals: words.map(here),
})

const KINDS: readonly ColumnKind[] = [
  number('ti', 'tinyint', integer(-128n, 127n)),
  number('tu', 'tinyint unsigned', integer(0n, 255n)),
  number('mu', 'mediumint unsigned', integer(0n, 16_777_215n)),
  number('i', 'int', integer(-2_147_483_648n, 2_147_483_647n)),
  number('iu', 'int unsigned', integer(0n, 4_294_967_295n)),
  number('bi', 'bigint', integer(-(2n ** 63n), 2n ** 63n - 1n)),
  number('bu', 'bigint unsigned', integer(0n, 2n ** 64n - 1n)),
  { ...number('b64', 'bit(63)', integer(0n, 2n ** 63n - 1n)), shown: (column) => `CAST(${column} + 0 AS CHAR)` },
  number('n', 'decimal(9,2)', decimal(7, 2)),
  number('nl', 'decimal(38,10)', decimal(28, 10)),
  {
    ...number(
      'd',
      'double',
      fc.double({ noDefaultInfinity: true, noNaN: true }).map((one) => (Object.is(one, -0) ? '0e0' : one.toExponential())),
    ),
    shown: (column) => `HEX(CAST(${column} AS CHAR))`,
  },
  {
    name: 'bo',
    type: 'tinyint(1)',
    value: fc.constantFrom('-2', '-1', '0', '1', '5'),
    shown: (column) => `IF(${column} > 0 OR ${column} = -1, 'true', IF(${column} IS NULL, NULL, 'false'))`,
    literals: fc.constantFrom('true', 'false'),
  },
  { name: 'dt', type: 'date', value: someDay.map((one) => `'${one}'`), shown: asText, literals: someDay.map((one) => `DATE'${one}'`) },
  {
    name: 'dm',
    type: 'datetime(6)',
    value: moment.map((one) => `'${one}'`),
    shown: (column) => `TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM CAST(${column} AS CHAR)))`,
    literals: moment.map((one) => `TIMESTAMP'${one}'`),
  },
  {
    name: 'ts',
    type: 'timestamp(3) NULL',
    value: fc
      .oneof(
        fc
          .date({ min: new Date('1971-01-01T00:00:00Z'), max: new Date('2037-12-31T00:00:00Z'), noInvalidDate: true })
          .map((one) => one.toISOString().replace('T', ' ').slice(0, 23)),
        fc.constantFrom('2024-02-29 12:30:00.5', '2024-03-01 00:00:00'),
      )
      .map((one) => `'${one}'`),
    shown: (column) => `TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM CAST(${column} AS CHAR)))`,
    literals: moment.map((one) => `TIMESTAMP'${one}'`),
  },
  { ...text('en', "enum('a', 'A b', '', '中')"), value: fc.constantFrom("'a'", "'A b'", "''", there('中')) },
  { ...text('st', "set('a', 'b')"), value: fc.constantFrom("'a'", "'a,b'", "''") },
  {
    ...text('uu', 'uuid'),
    shown: (column) => `CONCAT('x', HEX(CAST(${column} AS CHAR)))`,
    value: fc.uuid({ version: 4 }).map((one) => `'${one}'`),
    literals: fc.oneof(
      words.map(here),
      fc.uuid({ version: 4 }).map((one) => `'${one}'`),
    ),
  },
  text('ci', 'varchar(20) COLLATE utf8mb4_unicode_ci'),
  text('bin', 'varchar(20) COLLATE utf8mb4_bin'),
  text('ch', 'char(8)'),
  text('tx', 'text'),
]

describe.skipIf(programs === undefined)('what is asked of MySQL', () => {
  let lab: MariadbAndWorker

  beforeAll(async () => {
    lab = await startMariadbAndWorker(programs ?? '')
  })
  afterAll(() => lab?.end())

  const leaf = fc.constantFrom(...KINDS).chain(({ name, literals }) =>
    fc.oneof(
      fc
        .tuple(fc.constantFrom('=', '<>', '<', '<=', '>', '>=', '<=>'), literals)
        .map(([operator, literal]) => `${name} ${operator} ${literal}`),
      fc.array(literals, { minLength: 1, maxLength: 4 }).map((list) => `${name} IN (${list.join(', ')})`),
      fc.tuple(literals, literals).map(([low, high]) => `${name} BETWEEN ${low} AND ${high}`),
      fc.constantFrom(`${name} IS NULL`, `${name} IS NOT NULL`),
      ...(name === 'ci' || name === 'tx' || name === 'ch' ? [words.map((word) => `startswith(${name}, ${here(word)})`)] : []),
      ...(name === 'bo' ? [fc.constantFrom('bo', 'NOT bo')] : []),
    ),
  )
  const condition = fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: fc.tuple(leaf, fc.constantFrom('AND', 'OR'), leaf).map(([one, word, other]) => `(${one}) ${word} (${other})`) },
    { weight: 1, arbitrary: leaf.map((one) => `NOT (${one})`) },
  )
  const row = fc.tuple(...KINDS.map(({ value }) => fc.option(value, { freq: 8 }).map((one) => one ?? 'NULL')))

  test('random rows of every type come as the database’s own client shows them, and conditions find the same rows asked there or looked at here', async () => {
    const definition = KINDS.map(({ name, type }) => `${name} ${type}`).join(', ')
    let table = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 60 }),
        fc.array(condition, { minLength: 12, maxLength: 12 }),
        async (rows, conditions) => {
          const name = `random_${table++}`
          await lab.sql(
            `CREATE TABLE ${name} (id int, ${definition}); INSERT INTO ${name} VALUES ${rows.map((values, id) => `(${id}, ${values.join(', ')})`).join(', ')}`,
          )
          await lab.link(name)
          await lab.worker.run(`CREATE TABLE ${name}_here AS SELECT * FROM ${name}`)
          for (const kind of KINDS) {
            const shownHere =
              kind.name === 'd' ? 'd' : kind.shown('c').includes("'x'") ? `concat('x', hex(${kind.name}))` : `CAST(${kind.name} AS STRING)`
            const got = await lab.worker.rows(`SELECT id, ${shownHere} AS v FROM ${name} ORDER BY id`)
            const expected = await lab.sql(`SELECT id, ${kind.shown(kind.name)} FROM ${name} ORDER BY id`)
            expect(got.map((one) => readValue(kind, one))).toEqual(expected.map(([, value]) => clientValue(kind, value)))
          }
          for (const one of conditions) {
            const asked = await lab.worker.rows(`SELECT id FROM ${name} WHERE ${one} ORDER BY id`)
            expect({ one, ids: asked }).toEqual({ one, ids: await lab.worker.rows(`SELECT id FROM ${name}_here WHERE ${one} ORDER BY id`) })
          }
          await lab.sql(`DROP TABLE ${name}`)
        },
      ),
      { numRuns: 8, endOnFailure: true },
    )
  })
})

describe.skipIf(programs === undefined)('texts of a column whose character set has not every character', () => {
  let lab: MariadbAndWorker

  beforeAll(async () => {
    lab = await startMariadbAndWorker(programs ?? '')
    await lab.sql(`CREATE TABLE old (id int, v varchar(20) CHARACTER SET latin1, w varchar(20) CHARACTER SET cp1250, s varchar(9) CHARACTER SET swe7);
      INSERT INTO old VALUES (1, 'é', 'a', 'Ä'), (2, 'a', 'é', ''), (3, '€', 'b', 'ab'), (4, NULL, NULL, NULL)`)
    await lab.link('old')
  })
  afterAll(() => lab?.end())

  test.each([
    ["v = '中'", []],
    ["v IN ('中', 'a')", [[2]]],
    ["v IN ('é', '中', 'ı')", [[1]]],
    ["v LIKE '中%'", []],
    ["v LIKE '中%' OR v = '€'", [[3]]],
    ["v = 'é' AND w = 'a'", [[1]]],
    ["v <> '中' AND id > 1", [[2], [3]]],
    ["s = '|' OR s = 'Ä'", [[1]]],
    ["s LIKE 'a%'", [[3]]],
    ["s = '' AND v <> '|'", [[2]]],
    ["(v = '中' OR w = 'é') AND id IN (1, 2)", [[2]]],
  ])('%s', async (condition, ids) => {
    expect(await lab.worker.rows(`SELECT id FROM old WHERE ${condition} ORDER BY id`)).toEqual(ids)
  })

  test('a Thai vowel that is written before its consonant, and ordered behind it', async () => {
    await lab.sql(
      `CREATE TABLE thai (id int, t varchar(20) CHARACTER SET tis620, KEY (t)); INSERT INTO thai VALUES (1, 'เก'), (2, 'เ'), (3, 'ก'), (4, 'กา');
       INSERT INTO thai SELECT seq, CONCAT('x', seq) FROM seq_10_to_3000; ANALYZE TABLE thai`,
    )
    await lab.link('thai')
    for (const [prefix, ids] of [
      ['เ', [[1], [2]]],
      ['เก', [[1]]],
      ['ก', [[3], [4]]],
    ] as const)
      expect(await lab.worker.rows(`SELECT id FROM thai WHERE t LIKE '${prefix}%' ORDER BY id`), prefix).toEqual(ids)
  })

  test('a value of an ENUM that was none of its own, where the empty text is one', async () => {
    await lab.sql(
      `SET SESSION sql_mode = ''; CREATE TABLE choice (id int PRIMARY KEY, e enum('a', '', 'b') NULL, KEY (e));
       INSERT INTO choice SELECT seq, ELT(1 + seq % 4, 'a', '', 'b', 'none of its own') FROM seq_1_to_200; ANALYZE TABLE choice`,
    )
    await lab.link('choice')
    await lab.link('choice_too', 'shop.choice')
    await lab.worker.run('CREATE TABLE choice_here AS SELECT * FROM choice')
    for (const [where, count] of [
      ["e = ''", 100],
      ["e IN ('a', '')", 150],
      ["e IN ('a', 'A', 'ß', '')", 150],
      ["e LIKE '%'", 200],
      ["e <> ''", 100],
      ["e = 'a'", 50],
    ] as const) {
      expect(await lab.worker.rows(`SELECT count(*) FROM (SELECT id FROM choice WHERE ${where} LIMIT 1000)`), where).toEqual([[count]])
      expect(await lab.worker.rows(`SELECT count(*) FROM choice WHERE ${where}`), where).toEqual([[count]])
    }
    expect(await lab.worker.rows('SELECT count(*) FROM choice c JOIN choice_too d ON c.e = d.e')).toEqual(
      await lab.worker.rows('SELECT count(*) FROM choice_here c JOIN choice_here d ON c.e = d.e'),
    )
  })

  test('a text of which the server makes NULL, for it is longer than its max_allowed_packet', async () => {
    const long = "'a', NULL, REPEAT('é', 900000), REPEAT('e', 900000), REPEAT('f', 1400000)"
    await lab.sql(
      `CREATE TABLE endless (id int PRIMARY KEY, t longtext CHARACTER SET latin1, u mediumtext, v text);
       INSERT INTO endless SELECT seq, ELT(seq, ${long}), ELT(seq, ${long}), LEFT(ELT(seq, ${long}), 30000) FROM seq_1_to_5; SET GLOBAL max_allowed_packet = 1048576`,
    )
    onTestFinished(() => lab.sql('SET GLOBAL max_allowed_packet = 16777216').then(() => undefined))
    await lab.link('endless')
    for (const column of ['t', 'u', 'v'])
      for (const [condition, ids] of [
        ["<> 'a'", [3, 4, 5]],
        ["> 'b'", [3, 4, 5]],
        ["< 'b'", [1]],
        ["BETWEEN 'e' AND 'g'", [4, 5]],
        ["LIKE 'é%'", [3]],
        ["LIKE 'f%'", [5]],
        ["= 'a'", [1]],
        ["IN ('a', 'b')", [1]],
        ['IS NULL', [2]],
      ] as const) {
        const where = `${column} ${condition}`
        expect([where, (await lab.worker.rows(`SELECT id FROM endless WHERE ${where} ORDER BY id`)).flat()]).toEqual([where, ids])
        expect([where, ...(await lab.worker.rows(`SELECT count(*) FROM endless WHERE ${where}`))]).toEqual([where, [ids.length]])
      }
  })

  test('what else was asked is asked again', async () => {
    const bytes = (column: string) => `CAST(CONVERT(\`${column}\` USING utf8mb4) AS BINARY)`
    const { remoteStatements } = await lab.worker.run("SELECT v FROM old WHERE v = '中' AND id > 1 AND w = 'b'")
    expect(remoteStatements.map(({ sql }) => sql.slice(sql.indexOf('WHERE')))).toEqual([
      `WHERE ((\`id\` > 1) AND (\`v\` = '中' AND ${bytes('v')} = '中') AND (\`w\` = 'b' AND ${bytes('w')} = 'b'))`,
      "WHERE ((`id` > 1) AND (`w` = 'b'))",
    ])
  })
})

describe.skipIf(programs === undefined)('a server of another sql_mode', () => {
  let lab: MariadbAndWorker

  beforeAll(async () => {
    lab = await startMariadbAndWorker(programs ?? '')
    await lab.sql(`CREATE TABLE modes (id int, c char(5), v varchar(9), y year);
      INSERT INTO modes VALUES (1, 'ab', '', 2024), (2, '', 'a\\\\b', 0), (3, NULL, NULL, NULL), (4, 'a"b', 'a''b', 1901)`)
    await lab.link('modes')
  })
  afterAll(() => lab?.end())

  test.each([
    '',
    'PAD_CHAR_TO_FULL_LENGTH',
    'ANSI_QUOTES,PAD_CHAR_TO_FULL_LENGTH,STRICT_ALL_TABLES',
    'EMPTY_STRING_IS_NULL',
    'ORACLE',
    'NO_BACKSLASH_ESCAPES',
    'MSSQL,HIGH_NOT_PRECEDENCE',
  ])('"%s": values and conditions are the same', async (mode) => {
    await lab.sql(`SET GLOBAL sql_mode = '${mode}'`)
    const ids = async (condition: string) => (await lab.worker.rows(`SELECT id FROM modes WHERE ${condition} ORDER BY id`)).flat()
    expect(await lab.worker.rows('SELECT c, v, y FROM modes ORDER BY id')).toEqual([
      ['ab', '', '2024-01-01'],
      ['', 'a\\b', '2000-01-01'],
      [null, null, null],
      ['a"b', "a'b", '1901-01-01'],
    ])
    expect(await ids("v = ''")).toEqual([1])
    expect(await ids("c IN ('', 'ab')")).toEqual([1, 2])
    expect(await ids("v = 'a\\\\b' OR c = 'a\"b' AND v = 'a\\'b'")).toEqual([2, 4])
    expect(await ids("NOT (v <> '')")).toEqual([1])
  })
})

function readValue({ name }: ColumnKind, row: unknown): string | number | null {
  const value: unknown = Array.isArray(row) ? row[1] : undefined
  if (value === null) return null
  if (name === 'd') return Number(value)
  // What the database writes without zeros at the end.
  return name === 'dm' || name === 'ts' ? String(value).replace(/\.?0+$/, '') : String(value)
}

function clientValue({ name }: ColumnKind, value: string | undefined): string | number | null {
  if (value === undefined || value === 'NULL') return null
  if (name === 'd') return Number(Buffer.from(value, 'hex').toString())
  if (name === 'nl') return castText(value)
  return name === 'dm' || name === 'ts' ? value.replace(/\.?0+$/, '') : value
}

/** A decimal as Spark's cast to STRING writes it, which is Java's BigDecimal.toString: `0E-10` where a plain text would have more than six zeros behind the point. */
function castText(plain: string): string {
  const [, sign = '', digits = '', fraction = ''] = /^(-?)(\d+)\.(\d+)$/.exec(plain) ?? []
  const significant = (digits + fraction).replace(/^0+(?=\d)/, '')
  const exponent = significant.length - 1 - fraction.length
  if (exponent >= -6) return plain
  const rest = significant.slice(1)
  return `${sign}${significant.slice(0, 1)}${rest === '' ? '' : `.${rest}`}E${exponent}`
}

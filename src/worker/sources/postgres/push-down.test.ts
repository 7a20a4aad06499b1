import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PostgresAndWorker, startPostgresAndWorker } from '../../fixtures/remote-postgres.ts'

let lab: PostgresAndWorker

beforeAll(async () => {
  lab = await startPostgresAndWorker()
  await lab.sql(
    'CREATE TABLE p (id int4, a int2, b int8, c numeric(8,2), d numeric, e float8, f boolean, g date, h timestamp, i timestamptz, j text, k char(4), l varchar(8))',
  )
  await lab.sql(`INSERT INTO p SELECT n,
    CASE WHEN n % 11 = 0 THEN NULL ELSE n % 7 - 3 END,
    CASE WHEN n % 13 = 0 THEN NULL WHEN n % 5 = 0 THEN 9007199254740993 ELSE n % 9 - 4 END,
    (n % 21 - 10) / 4.0, CASE WHEN n % 17 = 0 THEN NULL ELSE (n % 5)::numeric + 0.0000000000000000005 END,
    CASE WHEN n % 19 = 0 THEN 'NaN' WHEN n % 23 = 0 THEN '-Infinity' ELSE (n % 8) / 8.0::float8 END,
    CASE n % 3 WHEN 0 THEN NULL WHEN 1 THEN true ELSE false END,
    date '2024-02-27' + n % 5, timestamp '2024-02-28 23:59:59.5' + (n % 5) * interval '0.5 second',
    timestamptz '2024-02-28 23:59:59.5+00' + (n % 5) * interval '0.5 second',
    CASE WHEN n % 29 = 0 THEN NULL ELSE (ARRAY['', 'a', 'A', 'a%b', 'a_', 'é', '''', 'a\\', 'ab', 'c'])[1 + n % 10] END,
    (ARRAY['a', 'ab', 'abcd', ''])[1 + n % 4], (ARRAY['a ', 'a', 'b'])[1 + n % 3]
    FROM generate_series(1, 2000) n`)
  await lab.link('p')
  await lab.worker.run('CREATE TABLE p_here AS SELECT * FROM default.p')
})
afterAll(() => lab.end())

const text = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const comparison = fc.constantFrom('=', '<>', '<', '<=', '>', '>=')
const numbers = fc.constantFrom('0', '1', '-1', '3', '-4', '0.5', '-0.25', '2.505', '9007199254740993', '1e0', '0.125')
const dates = fc.constantFrom("date '2024-02-27'", "date '2024-02-29'", "date '2024-03-01'")
const timestamps = fc.constantFrom(
  "timestamp '2024-02-29 00:00:00'",
  "timestamp '2024-02-28 23:59:59.5'",
  "timestamp '2024-03-01 00:00:00'",
)
const texts = fc.constantFrom('', 'a', 'A', 'a%b', 'a_', 'é', 'ab', 'a   ', 'a ', 'abcd', 'x').map(text)

const of = (columns: readonly string[], literals: fc.Arbitrary<string>) =>
  fc.oneof(
    fc.tuple(fc.constantFrom(...columns), comparison, literals).map(([column, operator, literal]) => `${column} ${operator} ${literal}`),
    fc
      .tuple(fc.constantFrom(...columns), fc.array(literals, { minLength: 1, maxLength: 12 }))
      .map(([column, list]) => `${column} IN (${list.join(', ')})`),
    fc.tuple(fc.constantFrom(...columns), literals, literals).map(([column, low, high]) => `${column} BETWEEN ${low} AND ${high}`),
    fc.tuple(fc.constantFrom(...columns), literals, literals).map(([column, low, high]) => `(${column} >= ${low} AND ${column} < ${high})`),
    fc.constantFrom(...columns).map((column) => `${column} IS NULL`),
    fc.constantFrom(...columns).map((column) => `${column} IS NOT NULL`),
  )

const leaf = fc.oneof(
  of(['id', 'a', 'b', 'c', 'd', 'e'], numbers),
  of(['g'], dates),
  of(['h', 'i'], timestamps),
  of(['j', 'k', 'l'], texts),
  fc.constantFrom(
    'f',
    'f = false',
    'f IS NULL',
    "j LIKE 'a%'",
    "j LIKE 'a\\\\_%'",
    "l LIKE 'a%'",
    "k LIKE 'ab%'",
    'length(j) = 1',
    'a + 1 = 2',
    'a = b',
    'CAST(c AS INT) = 1',
  ),
)

const { predicate } = fc.letrec<{ predicate: string }>((tie) => ({
  predicate: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.tuple(tie('predicate'), tie('predicate')).map(([a, b]) => `(${a} AND ${b})`),
    fc.tuple(tie('predicate'), tie('predicate')).map(([a, b]) => `(${a} OR ${b})`),
    tie('predicate').map((a) => `NOT (${a})`),
  ),
}))

test('whatever the condition, a remote table and a copy of it here have the same rows', async () => {
  let pushed = 0
  await fc.assert(
    fc.asyncProperty(predicate, async (condition) => {
      const query = (table: string) => `SELECT id FROM default.${table} WHERE ${condition} ORDER BY id`
      const remote = await lab.worker.run(query('p'))
      const here = await lab.worker.run(query('p_here'))
      if (remote.remoteStatements.some(({ sql }) => sql.includes(' WHERE '))) pushed += 1
      expect(remote.rowCount, JSON.stringify(remote.remoteStatements)).toBe(here.rowCount)
      expect(remote.rowsJson).toEqual(here.rowsJson)
    }),
    { numRuns: 150 },
  )
  // Else this test would prove nothing.
  expect(pushed).toBeGreaterThan(20)
})

test('a LIMIT gives as many rows, and only rows that the condition allows', async () => {
  await fc.assert(
    fc.asyncProperty(predicate, fc.integer({ min: 0, max: 40 }), async (condition, limit) => {
      const limited = await lab.worker.run(`SELECT id FROM default.p WHERE ${condition} LIMIT ${limit}`)
      const all = await lab.worker.run(`SELECT id FROM default.p_here WHERE ${condition}`)
      expect(limited.rowCount, JSON.stringify(limited.remoteStatements)).toBe(Math.min(limit, all.rowCount))
    }),
    { numRuns: 60 },
  )
})

test.each(["e = CAST('-Infinity' AS double)", "e > CAST('-Infinity' AS double) AND id < 50", "d < CAST('Infinity' AS double)"])(
  'an infinity in a condition stays here: %s',
  async (condition) => {
    const query = (table: string) => `SELECT id FROM default.${table} WHERE ${condition} ORDER BY id`
    const here = await lab.worker.run(query('p_here'))
    expect(here.rowCount).toBeGreaterThan(0)
    expect((await lab.worker.run(query('p'))).rowsJson).toEqual(here.rowsJson)
  },
)

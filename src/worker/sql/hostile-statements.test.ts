import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CausewayError } from '../../base/errors.ts'
import { engineErrorToUser } from '../jobs/engine-error.ts'
import type { CatalogReader } from './catalog-reader.ts'
import { TestEngine, WITHOUT_TABLES } from './fixtures/test-engine.ts'
import type { TranslationContext } from './plan/plan.ts'
import { translate } from './translate.ts'

const catalog: CatalogReader = {
  databaseExists: async () => true,
  table: async (database, name) =>
    name === 't'
      ? {
          database,
          name,
          columns: [
            { name: 'a', type: 'int' },
            { name: 's', type: 'string' },
            { name: 'xs', type: 'array<int>' },
            { name: 'b".`; --', type: 'int' },
          ],
          source: { kind: 'managed', format: 'parquet' },
        }
      : undefined,
}
const context: TranslationContext = { ...WITHOUT_TABLES, catalog }

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.start()
  await engine.connection.run(`CREATE TABLE rows_of_t AS SELECT 1 AS a, 'x' AS s, [1, 2] AS xs, 3 AS "b"".\`; --"`)
})
afterAll(() => engine.end())

const times = (text: string, count: number): string => text.repeat(count)
const nest = (open: string, inner: string, close: string) => (count: number) => `${times(open, count)}${inner}${times(close, count)}`
const list = (count: number, item: (index: number) => string, mark = ', '): string =>
  Array.from({ length: count }, (_, index) => item(index)).join(mark)

/** The engine speaks of itself so. */
const ENGINE_WORDS =
  /duckdb|binder error|parser error|catalog error|internal error|scan_\d|\bsp_\w|\bfn_\w|Maximum call stack|is not a function|undefined|\[object/i

type Ending = { readonly kind: 'rows'; readonly sql: string } | { readonly kind: 'refused'; readonly error: CausewayError }

/** Rows, or an error of ours; whatever else is thrown fails the test. */
async function ending(sql: string): Promise<Ending> {
  let text: string
  try {
    const plan = await translate(sql, context)
    if (plan.kind !== 'query') return { kind: 'rows', sql: '' }
    for (const scan of plan.query.scans)
      await engine.connection.run(`CREATE OR REPLACE TEMP VIEW ${scan.relation} AS SELECT * FROM rows_of_t`)
    text = plan.query.sql
  } catch (error) {
    if (!(error instanceof CausewayError)) throw error
    return { kind: 'refused', error }
  }
  try {
    await engine.connection.run(text)
    return { kind: 'rows', sql: text }
  } catch (error) {
    return { kind: 'refused', error: engineErrorToUser(error instanceof Error ? error.message : String(error), new Map()) }
  }
}

function expectOurs({ kind, message, hint, place }: CausewayError): void {
  expect(['sql-syntax', 'sql-semantics', 'not-supported', 'limit-exceeded', 'invalid-parameter', 'not-found']).toContain(kind)
  expect(`${message} ${hint ?? ''}`).not.toMatch(ENGINE_WORDS)
  if (kind === 'sql-syntax' && place !== undefined) {
    expect(place.line).toBeGreaterThan(0)
    expect(place.column).toBeGreaterThan(0)
  }
}

describe('what nests', () => {
  /** Each with its brackets closed: what is in the way is how deep it is. */
  const NESTS: readonly (readonly [name: string, statement: (count: number) => string])[] = [
    ['CASE in THEN', (n) => `SELECT ${nest('CASE WHEN a > 0 THEN ', '1', ' ELSE 0 END')(n)} FROM t`],
    ['CASE in ELSE', (n) => `SELECT ${nest('CASE WHEN a > 0 THEN 1 ELSE ', '2', ' END')(n)} FROM t`],
    ['CASE in WHEN', (n) => `SELECT ${nest('CASE WHEN ', 'a > 0', ' THEN true ELSE false END')(n)} FROM t`],
    ['CASE with an operand', (n) => `SELECT ${nest('CASE ', 'a', ' WHEN 1 THEN 2 ELSE 3 END')(n)} FROM t`],
    ['if', (n) => `SELECT ${nest('if(a > 0, ', 'a', ', 0)')(n)} FROM t`],
    ['coalesce', (n) => `SELECT ${nest('coalesce(', 'a', ', 0)')(n)} FROM t`],
    ['subqueries that are values', (n) => `SELECT ${nest('(SELECT max(', '1', ') FROM t)')(n)}`],
    ['subqueries in FROM', (n) => `SELECT * FROM ${nest('(SELECT * FROM ', 't', ')')(n)}`],
    ['EXISTS', (n) => `SELECT a FROM t WHERE ${nest('EXISTS (SELECT 1 FROM t WHERE ', 'a = 1', ')')(n)}`],
    ['NOT EXISTS', (n) => `SELECT a FROM t WHERE ${nest('NOT EXISTS (SELECT 1 FROM t WHERE ', 'a = 1', ')')(n)}`],
    ['IN of queries', (n) => `SELECT a FROM t WHERE ${nest('a IN (SELECT a FROM t WHERE ', 'a = 1', ')')(n)}`],
    ['NOT IN of queries', (n) => `SELECT a FROM t WHERE ${nest('a NOT IN (SELECT a FROM t WHERE ', 'a = 9', ')')(n)}`],
    ['IN of lists', (n) => `SELECT ${nest('', '1', ' IN (1, 2) = true')(1)}, ${nest('(', 'a', ' IN (1, 2)) IS NULL')(n)} FROM t`],
    ['arrays', (n) => `SELECT ${nest('array(', 'a', ')')(n)} FROM t`],
    ['arrays taken apart', (n) => `SELECT ${nest('array(', 'a', ')[0]')(n)} FROM t`],
    ['structs', (n) => `SELECT ${nest("named_struct('f', ", 'a', ')')(n)} FROM t`],
    ['maps', (n) => `SELECT ${nest('map(1, ', 'a', ')')(n)} FROM t`],
    ['lambdas', (n) => `SELECT ${nest('transform(xs, x -> ', '1', ')')(n)} FROM t`],
    ['lambdas over lambdas', (n) => `SELECT ${nest('transform(', 'xs', ', x -> x + 1)')(n)} FROM t`],
    ['filters over filters', (n) => `SELECT ${nest('filter(', 'xs', ', x -> x > 0)')(n)} FROM t`],
    ['aggregate in aggregate', (n) => `SELECT ${nest('aggregate(xs, 0, (s, x) -> s + ', 'x', ')')(n)} FROM t`],
    ['joins in brackets', (n) => `SELECT 1 FROM ${nest('(t JOIN ', 't', ' ON true)')(n)}`],
    ['joins from the left', (n) => `SELECT 1 FROM t ${times('JOIN t USING (a) ', n)}`],
    ['unions in brackets', (n) => `${nest('(SELECT 1 UNION ALL ', 'SELECT 2', ')')(n)}`],
    ['unions from the left', (n) => `SELECT 1 ${times('UNION SELECT 2 ', n)}`],
    ['EXCEPT in brackets', (n) => `${nest('(SELECT 1 EXCEPT ', 'SELECT 2', ')')(n)}`],
    ['common tables in one another', (n) => `${nest('WITH c AS (', 'SELECT 1 AS a', ') SELECT * FROM c')(n)}`],
    [
      'common tables one behind another',
      (n) => `WITH c0 AS (SELECT 1 AS a), ${list(n, (i) => `c${i + 1} AS (SELECT a FROM c${i})`)} SELECT * FROM c${n}`,
    ],
    ['windows', (n) => `SELECT max(a) OVER (PARTITION BY ${nest('(', 'a', ' + 1)')(n)}) FROM t`],
    ['a window of windows', (n) => `SELECT ${nest('sum(', 'a', ') OVER (ORDER BY a)')(n)} FROM t`],
    ['LATERAL', (n) => `SELECT 1 FROM t${nest(', LATERAL (SELECT 1 FROM t', '', ')')(n)}`],
    ['LATERAL VIEW', (n) => `SELECT 1 FROM t ${list(n, (i) => `LATERAL VIEW explode(array(1)) v${i} AS c${i}`, ' ')}`],
    ['casts', (n) => `SELECT ${nest('CAST(CAST(', 'a', ' AS string) AS int)')(n)} FROM t`],
    ['NOT', (n) => `SELECT ${times('NOT ', n)}a > 0 FROM t`],
    ['signs', (n) => `SELECT ${times('- ', n)}a FROM t`],
    ['subscripts', (n) => `SELECT ${times('array(', n)}a${times(')', n)}${times('[0]', n)} FROM t`],
    ['BETWEEN', (n) => `SELECT ${nest('(', 'a > 0', ' BETWEEN false AND true)')(n)} FROM t`],
    ['LIKE', (n) => `SELECT ${nest('(CASE WHEN ', "s LIKE 'x'", " THEN 'x' END LIKE 'x')")(n)} FROM t`],
    ['from_json', (n) => `SELECT from_json('{}', 'a ${times('array<', n)}int${times('>', n)}')`],
    ['types', (n) => `SELECT CAST(NULL AS ${times('array<', n)}int${times('>', n)})`],
    ['structs as types', (n) => `SELECT CAST(NULL AS ${times('struct<f: ', n)}int${times('>', n)})`],
    ['HAVING with subqueries', (n) => `SELECT max(a) FROM t HAVING ${nest('max(a) > (SELECT count(*) FROM t HAVING ', 'true', ')')(n)}`],
    ['grouping sets', (n) => `SELECT count(*) FROM t GROUP BY GROUPING SETS (${nest('GROUPING SETS (', '(a)', ')')(n)})`],
    ['xpath', (n) => `SELECT xpath_string('<a/>', '${times('not(', n)}a${times(')', n)}')`],
    ['get_json_object', (n) => `SELECT get_json_object('${times('[', n)}${times(']', n)}', '$${times('[0]', n)}')`],
    ['comments', (n) => `SELECT ${times('/* ', n)}x${times(' */', n)} 1`],
  ]

  test.each(NESTS)('%s: shallow gives rows or a refusal, deep one of ours', async (_name, statement) => {
    for (const depth of [3, 12]) {
      const shallow = await ending(statement(depth))
      if (shallow.kind === 'refused') expectOurs(shallow.error)
    }
    for (const depth of [110, 3000]) {
      const deep = await ending(statement(depth))
      if (deep.kind === 'refused') expectOurs(deep.error)
    }
  })
})

describe('what the engine would stand still over', () => {
  const subqueries = (n: number) => `SELECT ${nest('(SELECT max(', '1', ') FROM t)')(n)}`
  const correlated = (n: number) => `SELECT ${nest('(SELECT max(a) FROM t WHERE a = ', '1', ')')(n)}`
  const joins = (n: number) => `SELECT 1 FROM t ${times('JOIN t USING (a) ', n - 1)}`

  test.each([
    ['subqueries in subqueries', subqueries, 9],
    ['subqueries in conditions of subqueries', correlated, 9],
    ['joined relations', joins, 120],
  ] as const)('%s: as many as are let through, and one more', async (_name, statement, count) => {
    expect((await translate(statement(count), context)).kind).toBe('query')
    await expect(translate(statement(count + 1), context)).rejects.toMatchObject({ kind: 'limit-exceeded' })
  })

  test('many subqueries beside one another are none in one another', async () => {
    expect((await ending(`SELECT ${list(200, () => '(SELECT max(a) FROM t)')}`)).kind).toBe('rows')
  })
})

describe('what repeats', () => {
  const LISTS: readonly (readonly [name: string, statement: (count: number) => string])[] = [
    ['values of IN', (n) => `SELECT a FROM t WHERE a IN (${list(n, String)})`],
    ['texts of IN', (n) => `SELECT a FROM t WHERE s IN (${list(n, (i) => `'${i}'`)})`],
    ['rows of VALUES', (n) => `SELECT * FROM VALUES ${list(n, (i) => `(${i}, 'x')`)} AS v(a, b)`],
    ['columns', (n) => `SELECT ${list(n, (i) => `a + ${i} AS c${i}`)} FROM t`],
    ['branches of CASE', (n) => `SELECT CASE a ${list(n, (i) => `WHEN ${i} THEN ${i}`, ' ')} END FROM t`],
    ['OR', (n) => `SELECT a FROM t WHERE ${list(n, (i) => `a = ${i}`, ' OR ')}`],
    ['AND', (n) => `SELECT a FROM t WHERE ${list(n, (i) => `a <> ${i}`, ' AND ')}`],
    ['a sum', (n) => `SELECT ${list(n, () => 'CAST(a AS double)', ' + ')} FROM t`],
    ['a concatenation', (n) => `SELECT ${list(n, () => 's', ' || ')} FROM t`],
    ['elements of an array', (n) => `SELECT array(${list(n, String)})`],
    ['fields of a struct', (n) => `SELECT struct(${list(n, (i) => `a AS f${i}`)}) FROM t`],
    ['entries of a map', (n) => `SELECT map(${list(n, (i) => `${i}, a`)}) FROM t`],
    ['common tables', (n) => `WITH ${list(n, (i) => `c${i} AS (SELECT ${i} AS a)`)} SELECT * FROM c0`],
    ['unions', (n) => list(n, (i) => `SELECT ${i}`, ' UNION ALL ')],
    ['keys of GROUP BY', (n) => `SELECT count(*) FROM t GROUP BY ${list(n, (i) => `a + ${i}`)}`],
    ['keys of ORDER BY', (n) => `SELECT a FROM t ORDER BY ${list(n, (i) => `a + ${i}`)}`],
    ['windows', (n) => `SELECT ${list(n, () => 'sum(a) OVER w')} FROM t WINDOW w AS (PARTITION BY s)`],
    ['hints', (n) => `SELECT /*+ ${list(n, () => 'BROADCAST(t)')} */ a FROM t`],
    ['LIKE ANY', (n) => `SELECT a FROM t WHERE s LIKE ANY (${list(n, (i) => `'x${i}%'`)})`],
    ['values of PIVOT', (n) => `SELECT * FROM (SELECT a, s FROM t) PIVOT (count(s) FOR a IN (${list(n, String)}))`],
  ]

  /** Rows or a refusal in any case; and of what has rows twice as many give no more than twice the text, and a little. */
  test.each(LISTS)('%s', async (_name, statement) => {
    const [one, two] = [await ending(statement(100)), await ending(statement(200))]
    for (const end of [one, two]) if (end.kind === 'refused') expectOurs(end.error)
    if (one.kind === 'rows' && two.kind === 'rows') expect(two.sql.length / one.sql.length).toBeLessThan(2.3)
    const many = await ending(statement(40_000))
    if (many.kind === 'refused') expectOurs(many.error)
  })
})

describe('odd signs and names', () => {
  const ODD: readonly string[] = [
    'SELECT 1 /* no end',
    'SELECT 1 /* a /* b */ c',
    'SELECT /*/ 1 */ 2 AS v',
    'SELECT 1 -- \u0000\n',
    'SELECT /*+ */ 1',
    'SELECT /*+ BROADCAST( */ 1',
    "SELECT 'no end",
    "SELECT 'it''s', 'it\\'s', \"it's\", 'a' 'b'",
    'SELECT "a" "b" \'c\'',
    'SELECT `a``b` FROM (SELECT 1 AS `a``b`)',
    'SELECT `` FROM t',
    'SELECT ` ` FROM (SELECT 1 AS ` `)',
    'SELECT 1 AS `\u0000`',
    'SELECT 1 AS `\n`',
    "SELECT '\u0000' AS v",
    "SELECT length('a\u0000b') AS v",
    "SELECT concat('\u0000', s) FROM t",
    "SELECT s LIKE '\u0000%' FROM t",
    "SELECT '\ud800'",
    "SELECT upper('\udfff\ud800')",
    'SELECT `\ud800` FROM t',
    'SELECT 1 AS `\udc00`',
    "SELECT '\u0001\u0002\u001f\u007f\u0085' AS v",
    'SELECT\u00a01',
    'SELECT\u30001',
    'SELECT 1\u2028FROM t',
    '\ufeffSELECT 1',
    'SELECT 1;\u0000',
    'SELECT “1”',
    'SELECT 1 AS ‘v’',
    'SELECT ａ FROM t',
    'SELECT ä, ß FROM (SELECT 1 AS ä, 2 AS ß)',
    'SELECT 1 AS `İ`, 2 AS `i̇`',
    'SELECT x.`ﬀ` FROM (SELECT 1 AS `ff`) x',
    'SELECT `b".``; --` FROM t',
    'SELECT "b\\".`; --" FROM t',
    `SELECT 1 AS \`${'n'.repeat(5000)}\``,
    `SELECT ${'n'.repeat(70_000)} FROM t`,
    `SELECT \`${'é'.repeat(5000)}\` FROM t`,
    `SELECT '${'\\'.repeat(10_001)}'`,
    `SELECT ${'9'.repeat(5000)}`,
    `SELECT 0.${'0'.repeat(5000)}1`,
    `SELECT 1e${'9'.repeat(500)}`,
    `SELECT ${'\n'.repeat(10_000)}x FROM`,
    `SELECT 1 ${'-- c\n'.repeat(10_000)}`,
    `SELECT 1${';'.repeat(10_000)}`,
    'SELECT * FROM `t`.`t`.`t`.`t`',
    'SELECT * FROM t AS `select`, t AS `from`',
    'SELECT select FROM from',
    'SELECT * EXCEPT (a) FROM t',
    'SELECT a FROM t WHERE \u202es = 1',
    "SELECT get_json_object('{\"\u0000\":1}', '$.\u0000')",
    "SELECT from_csv('a\u0000b', 'x string')",
    "SELECT str_to_map('a\u0000:1', ',', '\u0000')",
    "SELECT xpath_string('<a>\u0000</a>', 'a')",
    "SELECT split('a\u0000b', '\u0000')",
    "SELECT regexp_replace('a', '(', 'b')",
    "SELECT date_format(DATE '2020-01-01', '\u0000')",
  ]

  test.each(ODD)('%.60j', async (sql) => {
    const end = await ending(sql)
    if (end.kind === 'refused') expectOurs(end.error)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TemporaryView } from '../../../protocol/session.ts'
import { TestEngine, WITHOUT_TABLES } from '../fixtures/test-engine.ts'
import { translate } from '../translate.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.start()
})
afterAll(() => engine.end())

type Settings = Readonly<Record<string, string>>

const context = (settings: Settings, view?: TemporaryView) => ({
  ...WITHOUT_TABLES,
  session: { settings, views: view === undefined ? [] : [{ name: view.name, isGlobal: false }], functions: [], view: async () => view },
})

/** Columns and rows, as Spark's golden files print them. */
async function answer(sql: string, settings: Settings, view?: TemporaryView): Promise<string> {
  const plan = await translate(sql, context(settings, view))
  if (plan.kind !== 'query') throw new Error(`a ${plan.kind} is no query`)
  const rows = (await engine.connection.runAndReadAll(plan.query.sql)).getRows()
  const names = plan.query.columns.map(({ name }) => name).join(',')
  return [names, ...rows.map((row) => row.map((value) => String(value ?? 'NULL')).join('|'))].join(' / ')
}

const GROUP_BY_ORDINAL = 'spark.sql.groupByOrdinal'
const GROUP_BY_ALIASES = 'spark.sql.groupByAliases'
const ORDER_BY_ORDINAL = 'spark.sql.orderByOrdinal'
const HAVING = 'spark.sql.legacy.parser.havingWithoutGroupByAsWhere'
const SET_OPERATORS = 'spark.sql.legacy.setopsPrecedence.enabled'
const COUNT = 'spark.sql.legacy.allowParameterlessCount'
const COUNT_STAR = 'spark.sql.legacy.allowStarWithSingleTableIdentifierInCount'
const COMMON_TABLES = 'spark.sql.legacy.ctePrecedencePolicy'

describe('what Apache Spark 3.3.1 answers by settings', () => {
  test.each([
    [GROUP_BY_ORDINAL, 'false', 'SELECT 7, count(*) FROM VALUES 1, 2 t(a) GROUP BY 5', '7,count(1) / 7|2'],
    [ORDER_BY_ORDINAL, 'false', 'SELECT * FROM VALUES 2, 1 t(a) ORDER BY 0', 'a / 2 / 1'],
    [ORDER_BY_ORDINAL, 'false', 'SELECT * FROM VALUES 2, 1 t(a) UNION ALL SELECT 0 ORDER BY 3', 'a / 2 / 1 / 0'],
    [GROUP_BY_ALIASES, 'false', 'SELECT a AS k, count(*) FROM VALUES 2, 1 t(a) GROUP BY a HAVING k > 1', 'k,count(1) / 2|1'],
    [HAVING, 'true', 'SELECT 1 FROM range(3) HAVING true', '1 / 1 / 1 / 1'],
    [HAVING, 'true', 'SELECT id + 1 AS id FROM range(5) HAVING id > 3', 'id / 4 / 5'],
    [HAVING, 'true', 'SELECT max(id) FROM range(5) HAVING min(id) > 2', 'max(id)'],
    [SET_OPERATORS, 'true', 'SELECT 1 a UNION SELECT 2 b INTERSECT SELECT 2 b', 'a / 2'],
    [SET_OPERATORS, 'false', 'SELECT 1 a INTERSECT SELECT 1 b UNION ALL SELECT 2 b INTERSECT SELECT 2 b', 'a / 1 / 2'],
    [COUNT, 'true', 'SELECT count(), count() FILTER (WHERE a > 1) FROM VALUES 1, 2 t(a)', 'count(),count() FILTER (WHERE (a > 1)) / 0|0'],
    [COUNT_STAR, 'true', 'SELECT count(t.*) FROM VALUES (1, 2), (2, NULL) t(a, b)', 'count(a, b) / 1'],
    [COMMON_TABLES, 'CORRECTED', 'WITH t AS (SELECT 1), u AS (WITH t AS (SELECT 2) SELECT * FROM t) SELECT * FROM u', '2 / 2'],
    [COMMON_TABLES, 'corrected', 'WITH t AS (SELECT 1) SELECT (WITH t AS (SELECT 2) SELECT * FROM t) AS a', 'a / 2'],
  ])('%s=%s: %s', async (name, value, sql, expected) => {
    expect(await answer(sql, { [name]: value })).toBe(expected)
  })

  test.each([
    [GROUP_BY_ORDINAL, 'false', 'SELECT a, count(*) FROM VALUES 1, 2 t(a) GROUP BY 1', 'neither in GROUP BY'],
    [GROUP_BY_ALIASES, 'false', 'SELECT a AS k, count(*) FROM VALUES 1, 2 t(a) GROUP BY k', 'The column k does not exist'],
    [HAVING, 'true', 'SELECT 1 FROM range(10) HAVING max(id) > 0', 'The aggregate max may not stand in WHERE'],
    [HAVING, 'true', 'SELECT count(*) c FROM range(5) HAVING id > 2', 'neither in GROUP BY'],
    [COUNT, 'false', 'SELECT count() FROM VALUES 1 t(a)', 'count takes 1 to 100 arguments'],
    [COUNT_STAR, 'false', 'SELECT count(t.*) FROM VALUES 1 t(a)', 'cannot be read'],
    [COMMON_TABLES, 'EXCEPTION', 'WITH t AS (SELECT 1) SELECT (WITH t AS (SELECT 2) SELECT * FROM t)', 'within another of the same name'],
    [COMMON_TABLES, 'LEGACY', 'SELECT 1', 'LEGACY is no value'],
    [ORDER_BY_ORDINAL, 'maybe', 'SELECT 1', 'maybe is no value'],
  ])('%s=%s refuses %s', async (name, value, sql, message) => {
    await expect(translate(sql, context({ [name]: value }))).rejects.toThrow(message)
  })
})

test('a view is read by the settings of the time when it was made', async () => {
  const made = await translate(
    'CREATE TEMP VIEW v AS SELECT 5 AS x, count(*) AS c FROM VALUES 1, 1, 2 t(a) GROUP BY 7',
    context({ [GROUP_BY_ORDINAL]: 'false' }),
  )
  if (made.kind !== 'command' || made.command.kind !== 'create-view') throw new Error('no view was made')
  expect(await answer('SELECT * FROM v', {}, made.command.view)).toBe('x,c / 5|3')

  const usual = await translate('CREATE TEMP VIEW v AS SELECT a FROM VALUES 1, 1, 2 t(a) GROUP BY 1 ORDER BY 1', context({}))
  if (usual.kind !== 'command' || usual.command.kind !== 'create-view') throw new Error('no view was made')
  expect(await answer('SELECT * FROM v', { [GROUP_BY_ORDINAL]: 'false' }, usual.command.view)).toBe('a / 1 / 2')
})

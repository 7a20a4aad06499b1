import { describe, expect, test } from 'vitest'
import { CausewayError } from '../../base/errors.ts'
import type { TableDefinition } from '../../protocol/table-definition.ts'
import type { CatalogReader } from './catalog-reader.ts'
import type { TranslationContext } from './plan/plan.ts'
import type { SessionContext } from './session/session-context.ts'
import { NO_SESSION } from './session/session-context.ts'
import { translate } from './translate.ts'

const table = (name: string, more: Partial<TableDefinition> = {}): TableDefinition => ({
  database: 'air',
  name,
  columns: [
    { name: 'origin', type: 'string' },
    { name: 'delay', type: 'int' },
    { name: 'legs', type: 'struct<n:int>' },
  ],
  source: { kind: 'managed', format: 'parquet' },
  ...more,
})
const tables = [
  table('flights'),
  table('parts', { partitionedBy: ['origin'] }),
  table('old', { columns: [{ name: 'delay', type: 'int' }] }),
]
const catalog: CatalogReader = {
  databaseExists: async () => true,
  table: async (database, name) => {
    if (name === 'secret') throw new CausewayError('sql-permission', 'ann may not read it')
    return tables.find((one) => one.database === database && one.name === name)
  },
}
const session: SessionContext = {
  ...NO_SESSION,
  views: [{ name: 'v', isGlobal: false }],
  view: async () => ({
    name: 'v',
    columns: [{ name: 'gone', type: 'int' }],
    source: { kind: 'query', sql: 'SELECT gone FROM air.old', database: 'air', queryColumns: ['gone'], views: [] },
  }),
}
const context: TranslationContext = { currentDatabase: 'air', catalog, now: Date.UTC(2026, 10, 23), userName: 'ann', session }

/** The statement with « and » around what the error is told at. */
async function marked(written: string): Promise<string> {
  const sql = written.replace(/[«»]/g, '')
  const failure: unknown = await translate(sql, context).then(
    () => 'no mistake',
    (error: unknown) => error,
  )
  if (!(failure instanceof CausewayError)) return String(failure)
  const { place } = failure
  if (place === undefined) return `nowhere: ${failure.message}`
  const lines = sql.split('\n')
  const before = lines.slice(0, place.line - 1).reduce((sum, line) => sum + [...line].length + 1, 0) + place.column - 1
  const signs = [...sql]
  const to = before + place.length
  return `${signs.slice(0, before).join('')}«${signs.slice(before, to).join('')}»${signs.slice(to).join('')}`
}

describe('a mistake is told where it stands', () => {
  test.each([
    // Columns.
    'SELECT «dellay» FROM flights',
    "SELECT '😀', origin,\n  «f.x» + 1\nFROM flights f",
    'SELECT origin FROM flights WHERE delay > 1 AND «delya» < 3',
    'SELECT origin FROM flights ORDER BY «nothing»',
    'SELECT delay FROM flights WHERE origin = «:»city',
    'SELECT origin FROM flights GROUP BY «nothing»',
    'SELECT origin FROM flights GROUP BY origin HAVING max(«nothing») > 1',
    'SELECT «delay» FROM flights a JOIN flights b ON a.delay = b.delay',
    'SELECT a.delay FROM flights a JOIN flights b ON a.delay = «b.dlay»',
    'SELECT 1 FROM flights a JOIN flights b USING (origin, «nothing»)',
    'SELECT «delay», count(*) FROM flights GROUP BY origin',
    'SELECT origin, upper(concat(origin, «other»)) FROM flights',
    'SELECT (SELECT max(«no») FROM flights) FROM flights',
    'SELECT * FROM (SELECT «no» FROM flights) x',
    'WITH c AS (SELECT «no» FROM flights) SELECT * FROM c',
    'SELECT origin FROM flights UNION ALL SELECT «no» FROM flights',
    'SELECT legs.n, «legs.m» FROM flights',
    'SELECT (legs).«m» FROM flights',
    'SELECT CASE WHEN delay > 1 THEN «no» END FROM flights',
    'SELECT origin FROM flights WHERE origin IN (SELECT «no» FROM flights)',
    'SELECT sum(delay) OVER (PARTITION BY «no») FROM flights',
    'SELECT transform(array(1), x -> x + «no») FROM flights',
    // Stars, tables, functions, windows.
    'SELECT «x.*» FROM flights',
    'SELECT * EXCEPT (origin, «no») FROM flights',
    'SELECT * FROM flights JOIN «air.flihgts» ON true',
    'SELECT * FROM «secret»',
    'SELECT * FROM «no.such» WHERE 1 = 1',
    'SELECT * FROM «v»',
    'SELECT delay, «uper»(origin) FROM flights',
    'SELECT «no.such»(origin) FROM flights',
    'SELECT * FROM «rnge»(3)',
    'SELECT x FROM flights LATERAL VIEW «explod»(array(1)) t AS x',
    'SELECT delay, sum(delay) OVER «w» FROM flights WINDOW v AS (ORDER BY delay)',
    'SELECT «substr»(origin) FROM flights',
    'SELECT 1, sum(«count»(*)) FROM flights',
    // Types.
    'SELECT 1 + 1, «delay = array(1)» FROM flights',
    'SELECT upper(origin) FROM flights WHERE «delay + legs» > 1',
    // What is written to.
    'INSERT INTO «nowhere» SELECT 1',
    'INSERT INTO flights (origin, «no», legs) SELECT 1, 2, 3',
    'INSERT INTO flights (origin, «origin», legs) SELECT 1, 2, 3',
    "INSERT INTO parts PARTITION («delay» = 'x') SELECT 1, 2",
    'UPDATE flights SET delay = 1, «dlay» = 2',
    'UPDATE flights SET delay = «dlay» + 1',
    'DELETE FROM «nowhere»',
    'DELETE FROM flights WHERE «dlay» = 2',
    'MERGE INTO flights f USING old o ON f.delay = o.delay WHEN MATCHED THEN UPDATE SET «dlay» = 1',
    'MERGE INTO flights f USING old o ON f.delay = o.delay WHEN NOT MATCHED THEN INSERT (delay, «no») VALUES (1, 2)',
    'CREATE TABLE x AS SELECT «no» FROM flights',
    'CREATE TEMPORARY VIEW x AS SELECT «no» FROM flights',
    'EXPLAIN SELECT «no» FROM flights',
    // What is refused while it is read.
    'SELECT * FROM a.b.«c»',
  ])('%s', async (written) => {
    expect(await marked(written)).toBe(written)
  })
})

test('what is wrong in a view is not told in the statement that reads it, but at its name', async () => {
  expect(await marked('SELECT gone,\n 1 FROM «v»')).toBe('SELECT gone,\n 1 FROM «v»')
})

test('a mistake that a variable without a value makes is told with its name', async () => {
  const sql = 'SELECT delay + %{day}'.replace('%', '$')
  await expect(translate(sql, context)).rejects.toMatchObject({ kind: 'sql-syntax', hint: expect.stringContaining('SET day = value') })
})

import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ENGINE_FUNCTIONS, registerEngineFunction } from '../../engine/functions/engine-functions.ts'
import { ENGINE_MACROS } from '../render/duckdb/engine-macros.ts'
import { ENGINE_SETTINGS } from '../render/duckdb/engine-settings.ts'
import { translate } from '../translate.ts'

const catalog = { databaseExists: async () => true, table: async () => undefined }

let instance: DuckDBInstance
let engine: DuckDBConnection
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  engine = await instance.connect()
  for (const name of Object.keys(ENGINE_FUNCTIONS)) await registerEngineFunction(engine, name)
  for (const statement of [...ENGINE_SETTINGS, ...ENGINE_MACROS]) await engine.run(statement)
})
afterAll(() => {
  engine.closeSync()
  instance.closeSync()
})

const times = (count: number, item: string): string => Array.from({ length: count }, () => item).join(', ')

/** The engine nests a chain of || as deep as it is long, and reads none of more than 1,000. */
test.each([
  ['the texts of concat', `concat(${times(1000, 'c')})`, 'x'.repeat(1000)],
  ['the arrays of concat', `size(concat(${times(999, 'array(c)')}))`, 999],
  ['the texts of concat_ws', `concat_ws('', ${times(999, 'c')})`, 'x'.repeat(999)],
  ['the pieces of a format', `format_string('${'%1$s'.repeat(3000)}', c)`, 'x'.repeat(3000)],
  ['the pieces of a date pattern', `date_format(DATE'2024-01-02', '${'d-'.repeat(3000)}')`, '2-'.repeat(3000)],
])('%s may be many', async (_name, expression, value) => {
  const plan = await translate(`SELECT ${expression} FROM VALUES ('x') AS t(c)`, {
    currentDatabase: 'default',
    catalog,
    now: 0,
    userName: 'u',
  })
  if (!('query' in plan) || plan.query === undefined) throw new Error('no query')
  const rows = (await engine.runAndReadAll(plan.query.sql)).getRows()
  expect(rows).toEqual([[value]])
})

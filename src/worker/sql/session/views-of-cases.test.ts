import { readFileSync } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseSparkType } from '../../../base/spark-type.ts'
import type { TemporaryView } from '../../../protocol/session.ts'
import { sparkValue, valueText } from '../cases/spark-value.ts'
import type { CatalogReader } from '../catalog-reader.ts'
import { TestEngine } from '../fixtures/test-engine.ts'
import type { Plan, TranslationContext } from '../plan/plan.ts'
import { translate } from '../translate.ts'

/** The queries that Spark answered; that a view of each gives the same is asked here, what each gives elsewhere. */
const Cases = Type.Object({ cases: Type.Array(Type.Object({ sql: Type.String(), refused: Type.Optional(Type.String()) })) })
const folder = new URL('../cases/', import.meta.url)
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
const FILES = ['everyday.json', 'queries.json', 'collections.json']
const TABLES = Value.Parse(Type.Record(Type.String(), Type.String()), read('tables.json'))
/** Other values at each reading. */
const VOLATILE = /\b(?:rand|randn|random|uuid|shuffle|monotonically_increasing_id|TABLESAMPLE)\b/i

const columnsOf = new Map<string, { readonly name: string; readonly type: string }[]>()
const catalog: CatalogReader = {
  databaseExists: async () => true,
  table: async (database, name) => {
    const columns = columnsOf.get(name)
    return columns === undefined ? undefined : { database, name, columns, source: { kind: 'managed', format: 'parquet' } }
  },
}
const context: TranslationContext = { currentDatabase: 'default', catalog, now: Date.UTC(2026, 10, 23, 12), userName: 'tester' }
const withView = (view: TemporaryView): TranslationContext => ({
  ...context,
  // Its tables are of the database that it was made in.
  currentDatabase: 'another',
  session: { settings: {}, views: [{ name: view.name, isGlobal: false }], functions: [], view: async () => view },
})

let engine: TestEngine
let connection: DuckDBConnection
beforeAll(async () => {
  engine = await TestEngine.start()
  connection = engine.connection
  for (const [name, sql] of Object.entries(TABLES)) {
    const plan = await translate(sql, context)
    if (plan.kind !== 'query') throw new Error(`${name} is no query`)
    await connection.run(`CREATE TABLE fixture_${name} AS ${plan.query.sql}`)
    columnsOf.set(name, [...plan.query.columns])
  }
})
afterAll(() => engine.end())

/** Columns and rows as a text; a failure of its values is told by being one. */
async function answer(plan: Plan): Promise<string> {
  if (plan.kind !== 'query') throw new Error(`a ${plan.kind} is no query`)
  const { sql, columns, scans } = plan.query
  for (const scan of scans) {
    expect(scan.table.database).toBe('default')
    await connection.run(`CREATE OR REPLACE TEMP VIEW ${scan.relation} AS SELECT * FROM fixture_${scan.table.name}`)
  }
  const types = columns.map(({ type }) => parseSparkType(type))
  const head = columns.map(({ name, type }) => `${name} ${type}`).join(', ')
  let rows: readonly (readonly unknown[])[]
  try {
    rows = (await connection.runAndReadAll(sql)).getRows()
  } catch {
    return `${head}: failed`
  }
  const lines = rows.map((row) =>
    row
      .map((value, index) => {
        const type = types[index] ?? { kind: 'void' }
        return valueText(sparkValue(value, type), type)
      })
      .join(' | '),
  )
  return [head, ...lines.sort()].join('\n')
}

describe.each(FILES)('a view of each query of %s gives what the query gives', (file) => {
  const queries = Value.Parse(Cases, read(file)).cases.filter(({ sql, refused }) => refused === undefined && !VOLATILE.test(sql))
  test.each(queries.map(({ sql }) => sql))('%s', async (sql) => {
    const direct = await translate(sql, context).catch(() => undefined)
    if (direct?.kind !== 'query') return
    const names = direct.query.columns.map((_, index) => `c${index}`)
    const made = await translate(`CREATE TEMP VIEW v (${names.join(', ')}) AS ${sql}`, context)
    if (made.kind !== 'command' || made.command.kind !== 'create-view') throw new Error('no view was made')
    const through = await translate('SELECT * FROM v', withView(made.command.view))
    const renamed = {
      ...direct,
      query: { ...direct.query, columns: direct.query.columns.map(({ type }, index) => ({ name: `c${index}`, type })) },
    }
    expect(await answer(through)).toBe(await answer(renamed))
  })
})

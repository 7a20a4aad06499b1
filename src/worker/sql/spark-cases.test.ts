import { readdirSync, readFileSync } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseSparkType } from '../../base/spark-type.ts'
import { sparkValue, valueText } from './cases/spark-value.ts'
import type { CatalogReader } from './catalog-reader.ts'
import { TestEngine } from './fixtures/test-engine.ts'
import type { Plan, TranslationContext } from './plan/plan.ts'
import { translate } from './translate.ts'

const answer = {
  refused: Type.Optional(Type.String()),
  columns: Type.Optional(Type.Array(Type.Tuple([Type.String(), Type.String()]))),
  rows: Type.Optional(Type.Array(Type.Array(Type.Unknown()))),
}
const Case = Type.Object({
  sql: Type.String(),
  ...answer,
  /** What a later version of Spark says, where that is something else. */
  later: Type.Optional(Type.Object({ spark: Type.String(), ...answer })),
})
type Case = Static<typeof Case>
const CaseFile = Type.Object({ spark: Type.String(), cases: Type.Array(Case) })
const Differences = Type.Object({
  refused: Type.Record(Type.String(), Type.String()),
  different: Type.Record(Type.String(), Type.String()),
  named: Type.Record(Type.String(), Type.String()),
  /** What this version of Spark refuses, and Causeway answers as a later one does. */
  accepted: Type.Record(Type.String(), Type.String()),
})

const folder = new URL('./cases/', import.meta.url)
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'tables.json' && name !== 'known-differences.json')
const known = Value.Parse(Differences, read('known-differences.json'))
const tables = Value.Parse(Type.Record(Type.String(), Type.String()), read('tables.json'))
const columnsOf = new Map<string, { readonly name: string; readonly type: string }[]>()

const catalog: CatalogReader = {
  databaseExists: async () => true,
  table: async (database, name) => {
    const columns = columnsOf.get(name)
    return columns === undefined ? undefined : { database, name, columns, source: { kind: 'managed', format: 'parquet' } }
  },
}
const context: TranslationContext = { currentDatabase: 'default', catalog, now: Date.UTC(2026, 10, 23, 12), userName: 'tester' }

let engine: TestEngine
let connection: DuckDBConnection

beforeAll(async () => {
  engine = await TestEngine.start()
  connection = engine.connection
  for (const [name, sql] of Object.entries(tables)) {
    const plan = await translate(sql, context)
    if (plan.kind !== 'query') throw new Error(`${name} is no query`)
    await connection.run(`CREATE TABLE fixture_${name} AS ${plan.query.sql}`)
    columnsOf.set(name, [...plan.query.columns])
  }
})

afterAll(() => engine.end())

async function rowsOf(plan: Extract<Plan, { kind: 'query' }>): Promise<readonly (readonly unknown[])[]> {
  for (const scan of plan.query.scans)
    await connection.run(`CREATE OR REPLACE TEMP VIEW ${scan.relation} AS SELECT * FROM fixture_${scan.table.name}`)
  const types = plan.query.columns.map((column) => parseSparkType(column.type))
  const reader = await connection.runAndReadAll(plan.query.sql)
  return reader.getRows().map((row) => row.map((value, index) => sparkValue(value, types[index] ?? { kind: 'void' })))
}

/** What depends on the values is refused by the macros' own words, which the engine tells by this name. */
async function refusalWhileRunning(plan: Extract<Plan, { kind: 'query' }>): Promise<string> {
  try {
    await rowsOf(plan)
  } catch (error) {
    const told = toldByMacros(error instanceof Error ? error.message : '')
    if (told !== undefined) return told
  }
  return 'Spark refuses it'
}

function toldByMacros(message: string): string | undefined {
  const told = /^Invalid Input Error: (.*)/s.exec(message)
  return told === null ? undefined : `refused: ${told[1]}`
}

/** What differs from Spark's answer: '' for nothing, 'refused: …' when Causeway says no. */
async function compare(asked: Case): Promise<{ readonly difference: string; readonly names: string }> {
  let plan: Plan
  try {
    plan = await translate(asked.sql, context)
  } catch (error) {
    const kind = error instanceof Error && 'kind' in error ? String(error.kind) : 'crash'
    const isRefusal = kind === 'sql-semantics' || kind === 'not-supported' || kind === 'sql-syntax'
    return { difference: `${isRefusal ? 'refused' : 'crashed'}: ${error instanceof Error ? error.message : String(error)}`, names: '' }
  }
  if (asked.refused !== undefined)
    return { difference: plan.kind === 'query' ? await refusalWhileRunning(plan) : 'Spark refuses it', names: '' }
  if (plan.kind !== 'query') return { difference: 'no query', names: '' }
  const types = plan.query.columns.map((column) => column.type).join(', ')
  const wantedTypes = (asked.columns ?? []).map(([, type]) => type).join(', ')
  if (types !== wantedTypes) return { difference: `types ${types} instead of ${wantedTypes}`, names: '' }
  let rows: readonly (readonly unknown[])[]
  try {
    rows = await rowsOf(plan)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const told = asked.sql in known.refused ? toldByMacros(message) : undefined
    return { difference: told ?? `failed: ${message}`, names: '' }
  }
  const isOrdered = / ORDER BY [^()]*$/i.test(asked.sql)
  const text = (list: readonly (readonly unknown[])[]): string => {
    const lines = list.map((row) =>
      row.map((value, index) => valueText(value, parseSparkType(plan.query.columns[index]?.type ?? 'void'))).join(' | '),
    )
    return (isOrdered ? lines : lines.sort()).join('\n')
  }
  const [ours, sparks] = [text(rows), text(asked.rows ?? [])]
  const names = plan.query.columns.map((column) => column.name).join(' | ')
  const wantedNames = (asked.columns ?? []).map(([name]) => name).join(' | ')
  return {
    difference: ours === sparks ? '' : `${ours} instead of ${sparks}`,
    names: names === wantedNames ? '' : `${names} instead of ${wantedNames}`,
  }
}

for (const file of files) {
  const { spark, cases } = Value.Parse(CaseFile, read(file))
  describe(`${file} (Apache Spark ${spark})`, () => {
    test.each(cases.map((asked) => [asked.sql, asked] as const))('%s', async (sql, asked) => {
      if (sql in known.accepted) {
        expect(asked.refused).toBeDefined()
        const { difference: fromLater } = await compare({ sql, ...asked.later })
        if (sql in known.different) expect(fromLater).not.toBe('')
        else expect(fromLater).toBe('')
        return
      }
      const { difference, names } = await compare(asked)
      if (asked.refused !== undefined || sql in known.refused) {
        expect(difference).toMatch(/^refused: /)
        return
      }
      // A known difference that is gone fails the test, so that the list stays as short as it can be.
      if (sql in known.different) expect(difference).not.toBe('')
      else expect(difference).toBe('')
      if (sql in known.named) expect(names).not.toBe('')
      else if (difference === '') expect(names).toBe('')
    })
  })
}

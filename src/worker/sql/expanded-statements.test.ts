import { readdirSync, readFileSync } from 'node:fs'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TableDefinition } from '../../protocol/table-definition.ts'
import { ENGINE_FUNCTIONS, registerEngineFunction } from '../engine/functions/engine-functions.ts'
import { DEPTH, engineSql, nested, SAMPLE_CONTEXT, SAMPLE_TABLE } from './fixtures/nested-statements.ts'
import type { TranslationContext } from './plan/plan.ts'
import { ENGINE_MACROS } from './render/duckdb/engine-macros.ts'
import { ENGINE_SETTINGS } from './render/duckdb/engine-settings.ts'
import { expandedLength, expandedText } from './render/duckdb/fixtures/expanded-text.ts'
import { translate } from './translate.ts'

/** Of what the engine plans for one character of a statement: an hour or a timestamp out of a text needs the most, then structs read from JSON. */
const EXPANSION_MAX = 1500

test('no statement of the case files becomes much more than it is', async () => {
  const folder = new URL('./cases/', import.meta.url)
  const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
  const CaseFile = Type.Object({ cases: Type.Array(Type.Object({ sql: Type.String() })) })
  const columnsOf = new Map<string, TableDefinition['columns']>()
  const ofCases: TranslationContext = {
    ...SAMPLE_CONTEXT,
    catalog: {
      databaseExists: async () => true,
      table: async (database, name) => {
        const columns = columnsOf.get(name)
        return columns === undefined ? undefined : { ...SAMPLE_TABLE, database, name, columns }
      },
    },
  }
  for (const [name, sql] of Object.entries(Value.Parse(Type.Record(Type.String(), Type.String()), read('tables.json')))) {
    const plan = await translate(sql, ofCases)
    if (plan.kind === 'query') columnsOf.set(name, [...plan.query.columns])
  }
  const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'tables.json' && name !== 'known-differences.json')
  let count = 0
  for (const { sql } of files.flatMap((name) => Value.Parse(CaseFile, read(name)).cases)) {
    const plan = await translate(sql, ofCases).catch(() => undefined)
    if (plan?.kind !== 'query') continue
    count += 1
    expect(expandedLength(plan.query.sql) / sql.length, sql).toBeLessThan(EXPANSION_MAX)
  }
  expect(count).toBeGreaterThan(1000)
})

describe('the engine', () => {
  let instance: DuckDBInstance
  let connection: DuckDBConnection
  beforeAll(async () => {
    instance = await DuckDBInstance.create(':memory:', { threads: '1' })
    connection = await instance.connect()
    for (const name of Object.keys(ENGINE_FUNCTIONS)) await registerEngineFunction(connection, name)
    await connection.run([...ENGINE_SETTINGS, ...ENGINE_MACROS].join(';'))
  })
  afterAll(() => {
    connection.closeSync()
    instance.closeSync()
  })

  const SAMPLE: readonly string[] = [
    nested((x) => `(${x} / 3BD)`, '10BD', 6),
    nested((x) => `CAST(CAST(${x} AS double) AS string)`, "'7'", DEPTH),
    nested((x) => `substring(${x}, 2, 30)`, "'abcdefghijklmnop'", DEPTH),
    nested((x) => `CASE ${x} WHEN 1 THEN 2 WHEN 2 THEN 1 END`, '1', DEPTH),
    nested((x) => `transform(${x}, e -> e + 1)`, 'array(1, 2)', DEPTH),
    "date_trunc('month', '2020-02-03')",
  ]

  test.each(SAMPLE)('plans %s', async (expression) => {
    const sql = await engineSql(`SELECT ${expression} AS v`)
    expect(expandedLength(sql)).toBe(expandedText(sql).length)
    await connection.runAndReadAll(sql)
  })

  test('gets no text that it would not end with: the statement is refused', async () => {
    const wide = Array.from({ length: 120 }, () => 'CAST(CAST(s AS timestamp) AS string)').join(' || ')
    await expect(engineSql(`SELECT ${wide} FROM t`)).rejects.toMatchObject({
      kind: 'limit-exceeded',
      message: expect.stringContaining('too complex'),
    })
  })
})

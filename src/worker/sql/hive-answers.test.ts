import { readdirSync, readFileSync } from 'node:fs'
import type { DuckDBConnection, Json } from '@duckdb/node-api'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseSparkType, type SparkType } from '../../base/spark-type.ts'
import { STRING } from './bound/bound.ts'
import { TestEngine, WITHOUT_TABLES } from './fixtures/test-engine.ts'
import { NO_SESSION } from './session/session-context.ts'
import { translate } from './translate.ts'

const SETTINGS = Type.Optional(Type.Record(Type.String(), Type.String()))

/** Answers of Apache Spark 3.3.1 (UTC, ANSI off) as its own golden files hold them: the result's columns and its text. */
const Answers = Type.Array(
  Type.Union([
    Type.Object({ sql: Type.String(), settings: SETTINGS, schema: Type.String(), output: Type.String() }),
    Type.Object({ sql: Type.String(), settings: SETTINGS, refused: Type.String() }),
  ]),
)

const folder = new URL('./hive-answers/', import.meta.url)
let engine: TestEngine
let connection: DuckDBConnection

beforeAll(async () => {
  engine = await TestEngine.start()
  connection = engine.connection
})

afterAll(() => engine.end())

function cellText(value: Json, type: SparkType, isNested = false): string {
  if (value === null) return isNested ? 'null' : 'NULL'
  if (type.kind === 'array' && Array.isArray(value)) return `[${value.map((item) => cellText(item, type.element, true)).join(',')}]`
  if (type.kind === 'map' && Array.isArray(value))
    return `{${value
      .map((entry) => entryText(entry, type.key, type.value))
      .toSorted()
      .join(',')}}`
  if (type.kind === 'struct' && typeof value === 'object' && !Array.isArray(value))
    return `{${type.fields.map(({ name, type: of }) => `"${name}":${cellText(value[name] ?? null, of, true)}`).join(',')}}`
  // The engine's own text, which is read here and not by the product, has no plus.
  if ((type.kind === 'date' || type.kind === 'timestamp') && /^\d{5,}-/u.test(String(value))) return `+${String(value)}`
  if (type.kind === 'string' && isNested) return `"${String(value)}"`
  const isWhole = (type.kind === 'double' || type.kind === 'float') && Number.isInteger(value)
  return isWhole ? `${Object.is(value, -0) ? '-0' : String(value)}.0` : String(value)
}

function entryText(entry: Json, key: SparkType, value: SparkType): string {
  if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) throw new Error('no entry')
  return `${cellText(entry['key'] ?? null, key, true)}:${cellText(entry['value'] ?? null, value, true)}`
}

async function answer(
  sql: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<{ readonly schema: string; readonly output: string }> {
  const plan = await translate(sql, { ...WITHOUT_TABLES, session: { ...NO_SESSION, settings } })
  if (plan.kind !== 'query') throw new Error('no query')
  const { columns } = plan.query
  const types = columns.map((column) => parseSparkType(column.type))
  const rows = (await connection.runAndReadAll(plan.query.sql)).getRowsJson()
  return {
    schema: `struct<${columns.map(({ name, type }) => `${name}:${type}`).join(',')}>`,
    output: rows.map((row) => row.map((value, index) => cellText(value, types[index] ?? STRING)).join('\t')).join('\n'),
  }
}

for (const file of readdirSync(folder)) {
  describe(file, () => {
    test.each(Value.Parse(Answers, JSON.parse(readFileSync(new URL(file, folder), 'utf8'))))('$sql', async (asked) => {
      if ('refused' in asked) await expect(answer(asked.sql, asked.settings)).rejects.toThrow()
      else expect(await answer(asked.sql, asked.settings)).toEqual({ schema: asked.schema, output: asked.output })
    })
  })
}

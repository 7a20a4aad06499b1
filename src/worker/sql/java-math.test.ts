import { readFileSync } from 'node:fs'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestEngine, WITHOUT_TABLES } from './fixtures/test-engine.ts'
import { translate } from './translate.ts'

/** The other tests of cases compare doubles to 12 digits. */
const Cases = Type.Object({ cases: Type.Array(Type.Object({ sql: Type.String(), rows: Type.Array(Type.Array(Type.Unknown())) })) })
const { cases } = Value.Parse(Cases, JSON.parse(readFileSync(new URL('./cases/java-math.json', import.meta.url), 'utf8')))

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.start()
})
afterAll(() => engine.end())

const exact = (value: unknown): string => (Object.is(value, -0) ? '-0' : String(value))
const sorted = (rows: readonly (readonly unknown[])[]): readonly string[] => rows.map((row) => row.map(exact).join(' ')).toSorted()

test.each(cases)('to the last digit: $sql', async ({ sql, rows }) => {
  const plan = await translate(sql, WITHOUT_TABLES)
  if (plan.kind !== 'query') throw new Error('no query')
  const reader = await engine.connection.runAndReadAll(plan.query.sql)
  expect(sorted(reader.getRows())).toEqual(sorted(rows))
})

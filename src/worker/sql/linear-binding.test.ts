import { expect, test } from 'vitest'
import { WITHOUT_TABLES } from './fixtures/test-engine.ts'
import type { TranslationContext } from './plan/plan.ts'
import { translate } from './translate.ts'

const context: TranslationContext = { ...WITHOUT_TABLES, catalog: { databaseExists: async () => true, table: async () => undefined } }

/** What is done often where something is done for each of two of a statement's parts. */
const COUNTED = [
  [Map.prototype, 'set'],
  [Set.prototype, 'add'],
  [String.prototype, 'toLowerCase'],
] as const

/** How often any of these is called while the statement is translated. */
async function stepsFor(sql: string): Promise<number> {
  let steps = 0
  const kept = COUNTED.map(([prototype, name]) => [prototype, name, Reflect.get(prototype, name)] as const)
  try {
    for (const [prototype, name, original] of kept)
      Reflect.set(prototype, name, function (this: unknown, ...given: readonly unknown[]): unknown {
        steps += 1
        return Reflect.apply(original, this, given)
      })
    await translate(sql, context)
  } finally {
    for (const [prototype, name, original] of kept) Reflect.set(prototype, name, original)
  }
  return steps
}

const list = (count: number, item: (index: number) => string): string => Array.from({ length: count }, (_, index) => item(index)).join()

test.each<[string, (count: number) => string]>([
  ['common tables', (count) => `WITH ${list(count, (at) => `c${at} AS (SELECT 1)`)} SELECT 1`],
  [
    'common tables, each of the one before',
    (count) => `WITH c0 AS (SELECT 1 a), ${list(count, (at) => `c${at + 1} AS (SELECT a FROM c${at})`)} SELECT 1`,
  ],
  [
    'common tables with one of their own',
    (count) => `WITH ${list(count, (at) => `c${at} AS (WITH x AS (SELECT 1) SELECT * FROM x)`)} SELECT 1`,
  ],
  ['columns and their order', (count) => `SELECT ${list(count, (at) => `1 a${at}`)} ORDER BY ${list(count, (at) => `a${at}`)}`],
])('twice as many of them are twice the work: %s', async (_, statement) => {
  await stepsFor(statement(10))
  const [some, twice] = [await stepsFor(statement(300)), await stepsFor(statement(600))]
  expect(twice / some).toBeLessThan(2.5)
})

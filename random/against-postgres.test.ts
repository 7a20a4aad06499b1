import { expect, test } from 'vitest'
import { runAgainstPostgres } from './against-postgres.ts'
import { Chance } from './chance.ts'

const QUERIES = 40

test('random queries have the same rows with conditions pushed down, without, and over a copy here', async () => {
  const found: unknown[] = []
  const { queries, pushed } = await runAgainstPostgres({
    chance: new Chance(20_261_127),
    isOver: (count) => count >= QUERIES,
    found: (finding) => found.push(finding.answers),
  })
  expect(found).toEqual([])
  expect(queries).toBe(QUERIES)
  // Else this test would prove nothing.
  expect(pushed).toBeGreaterThan(8)
})

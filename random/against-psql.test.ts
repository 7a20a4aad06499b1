import { expect, test } from 'vitest'
import { runAgainstPsql } from './against-psql.ts'
import { Chance } from './chance.ts'

const QUERIES = 60

test('random conditions and aggregates over every type have the answers of the database, with and without push-down', async () => {
  const found: unknown[] = []
  const { queries, pushed } = await runAgainstPsql({
    chance: new Chance(20_261_128),
    isOver: (count) => count >= QUERIES,
    found: (finding) => found.push(finding.answers),
  })
  expect(found).toEqual([])
  expect(queries).toBe(QUERIES)
  // Else this test would prove nothing.
  expect(pushed).toBeGreaterThan(10)
})

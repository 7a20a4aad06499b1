import { expect, test } from 'vitest'
import { FirstStatements, REMOTE_STATEMENT_LIMITS } from './remote-statements.ts'

const characters = (kept: FirstStatements['kept']): number => kept.reduce((sum, { source, sql }) => sum + source.length + sql.length, 0)

test('the first thousand statements are kept', () => {
  const statements = new FirstStatements()
  for (let i = 0; i < 1_500; i += 1) statements.add({ source: 's', sql: `SELECT ${i}` })
  expect(statements.kept).toHaveLength(1_000)
  expect(statements.kept.at(-1)).toEqual({ source: 's', sql: 'SELECT 999' })
})

test('a long statement is kept whole while there is room; the one that fills it is cut and says so, and no later one is taken', () => {
  const statements = new FirstStatements()
  const long = 'x'.repeat(600_000)
  statements.add({ source: 'one', sql: long })
  statements.add({ source: 'two', sql: long })
  statements.add({ source: 'three', sql: 'SELECT 1' })
  expect(statements.kept.map(({ source }) => source)).toEqual(['one', 'two'])
  expect(statements.kept[0]?.sql).toBe(long)
  expect(statements.kept[1]?.sql).toMatch(/^x+ …$/)
  expect(characters(statements.kept)).toBe(REMOTE_STATEMENT_LIMITS.characters)
})

test('a source that leaves no room leaves its statement out', () => {
  const statements = new FirstStatements()
  statements.add({ source: 's'.repeat(REMOTE_STATEMENT_LIMITS.characters - 2), sql: 'SELECT 1' })
  expect(statements.kept).toEqual([])
})

import { expect, it } from 'vitest'
import { reachExitCode, reachedTablesText } from './reached-tables-text.ts'

const table = (verdict: string, address = '') => ({
  database_name: 'shop',
  table_name: `t\u001b[2J`,
  verdict,
  address,
  steps: [{ step: 'binding', outcome: verdict === 'refused' ? 'failed' : 'passed', seen: 'No connection is bound' }],
})

it('has a line for each table, why one is refused, and shows nothing that a terminal obeys', () => {
  expect(reachedTablesText({ tables: [table('allowed', 'pg:5432'), table('refused', 'pg:5433'), table('local')] }).split('\n')).toEqual([
    'allowed  shop.t\\u{1b}[2J at pg:5432',
    'refused  shop.t\\u{1b}[2J at pg:5433',
    '         binding: No connection is bound',
    'local    shop.t\\u{1b}[2J',
  ])
  expect(reachedTablesText({ tables: [] })).toBe('The statement names no table')
})

it('ends with 0 where all are reached, with 3 where one is refused, and with 4 where of one it cannot be said', () => {
  const codeOf = (...verdicts: readonly string[]) => reachExitCode({ tables: verdicts.map((verdict) => table(verdict)) })
  expect([codeOf(), codeOf('allowed', 'local'), codeOf('unknown', 'refused'), codeOf('allowed', 'unknown')]).toEqual([0, 0, 3, 4])
})

import { expect, it } from 'vitest'
import { splitStatements } from '../../base/sql-text/split-statements.ts'
import { statementAt } from './statement-at.ts'

/** | is the cursor. */
function sqlAt(shown: string): string | undefined {
  const text = shown.replace('|', '')
  return statementAt(text, splitStatements(text), shown.indexOf('|'))?.sql
}

it.each([
  ['SELECT| 1; SELECT 2', 'SELECT 1'],
  ['SELECT 1|; SELECT 2', 'SELECT 1'],
  ['SELECT 1;| SELECT 2', 'SELECT 1'],
  ['SELECT 1; |SELECT 2', 'SELECT 2'],
  ['SELECT 1;  |\nSELECT 2', 'SELECT 1'],
  ['SELECT 1;\n|\nSELECT 2', 'SELECT 2'],
  ['|\n\nSELECT 1', 'SELECT 1'],
  ['SELECT 1;\n\n|', 'SELECT 1'],
  ["SELECT ';|'; SELECT 2", "SELECT ';'"],
  ['|', undefined],
])('%j', (shown, sql) => expect(sqlAt(shown)).toBe(sql))

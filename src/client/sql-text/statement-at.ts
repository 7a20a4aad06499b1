import type { FoundStatement } from '../../base/sql-text/split-statements.ts'

/**
 * The statement that is meant by a place in the text: the one around it, else one that ends in the same line before it (the cursor stands behind the semicolon), else the next one, else the last.
 * @param at UTF-16 units from the text's beginning
 */
export function statementAt(text: string, statements: readonly FoundStatement[], at: number): FoundStatement | undefined {
  const around = statements.find(({ from, to }) => from <= at && at <= to)
  if (around !== undefined) return around
  const before = statements.findLast(({ to }) => to < at)
  if (before !== undefined && !text.slice(before.to, at).includes('\n')) return before
  return statements.find(({ from }) => from > at) ?? before
}

import { type FoundStatement, splitStatements } from '../../../../../src/base/sql-text/split-statements.ts'

/** A statement and where it begins in the text that it was taken from: line and column from 1, a column being a character. */
export interface PlacedStatement {
  readonly sql: string
  readonly line: number
  readonly column: number
}

export const placedStatement = ({ sql, line, column }: FoundStatement): PlacedStatement => ({ sql, line, column })

/** Those of a part of a text, in UTF-16 units, with their places in all of it. */
export function statementsWithin(text: string, { from, to }: { readonly from: number; readonly to: number }): readonly PlacedStatement[] {
  const before = text.slice(0, from).split('\n')
  const columns = [...(before.at(-1) ?? '')].length
  return splitStatements(text.slice(from, to)).map(({ sql, line, column }) => ({
    sql,
    line: line + before.length - 1,
    column: line === 1 ? column + columns : column,
  }))
}

import { CausewayError } from '../../base/errors.ts'
import type { FoundStatement } from '../../base/sql-text/split-statements.ts'

/** Statements, and the text that they stand in. */
export interface ScriptText {
  readonly text: string
  readonly statements: readonly FoundStatement[]
  /** How many of the text stand before them. */
  readonly passed: number
}

/**
 * The statements of a text from one on, counted from 1. What stands before it is blanks then: lines and columns stay what they are.
 * @throws CausewayError 'invalid-parameter' for what is no number of one of them
 */
export function beginWith(text: string, statements: readonly FoundStatement[], from: string | undefined): ScriptText {
  if (from === undefined) return { text, statements, passed: 0 }
  const passed = /^[0-9]{1,9}$/.test(from) ? Number(from) - 1 : -1
  const first = statements[passed]
  if (first === undefined) {
    throw new CausewayError('invalid-parameter', `--from is ${from}, and no statement has that number`, {
      hint: `Name one from 1 to ${statements.length}`,
    })
  }
  // A character each, for a column is one.
  const before = text.slice(0, first.from).replaceAll(/[^\n]/gu, ' ')
  const begun = statements.slice(passed).map(({ from: begin, to, ...statement }) => ({
    ...statement,
    from: begin - first.from + before.length,
    to: to - first.from + before.length,
  }))
  return { text: before + text.slice(first.from), statements: begun, passed }
}

/** How to go on where a statement of several has failed, of which so many were passed over before; '' where that is from the beginning. */
export function goOnText(index: number, { statements, passed }: ScriptText): string {
  const number = passed + index + 1
  return number > 1 ? `Statement ${number} of ${passed + statements.length}: what is before it was done. Go on with --from ${number}` : ''
}

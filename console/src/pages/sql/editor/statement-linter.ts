import type { Diagnostic } from '@codemirror/lint'
import { type FoundStatement, splitStatements } from '../../../../../src/base/sql-text/split-statements.ts'
import { ApiError } from '../../../api/api-error.ts'
import { checkStatement } from '../../../api/statements.ts'
import { filledWith } from '../parameters/find-parameters.ts'
import { rangeOfPlace } from './text-place.ts'

export interface CheckSettings {
  readonly database: string
  readonly parameters: Readonly<Record<string, string>>
}

interface Mistake {
  /** Of the text alone; others are about what there is now. */
  readonly isSyntax: boolean
  /** Of a table that the check does not look for: a run does. */
  readonly isUnchecked: boolean
  readonly from: number
  readonly to: number
  readonly message: string
}

const CHANGES_NAMES = /^\s*(?:CREATE|ALTER|DROP|USE|SET|RESET|CACHE)\b/i
const SYNTAX = 'DLI.0004'
/** Of a database that another one has the tables of. */
const UNCHECKED = /^Nobody has named (\S+) by now/
const [CHECKED_MAX, KEPT_MAX] = [20, 500]

/** What the server finds wrong with the statements of a text, each asked for once; of a long text the first ones. What cannot be asked is no mistake. */
export function statementChecker(settings: () => CheckSettings): (text: string) => Promise<readonly Diagnostic[]> {
  const kept = new Map<string, Promise<Mistake | undefined>>()
  return async (text) => {
    const { database, parameters } = settings()
    const check = (sql: string): Promise<Mistake | undefined> => {
      const key = JSON.stringify([sql, database, parameters])
      const before = kept.get(key)
      if (before !== undefined) return before
      if (kept.size >= KEPT_MAX) kept.clear()
      const asked = mistakeIn(sql, { database, parameters })
      kept.set(key, asked)
      // Of tables and columns that are made meanwhile it would be wrong: a mistake is asked for again.
      asked.then(
        (mistake) => mistake !== undefined && kept.delete(key),
        () => kept.delete(key),
      )
      return asked
    }
    const found: Diagnostic[] = []
    let changesNames = false
    for (const statement of splitStatements(text).slice(0, CHECKED_MAX)) {
      const mistake = await check(statement.sql).catch(() => undefined)
      if (mistake !== undefined) found.push(diagnosticOf(statement, mistake, changesNames))
      changesNames ||= CHANGES_NAMES.test(statement.sql)
    }
    return found
  }
}

async function mistakeIn(sql: string, { database, parameters }: CheckSettings): Promise<Mistake | undefined> {
  const { text, placeBefore } = filledWith(sql, parameters)
  try {
    await checkStatement(text, database)
    return undefined
  } catch (failure) {
    if (!(failure instanceof ApiError) || failure.status >= 500 || failure.status === 401) throw failure
    const [, unchecked] = UNCHECKED.exec(failure.message) ?? []
    const said = failure.hint === undefined ? failure.message : `${failure.message} ${failure.hint}`
    const message = unchecked === undefined ? said : `Not checked: ${unchecked} is looked for, there, when the statement runs.`
    const kind = { isSyntax: failure.code === SYNTAX, isUnchecked: unchecked !== undefined, message }
    if (failure.place === undefined) return { ...kind, from: 0, to: sql.length }
    const { from, to } = rangeOfPlace(text, failure.place)
    return { ...kind, from: placeBefore(from), to: Math.max(placeBefore(to), placeBefore(from)) }
  }
}

/** Behind a statement that makes or chooses something, what is not there now may be there then. */
function diagnosticOf({ from }: FoundStatement, mistake: Mistake, changesNames: boolean): Diagnostic {
  const range = { from: from + mistake.from, to: from + mistake.to }
  if (mistake.isUnchecked) return { ...range, severity: 'info', message: mistake.message }
  if (mistake.isSyntax || !changesNames) return { ...range, severity: 'error', message: mistake.message }
  return { ...range, severity: 'info', message: `As things are now: ${mistake.message}` }
}

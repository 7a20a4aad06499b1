import { CausewayError } from '../../../base/errors.ts'
import { placeText } from '../../../base/sql-text/place-text.ts'
import { type FoundStatement, splitStatements } from '../../../base/sql-text/split-statements.ts'
import { LIMITS } from '../shared/limits.ts'

/**
 * What a script consists of, in the order of the text.
 * @throws 'invalid-parameter' for one that is too long or has none, 'sql-syntax' for a text, a quoted name or a comment without an end: it would swallow all that follows
 */
export function scriptStatements(sql: string): readonly FoundStatement[] {
  if (sql.length > LIMITS.scriptCharacters) {
    throw new CausewayError('invalid-parameter', `The script has ${sql.length} characters`, {
      hint: `Use at most ${LIMITS.scriptCharacters}, or submit it in parts.`,
    })
  }
  const statements = splitStatements(sql, LIMITS.statementsOfScript + 1)
  if (statements.length === 0) {
    throw new CausewayError('invalid-parameter', 'There is no statement in the script', {
      hint: 'Give one or more, with a semicolon between two.',
    })
  }
  if (statements.length > LIMITS.statementsOfScript) {
    throw new CausewayError('invalid-parameter', `The script has more than ${LIMITS.statementsOfScript} statements`, {
      hint: `Use at most ${LIMITS.statementsOfScript}, or submit it in parts.`,
    })
  }
  const unclosedAt = statements.at(-1)?.unclosedAt
  if (unclosedAt === undefined) return statements
  const place = placeIn(sql, unclosedAt)
  const sign = sql[unclosedAt] === '/' ? '/*' : sql[unclosedAt]
  throw new CausewayError('sql-syntax', `Syntax error at ${placeText(place)}: a ${sign} without its end is unexpected`, {
    place: { ...place, length: sign === '/*' ? 2 : 1 },
    hint: 'End it: all that follows would be in it. Nothing was run.',
  })
}

function placeIn(sql: string, at: number): { readonly line: number; readonly column: number } {
  const lines = sql.slice(0, at).split('\n')
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 }
}

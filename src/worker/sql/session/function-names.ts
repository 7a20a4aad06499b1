import { CausewayError } from '../../../base/errors.ts'
import { SESSION_LIMITS } from '../../../protocol/session-limits.ts'
import { FUNCTIONS } from '../functions/registry.ts'
import { parseStatement } from '../parse/parse-statement.ts'
import { semanticError } from '../syntax-error.ts'
import { OPERATORS } from './function-usage.ts'

/** Built in, and no records: the binder knows them. */
export const OF_GROUPS: ReadonlySet<string> = new Set(['struct', 'grouping', 'grouping_id'])

export const isBuiltIn = (name: string): boolean => FUNCTIONS.has(name) || OPERATORS.includes(name) || OF_GROUPS.has(name)

/** What can be called as f(…), and is not there already for everyone. */
export function checkFunctionName(name: string): void {
  if (name.length > SESSION_LIMITS.viewNameCharacters)
    throw semanticError(`The name of a function has at most ${SESSION_LIMITS.viewNameCharacters} characters`)
  if (isBuiltIn(name)) throw semanticError(`${name} is built in, and no function of your own can have its name`, 'Give it another name.')
  if (!isCallable(name))
    throw semanticError(
      `${name.slice(0, 80)} cannot be the name of a function: SQL has another meaning for it`,
      'Write a name of letters, digits and _.',
    )
}

function isCallable(name: string): boolean {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) return false
  try {
    const statement = parseStatement(`SELECT ${name}(1)`)
    const body = statement.kind === 'query' ? statement.query.body : undefined
    const expression = body?.kind === 'select' ? body.items[0]?.expression : undefined
    return expression?.kind === 'call' && expression.name === name && expression.arguments.length === 1
  } catch (error) {
    if (error instanceof CausewayError) return false
    throw error
  }
}

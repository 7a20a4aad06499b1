import type { Token } from './lexer.ts'

/** How the form of another database is written here; undefined: the token begins none that is known. */
export function elsewhereHint(previous: string, token: Token): string | undefined {
  if (token.kind === 'symbol' && token.text === '::') return 'Write CAST(value AS type) instead of value::type.'
  if (previous === 'TOP' && token.kind === 'number') return `Write LIMIT ${token.text} behind the query instead of TOP.`
  if (previous === 'FETCH' && (token.word === 'FIRST' || token.word === 'NEXT'))
    return 'Write LIMIT and the number of rows instead of FETCH.'
  if (previous === 'QUALIFY')
    return 'There is no QUALIFY: compute the window function in a subquery, and write its condition in WHERE around it.'
  if (token.word === 'BEGIN' || token.word === 'END') return previous === '' && token.word === 'BEGIN' ? TRANSACTIONS : undefined
  return undefined
}

export const TRANSACTIONS = 'Each statement is a transaction of its own: submit it alone.'

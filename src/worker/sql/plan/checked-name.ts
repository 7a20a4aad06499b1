import { semanticError } from '../syntax-error.ts'

const NAME_LENGTH_MAX = 128

/**
 * The name of a new database, table or view in lower case. The vendor's rule: letters, digits and _, no _ in front, not digits alone, at most 128
 * characters (reference 30, currentdb; 40).
 */
export function checkedName(name: string, what: 'database' | 'table' | 'view'): string {
  if (name.length > NAME_LENGTH_MAX || !/^(?!_)(?![0-9]+$)[A-Za-z0-9_]+$/.test(name))
    throw semanticError(
      `${name.slice(0, 140)} is no name for a ${what}`,
      `A name has letters, digits and _ (not in front), not digits alone, and at most ${NAME_LENGTH_MAX} characters.`,
    )
  return name.toLowerCase()
}

const UNSERVED = 'UnservedPattern'

/** Of what Java has and is not served. */
export function unserved(what: string): Error {
  const error = new Error(`${what} in a regular expression is not supported`)
  error.name = UNSERVED
  return error
}

export const isUnserved = (error: unknown): boolean => error instanceof Error && error.name === UNSERVED

export const wrong = (pattern: string, why: string): Error => new Error(`${shown(pattern)} is no regular expression: ${why}`)

const shown = (pattern: string): string => (pattern.length > 200 ? `${pattern.slice(0, 200)}…` : pattern)

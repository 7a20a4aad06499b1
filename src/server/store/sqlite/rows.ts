import { type Static, type TSchema, Type } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { CausewayError } from '../../../base/errors.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import type { PageRequest } from '../../domain/page.ts'

/** A checker for one kind of stored value: gives it back typed, or throws 'internal' because the database holds what we never wrote. */
export function storedValue<T extends TSchema>(what: string, schema: T): (value: unknown) => Static<T> {
  // Compiled at the first use: all of them together would hold up the start.
  let validator: Validator<Record<never, never>, T> | undefined
  return (value) => {
    validator ??= Compile(schema)
    if (validator.Check(value)) return value
    throw new CausewayError('internal', `A stored ${what} cannot be read`, {
      hint: 'Restore the data folder from a backup.',
      cause: validator.Errors(value),
    })
  }
}

/** A longer text is hardly ever that of the row before. */
const KEPT_CHARACTERS_MAX = 256

/** As storedJson, for a column in which most rows have the same: no tags, every port. The value is frozen where it may be given again. */
export function repeatedJson<T extends TSchema>(what: string, schema: T): (text: string) => Static<T> {
  const read = storedJson(what, schema)
  const kept: { text: string; value: Static<T> }[] = []
  return (text) => {
    for (const each of kept) if (each.text === text) return each.value
    const value = read(text)
    if (text.length > KEPT_CHARACTERS_MAX) return value
    freeze(value)
    if (kept.length === 2) kept.pop()
    kept.unshift({ text, value })
    return value
  }
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const each of Object.values(value)) freeze(each)
  Object.freeze(value)
}

/** The same for a value that is stored as JSON text. */
export function storedJson<T extends TSchema>(what: string, schema: T): (text: string) => Static<T> {
  const check = storedValue(what, schema)
  const isList = Type.IsArray(schema)
  return (text) => {
    // Most lists are empty.
    if (isList && text === '[]') return check([])
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (cause) {
      throw new CausewayError('internal', `A stored ${what} cannot be read`, { hint: 'Restore the data folder from a backup.', cause })
    }
    return check(value)
  }
}

/** That are read out of their JSON before others have their turn. */
const RECORDS_OF_TURN = 100

/** What many rows of one statement say: of one moment, though others have their turn between. */
export async function recordsInTurns<R, T>(rows: readonly R[], record: (row: R) => T): Promise<readonly T[]> {
  const records: T[] = []
  for (const [at, row] of rows.entries()) {
    if (at > 0 && at % RECORDS_OF_TURN === 0) await nextTurn()
    records.push(record(row))
  }
  return records
}

/** A page as the store counts it: never without a limit, which SQLite cannot leave out before an offset, and never a number that it cannot hold. */
export const rowsOf = ({
  offset = 0,
  limit = Number.MAX_SAFE_INTEGER,
}: PageRequest): { readonly offset: number; readonly limit: number } => ({
  offset: Math.min(offset, Number.MAX_SAFE_INTEGER),
  limit: Math.min(limit, Number.MAX_SAFE_INTEGER),
})

import { type Static, Type } from 'typebox'

/** Of one job. */
export const MADE_HERE_MAX = 100
export const REASON_LENGTH_MAX = 1000

/** A part of a statement that a database could have been asked for as a whole, and was not. */
export const MadeHere = Type.Object({
  kind: Type.Enum(['groups', 'distinct rows', 'first rows']),
  because: Type.String({ maxLength: REASON_LENGTH_MAX }),
})
export type MadeHere = Readonly<Static<typeof MadeHere>>

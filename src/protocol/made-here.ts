import { type Static, Type } from 'typebox'
import { JOB_NOTE_LIMITS } from './job-note-limits.ts'

/** A part of a statement that a database could have been asked for as a whole, and was not. */
export const MadeHere = Type.Object({
  kind: Type.Enum(['groups', 'distinct rows', 'first rows', 'rows with partners']),
  because: Type.String({ maxLength: JOB_NOTE_LIMITS.reasonLength }),
})
export type MadeHere = Readonly<Static<typeof MadeHere>>

import { type Static, Type } from 'typebox'
import { SESSION_LIMITS } from './session-limits.ts'

const FunctionName = Type.String({ minLength: 1, maxLength: SESSION_LIMITS.viewNameCharacters })

/** A function that a user made: its expression is text, read again by each statement that calls it, and sees nothing but its parameters. */
export const UserFunction = Type.Object({
  /** Lower case. */
  name: FunctionName,
  parameters: Type.Array(
    Type.Object({
      name: Type.String({ minLength: 1 }),
      type: Type.String({ minLength: 1 }),
      /** A literal, as written; absent: each call has a value for it. */
      default: Type.Optional(Type.String({ minLength: 1 })),
      comment: Type.Optional(Type.String()),
    }),
    { maxItems: SESSION_LIMITS.functionParameters },
  ),
  returns: Type.String({ minLength: 1 }),
  comment: Type.Optional(Type.String()),
  body: Type.String({ minLength: 1 }),
  /** That of the functions that it names alone, unless they are the session's; absent: it calls none of the catalog. */
  currentDatabase: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  /** The settings of the session it was made in that change how the text is read; absent: none did. */
  settings: Type.Optional(
    Type.Record(
      Type.String({ maxLength: SESSION_LIMITS.settingNameCharacters }),
      Type.String({ maxLength: SESSION_LIMITS.settingValueCharacters }),
    ),
  ),
})
export type UserFunction = Readonly<Static<typeof UserFunction>>

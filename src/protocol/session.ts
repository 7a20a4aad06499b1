import { type Static, Type } from 'typebox'
import { COLUMN_LIMITS } from './column-limits.ts'
import { SESSION_LIMITS } from './session-limits.ts'
import { Column, TableSource } from './table-definition.ts'
import { UserFunction } from './user-function.ts'

const Name = Type.String({ minLength: 1, maxLength: SESSION_LIMITS.viewNameCharacters })

/** A temporary view by its name; a global one is that of all users of its queue. */
const ViewName = Type.Object({ name: Name, isGlobal: Type.Boolean() })
export type ViewName = Readonly<Static<typeof ViewName>>

const Settings = Type.Record(
  Type.String({ maxLength: SESSION_LIMITS.settingNameCharacters }),
  Type.String({ maxLength: SESSION_LIMITS.settingValueCharacters }),
)

/**
 * A temporary view. Names and types of its columns are those of the time when it was made.
 * query: its text, read again at each use; the database is that of its unqualified names. table: rows that a table would have.
 */
export const TemporaryView = Type.Object({
  /** Lower case. */
  name: Name,
  columns: Type.Array(Column, { minItems: 1, maxItems: COLUMN_LIMITS.columns }),
  comment: Type.Optional(Type.String({ maxLength: SESSION_LIMITS.commentCharacters })),
  source: Type.Union([
    Type.Object({
      kind: Type.Literal('query'),
      sql: Type.String({ minLength: 1 }),
      database: Type.String(),
      /** The query's own column names, one for each column: a column is found by its name, whatever else the query gives by now. */
      queryColumns: Type.Array(Type.String()),
      /** The temporary views that it named when it was made: any other name is a table for ever. */
      views: Type.Array(ViewName),
      /** The settings of its session that change how the text is read; absent: none did. */
      settings: Type.Optional(Settings),
    }),
    Type.Object({ kind: Type.Literal('table'), table: TableSource }),
  ]),
})
export type TemporaryView = Readonly<Static<typeof TemporaryView>>

/** What a job sees of its session: as it was when the job began. */
export interface SessionState {
  /** Absent: the job's own. */
  readonly database?: string
  /** Without the job's own, which go before them. */
  readonly settings: Readonly<Record<string, string>>
  readonly views: readonly ViewName[]
  readonly functions: readonly UserFunction[]
}

/** What a worker may ask about its job's session. */
export const SESSION_CALLS = [
  Type.Object({ kind: Type.Literal('get-session') }),
  Type.Object({ kind: Type.Literal('get-view'), view: ViewName }),
  /** Refused for a name that is there, unless it replaces it. */
  Type.Object({
    kind: Type.Literal('create-view'),
    view: TemporaryView,
    isGlobal: Type.Boolean(),
    mode: Type.Union([Type.Literal('new'), Type.Literal('replace'), Type.Literal('alter')]),
  }),
  Type.Object({ kind: Type.Literal('drop-view'), view: ViewName }),
  /** Refused for a name that is there, unless it replaces it. */
  Type.Object({ kind: Type.Literal('create-function'), function: UserFunction, isReplacing: Type.Boolean() }),
  Type.Object({ kind: Type.Literal('drop-function'), name: Type.String() }),
  Type.Object({ kind: Type.Literal('use-database'), database: Type.String() }),
  Type.Object({
    kind: Type.Literal('change-settings'),
    set: Settings,
    reset: Type.Union([Type.Literal('all'), Type.Array(Type.String())]),
  }),
] as const

export interface SessionCallAnswers {
  'get-session': SessionState
  'get-view': TemporaryView | null
  'create-view': { readonly created: boolean }
  'drop-view': { readonly dropped: boolean }
  'create-function': { readonly created: boolean }
  'drop-function': { readonly dropped: boolean }
  'use-database': { readonly database: string }
  'change-settings': { readonly settings: Readonly<Record<string, string>> }
}

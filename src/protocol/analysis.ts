import { type Static, Type } from 'typebox'
import { JobType } from './job-type.ts'
import { FOUND_TABLES_MAX, NAMED_TABLES_MAX } from './named-tables.ts'
import { Inspection } from './statement-rules.ts'

export const Analysis = Type.Object({
  jobType: JobType,
  /** What the statement reads or writes, in lower case, each once. */
  tables: Type.Array(
    Type.Object({
      database: Type.String({ maxLength: 128 }),
      table: Type.String({ maxLength: 128 }),
      /** Named without its database: a temporary view of the session goes before the table. */
      isBare: Type.Optional(Type.Boolean()),
    }),
    { maxItems: NAMED_TABLES_MAX },
  ),
  /** Databases whose tables it names or lists, in lower case: of one that is a remote schema they may have to be looked for there. */
  databases: Type.Array(Type.String({ maxLength: 128 }), { maxItems: NAMED_TABLES_MAX }),
  /** Names of tables and views that stand in it, also of what it makes, changes or tells of: in lower case, each once, at most so many. */
  tableNames: Type.Array(Type.String({ maxLength: 128 }), { maxItems: FOUND_TABLES_MAX }),
  /** What it does with them, and with databases (then `table` is ''): the vendor's privilege for it, each once. */
  access: Type.Array(
    Type.Object({
      database: Type.String({ maxLength: 128 }),
      table: Type.String({ maxLength: 128 }),
      privilege: Type.String({ maxLength: 64 }),
      isBare: Type.Optional(Type.Boolean()),
    }),
    { maxItems: 2 * NAMED_TABLES_MAX },
  ),
  inspection: Inspection,
  /** The datasource authentications that it names itself (CREATE TABLE … OPTIONS). */
  authNames: Type.Array(Type.String({ maxLength: 128 }), { maxItems: 16 }),
})
export type Analysis = Readonly<Static<typeof Analysis>>

export const AnalysisOrder = Type.Object({
  analysisId: Type.String(),
  sql: Type.String(),
  currentDatabase: Type.String(),
  /** Of the job and its session together: variables in the statement have their values. Absent: none. */
  settings: Type.Optional(Type.Record(Type.String(), Type.String())),
  /** syntax: parsed, and its statement let through; semantics: names and types resolved against the catalog too. */
  depth: Type.Union([Type.Literal('syntax'), Type.Literal('semantics')]),
})
export type AnalysisOrder = Readonly<Static<typeof AnalysisOrder>>

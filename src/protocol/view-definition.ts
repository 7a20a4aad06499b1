import { type Static, Type } from 'typebox'
import { COLUMN_LIMITS } from './column-limits.ts'
import { SESSION_LIMITS } from './session-limits.ts'
import { Column, Properties, TableDefinition } from './table-definition.ts'

/**
 * A view of the catalog: the text of its query, read again at each use. Names and types of its columns are those of the time when it was made. `database` and
 * `name` are lower case.
 */
export const ViewDefinition = Type.Object({
  database: Type.String({ minLength: 1, maxLength: 128 }),
  name: Type.String({ minLength: 1, maxLength: 128 }),
  columns: Type.Array(Column, { minItems: 1, maxItems: COLUMN_LIMITS.columns }),
  source: Type.Object({
    kind: Type.Literal('view'),
    /** Without variables: they had their values when it was made. */
    sql: Type.String({ minLength: 1 }),
    /** That of its unqualified names. */
    database: Type.String({ minLength: 1, maxLength: 128 }),
    /** The query's own column names, one for each column: a column is found by its name, whatever else the query gives by now. */
    queryColumns: Type.Array(Type.String()),
    /** The settings of its session that change how the text is read; absent: none did. */
    settings: Type.Optional(
      Type.Record(
        Type.String({ maxLength: SESSION_LIMITS.settingNameCharacters }),
        Type.String({ maxLength: SESSION_LIMITS.settingValueCharacters }),
      ),
    ),
  }),
  comment: Type.Optional(Type.String({ maxLength: 4096 })),
  properties: Type.Optional(Properties),
})
export type ViewDefinition = Readonly<Static<typeof ViewDefinition>>

/** What a name of the catalog stands for. */
export const CatalogEntry = Type.Union([TableDefinition, ViewDefinition])
export type CatalogEntry = TableDefinition | ViewDefinition

/** new: refused for a name that is there; alter: comment and properties stay, and one has to be there. */
export const ViewMode = Type.Union([Type.Literal('new'), Type.Literal('replace'), Type.Literal('alter')])
export type ViewMode = Static<typeof ViewMode>

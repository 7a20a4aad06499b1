import { type Static, Type } from 'typebox'
import { COLUMN_LIMITS } from './column-limits.ts'
import { Column } from './table-definition.ts'

/** Where a column goes: before all others, or behind the one of the name. Absent: behind all others, or where it is. */
const ColumnPlace = Type.Union([Type.Literal('first'), Type.Object({ after: Type.String() })])
export type ColumnPlace = Readonly<Static<typeof ColumnPlace>>

/** One change of the columns of a table; names in any case. */
export const ColumnsChange = Type.Union([
  Type.Object({
    kind: Type.Literal('add'),
    columns: Type.Array(Type.Object({ column: Column, place: Type.Optional(ColumnPlace) }), { maxItems: COLUMN_LIMITS.columns }),
  }),
  Type.Object({
    kind: Type.Literal('drop'),
    columns: Type.Array(Type.String(), { maxItems: COLUMN_LIMITS.columns }),
    ifExists: Type.Boolean(),
  }),
  Type.Object({
    kind: Type.Literal('rename'),
    column: Type.String(),
    name: Type.String({ minLength: 1, maxLength: COLUMN_LIMITS.nameCharacters }),
  }),
  Type.Object({
    kind: Type.Literal('alter'),
    column: Type.String(),
    type: Type.Optional(Type.String({ minLength: 1, maxLength: COLUMN_LIMITS.typeCharacters })),
    comment: Type.Optional(Type.String({ maxLength: COLUMN_LIMITS.commentCharacters })),
    place: Type.Optional(ColumnPlace),
  }),
  /** Those of the same names keep their values, and others are new. */
  Type.Object({ kind: Type.Literal('replace'), columns: Type.Array(Column, { maxItems: COLUMN_LIMITS.columns }) }),
])
export type ColumnsChange = Readonly<Static<typeof ColumnsChange>>

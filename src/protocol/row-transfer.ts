import { type Static, Type } from 'typebox'
import { LOADED_FORMATS } from './file-formats.ts'

const Options = Type.Record(Type.String(), Type.String())
const Location = Type.String({ pattern: '^obs://' })

/** Where the rows of a query are written, in place of being kept: a folder of files, as Spark writes one. */
export const RowExport = Type.Object({
  location: Location,
  format: Type.Union([Type.Literal('csv'), Type.Literal('json'), Type.Literal('parquet')]),
  /** Those of a table of the format. */
  options: Options,
  /** What becomes of a folder that is there. */
  mode: Type.Union([Type.Literal('error-if-exists'), Type.Literal('overwrite')]),
  /** Of the rows in their order, so many at most. Absent: all. */
  rowsMax: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
})
export type RowExport = Readonly<Static<typeof RowExport>>

/** Files as the source of a table. */
export const ImportedFiles = Type.Object({
  kind: Type.Literal('files'),
  format: Type.Enum([...LOADED_FORMATS]),
  location: Location,
  options: Options,
})
export type ImportedFiles = Readonly<Static<typeof ImportedFiles>>

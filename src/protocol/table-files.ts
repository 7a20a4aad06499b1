import { type Static, Type } from 'typebox'
import { TABLE_FILE_LIMITS } from './table-file-limits.ts'

/** Below a folder, with / between the parts; no part begins with a dot, so that no name leads out of it. */
const RELATIVE = String.raw`^(?:[^/\u0000-\u001f.][^/\u0000-\u001f]*/)*[^/\u0000-\u001f.][^/\u0000-\u001f]*$`

/**
 * Values of partition columns as text, by the columns' names; null is NULL. Of a file: all of the table's. As a choice of partitions: those that it has agree.
 */
export const PartitionValues = Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]))
export type PartitionValues = Readonly<Static<typeof PartitionValues>>

const StatisticsCount = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Bound = Type.Optional(Type.String({ maxLength: TABLE_FILE_LIMITS.boundCharacters }))

/** What the values of one column in one file are between; what is absent is not known. */
export const ColumnStatistics = Type.Object({
  /** The type that the column had when the file was written. */
  type: Type.String({ maxLength: 64 }),
  nulls: Type.Optional(StatisticsCount),
  /** No value is less, and none is more: as the engine writes them. Of texts the first is a prefix of the least, and the other one may be longer than any. */
  min: Bound,
  max: Bound,
})
export type ColumnStatistics = Readonly<Static<typeof ColumnStatistics>>

/** By the names that the columns have in the file. */
export const FileStatistics = Type.Record(Type.String({ maxLength: TABLE_FILE_LIMITS.nameCharacters }), ColumnStatistics, {
  maxProperties: TABLE_FILE_LIMITS.columnsWithStatistics,
})
export type FileStatistics = Readonly<Static<typeof FileStatistics>>

/** A file of a managed table. `name` is its path below the folder that it stands in. */
export const TableFile = Type.Object({
  name: Type.String({ minLength: 1, maxLength: TABLE_FILE_LIMITS.nameCharacters, pattern: RELATIVE }),
  bytes: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  /** Of a table with partitions. */
  partition: Type.Optional(PartitionValues),
  /** Absent: it was never counted. */
  rowCount: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  /** Of a file that is just written; whoever opens the table asks for them apart. */
  statistics: Type.Optional(FileStatistics),
})
export type TableFile = Readonly<Static<typeof TableFile>>

export const TableFiles = Type.Array(TableFile, { maxItems: TABLE_FILE_LIMITS.files })

/** What a version of a table came from; SQL words, as the history shows them. */
export const TableOperation = Type.Union([
  Type.Literal('CREATE TABLE'),
  Type.Literal('CREATE TABLE AS SELECT'),
  Type.Literal('INSERT INTO'),
  Type.Literal('INSERT OVERWRITE'),
  Type.Literal('DELETE'),
  Type.Literal('UPDATE'),
  Type.Literal('MERGE'),
  Type.Literal('TRUNCATE TABLE'),
  Type.Literal('ADD PARTITION'),
  Type.Literal('DROP PARTITION'),
  Type.Literal('OPTIMIZE'),
  Type.Literal('RENAME PARTITION'),
  Type.Literal('RESTORE TABLE'),
  Type.Literal('ADD COLUMNS'),
  Type.Literal('DROP COLUMNS'),
  Type.Literal('RENAME COLUMN'),
  Type.Literal('ALTER COLUMN'),
  Type.Literal('REPLACE COLUMNS'),
])
export type TableOperation = Static<typeof TableOperation>

/** Which files a change takes away: all, those of the partitions that one of the choices names, or those of the names. */
export const RemovedFiles = Type.Union([
  Type.Literal('none'),
  Type.Literal('all'),
  Type.Object({ partitions: Type.Array(PartitionValues, { maxItems: TABLE_FILE_LIMITS.files }) }),
  Type.Object({ files: Type.Array(Type.String({ maxLength: TABLE_FILE_LIMITS.nameCharacters }), { maxItems: TABLE_FILE_LIMITS.files }) }),
])
export type RemovedFiles = Readonly<Static<typeof RemovedFiles>>

/**
 * A version of a table: its number, or the moment at which it was the present one, in epoch milliseconds; or the id of a snapshot of Iceberg that has more
 * digits than a number holds.
 */
export const VersionChoice = Type.Union([
  Type.Object({ version: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) }),
  Type.Object({ at: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) }),
  Type.Object({ snapshot: Type.String({ pattern: '^[0-9]{16,19}$' }) }),
])
export type VersionChoice = Readonly<Static<typeof VersionChoice>>

/** A version as the history of a table shows it. */
export interface TableVersionShown {
  readonly version: number
  /** Epoch milliseconds. */
  readonly committedAt: number
  readonly userName: string
  readonly operation: string
  readonly jobId: string | undefined
  readonly addedFiles: number
  readonly removedFiles: number
  /** Whether its rows can still be read. */
  readonly isKept: boolean
}

import { type Static, Type } from 'typebox'
import { COLUMN_LIMITS } from './column-limits.ts'
import type { ColumnRights } from './column-rights.ts'
import { DECLARED_FORMATS, FILE_FORMATS } from './file-formats.ts'

/** A column as the catalog keeps it. `type` is a Spark SQL type name in lower case: 'int', 'decimal(10,2)', 'array<string>'. */
export const Column = Type.Object({
  name: Type.String({ minLength: 1, maxLength: COLUMN_LIMITS.nameCharacters }),
  type: Type.String({ minLength: 1, maxLength: COLUMN_LIMITS.typeCharacters }),
  comment: Type.Optional(Type.String({ maxLength: COLUMN_LIMITS.commentCharacters })),
})
export type Column = Readonly<Static<typeof Column>>

/** A column of a remote table that is there and cannot be used here. */
export const UnusableColumn = Type.Object({
  name: Type.String({ maxLength: COLUMN_LIMITS.nameCharacters }),
  /** Half a sentence, behind "because". */
  because: Type.String({ maxLength: COLUMN_LIMITS.commentCharacters }),
})
export type UnusableColumn = Readonly<Static<typeof UnusableColumn>>

/** A table, or a query, of a remote database. */
export const RemoteSource = Type.Object({
  kind: Type.Literal('jdbc'),
  url: Type.String(),
  /** [schema.]table; absent where the options have a query in its place. */
  dbtable: Type.Optional(Type.String()),
  /** Name of the stored datasource authentication. */
  authName: Type.Optional(Type.String()),
  options: Type.Record(Type.String(), Type.String()),
})
export type RemoteSource = Readonly<Static<typeof RemoteSource>>

/** Hashes of a Redis, each a row. */
const RedisSource = Type.Object({
  kind: Type.Literal('redis'),
  host: Type.String({ minLength: 1, maxLength: 255 }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  authName: Type.Optional(Type.String()),
  options: Type.Record(Type.String(), Type.String()),
})
/** Documents of a collection of a MongoDB, each a row. */
const MongoSource = Type.Object({
  kind: Type.Literal('mongo'),
  host: Type.String({ minLength: 1, maxLength: 255 }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  authName: Type.Optional(Type.String()),
  options: Type.Record(Type.String(), Type.String()),
})
/** Documents of an index of an OpenSearch or Elasticsearch, each a row. */
const CssSource = Type.Object({
  kind: Type.Literal('css'),
  /** Of one cluster; the first that answers is asked. */
  nodes: Type.Array(
    Type.Object({ host: Type.String({ minLength: 1, maxLength: 255 }), port: Type.Integer({ minimum: 1, maximum: 65_535 }) }),
    { minItems: 1, maxItems: 32 },
  ),
  authName: Type.Optional(Type.String()),
  options: Type.Record(Type.String(), Type.String()),
})
/** True of a table that STORED AS or ROW FORMAT made: INSERT OVERWRITE replaces those of its partitions that get rows, as in Spark. False of one that USING made. */
const isHive = Type.Optional(Type.Boolean())
export const DROPPED_FOLDERS_MAX = 10_000
/** Folders k=v/… below the location whose partitions were dropped: their files are there still, and are none of the table's. */
export const PartitionFolders = Type.Array(Type.String({ minLength: 1, maxLength: 4096 }), { maxItems: DROPPED_FOLDERS_MAX })
export const PLACED_PARTITIONS_MAX = 1_000
/** A partition of a table at a location whose files stand at a place of its own. */
export const PlacedPartition = Type.Object({
  /** k=v/…, with the table's columns in their order. */
  folders: Type.String({ minLength: 1, maxLength: 4096 }),
  location: Type.String({ pattern: '^obs://', maxLength: 4096 }),
  /** Folders below the table's location that say the same values: what is in them is not the partition's. */
  hides: PartitionFolders,
})
export type PlacedPartition = Readonly<Static<typeof PlacedPartition>>
/**
 * Where a table's rows are.
 * managed: Parquet files in the warehouse, owned by the table; files: an obs:// path that outlives the table;
 * jdbc: a table of a remote database (option names in lower case; never a password); redis, mongo, css: the same of a Redis, a MongoDB, an OpenSearch or Elasticsearch.
 */
export const TableSource = Type.Union([
  Type.Object({
    kind: Type.Literal('managed'),
    format: Type.Literal('parquet'),
    /** What STORED AS TEXTFILE and ROW FORMAT say, by the names of options: of the files that are loaded into the table. Its own are Parquet. */
    rowFormat: Type.Optional(Type.Record(Type.String(), Type.String())),
    /** The same of another format that USING or STORED AS names. */
    declared: Type.Optional(
      Type.Object({
        format: Type.Enum([...DECLARED_FORMATS]),
        options: Type.Record(Type.String(), Type.String()),
      }),
    ),
    isHive,
  }),
  Type.Object({
    kind: Type.Literal('files'),
    format: Type.Enum([...FILE_FORMATS]),
    location: Type.String({ pattern: '^obs://' }),
    options: Type.Record(Type.String(), Type.String()),
    isHive,
    droppedFolders: Type.Optional(PartitionFolders),
    placedPartitions: Type.Optional(Type.Array(PlacedPartition, { maxItems: PLACED_PARTITIONS_MAX })),
  }),
  RemoteSource,
  RedisSource,
  MongoSource,
  CssSource,
])
export type TableSource = Readonly<Static<typeof TableSource>>

/** The datasource authentication that the place of a table needs; undefined when it needs none. */
export const authNameOf = (source: { readonly kind: string; readonly authName?: string }): string | undefined => source.authName

/** The texts that say where a table is, by the name of their field: part of a path, a URL or a message to a database. */
export const placeTextsOf = (source: TableSource): readonly (readonly [field: string, text: string])[] => [
  ...Object.entries(source).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  ...('nodes' in source ? source.nodes.map(({ host }) => ['es.nodes', host] as const) : []),
]

/** Keys and values that users give a table or a view for themselves: nothing here depends on them. */
export const Properties = Type.Record(Type.String({ minLength: 1, maxLength: 256 }), Type.String({ maxLength: 4096 }))
export type Properties = Readonly<Static<typeof Properties>>

/**
 * How the columns of a managed table stand in its files, since they were changed for the first time. A column that is renamed keeps the name that it has in the
 * files, and no name in the files is ever used for a second column: what is dropped does not come back.
 */
export const StoredColumns = Type.Object({
  /** The version of the table that changed its columns last. */
  version: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  /** The column's name → its name in the files, where they differ. */
  names: Type.Record(Type.String(), Type.String()),
  /** Names in the files that belonged to columns which are gone. */
  gone: Type.Array(Type.String()),
})
export type StoredColumns = Readonly<Static<typeof StoredColumns>>

/** What CLUSTERED BY said. It is told again, and rows are written and read as without it. */
export const Buckets = Type.Object({
  columns: Type.Array(Type.String({ minLength: 1, maxLength: COLUMN_LIMITS.nameCharacters }), {
    minItems: 1,
    maxItems: COLUMN_LIMITS.columns,
  }),
  sortedBy: Type.Array(Type.String({ minLength: 1, maxLength: COLUMN_LIMITS.nameCharacters }), { maxItems: COLUMN_LIMITS.columns }),
  count: Type.Integer({ minimum: 1, maximum: 100_000 }),
})
export type Buckets = Readonly<Static<typeof Buckets>>

/** A table of the catalog. `database` and `name` are lower case. */
export const TableDefinition = Type.Object({
  database: Type.String({ minLength: 1, maxLength: 128 }),
  name: Type.String({ minLength: 1, maxLength: 128 }),
  columns: Type.Array(Column, { minItems: 1, maxItems: COLUMN_LIMITS.columns }),
  source: TableSource,
  /** Names of the last columns, in their order: files stand in a folder for each of their values. Absent: there are none. */
  partitionedBy: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: COLUMN_LIMITS.columns })),
  buckets: Type.Optional(Buckets),
  comment: Type.Optional(Type.String({ maxLength: 4096 })),
  properties: Type.Optional(Properties),
  stored: Type.Optional(StoredColumns),
  /** Of a remote table. Absent: there are none. */
  unusable: Type.Optional(Type.Array(UnusableColumn, { maxItems: COLUMN_LIMITS.columns })),
})
export type TableDefinition = Readonly<Static<typeof TableDefinition>> & {
  /** Absent: all columns may be read. */
  readonly columnRights?: ColumnRights
}

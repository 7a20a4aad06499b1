import { type Static, Type } from 'typebox'
import type { TableComments } from '../../../base/config.ts'
import { lookup } from '../../../base/lookup.ts'
import { isTable } from '../../../protocol/catalog-entry.ts'
import { createTableStatement, createViewStatement } from '../../../protocol/create-statement.ts'
import type { CatalogEntry } from '../../../protocol/view-definition.ts'
import type { ShownTable } from '../../control/tables/tables.ts'
import { ENVELOPE } from './envelope.ts'

const TABLE_TYPE = Type.Enum(['MANAGED', 'EXTERNAL', 'VIEW'])

export const ListedTable = Type.Object({
  table_name: Type.String(),
  table_type: TABLE_TYPE,
  data_location: Type.String(),
  create_time: Type.Optional(Type.Integer()),
  last_access_time: Type.Optional(Type.Integer()),
  data_type: Type.Optional(Type.String()),
  location: Type.Optional(Type.String()),
  owner: Type.Optional(Type.String()),
  table_size: Type.Optional(Type.Integer()),
  partition_columns: Type.Optional(Type.Array(Type.String())),
})

export const DescribedTable = Type.Object({
  ...ENVELOPE,
  column_count: Type.Integer(),
  columns: Type.Array(
    Type.Object({
      column_name: Type.String(),
      type: Type.String(),
      description: Type.String(),
      is_partition_column: Type.Boolean(),
    }),
  ),
  table_type: TABLE_TYPE,
  data_type: Type.String(),
  data_location: Type.String(),
  storage_properties: Type.Array(Type.Object({ key: Type.String(), value: Type.String() })),
  table_comment: Type.String(),
  create_table_sql: Type.String(),
})

type Kind = CatalogEntry['source']['kind']

const typeOf = (kind: Kind): 'MANAGED' | 'EXTERNAL' | 'VIEW' => (kind === 'managed' ? 'MANAGED' : kind === 'view' ? 'VIEW' : 'EXTERNAL')

/** Where the rows are, in the words that a table is created with; of a table of another database, the kind that a list is filtered by. */
const placeOf = (kind: Kind): string => (kind === 'managed' ? 'DLI' : kind === 'files' ? 'OBS' : kind.toUpperCase())

const partitionsOf = (entry: CatalogEntry): readonly string[] => (isTable(entry) ? (entry.partitionedBy ?? []) : [])

/** Terraform compares data_location with what a table was created with. Without details there are three fields, as the vendor has it. */
export function listedFields(table: ShownTable, withDetail: boolean): Static<typeof ListedTable> {
  const { definition, owner, createdAt, changedAt, bytes } = table
  const { name, source } = definition
  const head = { table_name: name, table_type: typeOf(source.kind), data_location: placeOf(source.kind) }
  if (!withDetail) return head
  return {
    ...head,
    create_time: createdAt,
    last_access_time: changedAt,
    ...(source.kind === 'files' ? { data_type: source.format, location: source.location } : {}),
    owner,
    table_size: bytes,
    partition_columns: [...partitionsOf(definition)],
  }
}

/** Here data_location is a path, which only files in a bucket have. */
export function describedFields(
  definition: CatalogEntry,
  comments: TableComments,
): Omit<Static<typeof DescribedTable>, keyof typeof ENVELOPE> {
  const { columns, source, comment = '' } = definition
  const partitions = new Set(partitionsOf(definition))
  return {
    column_count: columns.length,
    columns: columns.map(({ name, type, comment: description = '' }) => ({
      column_name: name,
      type,
      description,
      is_partition_column: partitions.has(name),
    })),
    table_type: typeOf(source.kind),
    data_type: dataTypeOf(source),
    data_location: source.kind === 'files' ? source.location : '',
    storage_properties:
      source.kind === 'files' ? Object.entries(source.options).map(([key, value]) => ({ key: SHOWN_OPTIONS[key] ?? key, value })) : [],
    table_comment: comments === 'braced' && comment !== '' ? `${comment}}` : comment,
    create_table_sql: isTable(definition) ? createTableStatement(definition) : createViewStatement(definition),
  }
}

function dataTypeOf(source: CatalogEntry['source']): string {
  switch (source.kind) {
    case 'managed':
    case 'files':
      return source.format
    case 'view':
      return ''
    default:
      return source.kind
  }
}

/** Names of Spark's that clients know by another one. */
const SHOWN_OPTIONS: Readonly<Record<string, string>> = lookup({ sep: 'delimiter' })

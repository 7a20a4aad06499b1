import { queryOptions } from '@tanstack/react-query'
import { fieldsOf } from './fields.ts'
import { request } from './request.ts'

export interface Database {
  readonly name: string
  readonly owner: string
  readonly tableCount: number
  /** Whose tables are its own, all of them, as PostgreSQL; the count is of those that a statement has named. */
  readonly connectedTo: string | undefined
  readonly description: string
}

export type TableKind = 'MANAGED' | 'EXTERNAL' | 'VIEW'

export interface ListedTable {
  readonly name: string
  readonly kind: TableKind
  /** DLI, OBS, JDBC, REDIS, VIEW. */
  readonly place: string
  readonly owner: string
  /** Epoch ms. */
  readonly createdAt: number | undefined
  readonly changedAt: number | undefined
  readonly bytes: number | undefined
}

interface TableColumn {
  readonly name: string
  readonly type: string
  readonly description: string
  readonly isPartition: boolean
}

export interface DescribedTable {
  readonly columns: readonly TableColumn[]
  readonly kind: TableKind
  readonly format: string
  readonly location: string
  readonly comment: string
  /** The statement that makes it again. */
  readonly statement: string
  readonly properties: readonly { readonly key: string; readonly value: string }[]
}

const encoded = encodeURIComponent
export const databasesPath = '/v1.0/{project_id}/databases'
export const tablesPath = (database: string): string => `${databasesPath}/${encoded(database)}/tables`
export const tablePath = (database: string, table: string): string => `${tablesPath(database)}/${encoded(table)}`

const kindOf = (text: string): TableKind => (text === 'VIEW' || text === 'EXTERNAL' ? text : 'MANAGED')

/** No event tells of the catalog's changes: who makes one says so here. */
export const CATALOG_KEY = 'catalog'

export const databasesQuery = queryOptions({
  queryKey: [CATALOG_KEY, 'databases'],
  queryFn: async ({ signal }): Promise<readonly Database[]> =>
    fieldsOf(await request('GET', databasesPath, undefined, { signal })).list('databases', (item) => ({
      name: item.text('database_name'),
      owner: item.optionalText('owner') ?? '',
      tableCount: item.optionalNumber('table_number') ?? 0,
      description: item.optionalText('description') ?? '',
      connectedTo: item.optionalText('connected_to'),
    })),
})

export const tablesQuery = (database: string) =>
  queryOptions({
    queryKey: [CATALOG_KEY, 'tables', database],
    queryFn: async ({ signal }): Promise<readonly ListedTable[]> =>
      fieldsOf(await request('GET', `${tablesPath(database)}?with-detail=true`, undefined, { signal })).list('tables', (item) => ({
        name: item.text('table_name'),
        kind: kindOf(item.text('table_type')),
        place: item.text('data_location'),
        owner: item.optionalText('owner') ?? '',
        createdAt: item.optionalNumber('create_time'),
        changedAt: item.optionalNumber('last_access_time'),
        bytes: item.optionalNumber('table_size'),
      })),
  })

export const tableQuery = (database: string, table: string) =>
  queryOptions({
    queryKey: [CATALOG_KEY, 'table', database, table],
    queryFn: async ({ signal }): Promise<DescribedTable> => {
      const answer = fieldsOf(await request('GET', tablePath(database, table), undefined, { signal }))
      return {
        columns: answer.list('columns', (item) => ({
          name: item.text('column_name'),
          type: item.text('type'),
          description: item.optionalText('description') ?? '',
          isPartition: item.optionalFlag('is_partition_column') ?? false,
        })),
        kind: kindOf(answer.text('table_type')),
        format: answer.optionalText('data_type') ?? '',
        location: answer.optionalText('data_location') ?? '',
        comment: answer.optionalText('table_comment') ?? '',
        statement: answer.optionalText('create_table_sql') ?? '',
        properties: answer.list('storage_properties', (item) => ({ key: item.text('key'), value: item.text('value') })),
      }
    },
  })

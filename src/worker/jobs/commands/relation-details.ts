import type { TemporaryView } from '../../../protocol/session.ts'
import { sourceDdl } from '../../../protocol/source-ddl.ts'
import type { Buckets, Properties, TableDefinition } from '../../../protocol/table-definition.ts'
import type { TableFile } from '../../../protocol/table-files.ts'
import type { ViewDefinition } from '../../../protocol/view-definition.ts'
import { warehousePlace } from '../../../protocol/warehouse-place.ts'
import type { JobContext } from '../job-context.ts'
import { ifPermitted } from './if-permitted.ts'
import type { DescribedPartition } from './partitions.ts'

/** What Spark tells of a table, a view or a partition, one after the other. */
export type Detail = readonly [name: string, value: string]

/** In Java's form of a date, in UTC. When a table was read last is kept nowhere, as in Spark. */
async function originDetails(database: string, table: string, context: JobContext): Promise<readonly Detail[]> {
  const origin = await context.call({ kind: 'get-origin', database, table })
  if (origin === null) return []
  const [, day = '', date = '', month = '', year = '', time = ''] =
    /^(\w{3}), (\d\d) (\w{3}) (\d+) (\d\d:\d\d:\d\d) GMT$/.exec(new Date(origin.createdAt).toUTCString()) ?? []
  return [
    ['Owner', origin.owner],
    ['Created Time', `${day} ${month} ${date} ${time} UTC ${year}`],
    ['Last Access', 'UNKNOWN'],
    ['Created By', 'Causeway'],
  ]
}

/** Its size is counted from the list of its files, where it has one; Spark knows it only after ANALYZE. */
export async function tableDetails(table: TableDefinition, context: JobContext): Promise<readonly Detail[]> {
  const { database, name, comment, source, partitionedBy, buckets } = table
  const { using } = sourceDdl(source)
  const isManaged = source.kind === 'managed'
  return [
    ['Database', database],
    ['Table', name],
    ...(await originDetails(database, name, context)),
    ['Type', isManaged ? 'MANAGED' : 'EXTERNAL'],
    ['Provider', using],
    ...(buckets === undefined ? [] : bucketDetails(buckets)),
    ...(comment === undefined ? [] : [['Comment', comment] as const]),
    ...propertyDetails(table),
    ...(isManaged ? await statisticsDetails(table, context) : []),
    ...storageDetails(table),
    ...(isManaged && partitionedBy !== undefined ? [['Partition Provider', 'Catalog'] as const] : []),
  ]
}

function bucketDetails({ columns, sortedBy, count }: Buckets): readonly Detail[] {
  const list = (names: readonly string[]): string => `[${names.map((name) => `\`${name}\``).join(', ')}]`
  return [
    ['Num Buckets', String(count)],
    ['Bucket Columns', list(columns)],
    ['Sort Columns', list(sortedBy)],
  ]
}

/** How many rows it has is for who may read or change them. */
async function statisticsDetails(table: TableDefinition, context: JobContext): Promise<readonly Detail[]> {
  const opened = await ifPermitted(context.openTable(table))
  return opened === undefined ? [] : [['Statistics', sizeOf(opened.files)]]
}

/** Where it is, and how its files are written. */
export function storageDetails({ database, name, source }: TableDefinition): readonly Detail[] {
  const { place, options } = sourceDdl(source)
  if (source.kind === 'managed') return [['Location', warehousePlace(database, name)]]
  const told = options.map(([key, value]) => `${key}=${value}`)
  return [...place, ...(source.kind === 'files' && told.length > 0 ? [['Storage Properties', `[${told.join(', ')}]`] as const] : [])]
}

export function partitionDetails(table: TableDefinition, { values, folders, location, files }: DescribedPartition): readonly Detail[] {
  const { database, name, partitionedBy = [], source } = table
  const shown = partitionedBy.map((column) => `${column}=${values[column] ?? '__HIVE_DEFAULT_PARTITION__'}`)
  return [
    ['Partition Values', `[${shown.join(', ')}]`],
    [
      'Location',
      location ?? (source.kind === 'files' ? `${source.location.replace(/\/$/, '')}/${folders}` : warehousePlace(database, name, folders)),
    ],
    ['Last Access', 'UNKNOWN'],
    ...(files === undefined ? [] : [['Partition Statistics', sizeOf(files)] as const]),
  ]
}

export async function viewDetails(
  { database, name, comment, source, ...view }: ViewDefinition,
  context: JobContext,
): Promise<readonly Detail[]> {
  return [
    ['Database', database],
    ['Table', name],
    ...(await originDetails(database, name, context)),
    ['Type', 'VIEW'],
    ...(comment === undefined ? [] : [['Comment', comment] as const]),
    ['View Text', source.sql],
    ['View Original Text', source.sql],
    ['View Catalog and Namespace', `spark_catalog.${source.database}`],
    ['View Query Output Columns', `[${source.queryColumns.join(', ')}]`],
    ...propertyDetails(view),
  ]
}

/** `database`: of a global one. */
export function temporaryViewDetails({ name, comment, source }: TemporaryView, database: string | undefined): readonly Detail[] {
  const text: readonly Detail[] =
    source.kind === 'query'
      ? [
          ['View Text', source.sql],
          ['View Catalog and Namespace', `spark_catalog.${source.database}`],
          ['View Query Output Columns', `[${source.queryColumns.join(', ')}]`],
        ]
      : sourceDdl(source.table).place
  return [
    ...(database === undefined ? [] : [['Database', database] as const]),
    ['Table', name],
    ['Last Access', 'UNKNOWN'],
    ['Created By', 'Causeway'],
    ['Type', 'VIEW'],
    ...(comment === undefined ? [] : [['Comment', comment] as const]),
    ...text,
  ]
}

function propertyDetails({ properties = {} }: { readonly properties?: Properties }): readonly Detail[] {
  const list = Object.entries(properties).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return list.length === 0 ? [] : [['Table Properties', `[${list.map(([key, value]) => `${key}=${value}`).join(', ')}]`]]
}

/** 1278 bytes, 2 rows; of files whose rows nobody has counted their bytes alone. */
function sizeOf(files: readonly TableFile[]): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const rows = files.reduce((sum, { rowCount = Number.NaN }) => sum + rowCount, 0)
  return `${bytes} bytes${Number.isNaN(rows) ? '' : `, ${rows} rows`}`
}

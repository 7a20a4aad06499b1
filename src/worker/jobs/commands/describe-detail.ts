import { CausewayError } from '../../../base/errors.ts'
import { sourceDdl } from '../../../protocol/source-ddl.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { tableFormatOf } from '../../../protocol/table-format.ts'
import { warehousePlace } from '../../../protocol/warehouse-place.ts'
import type { ResultRows } from '../../engine/results/result-rows.ts'
import { openSnapshot } from '../../sources/files/table-format/open-snapshot.ts'
import type { NamedRelation } from '../../sql/session/session-command.ts'
import type { JobContext } from '../job-context.ts'
import { existingTable } from './relation.ts'

/** As Delta Lake has them for Spark 3.3; what a table has not is NULL. */
const COLUMNS = [
  ['format', 'string'],
  ['id', 'string'],
  ['name', 'string'],
  ['description', 'string'],
  ['location', 'string'],
  ['createdAt', 'timestamp'],
  ['lastModified', 'timestamp'],
  ['partitionColumns', 'array<string>'],
  ['numFiles', 'bigint'],
  ['sizeInBytes', 'bigint'],
  ['properties', 'map<string,string>'],
  ['minReaderVersion', 'int'],
  ['minWriterVersion', 'int'],
] as const

/** Delta Lake's DESCRIBE DETAIL, of any table: one row. */
export async function describeDetail(relation: NamedRelation, context: JobContext): Promise<ResultRows> {
  const table = await existingTable(relation, 'files of its own', context)
  const { database, name, comment, source, properties = {} } = table
  const origin = await context.call({ kind: 'get-origin', database, table: name })
  const files = await filesOf(table, context)
  const row = [
    source.kind === 'managed' ? 'parquet' : (tableFormatOf(source) ?? sourceDdl(source).using.toLowerCase()),
    null,
    `spark_catalog.${database}.${name}`,
    comment ?? null,
    source.kind === 'managed' ? warehousePlace(database, name) : source.kind === 'files' ? source.location : null,
    origin === null ? null : timestampText(origin.createdAt),
    await lastModified(table, context),
    files?.partitionedBy ?? table.partitionedBy ?? [],
    files?.sizes.length ?? null,
    files?.sizes.reduce((sum, bytes) => sum + bytes, 0) ?? null,
    Object.fromEntries(Object.entries(properties).toSorted(([one], [other]) => (one < other ? -1 : 1))),
    null,
    null,
  ]
  return { columns: COLUMNS.map(([column, type]) => ({ name: column, type })), rowsJson: [JSON.stringify(row)], rowCount: 1 }
}

/** Of tables that have a list of their files: those of a plain folder, or of a database, are not looked for. */
async function filesOf(
  table: TableDefinition,
  context: JobContext,
): Promise<{ readonly sizes: readonly number[]; readonly partitionedBy?: readonly string[] | undefined } | undefined> {
  if (table.source.kind === 'managed') return { sizes: (await context.openTable(table)).files.map(({ bytes }) => bytes) }
  if (tableFormatOf(table.source) === undefined) return undefined
  const { files, partitionedBy } = await openSnapshot(table.source, undefined, context)
  return { sizes: files.map(({ bytes }) => bytes), partitionedBy }
}

async function lastModified(table: TableDefinition, context: JobContext): Promise<string | null> {
  if (table.source.kind !== 'managed') return null
  const { versions } = await context.call({ kind: 'list-versions', database: table.database, table: table.name })
  const [newest] = versions
  return newest === undefined ? null : timestampText(newest.committedAt)
}

/** As the rows of a query have it. */
const timestampText = (ms: number): string =>
  new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.?0*Z$/, '')

/** @throws CausewayError for more parts than a table has */
export function detailRelation(parts: readonly string[], currentDatabase: string): NamedRelation {
  const [first = '', second, third] = parts.map((part) => part.toLowerCase())
  if (third !== undefined)
    throw new CausewayError('not-supported', `The name ${parts.join('.')} of ${parts.length} parts is not supported`, {
      hint: 'Write database.table.',
    })
  return second === undefined
    ? { database: currentDatabase, table: first, isBare: true }
    : { database: first, table: second, isBare: false }
}

import { CausewayError } from '../../base/errors.ts'
import { isTable } from '../../protocol/catalog-entry.ts'
import { isResultName } from '../../protocol/result-files.ts'
import type { TableDefinition } from '../../protocol/table-definition.ts'
import type { VersionChoice } from '../../protocol/table-files.ts'
import { tableFormatOf } from '../../protocol/table-format.ts'
import type { CatalogEntry } from '../../protocol/view-definition.ts'
import type { ServerChannel } from '../channel/server-channel.ts'
import { splitLocation } from '../sources/files/path-pattern.ts'
import { sourceKindOf } from '../sources/registry.ts'
import type { FilesContext, RemoteContext } from '../sources/shared/source-context.ts'
import type { CatalogReader } from '../sql/catalog-reader.ts'
import { type FilesReference, filesReference } from '../sql/files-reference.ts'
import { findTable } from './find-table.ts'

/** The catalog as the server tells it, for one job or analysis. `context`: tables that keep a log of their own are looked at where they are. */
export function catalogReader(channel: ServerChannel, contextId: string, context?: FilesContext & RemoteContext): CatalogReader {
  const find = async (database: string, table: string, was?: VersionChoice): Promise<CatalogEntry | undefined> => {
    if (was === undefined) return await findTable({ database, table }, (call) => channel.call(contextId, call), context)
    return (await channel.call(contextId, { kind: 'get-table', database, table, was })) ?? undefined
  }
  return {
    async databaseExists(database) {
      return (await channel.call(contextId, { kind: 'get-database', database })) !== null
    },
    async table(database, table, was) {
      const files = filesReference({ database, table })
      if (files !== undefined) {
        if (context !== undefined)
          await channel.call(contextId, { kind: 'locate-path', location: splitLocation(files.location).folder, byPath: true })
        return await tableOfFiles(files, was, context)
      }
      if (isResultName(database, table)) {
        const { columns } = await channel.call(contextId, { kind: 'open-result', jobId: table })
        return { database, name: table, columns: [...columns], source: { kind: 'managed', format: 'parquet' } }
      }
      const entry = await find(database, table)
      if (entry === undefined || !isTable(entry) || tableFormatOf(entry.source) === undefined)
        return was === undefined ? entry : await find(database, table, was)
      return context === undefined ? entry : await presentTable(entry, was, context)
    },
    async function(database, name) {
      return (await channel.call(contextId, { kind: 'get-catalog-function', database, name })) ?? undefined
    },
  }
}

/** Files that a statement names by their path, with the columns that are found in them. */
async function tableOfFiles(
  { format, location }: FilesReference,
  was: VersionChoice | undefined,
  context: (FilesContext & RemoteContext) | undefined,
): Promise<TableDefinition> {
  if (context === undefined)
    throw new CausewayError(
      'not-supported',
      `A statement that names files by their path, as ${format}.\`${location}\`, is not checked without being run`,
      {
        hint: 'Run it as a job, or make a table of the files and name it.',
      },
    )
  const source = { kind: 'files', format, location, options: {} } as const
  if (tableFormatOf(source) !== undefined)
    return await presentTable({ database: format, name: location, columns: [], source }, was, context)
  const { columns, partitionedBy } = await (await sourceKindOf(source).load()).describe(
    { source, columns: undefined, partitionedBy: undefined },
    context,
  )
  const partitions = partitionedBy === undefined ? {} : { partitionedBy: [...partitionedBy] }
  return { database: format, name: location, columns: [...columns], source, ...partitions }
}

/** The table with the columns that it has at its place, where the catalog only knows those that it had. */
export async function presentTable(
  table: TableDefinition,
  was: VersionChoice | undefined,
  context: FilesContext,
): Promise<TableDefinition> {
  if (tableFormatOf(table.source) === undefined) return table
  const { present } = await sourceKindOf(table.source).load()
  if (present === undefined) return table
  const { columnRights } = table
  const shown = await present(table, was, context)
  if (columnRights === undefined) return shown
  // Which of today's columns one was then is not known.
  return { ...shown, columnRights: was === undefined ? columnRights : { ...columnRights, readable: [], isEarlier: true } }
}

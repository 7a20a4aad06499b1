import { CausewayError } from '../../../base/errors.ts'
import { isTable } from '../../../protocol/catalog-entry.ts'
import { IMPORTED } from '../../../protocol/imported-table.ts'
import { RESULTS_DATABASE } from '../../../protocol/result-files.ts'
import type { ImportedFiles, RowExport } from '../../../protocol/row-transfer.ts'
import type { CatalogEntry } from '../../../protocol/view-definition.ts'
import { DEFAULT_DATABASE } from '../../domain/database.ts'
import type { Job } from '../../domain/job.ts'
import { parseObsLocation } from '../catalog/buckets/obs-location.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { noTable } from '../catalog/require-database.ts'
import type { Caller } from '../shared/caller.ts'
import type { NewJob } from './job-intake.ts'
import type { Jobs } from './jobs.ts'
import { copyStatement, rowsStatement } from './made-statements.ts'

type JobSettings = Pick<NewJob, 'queueName' | 'conf'>

interface NamedTable {
  readonly database: string
  readonly table: string
}

/** Jobs that move rows between tables and the files of buckets. Each is a statement of its own making, which reads or writes as any other. */
export interface Transfers {
  /** All rows of a table, or of a view. 'not-found' when there is none, or no bucket. */
  exportTable(caller: Caller, input: JobSettings & NamedTable & { readonly to: RowExport }): Promise<Job>
  /** All rows of a finished query's result. 'not-supported' when they were not kept, 'expired' when they are no longer. */
  exportResult(caller: Caller, jobId: string, input: JobSettings & { readonly to: RowExport }): Promise<Job>
  /**
   * The rows of files into a table, whose columns they have, but for those of `partition`, which have one value. 'conflict' while another import into the table has
   * not ended.
   */
  importTable(
    caller: Caller,
    input: JobSettings &
      NamedTable & {
        readonly from: ImportedFiles
        readonly overwrite: boolean
        readonly partition: Readonly<Record<string, string>>
      },
  ): Promise<Job>
}

/** A bucket itself cannot be replaced as a whole. */
function requireFolder(location: string): void {
  if (parseObsLocation(location).segments.length > 0) return
  throw new CausewayError('invalid-parameter', `${location} is a bucket and no folder in one`, {
    hint: 'Name a folder: obs://bucket/folder.',
  })
}

export function createTransfers({
  catalog,
  jobs,
}: {
  readonly catalog: Catalog
  readonly jobs: Pick<Jobs, 'submit' | 'wholeResult'>
}): Transfers {
  async function requireEntry(caller: Caller, { database, table }: NamedTable): Promise<CatalogEntry> {
    const name = database === '' ? DEFAULT_DATABASE : database
    // 'not-found' of the database.
    const found = await catalog.findTable(caller, name, table)
    if (found !== undefined) return found
    await catalog.listTables(caller, name)
    throw noTable(name.toLowerCase(), table.toLowerCase())
  }

  return {
    async exportTable(caller, { to, queueName, conf, ...named }) {
      const table = await requireEntry(caller, named)
      requireFolder(to.location)
      await catalog.requirePlace(caller, to.location)
      return await jobs.submit(caller, {
        sql: rowsStatement(table),
        currentDatabase: table.database,
        queueName,
        conf,
        tags: [],
        transfer: { kind: 'export', tableName: table.name, to },
      })
    },

    async exportResult(caller, jobId, { to, queueName, conf }) {
      const { job } = await jobs.wholeResult(caller, jobId)
      requireFolder(to.location)
      await catalog.requirePlace(caller, to.location)
      return await jobs.submit(caller, {
        sql: rowsStatement({ database: RESULTS_DATABASE, name: job.id }),
        currentDatabase: '',
        queueName: queueName === '' ? job.queueName : queueName,
        conf,
        tags: [],
        transfer: { kind: 'export', tableName: '', to },
      })
    },

    async importTable(caller, { from, overwrite, partition, queueName, conf, ...named }) {
      const table = await requireEntry(caller, named)
      if (!isTable(table)) {
        throw new CausewayError('not-supported', `${table.database}.${table.name} is a view, and takes no rows`, {
          hint: 'Name its table.',
        })
      }
      await catalog.requirePlace(caller, from.location)
      const given = Object.entries(partition).map(([column, value]) => ({ column: column.toLowerCase(), value }))
      const partitionColumns = (table.partitionedBy ?? []).map((column) => column.toLowerCase())
      const unknown = given.find(({ column }) => !partitionColumns.includes(column))
      if (unknown !== undefined) {
        throw new CausewayError('invalid-parameter', `${table.database}.${table.name} is not partitioned by ${unknown.column}`, {
          hint:
            partitionColumns.length === 0
              ? 'Leave partition_spec out: the table has no partitions.'
              : `Its partition columns are ${partitionColumns.join(', ')}.`,
        })
      }
      const columns = table.columns.filter(({ name }) => !given.some(({ column }) => column === name.toLowerCase()))
      return await jobs.submit(caller, {
        sql: copyStatement(IMPORTED, table, { overwrite, partition: given }),
        currentDatabase: table.database,
        queueName,
        conf,
        tags: [],
        transfer: { kind: 'import', tableName: table.name, from, columns, overwrite },
      })
    },
  }
}

import { CausewayError } from '../../base/errors.ts'
import { isOfPartition } from '../../protocol/chosen-files.ts'
import type { TableDefinition } from '../../protocol/table-definition.ts'
import type { PartitionValues } from '../../protocol/table-files.ts'
import { quoteName } from '../engine/quote.ts'
import type { ResultRows } from '../engine/results/result-rows.ts'
import type { StagedExport } from '../sources/files/export-files.ts'
import { stageInsertAt } from '../sources/files/insert.ts'
import { type StagedInsert, stageInsert } from '../sources/files/managed-rows.ts'
import { sourceKindOf } from '../sources/registry.ts'
import type { StagedRows } from '../sources/shared/source.ts'
import type { DirectoryPlan, Plan, RemoteChoice, TranslatedQuery } from '../sql/plan/plan.ts'
import { checkColumnLimits } from './column-limits.ts'
import { foundFolders, tableOfFolders } from './commands/partition-folders.ts'
import type { JobContext } from './job-context.ts'
import { partlyDone } from './partly-done.ts'
import type { PreparedScans } from './prepared-scans.ts'
import { requireFiles } from './require-files.ts'
import type { ResultSink } from './results/result-sink.ts'
import type { StatementLimits } from './statement-limits.ts'
import { userError } from './user-error.ts'

export async function runQuery(
  query: TranslatedQuery,
  context: JobContext,
  scans: PreparedScans,
  sink: ResultSink,
  limits: StatementLimits,
): Promise<ResultRows> {
  checkColumnLimits(query.columns)
  const prepared = await scans.prepareWithKeys(query)
  const rows = await sink({ ...prepared, sql: limits.boundedSql(prepared.sql) }, context)
  limits.checkRows(rows.rowCount)
  return rows
}

export async function runInsert(plan: Extract<Plan, { kind: 'insert' }>, context: JobContext, scans: PreparedScans): Promise<ResultRows> {
  const { mode, unlessPartitionExists } = plan
  // LOAD DATA.
  if (plan.jobType === 'IMPORT') for (const { table } of plan.query.scans) await requireFiles(table.source, context)
  const source = await sourceKindOf(plan.target.source).load()
  const { target, query } = source.hasDefaults ? withGivenColumns(plan) : plan
  if (query.columns.length !== target.columns.length) {
    throw new CausewayError('internal', `The insert has ${query.columns.length} columns where the table has ${target.columns.length}`)
  }
  if (unlessPartitionExists !== undefined && (await hasPartition(target, unlessPartitionExists, context)))
    return { columns: [], rowsJson: [], rowCount: 0 }
  const { sql } = await scans.prepareWithKeys(query)
  const rowCount = await source.insert(target, sql, mode, context)
  return { columns: [], rowsJson: [], rowCount }
}

function withGivenColumns({ target, query, given }: Extract<Plan, { kind: 'insert' }>): {
  readonly target: TableDefinition
  readonly query: TranslatedQuery
} {
  if (given.length === target.columns.length) return { target, query }
  const columns = target.columns.filter(({ name }) => given.includes(name))
  const only = (sql: string): string => `SELECT ${columns.map(({ name }) => quoteName(name)).join(', ')} FROM (${sql}) AS given_values`
  const { remote } = query
  const choice = remote === undefined ? {} : { remote: chosenFrom(remote, only) }
  return { target: { ...target, columns }, query: { ...query, ...choice, sql: only(query.sql), columns } }
}

const chosenFrom = (remote: RemoteChoice, only: (sql: string) => string): RemoteChoice => ({
  ...remote,
  withTaken: (taken) => {
    const made = remote.withTaken(taken)
    return { ...made, sql: only(made.sql) }
  },
})

/** All rows are written before anything of the folder is taken away. */
export async function runWriteDirectory({ target, query }: DirectoryPlan, context: JobContext, scans: PreparedScans): Promise<ResultRows> {
  const prepared = await scans.prepareWithKeys(query)
  const { exportFiles } = await import('../sources/files/export-files.ts')
  return { columns: [], rowsJson: [], rowCount: await exportFiles({ ...target, mode: 'overwrite' }, prepared, context) }
}

/** All rows of all of them, before the first folder is taken away: then each is replaced, one after the other. */
export async function runWriteDirectories(
  { directories }: Extract<Plan, { kind: 'write-directories' }>,
  context: JobContext,
  scans: PreparedScans,
): Promise<ResultRows> {
  const { requireApart, stageExport } = await import('../sources/files/export-files.ts')
  await requireApart(
    directories.map(({ target }) => target.location),
    context,
  )
  await using staged = new AsyncDisposableStack()
  const exports: StagedExport[] = []
  for (const { target, query } of directories) {
    const prepared = await scans.prepareWithKeys(query)
    exports.push(staged.use(await stageExport({ ...target, mode: 'overwrite' }, prepared, context)))
  }
  for (const each of exports) await each.publish()
  return { columns: [], rowsJson: [], rowCount: exports.reduce((sum, { rowCount }) => sum + rowCount, 0) }
}

/**
 * Rows for several tables: all are written before any is there. Then managed tables get their versions in one step, which may find that others were first; and then each
 * table at a location its files, one after the other: what is there stays where a later one fails.
 */
export async function runMultiInsert(
  { inserts }: Extract<Plan, { kind: 'multi-insert' }>,
  context: JobContext,
  scans: PreparedScans,
): Promise<ResultRows> {
  const staged: StagedInsert[] = []
  const atLocations: (StagedRows & { readonly table: TableDefinition })[] = []
  const published: string[] = []
  try {
    for (const { target, mode, query, unlessPartitionExists } of inserts) {
      if (unlessPartitionExists !== undefined && (await hasPartition(target, unlessPartitionExists, context))) continue
      const { sql } = await scans.prepareWithKeys(query)
      if (target.source.kind === 'managed') staged.push(await stageInsert(target, sql, mode, context))
      else atLocations.push({ ...(await stageInsertAt(target, sql, mode, context)), table: target })
    }
    context.signal.throwIfAborted()
    const changes = staged.flatMap(({ table, change }) => (change === undefined ? [] : [{ table, change }]))
    if (changes.length > 0) await context.commitTables(changes)
    published.push(...changes.map(({ table }) => shownName(table)))
    for (const each of atLocations) {
      await each.publish()
      published.push(shownName(each.table))
    }
  } catch (error) {
    const open = atLocations.filter(({ table }) => !published.includes(shownName(table)))
    for (const each of open) await each.discard()
    throw published.length === 0
      ? error
      : partlyDone(
          userError(error, context.shownPaths),
          published,
          open.map(({ table }) => shownName(table)),
        )
  }
  return { columns: [], rowsJson: [], rowCount: [...staged, ...atLocations].reduce((sum, { rowCount }) => sum + rowCount, 0) }
}

const shownName = ({ database, name }: TableDefinition): string => `${database}.${name}`

async function hasPartition(table: TableDefinition, partition: PartitionValues, context: JobContext): Promise<boolean> {
  const ofFolders = tableOfFolders(table, table.partitionedBy ?? [])
  if (ofFolders !== undefined) return (await foundFolders(ofFolders, context)).some(({ values }) => isOfPartition(values, partition))
  if (table.source.kind !== 'managed')
    throw new CausewayError(
      'not-supported',
      `INSERT OVERWRITE … IF NOT EXISTS of ${table.database}.${table.name}, whose rows are not in the warehouse, is not supported`,
      {
        hint: 'Leave IF NOT EXISTS out.',
      },
    )
  return (await context.openTable(table)).files.some((file) => isOfPartition(file.partition, partition))
}

import { CausewayError } from '../../base/errors.ts'
import type { Column, TableDefinition, TableSource } from '../../protocol/table-definition.ts'
import type { TableFile } from '../../protocol/table-files.ts'
import { NO_ROWS, type ResultRows } from '../engine/results/result-rows.ts'
import { sourceKindOf } from '../sources/registry.ts'
import type { DescribedTable } from '../sources/shared/source.ts'
import type { Plan, TranslatedQuery } from '../sql/plan/plan.ts'
import { checkColumnLimits } from './column-limits.ts'
import type { JobContext } from './job-context.ts'
import { newTableSource } from './new-table-source.ts'
import type { PreparedScans } from './prepared-scans.ts'

type CreateTable = Extract<Plan, { kind: 'create-table' }>

/** CREATE TABLE, with its columns given, found at its source, or those of its query. */
export async function createTable(plan: CreateTable, context: JobContext, scans: PreparedScans): Promise<ResultRows> {
  const existing = await context.call({ kind: 'get-table', database: plan.database, table: plan.table })
  if (existing !== null) {
    if (plan.ifNotExists) return NO_ROWS
    throw new CausewayError('already-exists', `The table ${plan.database}.${plan.table} exists already`, {
      hint: 'Use CREATE TABLE IF NOT EXISTS, or DROP TABLE first',
    })
  }
  const source = newTableSource(plan.source)
  if (plan.query !== undefined) return createTableAs(plan, source, plan.query, context, scans)
  if (source.kind === 'managed' && plan.columns === undefined) {
    throw new CausewayError('sql-semantics', 'The table needs columns', { hint: 'Name them: CREATE TABLE t (id INT, name STRING)' })
  }
  const described = await (await sourceKindOf(source).load()).describe(
    { source, columns: plan.columns, partitionedBy: plan.partitionedBy },
    context,
  )
  await register(definition(plan, source, described), plan.ifNotExists, context)
  return NO_ROWS
}

/**
 * The rows are written first, where no table has its files yet; then the table is made, with all of them. A failure or a crash before that
 * leaves nothing.
 */
async function createTableAs(
  plan: CreateTable,
  source: TableSource,
  query: TranslatedQuery,
  context: JobContext,
  scans: PreparedScans,
): Promise<ResultRows> {
  const { newRows } = await sourceKindOf(source).load()
  if (newRows === undefined) {
    throw new CausewayError('not-supported', 'CREATE TABLE … AS SELECT into a remote database is not supported', {
      hint: 'Create the table in the remote database, then CREATE TABLE … USING JDBC and INSERT INTO it',
    })
  }
  const table = definition(plan, source, { columns: plan.columns ?? query.columns, partitionedBy: plan.partitionedBy })
  await newRows.check(table, context)
  const { sql } = await scans.prepareWithKeys(query)
  const staged = await newRows.write(table, sql, context)
  try {
    context.signal.throwIfAborted()
    await staged.publish()
    if (!(await register(table, plan.ifNotExists, context, staged.files))) await staged.discard()
  } catch (error) {
    await staged.discard()
    throw error
  }
  return NO_ROWS
}

/** False: somebody else made it first, which IF NOT EXISTS allows. */
async function register(table: TableDefinition, ifNotExists: boolean, context: JobContext, files?: readonly TableFile[]): Promise<boolean> {
  const rows = files === undefined ? {} : { files: [...files] }
  const { created } = await context.call({ kind: 'create-table', table, ifNotExists, ...rows })
  return created
}

function definition(plan: CreateTable, source: TableSource, { columns, unusable, partitionedBy }: DescribedTable): TableDefinition {
  checkColumnLimits(columns)
  checkNames(columns)
  const { database, table: name, comment, properties, buckets } = plan
  const told = { ...(comment === undefined ? {} : { comment }), ...(properties === undefined ? {} : { properties }) }
  const bucketed = buckets === undefined ? {} : { buckets }
  const partitions = partitionedBy === undefined ? {} : { partitionedBy: [...partitionedBy] }
  const others = unusable === undefined || unusable.length === 0 ? {} : { unusable: [...unusable] }
  return { database, name, columns: [...columns], source, ...partitions, ...bucketed, ...others, ...told }
}

/** Spark finds columns without regard to case. */
function checkNames(columns: readonly Column[]): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    const folded = name.toLowerCase()
    if (seen.has(folded)) {
      throw new CausewayError('sql-semantics', `The table would have two columns named ${name}`, {
        hint: 'Names that differ only in capitals are the same here: rename one, or read the remote table through a view',
      })
    }
    seen.add(folded)
  }
}

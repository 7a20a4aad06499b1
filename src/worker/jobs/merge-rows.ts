import { CausewayError } from '../../base/errors.ts'
import { TABLE_FILE_LIMITS } from '../../protocol/table-file-limits.ts'
import type { ResultRows } from '../engine/results/result-rows.ts'
import { sourceKindOf } from '../sources/registry.ts'
import type { Plan } from '../sql/plan/plan.ts'
import { changedFiles } from './changed-files.ts'
import type { JobContext } from './job-context.ts'
import { keepRows } from './keep-rows.ts'
import { keptTable } from './kept-table.ts'
import type { PreparedScans } from './prepared-scans.ts'

type MergeRows = Extract<Plan, { kind: 'merge-rows' }>

const BYTES_MAX = 64 << 20

/** Carries out MERGE. Its number of rows is that of the changed, removed and added ones. */
export async function mergeRows(plan: MergeRows, context: JobContext, scans: PreparedScans): Promise<ResultRows> {
  const { target } = plan
  const { rewriteFiles } = await sourceKindOf(target.source).load()
  if (rewriteFiles === undefined) throw new CausewayError('internal', 'Rows are changed at a place that cannot do it')
  const { files } = await context.openTable(target)
  const table = { database: target.database, name: target.name }
  context.changing = { table, files: undefined }
  await keepRows(plan.source, context, scans)
  const touched = plan.pairs === undefined ? [] : await touchedFiles(plan, context, scans)
  const added = plan.newRows === undefined ? 0 : await addedRows(plan.newRows, context, scans)
  const rowCount = touched.reduce((sum, [, count]) => sum + count, added)
  if (rowCount === 0) return { columns: [], rowsJson: [], rowCount }
  const names = changedFiles(
    touched.map(([path]) => path),
    files,
  )
  context.changing = { table, files: names }
  await scans.prepare(plan.remaining)
  const absence = added === 0 ? {} : { dependsOn: 'absence' as const }
  await rewriteFiles({ table: target, operation: 'MERGE', sql: plan.remaining.sql, files: names, ...absence }, context)
  return { columns: [], rowsJson: [], rowCount }
}

/** The files with rows that a clause takes, and how many there are in each. */
async function touchedFiles(
  { pairs, target, allowsManyMatches }: MergeRows,
  context: JobContext,
  scans: PreparedScans,
): Promise<readonly (readonly [path: string, count: number])[]> {
  if (pairs === undefined) return []
  await keepRows(pairs, context, scans)
  const kept = keptTable(pairs.name)
  if (!allowsManyMatches) {
    const [many] = await rowsOf(
      `SELECT count(*)::BIGINT FROM (SELECT c0, c1 FROM ${kept} GROUP BY c0, c1 HAVING count(*) > 1)`,
      ['bigint'],
      context,
    )
    const count = Number(many?.[0] ?? 0)
    if (count > 0) throw manyMatches(`${target.database}.${target.name}`, count)
  }
  const rows = await rowsOf(`SELECT c0, count(DISTINCT c1)::BIGINT FROM ${kept} WHERE c3 > 0 GROUP BY c0`, ['string', 'bigint'], context)
  return rows.map(([path, count]) => [String(path), Number(count)])
}

const manyMatches = (table: string, count: number): CausewayError =>
  new CausewayError(
    'sql-semantics',
    `${count === 1 ? 'A row' : `${count} rows`} of ${table} ${count === 1 ? 'matches' : 'match'} several rows of the source of MERGE: which of them counts is not said`,
    { hint: 'Nothing was written. Let the source have one row for each: by GROUP BY, or by row_number() in a subquery.' },
  )

async function addedRows(newRows: NonNullable<MergeRows['newRows']>, context: JobContext, scans: PreparedScans): Promise<number> {
  await keepRows(newRows, context, scans)
  const [row] = await rowsOf(`SELECT count(*)::BIGINT FROM ${keptTable(newRows.name)} WHERE c1 > 0`, ['bigint'], context)
  return Number(row?.[0] ?? 0)
}

async function rowsOf(sql: string, types: readonly string[], context: JobContext): Promise<readonly (readonly unknown[])[]> {
  const { rowsJson } = await context.engine.request({
    kind: 'query',
    sql,
    columns: types.map((type, index) => ({ name: `c${index}`, type })),
    rowsMax: TABLE_FILE_LIMITS.files,
    bytesMax: BYTES_MAX,
  })
  return rowsJson.map((row) => JSON.parse(row) as readonly unknown[])
}

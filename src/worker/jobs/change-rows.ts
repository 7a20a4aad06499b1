import { CausewayError } from '../../base/errors.ts'
import { TABLE_FILE_LIMITS } from '../../protocol/table-file-limits.ts'
import type { ResultRows } from '../engine/results/result-rows.ts'
import { sourceKindOf } from '../sources/registry.ts'
import type { Plan } from '../sql/plan/plan.ts'
import { changedFiles } from './changed-files.ts'
import type { JobContext } from './job-context.ts'
import { keepRows } from './keep-rows.ts'
import type { PreparedScans } from './prepared-scans.ts'

const BYTES_MAX = 64 << 20

/** Finds the files that hold rows which are changed, and writes only these anew. Its number of rows is that of the changed ones. */
export async function changeRows(
  { target, jobType, kept, matching, remaining }: Extract<Plan, { kind: 'change-rows' }>,
  context: JobContext,
  scans: PreparedScans,
): Promise<ResultRows> {
  const { rewriteFiles } = await sourceKindOf(target.source).load()
  if (rewriteFiles === undefined) throw new CausewayError('internal', 'Rows are changed at a place that cannot do it')
  const { files } = await context.openTable(target)
  context.changing = { table: { database: target.database, name: target.name }, files: undefined }
  if (kept !== undefined) await keepRows(kept, context, scans)
  await scans.prepare(matching)
  const { rowsJson } = await context.engine.request({
    kind: 'query',
    sql: matching.sql,
    columns: matching.columns,
    rowsMax: TABLE_FILE_LIMITS.files,
    bytesMax: BYTES_MAX,
  })
  const found = rowsJson.map((row) => JSON.parse(row) as readonly [path: string, count: number])
  const rowCount = found.reduce((sum, [, count]) => sum + count, 0)
  if (rowCount === 0) return { columns: [], rowsJson: [], rowCount }
  const names = changedFiles(
    found.map(([path]) => path),
    files,
  )
  context.changing = { ...context.changing, files: names }
  await scans.prepare(remaining)
  await rewriteFiles({ table: target, operation: jobType, sql: remaining.sql, files: names }, context)
  return { columns: [], rowsJson: [], rowCount }
}

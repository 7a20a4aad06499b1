import { CausewayError } from '../../base/errors.ts'
import type { ResultRows } from '../engine/results/result-rows.ts'
import { sourceKindOf } from '../sources/registry.ts'
import type { Plan } from '../sql/plan/plan.ts'
import { textRows } from './commands/command-rows.ts'
import type { JobContext } from './job-context.ts'
import type { PreparedScans } from './prepared-scans.ts'
import { smallFiles } from './small-files.ts'

/** A job writes to so many places at most (server); the rest is for the next statement. */
const BINS_MAX = 60

/** OPTIMIZE: small files are put together, a version for each bin of them; rows and readers see no difference. */
export async function compactTable(
  { target, rows }: Extract<Plan, { kind: 'compact-table' }>,
  context: JobContext,
  scans: PreparedScans,
): Promise<ResultRows> {
  const { rewriteFiles } = await sourceKindOf(target.source).load()
  if (rewriteFiles === undefined) throw new CausewayError('internal', 'Files are written anew at a place that cannot do it')
  const { files } = await context.openTable(target)
  let removed = 0
  for (const bin of smallFiles(files).slice(0, BINS_MAX)) {
    const names = bin.map(({ name }) => name)
    context.changing = { table: { database: target.database, name: target.name }, files: names }
    await scans.prepare(rows)
    await rewriteFiles({ table: target, operation: 'OPTIMIZE', sql: rows.sql, files: names }, context)
    removed += names.length
  }
  return textRows(['removedFiles'], [[String(removed)]])
}

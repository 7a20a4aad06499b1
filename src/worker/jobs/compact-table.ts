import { CausewayError } from '../../base/errors.ts'
import type { TableFile } from '../../protocol/table-files.ts'
import type { ResultRows } from '../engine/results/result-rows.ts'
import { sourceKindOf } from '../sources/registry.ts'
import type { Plan } from '../sql/plan/plan.ts'
import { textRows } from './commands/command-rows.ts'
import type { JobContext } from './job-context.ts'
import type { PreparedScans } from './prepared-scans.ts'
import { smallFiles } from './small-files.ts'

type CompactTable = Extract<Plan, { kind: 'compact-table' }>

/** A job writes to so many places at most (server); the rest is for the next statement. */
const BINS_MAX = 60

/** OPTIMIZE: small files are put together, a version for each bin of them; rows and readers see no difference. */
export async function compactTable(plan: CompactTable, context: JobContext, scans: PreparedScans): Promise<ResultRows> {
  const { files } = await context.openTable(plan.target)
  return textRows(['removedFiles'], [[String(await compactBins(smallFiles(files).slice(0, BINS_MAX), plan, context, scans))]])
}

/** Answers with the number of files that are gone. */
export async function compactBins(
  bins: readonly (readonly TableFile[])[],
  { target, rows, yields }: Pick<CompactTable, 'target' | 'rows'> & { readonly yields?: true },
  context: JobContext,
  scans: PreparedScans,
): Promise<number> {
  const { rewriteFiles } = await sourceKindOf(target.source).load()
  if (rewriteFiles === undefined) throw new CausewayError('internal', 'Files are written anew at a place that cannot do it')
  let removed = 0
  for (const bin of bins) {
    const names = bin.map(({ name }) => name)
    context.changing = { table: { database: target.database, name: target.name }, files: names }
    await scans.prepare(rows)
    await rewriteFiles(
      { table: target, operation: 'OPTIMIZE', sql: rows.sql, files: names, ...(yields === undefined ? {} : { yields }) },
      context,
    )
    removed += names.length
  }
  return removed
}

import type { TableDefinition } from '../../protocol/table-definition.ts'
import type { Plan } from '../sql/plan/plan.ts'
import { compactBins } from './compact-table.ts'
import type { JobContext } from './job-context.ts'
import type { PreparedScans } from './prepared-scans.ts'
import { SMALL_BYTES, smallFiles } from './small-files.ts'

/** With so many small files a table is tidied up, as Databricks does it by default. */
const SMALL_FILES_MIN = 50
/** A table of which it is 'false' is left as it is. */
const SWITCH = 'causeway.autoCompact'

/**
 * Puts small files of the tables that a statement has written together: a bin of each. The statement has had its effect, so nothing that fails here is its failure:
 * whoever else has the table open goes before, and the next statement that writes the table tries again. `plan`: that of OPTIMIZE.
 */
export async function compactAfter(
  written: Plan,
  plan: (table: TableDefinition) => Promise<Plan>,
  context: JobContext,
  scans: PreparedScans,
): Promise<void> {
  for (const table of writtenTables(written)) {
    try {
      await compact(table, plan, context, scans)
    } catch {
      // Nothing was changed, and nobody asked for it.
    }
  }
}

async function compact(
  table: TableDefinition,
  plan: (table: TableDefinition) => Promise<Plan>,
  context: JobContext,
  scans: PreparedScans,
): Promise<void> {
  if (table.source.kind !== 'managed' || table.properties?.[SWITCH]?.toLowerCase() === 'false') return
  const { database, name } = table
  const { count } = await context.call({ kind: 'count-small-files', database, table: name, bytes: SMALL_BYTES })
  if (count < SMALL_FILES_MIN) return
  context.forgetTables()
  const [bin] = smallFiles((await context.openTable(table)).files)
  const compaction = bin === undefined ? undefined : await plan(table)
  if (bin === undefined || compaction?.kind !== 'compact-table') return
  await compactBins([bin], { ...compaction, yields: true }, context, scans)
}

function writtenTables(plan: Plan): readonly TableDefinition[] {
  switch (plan.kind) {
    case 'insert':
    case 'change-rows':
    case 'merge-rows':
      return [plan.target]
    case 'multi-insert':
      return plan.inserts.map(({ target }) => target)
    default:
      return []
  }
}

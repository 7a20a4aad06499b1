import type { KeptQuery } from '../sql/plan/plan.ts'
import type { JobContext } from './job-context.ts'
import { keptTable } from './kept-table.ts'
import type { PreparedScans } from './prepared-scans.ts'

/** Runs the query and keeps its rows until the job ends: in memory, and on the scratch disk when they are many. */
export async function keepRows({ name, query }: KeptQuery, context: JobContext, scans: PreparedScans): Promise<void> {
  const { sql } = await scans.prepareWithKeys(query)
  const columns = query.columns.map((_, index) => `c${index}`).join(', ')
  await context.engine.request({
    kind: 'execute',
    sql: `CREATE OR REPLACE TEMP TABLE ${keptTable(name)} AS SELECT * FROM (${sql}) AS row_values(${columns})`,
  })
}

import type { DuckDBConnection } from '@duckdb/node-api'

/** Characters from which on the engine takes long to look for values that are computed twice: with the square of how many are computed. */
const LENGTH_MAX = 100_000

const OPTIMIZER = 'common_subexpressions'

const isLong = (sql: string): boolean => sql.length > LENGTH_MAX

/** These optimizers, and for a long statement the one that would keep it busy. */
export const optimizersOffFor = (sql: string, others: string): string => (isLong(sql) ? `${others},${OPTIMIZER}` : others)

/** Runs a statement, a long one without the optimizer that would keep the engine busy: 1,000 computed keys took it 4 s to plan, and 0.3 s without. */
export async function runPlanned<T>(connection: DuckDBConnection, sql: string, run: () => Promise<T>): Promise<T> {
  if (!isLong(sql)) return run()
  await connection.run(`SET disabled_optimizers='${OPTIMIZER}'`)
  try {
    return await run()
  } finally {
    await connection.run('RESET disabled_optimizers')
  }
}

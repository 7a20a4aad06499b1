import { NotCertain } from '../shared/part-dialect.ts'
import type { Connection } from './protocol/connection.ts'
import { ServerError } from './protocol/server-error.ts'

/** With so many rows each row of another table may be compared. */
const ROWS_COMPARED_MAX = 1000

/**
 * Whether a database joins tables in a way that is worth it: MariaDB, as it is set up, and older MySQL have no hash join, and compare each row of a table with each of another where no index helps.
 * @throws NotCertain for such a plan, and for one that the user may not see (of views without SHOW VIEW)
 */
export async function checkJoinPlan(connection: Connection, select: string): Promise<void> {
  const { columns, rows } = await connection.query(`EXPLAIN ${select}`).catch((error: unknown) => {
    if (error instanceof ServerError) throw new NotCertain('the database does not tell how it would join the tables')
    throw error
  })
  const [extra, guess, query, type] = ['Extra', 'rows', 'select_type', 'type'].map((wanted) =>
    columns.findIndex(({ name }) => name === wanted),
  )
  const comparesAll = rows.some((row) => {
    const [told, kind, access] = [extra, query, type].map((at) => String(row[at ?? -1] ?? ''))
    // Looked through once for each row of the query around.
    const isRepeated = /^DEPENDENT/.test(kind ?? '') && /^(?:ALL|index)$/.test(access ?? '')
    return (isNestedLoop(told ?? '') || isRepeated) && Number(row[guess ?? -1] ?? 0) > ROWS_COMPARED_MAX
  })
  if (comparesAll) throw new NotCertain('the database would compare each row with each: no index of its helps the join')
}

/** "Using join buffer (flat, BNL join)", "(Block Nested Loop)"; not "(hash join)", "(flat, BNLH join)". */
const isNestedLoop = (extra: string): boolean => /Using join buffer \((?:Block Nested Loop|(?:flat|incremental), BNL join)\)/.test(extra)

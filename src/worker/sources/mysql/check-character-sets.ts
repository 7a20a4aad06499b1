import { NotCertain } from '../shared/part-dialect.ts'
import type { Connection } from './protocol/connection.ts'
import { ServerError } from './protocol/server-error.ts'

/** "Illegal mix of collations", of two values, three, and more. */
const MIXED: ReadonlySet<number> = new Set([1267, 1270, 1271])

/**
 * Texts of a statement that a column's character set has no signs for are refused by the server where it cannot compare in another set, as in a list with others that are there.
 * @throws NotCertain where it refuses the statement for that
 */
export async function checkCharacterSets(connection: Connection, select: string): Promise<void> {
  // What every character set has; swe7 lacks brackets and braces. Texts with control characters are written by their bytes.
  const written = select.replaceAll(/`[^`]*`/g, '')
  if (/^[ -?A-Z_a-z]*$/.test(written) && !written.includes('_utf8mb4')) return
  await connection.query(`EXPLAIN ${select}`).catch((error: unknown) => {
    if (!(error instanceof ServerError)) throw error
    if (MIXED.has(error.code)) throw new NotCertain('a text is compared with a column whose character set does not have it')
  })
}

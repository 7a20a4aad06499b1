import type { DuckDBConnection } from '@duckdb/node-api'
import { parseExactJson } from './exact-json.ts'
import { quoteText } from './quote.ts'

/** The statement as the engine parses it. Undefined where it cannot be read: an infinity is written as no JSON has it. */
export async function serialize(connection: DuckDBConnection, sql: string): Promise<unknown> {
  const rows = await (await connection.run(`SELECT json_serialize_sql(${quoteText(sql)})`)).getRowsJson()
  try {
    return parseExactJson(String(rows[0]?.[0]))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

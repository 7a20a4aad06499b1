import { isSameStatement } from './same-statement.ts'

/** The text in lines as people write them. Rejects where the formatter does not know it, or would change more than space and the capitals of words. */
export async function formatSql(sql: string): Promise<string> {
  const { formatDialect, spark } = await import('sql-formatter')
  const formatted = formatDialect(sql, {
    dialect: spark,
    keywordCase: 'upper',
    paramTypes: { custom: [{ regex: String.raw`\{\{[^}]*\}\}` }, { regex: String.raw`\$\{[^}]*\}` }] },
  })
  if (!isSameStatement(sql, formatted)) throw new Error('The formatter would change more of it than space: it is left as it is')
  return formatted
}

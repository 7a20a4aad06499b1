import type { Sql } from '../../bound/sql.ts'

/** How long the text of a value is that may be computed several times; infinite for one that may not, or that takes long. */
export function lengthOf(sql: Sql): number {
  if (sql.kind === 'column' || sql.kind === 'parameter') return 10
  if (sql.kind !== 'template' || sql.isVolatile || sql.isOverRows || sql.texts.some((text) => text.includes('sp_'))) return Infinity
  return sql.parts.reduce((sum, part) => sum + lengthOf(part), 0) + sql.texts.reduce((sum, text) => sum + text.length, 0)
}

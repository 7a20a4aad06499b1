import { parseSparkType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import { engineType } from '../../sql/dialect/engine-type.ts'
import type { TranslatedQuery } from '../../sql/plan/plan.ts'

/** The engine's type of NULL alone has no vectors, and no file has it: it is that of an int, as in a result. */
export function withoutVoid({ sql, columns }: Pick<TranslatedQuery, 'sql' | 'columns'>): string {
  const hasVoid = ({ type }: Column): boolean => /\bvoid\b/.test(type)
  if (!columns.some(hasVoid)) return sql
  const names = columns.map((_, index) => `v${index}`)
  const values = columns.map((column, index) => {
    const name = `v${index}`
    return hasVoid(column) ? `CAST(${name} AS ${engineType(parseSparkType(column.type))})` : name
  })
  return `SELECT ${values.join(', ')} FROM (${sql}) AS typed(${names.join(', ')})`
}

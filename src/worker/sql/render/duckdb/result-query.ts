import type { EngineText } from '../../bound/engine-text.ts'
import type { QueryColumn } from '../../bound/sql.ts'
import { text } from '../../bound/template.ts'
import { quoteOutput } from '../../dialect/quote.ts'
import { resultValue } from '../../functions/operators/result-value.ts'
import { hasInterval } from '../../types/has-interval.ts'
import { printAlone } from './query.ts'

/** The query whose rows are shown: where the values are not what is shown of them, around the one that computes them. */
export function resultQuery(sql: EngineText, columns: readonly QueryColumn[]): EngineText {
  if (!columns.some((column) => hasInterval(column.type))) return sql
  const shown = columns.map(({ name, type }, index) => {
    const value = printAlone(resultValue(text(`result_${index}`), type))
    return `${value} AS ${quoteOutput(name)}`
  })
  const names = columns.map((_, index) => `result_${index}`).join(', ')
  return `SELECT ${shown.join(', ')} FROM (${sql}) AS result_of(${names})` as EngineText
}

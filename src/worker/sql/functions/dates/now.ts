import type { Sql } from '../../bound/sql.ts'
import { text } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import type { ScalarCall } from '../function-record.ts'

/** The statement's instant, or one of its own for each place in VALUES. */
export function nowSql({ environment }: ScalarCall): Sql {
  const micros = environment.microsBeforeNow?.() ?? 0
  const millis = environment.now - Math.ceil(micros / 1000)
  const rest = String((1000 - (micros % 1000)) % 1000).padStart(3, '0')
  return text(`TIMESTAMP ${quoteString(new Date(millis).toISOString().replace('T', ' ').replace('Z', rest))}`)
}

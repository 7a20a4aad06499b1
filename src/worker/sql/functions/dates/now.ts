import type { Sql } from '../../bound/sql.ts'
import { text } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import type { ScalarCall } from '../function-record.ts'

/** The statement's instant. */
export const nowSql = (call: ScalarCall): Sql =>
  text(`TIMESTAMP ${quoteString(new Date(call.environment.now).toISOString().replace('T', ' ').replace('Z', ''))}`)

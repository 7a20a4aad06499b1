import type { Sql } from '../../bound/sql.ts'
import { template } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'

/** LIMIT and OFFSET of what constants make: the engine would take NULL for no limit. */
export const countOfRows = (count: Sql, clause: string): Sql =>
  template`coalesce(nullif(greatest(${count}, -1), -1), CAST(error(${quoteString(`${clause} is neither NULL nor negative`)}) AS INTEGER))`

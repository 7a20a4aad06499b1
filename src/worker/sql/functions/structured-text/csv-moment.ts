import type { Sql } from '../../bound/sql.ts'
import { template } from '../../bound/template.ts'
import { parseFieldSql } from '../dates/parsing.ts'

/** A date or a timestamp of a CSV record by a pattern; what does not match is read as a cast reads it, as Spark 1.x did. */
export const csvMomentSql = (pattern: string, text: Sql, kind: 'date' | 'timestamp'): Sql =>
  parseFieldSql(
    pattern,
    text,
    kind === 'date' ? template`sp_to_date(replace(${text}, 'GMT', ''))` : template`sp_json_timestamp_otherwise(${text})`,
    kind,
  )

import type { Sql } from '../bound/sql.ts'
import { joined, overRows, template } from '../bound/template.ts'

/** The value of the one row of the group where all conditions hold; NULL where there is none. */
export const valueWhere = (conditions: readonly Sql[], value: Sql): Sql =>
  overRows(template`any_value(CASE WHEN ${joined(conditions, ' AND ')} THEN ${value} END)`)

import type { Sql } from '../bound/sql.ts'
import { fragment, type Hole, joined, overRows, template } from '../bound/template.ts'

/** The value of the one row of the group where all conditions hold; NULL where there is none. */
export const valueWhere = (conditions: readonly Sql[], value: Sql): Sql =>
  overRows(template`any_value(CASE WHEN ${joined(conditions, ' AND ')} THEN ${value} END)`)

/** A condition that holds where no two of the rows are the same, NULL or not, and stops the job elsewhere. */
export function differentRows(rows: readonly (readonly Hole[])[]): Sql {
  const structs = rows.map((row) => {
    const fields = row.map((value, index) => fragment`v${index} := ${value}`)
    return fragment`struct_pack(${joined(fields, ', ')})`
  })
  return template`(CASE WHEN len(list_distinct([${joined(structs, ', ')}])) < ${rows.length} THEN error('PIVOT names a value twice: name it once, and select its column twice around the PIVOT') ELSE TRUE END)`
}

import type { SparkType } from '../../../../base/spark-type.ts'
import type { Sql } from '../../bound/sql.ts'
import { fragment, type Hole, joined, overRows, template } from '../../bound/template.ts'

/** The value of the one row of the group where all conditions hold; NULL where there is none. */
export const valueWhere = (conditions: readonly Sql[], value: Sql): Sql =>
  overRows(template`any_value(CASE WHEN ${joined(conditions, ' AND ')} THEN ${value} END)`)

/** Of a value alone, which Spark finds in a map of Java's: NaN is equal to nothing there, and bytes are equal to themselves alone. */
export const inMap = (type: SparkType, value: Sql, isEqual: Sql): Sql => {
  if (type.kind === 'binary') return template`(${isEqual} AND ${value} IS NULL)`
  return type.kind === 'float' || type.kind === 'double' ? template`(${isEqual} AND coalesce(NOT isnan(${value}), TRUE))` : isEqual
}

/** A condition that holds where no two of the rows are the same, NULL or not, and stops the job elsewhere. */
export function differentRows(rows: readonly (readonly Hole[])[]): Sql {
  const structs = rows.map((row) => {
    const fields = row.map((value, index) => fragment`v${index} := ${value}`)
    return fragment`struct_pack(${joined(fields, ', ')})`
  })
  return template`(CASE WHEN len(list_distinct([${joined(structs, ', ')}])) < ${rows.length} THEN error('PIVOT names a value twice: name it once, and select its column twice around the PIVOT') ELSE TRUE END)`
}

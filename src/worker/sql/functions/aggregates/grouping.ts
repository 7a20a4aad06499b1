import type { SparkType } from '../../../../base/spark-type.ts'
import type { Bound } from '../../bound/bound.ts'
import type { Sql, Template } from '../../bound/sql.ts'
import { joined, overRows, template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { isNested } from '../../types/coercion.ts'
import { castNested } from '../operators/cast-nested.ts'

export const HAS_ROWS: Template = overRows(template`(count(*) > 0)`)

/** 1 where the row is not grouped by the column. */
export const groupingBit = (column: Sql | undefined): Sql =>
  column === undefined ? template`CAST(1 AS TINYINT)` : template`CAST(${overRows(template`grouping(${column})`)} AS TINYINT)`

/** The bits of all the columns as one number, of which the first is the highest. Undefined is a column that no set has. */
export function groupingBits(columns: readonly (Sql | undefined)[]): Sql {
  const terms = columns.map((column, index) => {
    const weight = 2n ** BigInt(columns.length - 1 - index)
    return column === undefined ? template`${weight}` : template`${overRows(template`grouping(${column})`)} * ${weight}`
  })
  return terms.length === 0 ? template`CAST(0 AS BIGINT)` : template`CAST(${joined(terms, ' + ')} AS BIGINT)`
}

/** A constant as a column of grouping sets: the engine would read a bare number as a place. */
export const constantKey = (bound: Bound): Sql => template`CAST(${bound} AS ${engineType(bound.type)})`

/** 0 and -0 are one group, and 0 stands for it; within arrays and structs, too. */
export function withoutNegativeZero({ sql, type }: Pick<Bound, 'sql' | 'type'>): Sql {
  if (type.kind === 'double' || type.kind === 'float') return template`(${sql} + CAST(0 AS ${engineType(type)}))`
  if (!isNested(type) || !holdsFloating(type)) return sql
  return template`(${castNested(sql, type, type, (value, inner) => withoutNegativeZero({ sql: value, type: inner }))})`
}

/** Of keys: maps are none. */
function holdsFloating(type: SparkType): boolean {
  switch (type.kind) {
    case 'double':
    case 'float':
      return true
    case 'array':
      return holdsFloating(type.element)
    case 'struct':
      return type.fields.some((field) => holdsFloating(field.type))
    default:
      return false
  }
}

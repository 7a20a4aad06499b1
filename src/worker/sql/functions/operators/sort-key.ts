import type { SparkType } from '../../../../base/spark-type.ts'
import { type Bound, recast } from '../../bound/bound.ts'
import { parameter, type Sql } from '../../bound/sql.ts'
import { fragment, type Hole, joined, lambda, template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { quoteString } from '../../dialect/quote.ts'
import { isNested } from '../../types/coercion.ts'

/**
 * A value in whose place the engine's order is Spark's: within arrays and structs the engine puts NULL last, Spark first. So each thing in them
 * stands behind whether there is one.
 */
export function sortKey(sql: Sql, type: SparkType, depth = 0): Sql {
  if (type.kind === 'array') {
    const name = `k${depth}`
    const element = parameter(name)
    const key = template`struct_pack(${member(0, element, sortKey(element, type.element, depth + 1))})`
    return template`list_transform(${sql}, ${lambda([name], key)})`
  }
  if (type.kind === 'struct') {
    const members = type.fields.map((field, index) => {
      const value = template`struct_extract(${sql}, ${quoteString(field.name)})`
      return member(index, value, sortKey(value, field.type, depth))
    })
    return template`(CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${joined(members, ', ')}) END)`
  }
  return sql
}

const member = (index: number, value: Hole, key: Hole) => fragment`n${index} := ${value} IS NOT NULL, v${index} := ${key}`

/**
 * The value of rows that are sorted by it, or divided. The engine has a row's column again out of what it is sorted by, where 0 and -0 are one: so a floating number is
 * sorted by another value than the column.
 */
export function rowKey(sql: Sql, type: SparkType): Sql {
  return type.kind === 'double' || type.kind === 'float' ? template`(${sql} + CAST(0 AS ${engineType(type)}))` : sortKey(sql, type)
}

/** The value as the engine is to sort it. */
export function sortedBy(bound: Bound): Bound {
  const key = rowKey(bound.sql, bound.type)
  return key === bound.sql ? bound : recast(bound, key, bound.type)
}

/** The greatest or least of several values that may be NULL, which do not count. */
export function extreme(which: 'greatest' | 'least', values: readonly Sql[], type: SparkType): Sql {
  if (type.kind === 'float') {
    // Of floats, not of doubles, the engine loses the sign of -0.
    const doubles = values.map((value) => template`CAST(${value} AS DOUBLE)`)
    return template`CAST(${which}(${joined(doubles, ', ')}) AS FLOAT)`
  }
  if (!isNested(type)) return template`${which}(${joined(values, ', ')})`
  const keyed = values.map((value) => template`(CASE WHEN ${value} IS NOT NULL THEN ${withKey(value, type)} END)`)
  return template`struct_extract(${which}(${joined(keyed, ', ')}), 'v')`
}

/** The elements of a list in order, NULL first or, descending, last. */
export function sortedList(list: Sql, element: SparkType, isAscending: boolean): Sql {
  const order = isAscending ? "'ASC', 'NULLS FIRST'" : "'DESC', 'NULLS LAST'"
  if (!isNested(element)) return template`list_sort(${list}, ${order})`
  return template`list_transform(list_sort(${keyedList(list, element)}, ${order}), lambda e: struct_extract(e, 'v'))`
}

/** The greatest or least element of a list; NULL where it has none. */
export function extremeOfList(which: 'list_max' | 'list_min', list: Sql, element: SparkType): Sql {
  if (!isNested(element)) return template`${which}(${list})`
  return template`struct_extract(${which}(${keyedList(template`list_filter(${list}, lambda e: e IS NOT NULL)`, element)}), 'v')`
}

const keyedList = (list: Sql, element: SparkType): Sql =>
  template`list_transform(${list}, ${lambda(['k'], withKey(parameter('k'), element))})`

const withKey = (value: Sql, type: SparkType): Sql =>
  template`struct_pack(n := ${value} IS NOT NULL, k := ${sortKey(value, type)}, v := ${value})`

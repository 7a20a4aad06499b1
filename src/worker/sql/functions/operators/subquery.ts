import type { QueryNode, Sql } from '../../bound/sql.ts'
import { fragment, type Hole, joined, step, template } from '../../bound/template.ts'

/** The one value of a query with one column. */
export const scalarQuery = (query: QueryNode): Sql => ({ kind: 'query', query })

export const existsQuery = (query: QueryNode): Sql => template`EXISTS ${scalarQuery(query)}`

export const notExistsQuery = (query: QueryNode): Sql => template`(NOT ${existsQuery(query)})`

export const inQuery = (value: Hole, query: QueryNode, isNegated: boolean): Sql =>
  template`(${value} ${isNegated ? 'NOT ' : ''}IN ${scalarQuery(query)})`

/** A condition that is never NULL. */
export const unknownAs = (condition: Sql, value: boolean): Sql => template`coalesce(${condition}, ${value ? 'TRUE' : 'FALSE'})`

/** As Spark computes it where no join of its own does: NULL is neither in a query's rows nor not, even where there are none. */
export const inRowsOf = (operand: Sql, query: QueryNode, isNegated: boolean): Sql => {
  // It stands there twice.
  const value = operand.kind === 'template' ? step(operand) : operand
  return template`(CASE WHEN ${value} IS NULL THEN NULL ELSE ${inQuery(value, query, isNegated)} END)`
}

/**
 * Whether a row of a query is equal in all columns; `rowsWhere` makes the query's rows that satisfy a condition. The engine's own IN of several columns says NULL
 * where one column differs and another is NULL, which is no match.
 */
export function rowInQuery(
  test: Sql,
  rowsWhere: (condition: Sql) => QueryNode,
  isNegated: boolean,
  unknown: 'match' | 'none' | 'unknown',
): Sql {
  const found = existsQuery(rowsWhere(unknown === 'match' ? template`(${test} IS DISTINCT FROM FALSE)` : test))
  if (unknown !== 'unknown') return isNegated ? template`(NOT ${found})` : found
  const maybe = existsQuery(rowsWhere(template`(${test} IS NULL)`))
  return template`(CASE WHEN ${found} THEN ${isNegated ? 'FALSE' : 'TRUE'} WHEN ${maybe} THEN NULL ELSE ${isNegated ? 'TRUE' : 'FALSE'} END)`
}

/** Several values as one, of which NULL is a part like any other. */
export const rowValue = (values: readonly Sql[]): Sql =>
  template`struct_pack(${joined(
    values.map((value, index) => fragment`v${index} := ${value}`),
    ', ',
  )})`

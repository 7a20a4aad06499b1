import type { QueryNode, Sql } from '../../bound/sql.ts'
import { type Hole, template } from '../../bound/template.ts'

/** The one value of a query with one column. */
export const scalarQuery = (query: QueryNode): Sql => ({ kind: 'query', query })

export const existsQuery = (query: QueryNode): Sql => template`EXISTS ${scalarQuery(query)}`

export const notExistsQuery = (query: QueryNode): Sql => template`(NOT ${existsQuery(query)})`

export const inQuery = (value: Hole, query: QueryNode, isNegated: boolean): Sql =>
  template`(${value} ${isNegated ? 'NOT ' : ''}IN ${scalarQuery(query)})`

/** As inQuery, and FALSE for one that is not known to be in it. */
export const inQueryAtAll = (value: Hole, query: QueryNode, isNegated: boolean): Sql => {
  const isIn = template`coalesce(${inQuery(value, query, false)}, FALSE)`
  return isNegated ? template`(NOT ${isIn})` : isIn
}

/**
 * Whether a row of a query is equal in all columns; `rowsWhere` makes the query's rows that satisfy a condition. The engine's own IN of several columns says NULL
 * where one column differs and another is NULL, which is no match.
 */
export function rowInQuery(test: Sql, rowsWhere: (condition: Sql) => QueryNode, isNegated: boolean, isFilter: boolean): Sql {
  const found = existsQuery(rowsWhere(test))
  if (isFilter) return isNegated ? notExistsQuery(rowsWhere(template`(${test} IS DISTINCT FROM FALSE)`)) : found
  const unknown = existsQuery(rowsWhere(template`(${test} IS NULL)`))
  return template`(CASE WHEN ${found} THEN ${isNegated ? 'FALSE' : 'TRUE'} WHEN ${unknown} THEN NULL ELSE ${isNegated ? 'TRUE' : 'FALSE'} END)`
}

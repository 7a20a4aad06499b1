import type { QueryNode, Sql } from '../../bound/sql.ts'
import { type Hole, template } from '../../bound/template.ts'

/** The one value of a query with one column. */
export const scalarQuery = (query: QueryNode): Sql => ({ kind: 'query', query })

export const existsQuery = (query: QueryNode): Sql => template`EXISTS ${scalarQuery(query)}`

export const inQuery = (value: Hole, query: QueryNode, isNegated: boolean): Sql =>
  template`(${value} ${isNegated ? 'NOT ' : ''}IN ${scalarQuery(query)})`

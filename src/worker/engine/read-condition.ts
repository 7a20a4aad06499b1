import type { DuckDBConnection } from '@duckdb/node-api'
import { type PlanNode, planOf } from './plan-nodes.ts'
import { type Predicate, TRUE, UNKNOWN } from './predicate.ts'
import { readPredicate } from './read-predicate.ts'
import { serialize } from './serialize.ts'
import type { StreamDefinition } from './stream-scans.ts'

/** The relation whose columns c0, c1 … a condition reads. */
const CONDITION_ROWS = 'condition_rows'

/** Without these the plan says a condition as it was written, each part of it once: a range of two open ends is not made one of closed ends. */
const OPTIMIZERS_OFF = 'filter_pushdown,in_clause,statistics_propagation'

/**
 * What a condition on the rows of one table says, exactly that, in the forms that databases know; where there is any other form in it, it is unknown. The engine resolves
 * constants and casts before.
 */
export async function readCondition(connection: DuckDBConnection, sql: string, definition: StreamDefinition): Promise<Predicate> {
  const columnNames = definition.columns.map((_, index) => `c${index}`)
  const named = { ...definition, columnNames }
  const rows = `${definition.functionName.toLowerCase()}() AS ${CONDITION_ROWS}(${columnNames.join(', ')})`
  const plan = await planOf(connection, `SELECT 1 FROM ${rows} WHERE ${sql}`, OPTIMIZERS_OFF)
  const predicates: Predicate[] = []
  for (const filter of filtersAbove(plan, definition.functionName) ?? [undefined]) {
    if (filter?.expression === undefined) return UNKNOWN
    predicates.push(readPredicate(await serialize(connection, `SELECT 1 WHERE ${filter.expression}`), named))
  }
  return closed(predicates.length === 0 ? TRUE : { kind: 'and', children: predicates })
}

/** Between the root and the scan; undefined: there is more than rows that are let through. */
function filtersAbove(root: PlanNode, functionName: string): readonly PlanNode[] | undefined {
  const filters: PlanNode[] = []
  for (let node: PlanNode | undefined = root; node !== undefined; [node] = node.children) {
    if (node.name === functionName) return filters
    if (node.children.length !== 1) return undefined
    if (node.name === 'FILTER') filters.push(node)
    else if (node.name !== 'PROJECTION') return undefined
  }
  return undefined
}

/** Nothing has made a range of it: both ends of BETWEEN are what they were written as. */
function closed(predicate: Predicate): Predicate {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return { ...predicate, children: predicate.children.map(closed) }
    case 'between': {
      const { column, low, high } = predicate
      return {
        kind: 'and',
        children: [
          { kind: 'comparison', column, operator: '>=', literal: low },
          { kind: 'comparison', column, operator: '<=', literal: high },
        ],
      }
    }
    default:
      return predicate
  }
}

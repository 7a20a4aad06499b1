import type { Sql } from '../bound/sql.ts'
import { FUNCTIONS } from '../functions/registry.ts'
import { semanticError } from '../syntax-error.ts'
import type { FunctionCall, SortItem } from '../tree/query.ts'
import { blame } from '../tree/written.ts'
import type { ExpressionContext } from './context.ts'
import type { BoundGrouping } from './grouping.ts'

/** Beside HAVING Spark 3.3 sorts by the columns of the select list, and by columns that are grouped by. @throws CausewayError sql-semantics for aggregates */
export function refuseAggregates(order: readonly SortItem[]): void {
  for (const { expression } of order) {
    const call = aggregateIn(expression)
    if (call !== undefined)
      throw blame(
        semanticError(
          `ORDER BY beside HAVING takes no aggregates, as ${call.name}`,
          `Name it in the select list, and sort by the name: SELECT ${call.name}(…) AS a … HAVING … ORDER BY a.`,
        ),
        call,
      )
  }
}

/** The first that stands there outside of queries and windows. The tree is plain data. */
function aggregateIn(node: unknown): FunctionCall | undefined {
  if (typeof node !== 'object' || node === null || 'query' in node) return undefined
  if (isCall(node) && node.over === undefined && !OF_SETS.has(node.name) && FUNCTIONS.get(node.name)?.kind === 'aggregate') return node
  for (const child of Object.values(node)) {
    const found = aggregateIn(child)
    if (found !== undefined) return found
  }
  return undefined
}

const OF_SETS: ReadonlySet<string> = new Set(['grouping', 'grouping_id'])

const isCall = (node: object): node is FunctionCall => 'kind' in node && node.kind === 'call'

/**
 * The keys that ORDER BY beside HAVING may name though they are not in the select list: columns, for a computed one is not computed again. Of grouping sets there are
 * those of the select list alone.
 */
export function keysToSort(
  { keys, computed, columns }: BoundGrouping,
  listed: readonly { readonly sql: Sql }[],
): Pick<ExpressionContext, 'groupingKeys' | 'canonicalKeys'> {
  const isThere = ([identity, key]: readonly [number, Sql]): boolean =>
    columns === undefined ? !computed.has(identity) : listed.some(({ sql }) => sql === key)
  return { groupingKeys: new Map([...keys].filter(isThere)), canonicalKeys: undefined }
}

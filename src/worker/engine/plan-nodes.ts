import type { DuckDBConnection } from '@duckdb/node-api'
import { isFields } from '../../base/fields.ts'
import { parseExactJson } from './exact-json.ts'
import { optimizersOffFor } from './long-statement.ts'
import { quoteText } from './quote.ts'

/** A step of the engine's plan. */
export interface PlanNode {
  readonly name: string
  readonly expression: string | undefined
  readonly projections: readonly string[] | undefined
  readonly children: readonly PlanNode[]
}

/** The plan that the engine would carry out, made without some of its optimizers. */
export async function planOf(connection: DuckDBConnection, sql: string, optimizersOff: string): Promise<PlanNode> {
  await connection.run(`SET disabled_optimizers=${quoteText(optimizersOffFor(sql, optimizersOff))}`)
  try {
    const rows = await (await connection.run(`EXPLAIN (FORMAT json) ${sql}`)).getRowsJson()
    const roots = parseExactJson(String(rows[0]?.[1]))
    return planNode(Array.isArray(roots) ? roots[0] : undefined)
  } finally {
    await connection.run('RESET disabled_optimizers')
  }
}

function planNode(node: unknown): PlanNode {
  if (!isFields(node) || typeof node['name'] !== 'string') return { name: '', expression: undefined, projections: undefined, children: [] }
  const info = node['extra_info']
  // An expression with a line break in a literal is printed as several; it is not put together again.
  const expression = isFields(info) && typeof info['Expression'] === 'string' ? info['Expression'] : undefined
  const children = Array.isArray(node['children']) ? node['children'].map(planNode) : []
  const projections = isFields(info) ? textsOf(info['Projections']) : undefined
  return { name: node['name'].trim(), expression, projections, children }
}

/** One text or a list of them. */
function textsOf(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined
}

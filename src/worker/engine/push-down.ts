import type { DuckDBConnection } from '@duckdb/node-api'
import { type PlanNode, planOf } from './plan-nodes.ts'
import { type Predicate, TRUE, UNKNOWN } from './predicate.ts'
import { findLimit, readPredicate } from './read-predicate.ts'
import { serialize } from './serialize.ts'
import type { StreamDefinition } from './stream-scans.ts'

/** What a scan's source may do before the engine does it again. */
export interface ScanPushDown {
  readonly relation: string
  /** At least the rows that the statement needs satisfy it. */
  readonly predicate: Predicate
  /** With the predicate applied exactly, so many rows are enough; then, and only then. */
  readonly limit?: number
  /** The columns that are wanted, as the plan says it; undefined: it does not, or the scan is not in the plan any more. */
  readonly columnIndexes?: readonly number[]
  /** How often the plan reads it: not at all when the engine sees that no row of it is needed. */
  readonly readings: number
}

export type ReadPushDown = (
  connection: DuckDBConnection,
  sql: string,
  definitions: readonly StreamDefinition[],
) => Promise<readonly ScanPushDown[]>

/** Plans made for reading filters keep lists and ranges as they were written. */
const OPTIMIZERS_OFF = 'in_clause,statistics_propagation'

/**
 * Reads from the engine's own plan what each stream scan may leave out. A condition directly above a scan is dropped from no plan's result,
 * so a source that applies it, or less, changes nothing. A relation that is scanned several times gets the union of its conditions.
 */
export const readPushDown: ReadPushDown = async (connection, sql, definitions) => {
  if (definitions.length === 0) return []
  const plan = await planOf(connection, sql, OPTIMIZERS_OFF)
  const answers: ScanPushDown[] = []
  for (const definition of definitions) {
    const found = findScans(plan, definition.functionName)
    const occurrences = found.map(({ filter }) => filter)
    const predicates: Predicate[] = []
    for (const filter of occurrences) predicates.push(await filterPredicate(connection, filter, definition))
    const [first] = predicates
    const predicate: Predicate = first === undefined ? UNKNOWN : predicates.length === 1 ? first : { kind: 'or', children: predicates }
    const columnIndexes = projected(found, definition)
    answers.push({
      relation: definition.relation,
      predicate,
      readings: found.length,
      ...(columnIndexes === undefined ? {} : { columnIndexes }),
    })
  }
  const [only] = answers
  if (definitions.length !== 1 || only === undefined || !isLimitOverScan(plan)) return answers
  const limit = findLimit(await serialize(connection, sql))
  return limit === undefined ? answers : [{ ...only, limit }]
}

interface FoundScan {
  readonly scan: PlanNode
  /** The filter above it, where there is one. */
  readonly filter: PlanNode | undefined
}

function projected(found: readonly FoundScan[], { columnNames }: StreamDefinition): readonly number[] | undefined {
  const lists = found.map(({ scan }) => scan.projections)
  if (lists.length === 0 || lists.includes(undefined)) return undefined
  const names = new Set(lists.flatMap((list) => list ?? []))
  return columnNames.flatMap((name, index) => (names.has(name) ? [index] : []))
}

function findScans(node: PlanNode, functionName: string, parent?: PlanNode): FoundScan[] {
  if (node.name === functionName) return [{ scan: node, filter: parent?.name === 'FILTER' ? parent : undefined }]
  return node.children.flatMap((child) => findScans(child, functionName, node))
}

/** One limit with nothing but one-to-one operators, and a filter, down to the only scan. */
function isLimitOverScan(root: PlanNode): boolean {
  let limits = 0
  let filters = 0
  for (let node = root; ; ) {
    if (node.name === 'STREAMING_LIMIT' || node.name === 'LIMIT') {
      if (filters > 0) return false
      limits += 1
    } else if (node.name === 'FILTER') {
      filters += 1
    } else if (node.name.startsWith('__R')) {
      return limits === 1 && filters <= 1
    } else if (node.name !== 'PROJECTION') {
      return false
    }
    const [child, ...others] = node.children
    if (child === undefined || others.length > 0) return false
    node = child
  }
}

async function filterPredicate(connection: DuckDBConnection, filter: PlanNode | undefined, scan: StreamDefinition): Promise<Predicate> {
  if (filter === undefined) return TRUE
  if (filter.expression === undefined) return UNKNOWN
  return readPredicate(await serialize(connection, `SELECT 1 WHERE ${filter.expression}`), scan)
}

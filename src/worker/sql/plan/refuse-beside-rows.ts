import { FUNCTIONS } from '../functions/registry.ts'
import { semanticError } from '../syntax-error.ts'
import { blame } from '../tree/written.ts'
import type { ChangeRows } from './change-rows.ts'
import type { MergeRows } from './merge-rows.ts'

/** The conditions and values of the statement. */
export const partsOfRows = (statement: ChangeRows | MergeRows): readonly unknown[] =>
  statement.kind === 'change-rows' ? [statement.where, statement.assignments] : [statement.on, statement.matched, statement.unmatched]

/**
 * Refuses in the conditions and values of UPDATE, DELETE and MERGE what is not computed of one row, as Spark does: `*`, aggregates, window functions and
 * functions that make rows. The first would read the places of rows, too, and the last would double rows. Queries within are others' rows. The tree is plain data.
 *
 * @throws CausewayError sql-semantics
 */
export function refuseBesideRows(node: unknown, operation: string): void {
  if (Array.isArray(node)) {
    for (const child of node) refuseBesideRows(child, operation)
    return
  }
  if (typeof node !== 'object' || node === null) return
  const what = besideRows(node)
  if (what !== undefined)
    throw blame(semanticError(`${what} may not stand in ${operation}`, 'Write what is computed of one row, or a query in brackets.'), node)
  for (const [name, child] of Object.entries(node)) if (name !== 'query') refuseBesideRows(child, operation)
}

function besideRows(node: object): string | undefined {
  if (!('kind' in node)) return undefined
  if (node.kind === 'star') return '*'
  if (node.kind !== 'call' || !('name' in node) || typeof node.name !== 'string') return undefined
  if ('over' in node && node.over !== undefined) return `The window function ${node.name}`
  switch (FUNCTIONS.get(node.name)?.kind) {
    case 'aggregate':
      return `The aggregate ${node.name}`
    case 'window':
      return `The window function ${node.name}`
    case 'generator':
      return `The function ${node.name}, which makes rows,`
    default:
      return undefined
  }
}

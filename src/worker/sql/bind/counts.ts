import { FUNCTIONS } from '../functions/registry.ts'
import { writtenForm } from './written-form.ts'

/** The aggregates in a tree that read no column, count(*) and its like, as written; those of a query within it stand in `countsOfQuery`. */
export const countsIn = (node: unknown): readonly string[] => collect(node, false)

export const countsOfQuery = (node: unknown): readonly string[] => collect(node, true)

function collect(node: unknown, goesIntoQueries: boolean): readonly string[] {
  if (Array.isArray(node)) return node.flatMap((one) => collect(one, goesIntoQueries))
  if (typeof node !== 'object' || node === null || (!goesIntoQueries && 'ctes' in node)) return []
  if ('kind' in node && node.kind === 'call' && 'name' in node && 'arguments' in node && Array.isArray(node.arguments)) {
    const isAggregate = FUNCTIONS.get(String(node.name))?.kind === 'aggregate'
    // count(*) is count(1).
    const values = node.arguments.map((value: unknown) => (isStar(value) ? ONE : value))
    if (isAggregate && !readsColumn(values)) return [writtenForm({ ...node, arguments: values })]
  }
  return Object.values(node).flatMap((child) => collect(child, goesIntoQueries))
}

const ONE = { kind: 'number', type: 'integer', text: '1' }
const isStar = (value: unknown): boolean => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'star'

function readsColumn(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(readsColumn)
  if (typeof node !== 'object' || node === null) return false
  return ('kind' in node && (node.kind === 'column' || node.kind === 'star')) || Object.values(node).some(readsColumn)
}

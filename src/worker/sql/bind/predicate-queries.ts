/** Whether an IN (SELECT …) or EXISTS stands in the expression, and not within a query of it. The tree is plain data. */
export function holdsPredicateQuery(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(holdsPredicateQuery)
  if (typeof node !== 'object' || node === null) return false
  if ('kind' in node) {
    if (node.kind === 'in-query' || node.kind === 'exists') return true
    if (node.kind === 'scalar-query') return false
  }
  return Object.values(node).some(holdsPredicateQuery)
}

/** Whether any query stands in the expression. */
export function holdsQuery(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(holdsQuery)
  if (typeof node !== 'object' || node === null) return false
  if ('query' in node) return true
  return Object.values(node).some(holdsQuery)
}

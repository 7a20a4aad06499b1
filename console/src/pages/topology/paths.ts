import type { Graph, GraphNode } from './graph.ts'

/** What is on a way through the node: what stays as it is when it is chosen. Empty for a node that is not there. */
export function pathsThrough(graph: Graph, id: string): ReadonlySet<string> {
  const chosen = graph.byId.get(id)
  if (chosen === undefined) return new Set()
  const kept = new Set([id])
  const shares = (node: GraphNode): boolean => [...node.connections].some((each) => chosen.connections.has(each))
  const isChain = chainOf(graph, chosen)
  for (const node of graph.nodes) if (node.column !== chosen.column && shares(node) && isChain(node)) kept.add(node.id)
  for (const node of graph.nodes) {
    // Who stands around it, or in it, belongs to it; of other columns the house of what is kept.
    if (node.parent === id || node.id === chosen.parent) kept.add(node.id)
    if (kept.has(node.id) && node.parent !== undefined && node.column !== chosen.column) kept.add(node.parent)
  }
  return kept
}

/** Of hosts and tables only those that belong to each other; of networks the subnets, for a VPC has others as well. */
function chainOf(graph: Graph, chosen: GraphNode): (node: GraphNode) => boolean {
  const served = Map.groupBy(
    graph.edges.filter(({ kind }) => kind === 'serves'),
    ({ from }) => from,
  )
  const servedBy = Map.groupBy(
    graph.edges.filter(({ kind }) => kind === 'serves'),
    ({ to }) => to,
  )
  return (node) => {
    if (node.kind === 'vpc') return chosen.kind === 'vpc'
    if (node.kind === 'pool' || node.kind === 'queue') return true
    if (chosen.kind === 'host' && node.kind === 'table') return (served.get(chosen.id) ?? []).some(({ to }) => to === node.id)
    if (chosen.kind === 'table' && node.kind === 'host') return (servedBy.get(chosen.id) ?? []).some(({ from }) => from === node.id)
    return true
  }
}

/** Those between two that are kept. */
export const isEdgeKept = (kept: ReadonlySet<string>, edge: { readonly from: string; readonly to: string }): boolean =>
  kept.has(edge.from) && kept.has(edge.to)

import type { Graph, GraphNode } from './graph.ts'

/** Each word in its name, what stands below it, its state or its facts; letters of either case. */
function matches(node: GraphNode, wanted: string): boolean {
  const words = wanted
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return true
  const all = [node.kind, node.label, node.detail, node.state.word, node.state.why, ...node.facts.map(([, value]) => value)]
    .join('\n')
    .toLowerCase()
  return words.every((word) => all.includes(word))
}

/** What is found; undefined where nothing is looked for. */
export const found = (graph: Graph, wanted: string): ReadonlySet<string> | undefined =>
  wanted.trim() === '' ? undefined : new Set(graph.nodes.filter((node) => matches(node, wanted)).map(({ id }) => id))

/** What is wrong, and the connections, networks and holders that it is on a way of. */
export function problemsOnly(graph: Graph): ReadonlySet<string> {
  const bad = graph.nodes.filter(({ state }) => state.level === 'problem')
  const kept = new Set(bad.map(({ id }) => id))
  const ways = new Set(bad.flatMap(({ connections }) => [...connections]))
  for (const node of graph.nodes) {
    if ((node.kind === 'connection' || node.kind === 'subnet') && [...node.connections].some((each) => ways.has(each))) kept.add(node.id)
  }
  // Bad bindings keep who has them.
  for (const edge of graph.edges) if (edge.kind === 'binding' && edge.state.level === 'problem') kept.add(edge.from)
  for (const node of graph.nodes) if (kept.has(node.id) && node.parent !== undefined) kept.add(node.parent)
  return kept
}

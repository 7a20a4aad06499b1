import type { Graph, GraphNode } from './graph.ts'

/** A row of the table that tells what the picture shows, all of it. */
export interface TwinRow {
  readonly node: GraphNode
  /** Names of what leads to it, and of where it leads. */
  readonly from: readonly string[]
  readonly to: readonly string[]
}

export function twinOf(graph: Graph, only: ReadonlySet<string> | undefined): readonly TwinRow[] {
  const into = Map.groupBy(graph.edges, ({ to }) => to)
  const outOf = Map.groupBy(graph.edges, ({ from }) => from)
  const name = (id: string, word: string): string => `${graph.byId.get(id)?.label ?? id}${word === '' ? '' : ` (${word})`}`
  return graph.nodes
    .filter(({ id }) => only === undefined || only.has(id))
    .map((node) => ({
      node,
      from: (into.get(node.id) ?? []).map(({ from, kind, state }) => name(from, kind === 'binding' ? state.word : '')),
      to: (outOf.get(node.id) ?? []).map(({ to, kind, state }) => name(to, kind === 'binding' ? state.word : '')),
    }))
}

import { counted, type Graph, type GraphEdge, type GraphNode } from './graph.ts'

/** Fewer hosts of a connection than this are shown one by one. */
const GROUPED_FROM = 7

/** A row of a column: a node, or the hosts of one connection that nothing is wrong with. */
export type Shown =
  | { readonly kind: 'node'; readonly id: string; readonly node: GraphNode }
  | { readonly kind: 'group'; readonly id: string; readonly members: readonly GraphNode[]; readonly label: string }

/** What is drawn: `drawnAs` leads from what is inside of a group to the group. */
export interface ShownGraph {
  readonly rows: readonly Shown[]
  readonly edges: readonly GraphEdge[]
  readonly drawnAs: ReadonlyMap<string, string>
}

export interface Grouping {
  /** Groups that were opened. */
  readonly open: ReadonlySet<string>
  /** What must be seen, whatever group it is in: what was chosen, or found. */
  readonly apart: ReadonlySet<string>
  /** Undefined: all. */
  readonly only: ReadonlySet<string> | undefined
}

/** Hosts of one connection that are well stand together; those that are not, stand apart, as do those that serve a table that is not reached. */
export function groupedGraph(graph: Graph, { open, apart, only }: Grouping): ShownGraph {
  const isShown = ({ id }: GraphNode): boolean => only === undefined || only.has(id)
  const nodes = graph.nodes.filter(isShown)
  const failing = new Set(graph.edges.filter(({ kind, state }) => kind === 'serves' && state.level === 'problem').map(({ from }) => from))
  const groupable = nodes.filter(
    (node) => node.kind === 'host' && node.state.level !== 'problem' && !failing.has(node.id) && !apart.has(node.id),
  )
  const groups = new Map<string, readonly GraphNode[]>()
  for (const [connection, members] of Map.groupBy(groupable, ({ connections }) => [...connections].join())) {
    const id = `hosts:${connection}`
    if (members.length >= GROUPED_FROM && !open.has(id)) groups.set(id, members)
  }
  const drawnAs = new Map<string, string>()
  for (const [id, members] of groups) for (const member of members) drawnAs.set(member.id, id)
  const rows: Shown[] = []
  const told = new Set<string>()
  for (const node of nodes) {
    const group = drawnAs.get(node.id)
    if (group === undefined) rows.push({ kind: 'node', id: node.id, node })
    else if (!told.has(group)) {
      told.add(group)
      const members = groups.get(group) ?? []
      rows.push({ kind: 'group', id: group, members, label: counted(members.length, 'host') })
    }
  }
  const there = new Set(nodes.map(({ id }) => id))
  const edges = new Map<string, GraphEdge>()
  for (const edge of graph.edges) {
    if (!there.has(edge.from) || !there.has(edge.to)) continue
    const [from, to] = [drawnAs.get(edge.from) ?? edge.from, drawnAs.get(edge.to) ?? edge.to]
    const id = `${from}>${to}`
    if (edges.get(id)?.state.level !== 'problem') edges.set(id, { ...edge, id, from, to })
  }
  return { rows, edges: [...edges.values()], drawnAs }
}

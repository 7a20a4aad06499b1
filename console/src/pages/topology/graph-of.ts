import type { Reach } from '../../api/reach.ts'
import type { ConnectionShown, Topology, VpcShown } from '../../api/topology.ts'
import { connectionNode } from './connection-node.ts'
import { connectionId, type Graph, type GraphEdge, type GraphNode, poolId, queueId, subnetId } from './graph.ts'
import { holderNodes } from './holder-nodes.ts'
import { hostNodes } from './host-nodes.ts'
import { networkNodes } from './network-nodes.ts'
import { attachmentState, bindingState, OK } from './node-state.ts'
import { tableNode } from './table-node.ts'

/** What the API says, as things and what lies between them. `reach` is undefined as long as it is not known; `isAll`: whether nothing is left out that this user may not see. */
export function graphOf(topology: Topology, reach: Reach | undefined, isAll = true): Graph {
  const vpcs = new Map(topology.vpcs.map((vpc) => [vpc.id, vpc]))
  const vpcOf = ({ vpcId }: ConnectionShown): VpcShown | undefined => (vpcId === undefined ? undefined : vpcs.get(vpcId))
  const edges: GraphEdge[] = []
  const networks = networkNodes(topology)
  const inSubnet = (connection: ConnectionShown): string =>
    connection.subnetId === undefined ? `other-project:${connection.id}` : subnetId(connection.subnetId)
  const order = new Map(networks.map(({ id }, at) => [id, at]))
  const connections = topology.connections.toSorted(
    (one, other) =>
      (order.get(inSubnet(one)) ?? order.size) - (order.get(inSubnet(other)) ?? order.size) || one.name.localeCompare(other.name),
  )
  const hosts: GraphNode[] = []
  const hostsByName = new Map<string, GraphNode[]>()
  for (const connection of connections) {
    const vpc = vpcOf(connection)
    for (const host of hostNodes(connection, vpc)) {
      hosts.push(host.node)
      for (const name of [...host.names, host.ip]) hostsByName.set(name, [...(hostsByName.get(name) ?? []), host.node])
      edges.push({
        id: `${inSubnet(connection)}>${host.node.id}`,
        from: inSubnet(connection),
        to: host.node.id,
        kind: 'holds',
        state: host.node.state,
      })
    }
    for (const binding of connection.bindings) {
      const from = binding.kind === 'queue' ? queueId(binding.name) : poolId(binding.name)
      const to = connectionId(connection.id)
      edges.push({ id: `${from}>${to}`, from, to, kind: 'binding', state: bindingState(binding) })
    }
    edges.push({
      id: `${connectionId(connection.id)}>${inSubnet(connection)}`,
      from: connectionId(connection.id),
      to: inSubnet(connection),
      kind: 'leads-to',
      state: vpc === undefined ? OK('lent') : attachmentState(vpc, true),
    })
  }
  const cellsOf = Map.groupBy(reach?.cells ?? [], ({ address }) => address)
  const tables: GraphNode[] = []
  for (const table of topology.tables) {
    const address = addressOf(table).toLowerCase()
    const cells = reach === undefined ? undefined : (cellsOf.get(address) ?? [])
    const serving = hostsByName.get(table.host.toLowerCase()) ?? []
    const ways = new Set([
      ...serving.flatMap((host) => [...host.connections]),
      ...(cells ?? []).flatMap((cell) => (cell.connectionId === undefined ? [] : [cell.connectionId])),
    ])
    const node = tableNode(table, address, cells, ways)
    tables.push(node)
    for (const host of serving) edges.push({ id: `${host.id}>${node.id}`, from: host.id, to: node.id, kind: 'serves', state: node.state })
    // By the DNS of its network, or by its address: no host entry stands between.
    const byEntry = new Set(serving.flatMap((host) => [...host.connections]))
    for (const connection of connections) {
      if (!ways.has(connection.id) || byEntry.has(connection.id)) continue
      const from = inSubnet(connection)
      edges.push({ id: `${from}>${node.id}`, from, to: node.id, kind: 'serves', state: node.state })
    }
  }
  const nodes = [
    ...holderNodes(topology, isAll),
    ...connections.map((each) => connectionNode(each, vpcOf(each))),
    ...networks,
    ...hosts,
    ...tables,
  ]
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const known = new Map(edges.filter(({ from, to }) => byId.has(from) && byId.has(to)).map((edge) => [edge.id, edge]))
  return { nodes, edges: [...known.values()], byId }
}

export const addressOf = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`

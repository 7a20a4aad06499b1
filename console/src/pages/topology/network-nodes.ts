import { ATTACHMENT_KINDS } from '../../../../src/base/attachment-kinds.ts'
import type { Topology } from '../../api/topology.ts'
import { counted, type GraphNode, subnetId, vpcId } from './graph.ts'
import { attachmentState, IDLE, OK } from './node-state.ts'

const KINDS: readonly string[] = ATTACHMENT_KINDS
const kindOrder = (kind: string): number => (KINDS.includes(kind) ? KINDS.indexOf(kind) : KINDS.length)

/** By the kind of attachment, then by name: each VPC with its subnets below it; what other projects lend last. */
export function networkNodes(topology: Topology): readonly GraphNode[] {
  const leading = Map.groupBy(topology.connections, (connection) => connection.subnetId)
  const subnets = Map.groupBy(topology.subnets, (subnet) => subnet.vpcId)
  const nodes: GraphNode[] = []
  const sorted = topology.vpcs.toSorted(
    (one, other) =>
      kindOrder(one.attachment) - kindOrder(other.attachment) || one.name.localeCompare(other.name) || one.id.localeCompare(other.id),
  )
  for (const vpc of sorted) {
    const inside = (subnets.get(vpc.id) ?? []).toSorted((one, other) => one.cidr.localeCompare(other.cidr))
    const connections = topology.connections.filter(({ vpcId: id }) => id === vpc.id)
    nodes.push({
      id: vpcId(vpc.id),
      kind: 'vpc',
      column: 'networks',
      label: vpc.name,
      // What is looked for comes first: the end of it may be cut off.
      detail: `${vpc.cidr} VPC, ${vpc.attachment === 'none' ? 'no way' : vpc.attachment}`,
      state: attachmentState(
        vpc,
        connections.some(({ bindings }) => bindings.length > 0),
      ),
      parent: undefined,
      connections: new Set(connections.map(({ id }) => id)),
      facts: [
        ['id', vpc.id],
        ['CIDR', vpc.cidr],
        ['attachment', vpc.attachment],
      ],
      help: vpc.remedies,
    })
    for (const subnet of inside) {
      const to = leading.get(subnet.id) ?? []
      nodes.push({
        id: subnetId(subnet.id),
        kind: 'subnet',
        column: 'networks',
        label: subnet.name,
        detail: `${subnet.cidr}${subnet.cidrV6 === '' ? '' : `, ${subnet.cidrV6}`} subnet`,
        state: to.length === 0 ? IDLE('no connection', 'No connection leads to it') : OK(counted(to.length, 'connection')),
        parent: vpcId(vpc.id),
        connections: new Set(to.map(({ id }) => id)),
        facts: [
          ['id', subnet.id],
          ['CIDR', [subnet.cidr, subnet.cidrV6].filter((each) => each !== '').join(', ')],
        ],
      })
    }
  }
  for (const connection of topology.connections.filter(({ lent }) => lent)) {
    nodes.push({
      id: `other-project:${connection.id}`,
      kind: 'other-project',
      column: 'networks',
      label: 'Network of another project',
      detail: `behind ${connection.name}`,
      state: IDLE('not told', 'Where a lent connection leads is for its own project to know (rule 20)'),
      parent: undefined,
      connections: new Set([connection.id]),
      facts: [],
    })
  }
  return nodes
}

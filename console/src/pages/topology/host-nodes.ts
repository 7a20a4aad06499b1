import type { ConnectionShown, VpcShown } from '../../api/topology.ts'
import { type GraphNode, hostId, type NodeState } from './graph.ts'
import { IDLE, OK, PROBLEM } from './node-state.ts'

interface HostNode {
  readonly node: GraphNode
  readonly ip: string
  readonly names: readonly string[]
}

/** One for each address that the connection knows, with its names. */
export function hostNodes(connection: ConnectionShown, vpc: VpcShown | undefined): readonly HostNode[] {
  // Of a name the first entry counts.
  const first = new Map<string, ConnectionShown['hosts'][number]>()
  for (const host of connection.hosts) if (!first.has(host.name.toLowerCase())) first.set(host.name.toLowerCase(), host)
  return [...Map.groupBy(first.values(), ({ ip }) => ip)].map(([ip, entries]) => {
    const names = entries.map(({ name }) => name)
    const [entry] = entries
    return {
      ip,
      names: names.map((name) => name.toLowerCase()),
      node: {
        id: hostId(connection.id, ip),
        kind: 'host',
        column: 'hosts',
        label: names.join(', '),
        detail: ip,
        state: hostState(entry?.covered ?? 'unknown', vpc),
        parent: undefined,
        connections: new Set([connection.id]),
        facts: [
          ['address', ip],
          ['names', names.join(', ')],
          ['known to', connection.name],
          ['in', entry?.covered === 'yes' ? entry.coveredBy : entry?.covered === 'no' ? 'no range of the connection' : 'not told'],
        ],
        help: vpc?.remedies ?? [],
      },
    }
  })
}

function hostState(covered: 'yes' | 'no' | 'unknown', vpc: VpcShown | undefined): NodeState {
  if (covered === 'no') return PROBLEM('outside', 'Its address is outside the subnet and the routes of the connection (rule 6)')
  if (vpc?.attachment === 'none') return IDLE('no way', `VPC ${vpc.name} has no attachment (rule 9)`)
  if (vpc?.status === 'down') return PROBLEM('network down', vpc.message)
  return OK('known')
}

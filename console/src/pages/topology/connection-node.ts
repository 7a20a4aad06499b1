import type { ConnectionShown, VpcShown } from '../../api/topology.ts'
import { connectionId, counted, type GraphNode, type NodeState } from './graph.ts'
import { bindingState, IDLE, OK, PROBLEM, WAITING } from './node-state.ts'

export function connectionNode(connection: ConnectionShown, vpc: VpcShown | undefined): GraphNode {
  const { id, name, bindings, hosts, routes, ports, suffixes, lent, hostCount: count } = connection
  return {
    id: connectionId(id),
    kind: 'connection',
    column: 'connections',
    label: name,
    detail: lent ? 'lent by another project' : `${counted(bindings.length, 'binding')}, ${counted(count, 'host')}`,
    state: connectionState(connection, vpc),
    parent: undefined,
    connections: new Set([id]),
    facts: [
      ['id', id],
      [
        'bound',
        bindings.length === 0 ? 'none' : bindings.map((each) => `${each.kind} ${each.name} (${bindingState(each).word})`).join(', '),
      ],
      ['host entries', hosts.length < count ? `${count}, of which ${hosts.length} are shown` : String(count)],
      ['routes', routes.length === 0 ? 'none' : routes.map((route) => `${route.name} (${route.cidr})`).join(', ')],
      ['ports', ports.join(', ') === '1-65535' ? 'all' : ports.length === 0 ? 'none' : ports.join(', ')],
      ...(suffixes.length === 0 ? [] : [['names by DNS', suffixes.join(', ')] as const]),
    ],
    help: vpc?.remedies ?? [],
  }
}

function connectionState({ bindings, hosts, ports }: ConnectionShown, vpc: VpcShown | undefined): NodeState {
  const bad = bindings.filter(({ status }) => status === 'failed' || status === 'down')
  if (bad.length > 0) {
    const why = bad.map(
      (each) => `The binding of ${each.kind} ${each.name} ${each.status === 'down' ? 'is down' : 'has failed'}: ${each.message}`,
    )
    return PROBLEM(bad.every(({ status }) => status === 'down') ? 'down' : 'binding failed', why.join('; '))
  }
  if (vpc?.attachment === 'none' && bindings.length > 0) {
    return PROBLEM('no way', `VPC ${vpc.name} has no attachment (rule 9): nothing in it can be dialled`)
  }
  if (ports.length === 0) return PROBLEM('no port', 'It lets no port through (rule 24)')
  const outside = hosts.filter(({ covered }) => covered === 'no')
  if (outside.length > 0) {
    return PROBLEM(
      `${counted(outside.length, 'host entry', 'host entries')} outside`,
      `${outside
        .slice(0, 3)
        .map(({ name, ip }) => `${name} is ${ip}`)
        .join(', ')}${outside.length > 3 ? ' and more' : ''}: outside its subnet and its routes (rule 6)`,
    )
  }
  if (bindings.some(({ status }) => status === 'creating')) return WAITING('being bound')
  if (bindings.length === 0) return IDLE('bound to nobody', 'No queue and no pool is bound to it')
  return OK('active')
}

import type { BindingShown, ConnectionShown, QueueShown, Topology } from '../../api/topology.ts'
import { counted, type GraphNode, type NodeState, poolId, queueId } from './graph.ts'
import { bindingState, IDLE, OK, PROBLEM, WAITING } from './node-state.ts'

interface Bound {
  readonly connection: ConnectionShown
  readonly binding: BindingShown
}

function boundTo(topology: Topology): ReadonlyMap<string, readonly Bound[]> {
  const bound = topology.connections.flatMap((connection) => connection.bindings.map((binding) => ({ connection, binding })))
  return Map.groupBy(bound, ({ binding }) => (binding.kind === 'queue' ? queueId(binding.name) : poolId(binding.name)))
}

/** Pools with their queues below them, then queues of their own, by name: what is bound meanwhile stays where it is. `isAll`: whether the topology has all connections, or those alone that this user has a right on. */
export function holderNodes(topology: Topology, isAll: boolean): readonly GraphNode[] {
  const bound = boundTo(topology)
  const byName = (one: { readonly name: string }, other: { readonly name: string }): number => one.name.localeCompare(other.name)
  const pools = topology.pools.map((name) => ({ name })).toSorted(byName)
  const queues = topology.queues.toSorted(byName)
  const known = new Set(pools.map(({ name }) => name))
  const own = queues.filter(({ pool }) => !known.has(pool))
  return [
    ...pools.flatMap(({ name }) => {
      const bindings = bound.get(poolId(name)) ?? []
      const inside = queues.filter(({ pool }) => pool === name)
      return [
        poolNode(name, bindings, inside.length, isAll),
        ...inside.map((queue) => queueNode(queue, [...(bound.get(queueId(queue.name)) ?? []), ...bindings], isAll)),
      ]
    }),
    ...own
      .toSorted((one, other) => Number(one.preset) - Number(other.preset) || byName(one, other))
      .map((queue) => queueNode(queue, bound.get(queueId(queue.name)) ?? [], isAll)),
  ]
}

const namesOf = (bindings: readonly Bound[], isAll: boolean): string =>
  bindings.length === 0
    ? isAll
      ? 'none'
      : 'none that you may see'
    : bindings.map(({ connection, binding }) => `${connection.name} (${bindingState(binding).word})`).join(', ')

function holderState(bindings: readonly Bound[], isAll: boolean): NodeState {
  const states = bindings.map(({ connection, binding }) => ({ name: connection.name, state: bindingState(binding) }))
  const bad = states.filter(({ state }) => state.level === 'problem')
  const [first] = bad
  if (first !== undefined) {
    const why = bad.map(
      ({ name, state }) =>
        `The binding to ${name} ${state.word === 'down' ? 'is down' : 'has failed'}${state.why === '' ? '' : `: ${state.why}`}`,
    )
    return PROBLEM(`binding ${first.state.word}`, why.join('; '))
  }
  if (states.some(({ state }) => state.level === 'waiting')) return WAITING('binding is being made')
  if (states.length === 0) {
    return isAll
      ? IDLE('bound to nothing', 'No connection is bound to it, so it reaches no database')
      : IDLE('no binding seen', 'You see no connection that is bound to it; those that you have no right on are not shown')
  }
  return OK('bound')
}

function poolNode(name: string, bindings: readonly Bound[], queues: number, isAll: boolean): GraphNode {
  return {
    id: poolId(name),
    kind: 'pool',
    column: 'queues',
    label: name,
    detail: `pool of ${counted(queues, 'queue')}`,
    state: holderState(bindings, isAll),
    parent: undefined,
    connections: new Set(bindings.map(({ connection }) => connection.id)),
    facts: [['connections', namesOf(bindings, isAll)]],
  }
}

function queueNode(queue: QueueShown, bindings: readonly Bound[], isAll: boolean): GraphNode {
  const { name, pool } = queue
  return {
    id: queueId(name),
    kind: 'queue',
    column: 'queues',
    label: name,
    detail: queue.preset ? 'preset queue' : `queue, ${queue.cuCount} CUs`,
    state: queueState(queue, bindings, isAll),
    parent: pool === '' ? undefined : poolId(pool),
    connections: new Set(bindings.map(({ connection }) => connection.id)),
    facts: [
      ['pool', pool === '' ? 'none' : pool],
      ['CUs', String(queue.cuCount)],
      ['connections', namesOf(bindings, isAll)],
    ],
  }
}

function queueState({ status, preset }: QueueShown, bindings: readonly Bound[], isAll: boolean): NodeState {
  if (preset) return IDLE('no network', 'The preset queue reaches nothing, whatever is bound (rule 1)')
  if (status === 'creating') return WAITING('being made')
  if (status === 'deleting') return WAITING('being deleted')
  return holderState(bindings, isAll)
}

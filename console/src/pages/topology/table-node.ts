import { REMOTE_WORDS } from '../../../../src/base/remote-kinds.ts'
import type { ReachCell } from '../../api/reach.ts'
import type { RemoteTable } from '../../api/topology.ts'
import { counted, type GraphNode, type NodeState, tableId } from './graph.ts'
import { OK, PROBLEM, WAITING } from './node-state.ts'

export function tableNode(
  { database, table, kind }: RemoteTable,
  address: string,
  cells: readonly ReachCell[] | undefined,
  ways: ReadonlySet<string>,
): GraphNode {
  const from = (cells ?? []).filter(({ verdict }) => verdict === 'allowed').map(({ queue }) => queue)
  return {
    id: tableId(database, table === '' ? '*' : table),
    kind: 'table',
    column: 'tables',
    label: `${database}.${table === '' ? '*' : table}`,
    detail: `${kindText(kind)} at ${address}`,
    state: tableState(cells, from),
    parent: undefined,
    connections: ways,
    facts: [
      ['address', address],
      ['kind', kindText(kind)],
      ['reached from', cells === undefined ? 'not known yet' : from.length === 0 ? 'no queue' : from.join(', ')],
    ],
  }
}

const KIND_WORDS: ReadonlyMap<string, string> = new Map(Object.entries(REMOTE_WORDS))

/** A newer server may have others. */
const kindText = (kind: string): string => KIND_WORDS.get(kind) ?? kind

function tableState(cells: readonly ReachCell[] | undefined, from: readonly string[]): NodeState {
  if (cells === undefined) return WAITING('being decided')
  if (from.length > 0) return OK(`from ${counted(from.length, 'queue')}`)
  // Of the queues that have a network, the one that comes furthest says most.
  const nearest = cells.toSorted((one, other) => STEPS.indexOf(other.step) - STEPS.indexOf(one.step))[0]
  return PROBLEM('from no queue', nearest === undefined ? 'There is no queue' : `${nearest.queue}: ${nearest.seen}`)
}

const STEPS = ['queue', 'binding', 'name', 'route', 'port', 'attachment', 'dial']

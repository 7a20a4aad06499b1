import { setImmediate as nextTurn } from 'node:timers/promises'
import { CausewayError } from '../../../base/errors.ts'
import type { Broker } from '../../network/broker.ts'
import type { Target } from '../../network/policy.ts'
import { listQueues } from '../../store/queues.ts'
import type { Store } from '../../store/store.ts'
import { parseTargetAddress } from '../connectivity/target-address.ts'
import type { NetworkViews } from '../dialling/network-views.ts'
import type { ExpectationWatch } from '../expectations/expectation-watch.ts'
import { requireQueue } from '../queues/require-queue.ts'
import { remoteTables } from './remote-tables.ts'

/** What the policy says of one queue and one address. */
interface ReachCell {
  readonly queueName: string
  readonly address: string
  readonly verdict: 'allowed' | 'refused'
  /** Undefined where it is refused. */
  readonly connectionId: string | undefined
  /** What has decided: the step that has failed, or the last that has passed. */
  readonly step: string
  readonly rule: number | undefined
  readonly seen: string
}

export interface ReachMatrix {
  readonly queues: readonly string[]
  readonly addresses: readonly string[]
  /** Queue by queue, each with the addresses in their order. */
  readonly cells: readonly ReachCell[]
}

/** Absent: all queues of the project; the addresses of its remote tables and of what is expected. */
export interface MatrixQuestion {
  readonly queues?: readonly string[] | undefined
  readonly addresses?: readonly string[] | undefined
}

interface MatrixDeps {
  readonly store: Store
  readonly views: NetworkViews
  readonly broker: Pick<Broker, 'decide' | 'lookUp'>
  readonly watch: Pick<ExpectationWatch, 'ofProject'>
}

const CELLS_MAX = 20_000
/** Decided in one turn of the event loop: the thread is everybody's. */
const CELLS_OF_TURN = 200

export const addressOf = ({ host, port }: Target): string => `${host.includes(':') ? `[${host}]` : host}:${port}`

/** Nothing is dialled; resolvers of connections are asked. */
export async function reachMatrix(deps: MatrixDeps, projectId: string, question: MatrixQuestion): Promise<ReachMatrix> {
  const { store, views, broker } = deps
  const queues = await queuesOf(store, projectId, question.queues)
  const addresses = question.addresses ?? (await knownAddresses(deps, projectId))
  const targets = [...new Set(addresses)].map((address) => ({ address, target: parseTargetAddress(address) }))
  if (queues.length * targets.length > CELLS_MAX) {
    throw new CausewayError(
      'limit-exceeded',
      `${queues.length} queues and ${targets.length} addresses are more than ${CELLS_MAX} decisions`,
      {
        hint: 'Name the queues or the addresses that matter.',
      },
    )
  }
  const cells: ReachCell[] = []
  for (const { id, name: queueName } of queues) {
    const view = await views.of(id)
    for (const { address, target } of targets) {
      if (cells.length % CELLS_OF_TURN === CELLS_OF_TURN - 1) await nextTurn()
      const decision = broker.decide(view, target, undefined, await broker.lookUp(view, target))
      const { steps } = decision.explanation
      const decided = steps.find(({ outcome }) => outcome === 'failed') ?? steps.findLast(({ outcome }) => outcome === 'passed')
      const connectionId = decision.kind === 'allowed' ? decision.connectionId : undefined
      const { step = '', rule, seen = '' } = decided ?? {}
      cells.push({ queueName, address, verdict: decision.kind, connectionId, step, rule, seen })
    }
  }
  return { queues: queues.map(({ name }) => name), addresses: targets.map(({ address }) => address), cells }
}

async function queuesOf(store: Store, projectId: string, names: readonly string[] | undefined) {
  if (names === undefined) return await listQueues(store.db, projectId, {})
  const found = new Map<string, { readonly id: string; readonly name: string }>()
  for (const name of names) {
    const queue = await requireQueue(store.db, projectId, name)
    found.set(queue.id, queue)
  }
  return [...found.values()]
}

async function knownAddresses({ store, watch }: MatrixDeps, projectId: string): Promise<readonly string[]> {
  const ofTables = (await remoteTables(store.db, projectId)).map(({ place }) => addressOf(place).toLowerCase())
  const expected = watch.ofProject(projectId).map(({ expectation }) => expectation.address)
  return [...new Set([...ofTables, ...expected])].filter(isTarget).sort()
}

/** A table may be made with a host that is no name at all. */
function isTarget(address: string): boolean {
  try {
    parseTargetAddress(address)
    return true
  } catch (thrown) {
    if (thrown instanceof CausewayError) return false
    throw thrown
  }
}

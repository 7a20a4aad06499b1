import { hostAndPort } from '../../../base/addresses/host-port.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { Broker } from '../../network/broker.ts'
import type { QueueNetworkView, Target } from '../../network/policy.ts'
import { listQueues } from '../../store/queues/queues.ts'
import type { Store } from '../../store/store.ts'
import { type Sight, seenOf } from '../authorization/sight.ts'
import { parseTargetAddress } from '../connectivity/target-address.ts'
import type { NetworkViews } from '../dialling/network-views.ts'
import type { ExpectationWatch } from '../expectations/expectation-watch.ts'
import { requireQueue } from '../queues/require-queue.ts'
import { inShortTurns, inTurns } from '../shared/in-turns.ts'
import { type AskedName, namesAsked } from './names-asked.ts'
import { remoteTables } from './remote-tables.ts'

/** What the policy says of one queue and one address. */
interface ReachCell {
  readonly queueName: string
  readonly address: string
  /** unknown: its name was not answered in the time that there is for all names together. */
  readonly verdict: 'allowed' | 'refused' | 'unknown'
  /** Undefined but where it is allowed. */
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
/** That are looked up, or whose views are made, before others have their turn. */
const QUEUES_OF_TURN = 10

export const addressOf = ({ host, port }: Target): string => hostAndPort(host, port)

/** Nothing is dialled; resolvers of connections are asked. @param sight of what is not named, what is seen by it; undefined: all */
export async function reachMatrix(
  deps: MatrixDeps,
  projectId: string,
  question: MatrixQuestion,
  sight: Sight | undefined,
): Promise<ReachMatrix> {
  const { store, views, broker } = deps
  const queues = await queuesOf(store, projectId, question.queues, sight)
  const addresses = question.addresses ?? (await knownAddresses(deps, projectId, sight))
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
  const places: Place[] = []
  const viewTurn = inTurns(QUEUES_OF_TURN)
  for (const { id, name: queueName } of queues) {
    await viewTurn()
    const view = await views.of(id)
    for (const target of targets) places.push({ queueName, view, ...target })
  }
  const asked = await namesAsked(broker, places)
  const cells: ReachCell[] = []
  // A queue may be bound to 10,000 connections, and each decision looks at all of them.
  const turn = inShortTurns()
  for (const [at, place] of places.entries()) {
    await turn()
    cells.push(cellOf(broker, place, asked[at]))
  }
  return { queues: queues.map(({ name }) => name), addresses: targets.map(({ address }) => address), cells }
}

interface Place {
  readonly queueName: string
  readonly view: QueueNetworkView
  readonly address: string
  readonly target: Target
}

function cellOf(broker: Pick<Broker, 'decide'>, { queueName, view, address, target }: Place, asked: AskedName | undefined): ReachCell {
  if (asked?.kind === 'late') {
    const seen = `The resolver of ${asked.connectionName} was not heard in the time that one such look has for all names`
    return { queueName, address, verdict: 'unknown', connectionId: undefined, step: 'name', rule: 25, seen }
  }
  const decision = broker.decide(view, target, undefined, asked?.answer)
  const { steps } = decision.explanation
  const decided = steps.find(({ outcome }) => outcome === 'failed') ?? steps.findLast(({ outcome }) => outcome === 'passed')
  const connectionId = decision.kind === 'allowed' ? decision.connectionId : undefined
  const { step = '', rule, seen = '' } = decided ?? {}
  return { queueName, address, verdict: decision.kind, connectionId, step, rule, seen }
}

async function queuesOf(store: Store, projectId: string, names: readonly string[] | undefined, sight: Sight | undefined) {
  if (names === undefined) {
    const all = await listQueues(store.db, projectId, {})
    return sight === undefined ? all : await seenOf(all, ({ name }) => sight.reachOf(name))
  }
  const found = new Map<string, { readonly id: string; readonly name: string }>()
  const turn = inTurns(QUEUES_OF_TURN)
  for (const name of names) {
    await turn()
    const queue = await requireQueue(store.db, projectId, name)
    found.set(queue.id, queue)
  }
  return [...found.values()]
}

async function knownAddresses({ store, watch }: MatrixDeps, projectId: string, sight: Sight | undefined): Promise<readonly string[]> {
  const tables = await remoteTables(store.db, projectId)
  const judged = watch.ofProject(projectId)
  const [seenTables, seenJudged] =
    sight === undefined
      ? [tables, judged]
      : [
          await seenOf(tables, ({ database, table }) => sight.place(database, table)),
          await seenOf(judged, ({ expectation }) => sight.queue(expectation.queueName)),
        ]
  const ofTables = seenTables.map(({ place }) => addressOf(place).toLowerCase())
  const expected = seenJudged.map(({ expectation }) => expectation.address)
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

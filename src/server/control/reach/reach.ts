import type { Clock } from '../../../base/clock.ts'
import type { ExplanationStep } from '../../../base/explanation.ts'
import { foundSource } from '../../../protocol/found-table.ts'
import { isRemote } from '../../../protocol/is-remote.ts'
import type { Binding } from '../../domain/binding.ts'
import type { Expectation } from '../../domain/expectation.ts'
import type { JobState } from '../../domain/job.ts'
import type { Broker } from '../../network/broker.ts'
import type { QueueNetworkView, Target } from '../../network/policy.ts'
import { supposing } from '../../network/what-if.ts'
import { jobsThatDialled } from '../../store/audit-events.ts'
import { readJobs } from '../../store/jobs/job-search.ts'
import { findQueueByName, listQueuesOfPool } from '../../store/queues/queues.ts'
import type { Store } from '../../store/store.ts'
import type { Sight } from '../authorization/sight.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Connections } from '../connections/connections.ts'
import { parseTargetAddress } from '../connectivity/target-address.ts'
import { answerAsIs } from '../dialling/answer-as-is.ts'
import type { NetworkViews } from '../dialling/network-views.ts'
import type { ExpectationWatch } from '../expectations/expectation-watch.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { requireQueue } from '../queues/require-queue.ts'
import type { Caller } from '../shared/caller.ts'
import { inShortTurns, inTurns } from '../shared/in-turns.ts'
import { remotePlace } from '../shared/remote-place.ts'
import { namesAsked } from './names-asked.ts'
import { addressOf, type MatrixQuestion, type ReachMatrix, reachMatrix } from './reach-matrix.ts'
import { remoteTables } from './remote-tables.ts'

/** A table that a statement names, and whether the policy lets the queue through to where its rows are. */
interface ReachedTable {
  readonly database: string
  readonly table: string
  /** local: its rows are here; unknown: a view, a temporary one, or none that there is; a URL that no host can be read of; a name that its resolver did not answer in time. */
  readonly reach: 'allowed' | 'refused' | 'local' | 'unknown'
  /** host:port; '' where it has none. */
  readonly address: string
  readonly steps: readonly ExplanationStep[]
}

/** What would be missed without the bindings of a connection. */
interface Impact {
  readonly bindings: readonly Pick<Binding, 'holder' | 'state'>[]
  /** That stand for a schema elsewhere as a whole: nobody may have read a table of it yet. */
  readonly databases: readonly { readonly queueName: string; readonly database: string; readonly address: string }[]
  readonly tables: readonly { readonly queueName: string; readonly database: string; readonly table: string; readonly address: string }[]
  readonly expectations: readonly Expectation[]
  /** That dialled through it in the last days, newest first. */
  readonly jobs: readonly { readonly jobId: string; readonly queueName: string; readonly state: JobState; readonly dialledAt: number }[]
}

/** What goes through the network of queues: resolvers of connections are asked, and nothing else is dialled. */
export interface Reach {
  wouldReach(
    caller: Caller,
    queueName: string,
    statement: { readonly sql: string; readonly currentDatabase: string },
  ): Promise<readonly ReachedTable[]>
  /** @param queueName of its binding alone; of all of them when it is absent. Throws 'not-found' where there is no such queue. */
  impact(caller: Caller, connectionId: string, queueName: string | undefined): Promise<Impact>
  /** What the policy says of each of these queues and each of these addresses. Throws 'limit-exceeded' for too many. */
  matrix(caller: Caller, question: MatrixQuestion, sight?: Sight): Promise<ReachMatrix>
}

export interface ReachDeps {
  readonly store: Store
  readonly clock: Clock
  readonly views: NetworkViews
  readonly broker: Pick<Broker, 'decide' | 'lookUp'>
  readonly catalog: Pick<Catalog, 'findTable' | 'findConnection'>
  readonly jobs: Pick<Jobs, 'namedTables'>
  readonly connections: Pick<Connections, 'get'>
  readonly watch: Pick<ExpectationWatch, 'ofProject'>
}

const DAYS_MS = 7 * 24 * 3_600_000
const JOBS_MAX = 100
const TABLES_OF_TURN = 50
/** Each is made of several answers of the store, where it is not kept. */
const VIEWS_OF_TURN = 10

export function createReach({ store, clock, views, broker, catalog, jobs, connections, watch }: ReachDeps): Reach {
  /** The first decision about a view looks at all its host entries, in each of its steps. */
  async function isReached(view: QueueNetworkView, target: Target, turn: () => Promise<void> | undefined): Promise<boolean> {
    await turn()
    const answer = await answerAsIs({ views, broker }, view, target)
    await turn()
    return broker.decide(view, target, undefined, answer).kind === 'allowed'
  }

  async function queuesOf(projectId: string, bindings: readonly Pick<Binding, 'holder'>[], wanted: string | undefined) {
    const found = new Map<string, { readonly name: string; readonly view: QueueNetworkView }>()
    const turn = inTurns(VIEWS_OF_TURN)
    for (const { holder } of bindings) {
      const queue = holder.kind === 'queue' ? await findQueueByName(store.db, projectId, holder.name) : undefined
      for (const { id, name } of queue === undefined ? await listQueuesOfPool(store.db, holder.id) : [queue]) {
        if (wanted !== undefined && wanted.toLowerCase() !== name) continue
        await turn()
        found.set(id, { name, view: await views.of(id) })
      }
    }
    return [...found.values()]
  }

  return {
    async wouldReach(caller, queueName, statement) {
      const queue = await requireQueue(store.db, caller.projectId, queueName)
      const named = await jobs.namedTables(caller, { ...statement, queueName: queue.name })
      const view = await views.of(queue.id)
      const found: { readonly database: string; readonly table: string; readonly place: Target | 'local' | 'unknown' }[] = []
      const turn = inTurns(TABLES_OF_TURN)
      for (const { database, table } of named) {
        await turn()
        const entry = await catalog.findTable(caller, database, table)
        const connection = entry === undefined ? await catalog.findConnection(caller, database) : undefined
        const source = connection === undefined ? entry?.source : foundSource(connection, table)
        const isKnown = source !== undefined && source.kind !== 'view'
        found.push({ database, table, place: !isKnown ? 'unknown' : isRemote(source) ? (remotePlace(source) ?? 'unknown') : 'local' })
      }
      const targets = found.flatMap(({ place }) => (typeof place === 'string' ? [] : [{ view, target: place }]))
      const asked = (await namesAsked(broker, targets)).values()
      const reached: ReachedTable[] = []
      for (const { database, table, place } of found) {
        await turn()
        if (typeof place === 'string') {
          reached.push({ database, table, address: '', steps: [], reach: place })
          continue
        }
        const name = asked.next().value
        const address = addressOf(place)
        if (name?.kind === 'late') {
          reached.push({ database, table, address, steps: [], reach: 'unknown' })
          continue
        }
        const { kind: reach, explanation } = broker.decide(view, place, undefined, name?.answer)
        reached.push({ database, table, address, reach, steps: explanation.steps })
      }
      return reached
    },

    async impact(caller, connectionId, queueName) {
      const { projectId } = caller
      const connection = await connections.get(caller, connectionId)
      // Who mistypes it would be told that nothing is missed.
      if (queueName !== undefined) await requireQueue(store.db, projectId, queueName)
      const queues = await queuesOf(projectId, connection.bindings, queueName)
      const without = new Map(
        queues.map(({ name, view }) => [name, { before: view, after: supposing(view, { kind: 'unbind', connectionId }) }] as const),
      )
      const names = new Set(without.keys())
      const turn = inShortTurns()
      const isLost = async (name: string, target: Target): Promise<boolean> => {
        const of = without.get(name)
        return of !== undefined && (await isReached(of.before, target, turn)) && !(await isReached(of.after, target, turn))
      }
      const remote = await remoteTables(store.db, projectId)
      const expectations: Expectation[] = []
      for (const { expectation } of watch.ofProject(projectId)) {
        const { queueName: name, address, expected } = expectation
        if (expected === 'reachable' && (await isLost(name, parseTargetAddress(address)))) expectations.push(expectation)
      }
      const databases: Impact['databases'][number][] = []
      const tables: Impact['tables'][number][] = []
      for (const name of names) {
        for (const { database, table, place } of remote) {
          if (!(await isLost(name, place))) continue
          const lost = { queueName: name, database, address: addressOf(place) }
          if (table === undefined) databases.push(lost)
          else tables.push({ ...lost, table })
        }
      }
      const dialled = await jobsThatDialled(store.db, { projectId, connectionId, since: clock() - DAYS_MS })
      const records = new Map(
        (
          await readJobs(
            store.db,
            dialled.map(({ jobId }) => jobId),
          )
        ).map((job) => [job.id, job]),
      )
      return {
        bindings: connection.bindings.filter(({ holder }) => queueName === undefined || holder.kind === 'pool' || names.has(holder.name)),
        databases,
        tables,
        expectations,
        jobs: dialled
          .flatMap(({ jobId, at }) => {
            const job = records.get(jobId)
            if (job === undefined || (queueName !== undefined && job.queueName !== queueName.toLowerCase())) return []
            return [{ jobId, queueName: job.queueName, state: job.state, dialledAt: at }]
          })
          .slice(0, JOBS_MAX),
      }
    },

    matrix: ({ projectId }, question, sight) => reachMatrix({ store, views, broker, watch }, projectId, question, sight),
  }
}

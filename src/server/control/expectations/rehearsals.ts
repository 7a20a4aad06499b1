import type { Clock } from '../../../base/clock.ts'
import type { Quotas } from '../../../base/config.ts'
import { UP } from '../../network/attachments/link-health.ts'
import type { Broker } from '../../network/broker.ts'
import type { NameAnswer } from '../../network/resolver/name-answer.ts'
import { listExpectations } from '../../store/network/expectations.ts'
import { findQueueByName } from '../../store/queues/queues.ts'
import type { Store } from '../../store/store.ts'
import type { AttachmentHealth, AttachmentTold } from '../attachment-health/attachment-health.ts'
import { type Authorizer, createAuthorizer } from '../authorization/authorizer.ts'
import { type Connections, createConnections } from '../connections/connections.ts'
import { parseTargetAddress } from '../connectivity/target-address.ts'
import { answerAsIs } from '../dialling/answer-as-is.ts'
import { createGrants } from '../dialling/grants.ts'
import type { RemedyText } from '../dialling/in-words.ts'
import { createNetworkViews, type NetworkViews } from '../dialling/network-views.ts'
import { createPools, type Pools } from '../pools/pools.ts'
import { createQueues, type Queues } from '../queues/queues.ts'
import { checkBinding } from '../reconciler/check-binding.ts'
import type { Reconciler } from '../reconciler/reconciler.ts'
import type { PoolScaler } from '../scaling/pool-scaler.ts'
import type { Caller } from '../shared/caller.ts'
import { createVpcs, type Vpcs } from '../vpcs/vpcs.ts'
import { type Verdict, verdictOf, verdictWithoutQueue } from './verdict.ts'

/** The services whose changes can be rehearsed. */
export interface Rehearsed {
  readonly connections: Connections
  readonly vpcs: Vpcs
  readonly queues: Queues
  readonly pools: Pools
}

/** Makes a change, with the rights of the caller, sees what each expectation of the project would be then, by its id, and undoes it: nobody else sees it. Throws what the change does. */
export type Rehearse = (caller: Caller, change: (services: Rehearsed) => Promise<unknown>) => Promise<ReadonlyMap<string, Verdict>>

export interface RehearsalsDeps {
  readonly store: Store
  readonly clock: Clock
  readonly timeZone: string
  readonly quotas: Quotas
  readonly broker: Pick<Broker, 'decide' | 'attachmentRefusal' | 'lookUp'>
  /** Of what is. */
  readonly views: Pick<NetworkViews, 'asIfBound'>
  readonly remedyText: RemedyText
  readonly health: Pick<AttachmentHealth, 'of'>
  /** The services with what each of their methods needs. */
  readonly guarded: (services: Rehearsed, authorizer: Authorizer) => Rehearsed
}

/** What ends the transaction of a rehearsal. */
class Undone extends Error {
  readonly verdicts: ReadonlyMap<string, Verdict>
  constructor(verdicts: ReadonlyMap<string, Verdict>) {
    super('A rehearsal is undone')
    this.verdicts = verdicts
  }
}

/** What resolvers have said of the addresses of expectations, by the id of each. */
type Answers = ReadonlyMap<string, NameAnswer>

export function createRehearse({
  store,
  clock,
  timeZone,
  quotas,
  broker,
  views: present,
  remedyText,
  health,
  guarded,
}: RehearsalsDeps): Rehearse {
  /** The services as they are, but that nothing of them leaves the transaction: no socket is closed, no queue opened, nobody told. */
  function servicesOn(rehearsal: Store): Rehearsed {
    const nothing = async (): Promise<void> => undefined
    const reconciler: Reconciler = {
      all: nothing,
      queue: nothing,
      async bindings(ids) {
        for (const id of ids) while ((await checkBinding(rehearsal.db, id, clock(), { told, remedyText })) !== undefined);
      },
      attachment: nothing,
      unfinished: () => [],
      stop: () => undefined,
    }
    const scaler: PoolScaler = {
      cuOf: ({ cuCount }) => cuCount,
      queueLoadChanged: () => undefined,
      settle: nothing,
      all: nothing,
      stop: () => undefined,
    }
    const services = {
      store: rehearsal,
      clock,
      timeZone,
      quotas,
      reconciler,
      scaler,
      views: { forget: () => undefined },
      grants: createGrants(),
      broker: { closeLinks: nothing, retireLinks: () => undefined, attachmentRefusal: broker.attachmentRefusal },
      events: { publish: () => undefined },
      closeDoors: nothing,
    }
    const authorizer = createAuthorizer({ store: rehearsal, remedyText })
    const made = {
      connections: createConnections(services),
      vpcs: createVpcs(services),
      queues: createQueues(services),
      pools: createPools(services),
    }
    return guarded(made, authorizer)
  }

  async function verdicts(rehearsal: Store, projectId: string, answers: Answers): Promise<ReadonlyMap<string, Verdict>> {
    const views = createNetworkViews(rehearsal)
    const found = new Map<string, Verdict>()
    for (const expectation of await listExpectations(rehearsal.db, projectId)) {
      const queue = await findQueueByName(rehearsal.db, projectId, expectation.queueName)
      const target = parseTargetAddress(expectation.address)
      const view = queue === undefined ? undefined : await views.of(queue.id)
      found.set(
        expectation.id,
        view === undefined
          ? verdictWithoutQueue(expectation)
          : verdictOf(expectation, view, broker.decide(view, target, undefined, answers.get(expectation.id))),
      )
    }
    return found
  }

  /** What is not known of an attachment yet, as of one that nothing was bound to, is taken for the best. */
  const told = (vpcId: string): AttachmentTold =>
    health.of(vpcId) ?? { vpcId, vpcName: vpcId, projectId: '', kind: '', health: UP, before: undefined }

  async function rehearsed(caller: Caller, change: (services: Rehearsed) => Promise<unknown>, answers: Answers) {
    try {
      return await store.transaction(async (tx) => {
        const rehearsal: Store = { ...store, db: tx, transaction: (work) => work(tx), beginWith: () => undefined }
        await change(servicesOn(rehearsal))
        throw new Undone(await verdicts(rehearsal, caller.projectId, answers))
      })
    } catch (thrown) {
      if (thrown instanceof Undone) return thrown.verdicts
      throw thrown
    }
  }

  return async (caller, change) => {
    const found = await rehearsed(caller, change, new Map())
    // Whoever answers for names is asked when the transaction is over: nobody waits for it.
    const answers = new Map<string, NameAnswer>()
    for (const expectation of await listExpectations(store.db, caller.projectId)) {
      const view = found.get(expectation.id)?.view
      const answer =
        view === undefined ? undefined : await answerAsIs({ views: present, broker }, view, parseTargetAddress(expectation.address))
      if (answer !== undefined) answers.set(expectation.id, answer)
    }
    return answers.size === 0 ? found : await rehearsed(caller, change, answers)
  }
}

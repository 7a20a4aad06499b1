import type { Clock } from '../../../base/clock.ts'
import type { Logger } from '../../../base/log.ts'
import type { Expectation, Observation } from '../../domain/expectation.ts'
import type { Broker } from '../../network/broker.ts'
import type { QueueNetworkView } from '../../network/policy.ts'
import { addObservation, findExpectation, listAllObservations, listExpectations } from '../../store/network/expectations.ts'
import { findQueueByName } from '../../store/queues/queues.ts'
import type { Store } from '../../store/store.ts'
import { parseTargetAddress } from '../connectivity/target-address.ts'
import type { NetworkViews } from '../dialling/network-views.ts'
import type { EventSink } from '../events/events.ts'
import { LIMITS } from '../shared/limits.ts'
import { seenBy, type Verdict, verdictOf, verdictWithoutQueue } from './verdict.ts'

/** Keeps what all expectations are found to be, and finds it anew when the network of their queues changes. The resolvers of connections are asked, and nothing else is dialled. */
export interface ExpectationWatch {
  /** Finds what changed while the server was off, and looks for it from then on. */
  start(): Promise<void>
  /** To be called after the commit. */
  added(expectation: Expectation): Promise<void>
  /** In its note, or in whether it is enforced. */
  changed(expectation: Expectation): void
  removed(id: string): void
  /** What the policy says now. */
  judge(expectation: Expectation): Promise<Verdict>
  /** All of them anew, whatever has changed. */
  runAll(projectId: string): Promise<void>
  /** Every change that was committed before the call has been looked at. */
  settled(): Promise<void>
  /** Of the project, oldest first, as they were found last. */
  ofProject(projectId: string): readonly Watched[]
  /** Of all projects. */
  counts(): { readonly all: number; readonly broken: number }
  stop(): Promise<void>
}

interface Watched {
  readonly expectation: Expectation
  /** Undefined until it was looked at. */
  readonly last: Observation | undefined
}

interface Kept {
  expectation: Expectation
  last: Observation | undefined
  /** By which it was decided; undefined: the queue was not there, and may have come. */
  view: QueueNetworkView | undefined
}

/** A change of what was found. */
export interface Found {
  readonly expectation: Expectation
  readonly observation: Observation
}

export interface ExpectationWatchDeps {
  readonly store: Store
  readonly views: NetworkViews
  readonly broker: Pick<Broker, 'decide' | 'lookUp'>
  readonly clock: Clock
  readonly log: Logger
  readonly events: EventSink
  /** Told after it is committed. */
  readonly audit: (found: Found) => void
}

export function createExpectationWatch(deps: ExpectationWatchDeps): ExpectationWatch {
  const { store, views, broker, clock, log, events, audit } = deps
  const all = new Map<string, Kept>()
  let hasChanged = false
  let running: Promise<void> | undefined
  let stopped = false

  async function decide(expectation: Expectation): Promise<{ readonly verdict: Verdict; readonly view: QueueNetworkView | undefined }> {
    const queue = await findQueueByName(store.db, expectation.projectId, expectation.queueName)
    const view = queue === undefined ? undefined : await views.of(queue.id)
    if (view === undefined) return { verdict: verdictWithoutQueue(expectation), view }
    const target = parseTargetAddress(expectation.address)
    const verdict = verdictOf(expectation, view, broker.decide(view, target, undefined, await broker.lookUp(view, target)))
    return { verdict, view }
  }

  async function look(kept: Kept): Promise<void> {
    const { expectation } = kept
    const { verdict, view } = await decide(expectation)
    kept.view = view
    if (kept.last?.observed === verdict.observed) return
    const observation: Observation = {
      expectationId: expectation.id,
      number: (kept.last?.number ?? 0) + 1,
      at: clock(),
      observed: verdict.observed,
      seen: seenBy(verdict.explanation),
    }
    const isThere = await store.transaction(async (tx) => {
      if ((await findExpectation(tx, expectation.projectId, expectation.id)) === undefined) return false
      await addObservation(tx, observation, LIMITS.observationsKept)
      return true
    })
    if (!isThere) return
    const isFirst = kept.last === undefined
    kept.last = observation
    // What it is when it is made is told to who makes it.
    if (isFirst) return
    const { id, queueName, address, expected } = expectation
    events.publish(expectation.projectId, {
      kind: 'expectation',
      expectationId: id,
      queueName,
      address,
      expected,
      observed: verdict.observed,
    })
    audit({ expectation, observation })
  }

  const isOld = ({ view }: Kept): boolean => view === undefined || !views.isCurrent(view)

  async function lookAt(which: (kept: Kept) => boolean): Promise<void> {
    for (const kept of [...all.values()]) {
      if (stopped) return
      if (!all.has(kept.expectation.id) || !which(kept)) continue
      try {
        await look(kept)
      } catch (error) {
        kept.view = undefined
        log.error({ err: error }, 'An expectation could not be looked at; it is looked at again with the next change')
      }
    }
  }

  async function run(): Promise<void> {
    while (hasChanged && !stopped) {
      hasChanged = false
      await lookAt(isOld)
    }
    running = undefined
  }

  function changed(): void {
    if (stopped || all.size === 0) return
    hasChanged = true
    running ??= run()
  }
  views.whenForgotten(changed)

  /** One after the other: two that look at one at the same time would tell of one change twice. */
  async function inTurn(work: () => Promise<void>): Promise<void> {
    while (running !== undefined) await running
    running = work().finally(() => {
      running = undefined
      if (hasChanged) changed()
    })
    await running
  }

  return {
    async start() {
      const last = new Map((await listAllObservations(store.db)).map((each) => [each.expectationId, each]))
      for (const expectation of await listExpectations(store.db)) {
        all.set(expectation.id, { expectation, last: last.get(expectation.id), view: undefined })
      }
      await inTurn(() => lookAt(() => true))
    },

    async added(expectation) {
      const kept: Kept = { expectation, last: undefined, view: undefined }
      all.set(expectation.id, kept)
      await inTurn(() => lookAt((each) => each === kept))
    },

    changed(expectation) {
      const kept = all.get(expectation.id)
      if (kept !== undefined) kept.expectation = expectation
    },

    removed: (id) => void all.delete(id),
    judge: async (expectation) => (await decide(expectation)).verdict,
    runAll: (projectId) => inTurn(() => lookAt(({ expectation }) => expectation.projectId === projectId)),

    async settled() {
      while (running !== undefined) await running
    },

    ofProject: (projectId) => [...all.values()].filter(({ expectation }) => expectation.projectId === projectId),

    counts() {
      const broken = [...all.values()].filter(({ expectation, last }) => last !== undefined && last.observed !== expectation.expected)
      return { all: all.size, broken: broken.length }
    },

    async stop() {
      stopped = true
      while (running !== undefined) await running
    },
  }
}

import type { Clock } from '../../../base/clock.ts'
import type { Quotas } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { Explanation } from '../../../base/explanation.ts'
import { newUuid } from '../../../base/ids.ts'
import type { Expectation, NewExpectation, Observation, Reach } from '../../domain/expectation.ts'
import {
  countExpectations,
  deleteExpectation,
  findExpectation,
  hasExpectation,
  insertExpectation,
  listObservations,
  updateExpectation,
} from '../../store/network/expectations.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { type Need, onQueue } from '../authorization/need.ts'
import { parseTargetAddress } from '../connectivity/target-address.ts'
import { inWords, type RemedyText, type ShownRemedies } from '../dialling/in-words.ts'
import { requireQueue } from '../queues/require-queue.ts'
import { type Caller, ownedBy } from '../shared/caller.ts'
import { freeText } from '../shared/names.ts'
import { quotaReached } from '../shared/quota-reached.ts'
import type { ExpectationWatch } from './expectation-watch.ts'
import type { Rehearsed } from './rehearsals.ts'
import type { Verdict } from './verdict.ts'

/** An expectation, and what the policy says of it now. */
export interface JudgedExpectation extends Expectation {
  readonly observed: Reach
  readonly holds: boolean
  /** Since when it is observed so. */
  readonly since: number
  readonly explanation: Explanation
}

const toExpect = (queueName: string): Need => onQueue('write', ['SCALE_QUEUE'], queueName, 'say what is expected of')

/** What a change would do to the expectations that the caller may see. */
export interface Forecast {
  readonly breaks: readonly Omit<JudgedExpectation, 'since'>[]
  readonly mends: readonly Omit<JudgedExpectation, 'since'>[]
  /** How many of queues that the caller may not see it would break. */
  readonly hiddenBreaks: number
}

/** What the queues of a project are expected to reach, and not to. Shown are those of queues that the caller may see. */
export interface Expectations {
  /** Of a queue that is there. Throws 'already-exists' where it has one of the address. */
  add(caller: Caller, expectation: NewExpectation): Promise<JudgedExpectation>
  /** Oldest first. */
  list(caller: Caller): Promise<readonly JudgedExpectation[]>
  /** With what it was found to be before, newest first. */
  get(caller: Caller, id: string): Promise<{ readonly expectation: JudgedExpectation; readonly history: readonly Observation[] }>
  /** What is not given stays. One that is enforced from now on, and does not hold, refuses nothing until it does. */
  change(caller: Caller, id: string, to: { readonly note?: string; readonly enforced?: boolean }): Promise<JudgedExpectation>
  remove(caller: Caller, id: string): Promise<void>
  /** As `list`, all of them decided anew. */
  run(caller: Caller): Promise<readonly JudgedExpectation[]>
  /** What would come of a change, which needs the same rights and is not made. Throws what the change would. */
  forecast(caller: Caller, change: (services: Rehearsed) => Promise<unknown>): Promise<Forecast>
  /** Of all projects, without a word of whose. */
  counts(): Promise<{ readonly all: number; readonly broken: number }>
}

export interface ExpectationsDeps {
  readonly store: Store
  readonly clock: Clock
  readonly quotas: Quotas
  readonly authorizer: Authorizer
  readonly watch: ExpectationWatch
  readonly remedyText: RemedyText
  readonly shownRemedies: ShownRemedies
  readonly rehearse: (caller: Caller, change: (services: Rehearsed) => Promise<unknown>) => Promise<ReadonlyMap<string, Verdict>>
}

const noExpectation = (id: string): CausewayError =>
  new CausewayError('not-found', `There is no expectation with the id ${JSON.stringify(id.slice(0, 64))}`, {
    hint: 'List the expectations of the project.',
  })

export function createExpectations(deps: ExpectationsDeps): Expectations {
  const { store, clock, quotas, authorizer, watch, remedyText, shownRemedies, rehearse } = deps

  const isSeen = async (caller: Caller, queueName: string): Promise<boolean> =>
    await authorizer.allows(caller, onQueue('read', [], queueName, 'see'))

  async function seenBy(caller: Caller) {
    const seen = new Map<string, boolean>()
    const watched = watch.ofProject(caller.projectId)
    for (const { queueName } of watched.map(({ expectation }) => expectation)) {
      if (!seen.has(queueName)) seen.set(queueName, await isSeen(caller, queueName))
    }
    return watched.filter(({ expectation }) => seen.get(expectation.queueName) === true)
  }

  async function judged(caller: Caller, expectation: Expectation, { observed, holds, explanation, view }: Verdict) {
    const remedies = view === undefined ? explanation.remedies : await shownRemedies(explanation.remedies, view, caller)
    return { ...expectation, observed, holds, explanation: inWords({ ...explanation, remedies }, remedyText) }
  }

  async function list(caller: Caller): Promise<readonly JudgedExpectation[]> {
    await watch.settled()
    const found: JudgedExpectation[] = []
    for (const { expectation, last } of await seenBy(caller)) {
      const verdict = await watch.judge(expectation)
      found.push({ ...(await judged(caller, expectation, verdict)), since: last?.observed === verdict.observed ? last.at : clock() })
    }
    return found
  }

  async function requireSeen(caller: Caller, id: string): Promise<Expectation> {
    const expectation = await findExpectation(store.db, caller.projectId, id)
    if (expectation === undefined || !(await isSeen(caller, expectation.queueName))) throw noExpectation(id)
    return expectation
  }

  async function one(caller: Caller, id: string): Promise<JudgedExpectation> {
    const found = (await list(caller)).find((each) => each.id === id)
    if (found === undefined) throw noExpectation(id)
    return found
  }

  return {
    async add(caller, { queueName, address, note, expected, enforced }) {
      parseTargetAddress(address)
      const { projectId } = caller
      const expectation: Expectation = {
        id: newUuid(),
        projectId,
        queueName: queueName.toLowerCase(),
        // A name in letters of either case is one name.
        address: address.toLowerCase(),
        expected,
        note: freeText('note', note),
        enforced,
        ...ownedBy(caller),
        createdAt: clock(),
      }
      await store.transaction(async (tx) => {
        await requireQueue(tx, projectId, queueName)
        if (await hasExpectation(tx, projectId, expectation.queueName, expectation.address)) {
          throw new CausewayError('already-exists', `The queue ${queueName} has an expectation of ${expectation.address} already`, {
            hint: 'Change whether it is enforced, or its note: PUT …/expectations/{id}, causeway expect change; or remove it first.',
          })
        }
        if ((await countExpectations(tx, projectId)) >= quotas.expectations) throw quotaReached('expectations', quotas)
        await insertExpectation(tx, expectation)
      })
      await watch.added(expectation)
      return await one(caller, expectation.id)
    },

    list,

    async get(caller, id) {
      await requireSeen(caller, id)
      return { expectation: await one(caller, id), history: await listObservations(store.db, id) }
    },

    async change(caller, id, { note, enforced }) {
      const { queueName } = await requireSeen(caller, id)
      const written = (work: (tx: Database) => Promise<Expectation>) =>
        authorizer.acting(caller, [toExpect(queueName)], () => store.transaction(work))
      const changed = await written(async (tx) => {
        const before = await findExpectation(tx, caller.projectId, id)
        if (before === undefined) throw noExpectation(id)
        const after = { ...before, note: note === undefined ? before.note : freeText('note', note), enforced: enforced ?? before.enforced }
        await updateExpectation(tx, after)
        return after
      })
      watch.changed(changed)
      return await one(caller, id)
    },

    async remove(caller, id) {
      const { queueName } = await requireSeen(caller, id)
      await authorizer.acting(caller, [toExpect(queueName)], () => store.transaction((tx) => deleteExpectation(tx, id)))
      watch.removed(id)
    },

    async run(caller) {
      await watch.runAll(caller.projectId)
      return await list(caller)
    },

    async forecast(caller, change) {
      await watch.settled()
      const after = await rehearse(caller, change)
      const seen = new Set((await seenBy(caller)).map(({ expectation }) => expectation.id))
      const breaks: Forecast['breaks'][number][] = []
      const mends: Forecast['mends'][number][] = []
      let hiddenBreaks = 0
      for (const { expectation, last } of watch.ofProject(caller.projectId)) {
        const verdict = after.get(expectation.id)
        if (verdict === undefined || last === undefined || last.observed === verdict.observed) continue
        if (seen.has(expectation.id)) (verdict.holds ? mends : breaks).push(await judged(caller, expectation, verdict))
        else if (!verdict.holds) hiddenBreaks += 1
      }
      return { breaks, mends, hiddenBreaks }
    },

    async counts() {
      await watch.settled()
      return watch.counts()
    },
  }
}

import { monotonicClock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { BindingRecord } from '../../domain/binding.ts'
import type { QueueRecord } from '../../domain/queue.ts'
import type { Broker } from '../../network/broker.ts'
import type { BindingView } from '../../network/policy.ts'
import type { Remedy } from '../../network/remedy.ts'
import type { Store } from '../../store/store.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { parseTargetAddress } from '../connectivity/target-address.ts'
import { answerAsIs } from '../dialling/answer-as-is.ts'
import type { RemedyText, ShownRemedies } from '../dialling/in-words.ts'
import type { NetworkViews } from '../dialling/network-views.ts'
import { requireQueue } from '../queues/require-queue.ts'
import { bindingFailure } from '../reconciler/binding-failure.ts'
import type { Caller } from '../shared/caller.ts'
import type { DialAnswer, DialExplainer, DialQuestion, ExplainedStep } from './dial.ts'
import { supposeAll } from './suppose.ts'
import { parseWishes } from './wishes.ts'

/** allowed: by the policy, and nothing was dialled. failed: what came behind the dial, the log-in or what is of a table. */
type Verdict = 'allowed' | DialAnswer['verdict']

interface Question {
  /** As the connectivity test takes it. */
  readonly address: string
  /** Changes to suppose, see wishes.ts. */
  readonly whatIf?: string | undefined
  /** Goes on where the policy has ended. */
  readonly dial?: DialQuestion | undefined
}

export interface Explained {
  readonly queue: string
  readonly target: string
  readonly verdict: Verdict
  readonly steps: readonly ExplainedStep[]
  readonly remedies: readonly { readonly text: string; readonly remedy: Remedy }[]
}

/** Why an address can, or cannot, be reached from a queue, now or after changes that nobody has made. */
export interface Explain {
  address(caller: Caller, queueName: string, question: Question): Promise<Explained>
}

export interface ExplainDeps {
  readonly store: Store
  readonly views: NetworkViews
  readonly broker: Broker
  readonly authorizer: Authorizer
  readonly shownRemedies: ShownRemedies
  readonly dial: DialExplainer
  readonly remedyText: RemedyText
}

export function createExplain({ store, views, broker, authorizer, shownRemedies, dial, remedyText }: ExplainDeps): Explain {
  /** As it would be: it would fail where it stands in the way of others, as a real one does. */
  async function bindingTo(caller: Caller, queue: QueueRecord, connection: string): Promise<BindingView | undefined> {
    const binding = await views.asIfBound(queue.id, connection)
    if (binding === undefined) return undefined
    const { connectionId } = binding
    const need = { level: 'read', on: { kind: 'connection', id: connectionId }, privileges: ['BIND_QUEUE'], what: 'see it' } as const
    if (!(await authorizer.allows(caller, need))) return undefined
    const failure = await bindingFailure(store.db, supposedBinding(queue, connectionId))
    return failure === undefined ? binding : { ...binding, state: 'failed', failure }
  }

  const told = (remedy: Remedy) => ({ text: remedyText(remedy), remedy })

  return {
    async address(caller, queueName, { address, whatIf, dial: question }) {
      const target = parseTargetAddress(address)
      const wishes = whatIf === undefined ? [] : parseWishes(whatIf)
      if (wishes.length > 0 && question !== undefined) {
        throw new CausewayError('invalid-parameter', 'What is only supposed is not dialled', {
          hint: 'Ask with what_if and without dial, or make the change first.',
        })
      }
      const queue = await requireQueue(store.db, caller.projectId, queueName)
      if (question !== undefined) {
        const answer = await dial({ caller, queueId: queue.id }, target, question)
        return { ...answer, remedies: answer.remedies.map(told) }
      }
      const view = await supposeAll(await views.of(queue.id), wishes, (connection) => bindingTo(caller, queue, connection))
      const answer = await (wishes.length > 0 ? answerAsIs({ views, broker }, view, target) : broker.lookUp(view, target))
      const { kind: verdict, explanation } = broker.decide(view, target, monotonicClock, answer)
      const remedies = await shownRemedies(explanation.remedies, view, caller)
      return { queue: explanation.queue, target: explanation.target, verdict, steps: explanation.steps, remedies: remedies.map(told) }
    },
  }
}

function supposedBinding({ id, name, poolId, poolName, projectId }: QueueRecord, connectionId: string): BindingRecord {
  const holder = poolId === undefined ? ({ kind: 'queue', id, name } as const) : ({ kind: 'pool', id: poolId, name: poolName } as const)
  return { id: '', projectId, number: 0, connectionId, holder, state: 'creating', failure: '', createdAt: 0, updatedAt: 0 }
}

import { CausewayError } from '../../../base/errors.ts'
import type { Broker } from '../../network/broker.ts'
import type { BindingView, QueueNetworkView, Target } from '../../network/network-view.ts'
import type { NameAnswer } from '../../network/resolver/name-answer.ts'
import { questionOf } from '../../network/resolver/resolver-question.ts'
import type { NetworkViews } from './network-views.ts'

export interface AnswerAsIsDeps {
  readonly views: Pick<NetworkViews, 'asIfBound'>
  readonly broker: Pick<Broker, 'lookUp'>
}

/**
 * What the resolver says that would be asked in a network which is only supposed. It is asked through the connection as that is: nothing goes through what is not there. Undefined where none
 * would be asked, and where the resolver or the way to it would itself be another.
 */
export async function answerAsIs(
  { views, broker }: AnswerAsIsDeps,
  supposed: QueueNetworkView,
  target: Target,
): Promise<NameAnswer | undefined> {
  const question = questionOf(supposed, target.host)
  if (question === undefined) return undefined
  const now = await views.asIfBound(supposed.queueId, question.binding.connectionId).catch((thrown: unknown) => {
    // A queue that is only supposed.
    if (thrown instanceof CausewayError && thrown.kind === 'not-found') return undefined
    throw thrown
  })
  if (now === undefined || wayOf(now) !== wayOf(question.binding)) return undefined
  return await broker.lookUp({ ...supposed, connections: [], bindings: [now] }, target)
}

const wayOf = ({ vpcId, attachmentRevision, resolver }: BindingView): string =>
  JSON.stringify([vpcId, attachmentRevision, resolver?.servers])

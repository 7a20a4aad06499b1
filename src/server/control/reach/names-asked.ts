import { nextTurn } from '../../../base/next-turn.ts'
import { sideBySide } from '../../../base/side-by-side.ts'
import type { Broker } from '../../network/broker.ts'
import type { QueueNetworkView, Target } from '../../network/policy.ts'
import type { NameAnswer } from '../../network/resolver/name-answer.ts'
import { questionOf } from '../../network/resolver/resolver-question.ts'
import { inShortTurns } from '../shared/in-turns.ts'

interface Place {
  readonly view: QueueNetworkView
  readonly target: Target
}

interface Asking {
  readonly withinMs: number
  /** Connections whose resolvers are asked at once, and questions to one of them at once. */
  readonly connectionsAtOnce: number
  readonly ofOneAtOnce: number
}

/** `late`: nothing was said of it in the time that there is for all names together, so that what a job would be told is not known. */
export type AskedName =
  | { readonly kind: 'answer'; readonly answer: NameAnswer | undefined }
  | { readonly kind: 'late'; readonly connectionName: string }

/** Of a page that somebody looks at. A server for names that stands still takes a part of what a dial may take. */
const ASKING: Asking = { withinMs: 10_000, connectionsAtOnce: 8, ofOneAtOnce: 4 }

/** Answered in one turn of the event loop: the thread is everybody's. */
const ANSWERS_OF_TURN = 200

interface Question extends Place {
  readonly key: string
  readonly connectionId: string
  readonly connectionName: string
}

/**
 * What resolvers say of the names of many places, in their order: each name is asked for once of each connection, however many queues want it, several at a time, and for
 * no longer than there is for all of them. A resolver that stands still keeps none of the others waiting.
 */
export async function namesAsked(
  broker: Pick<Broker, 'lookUp'>,
  places: readonly Place[],
  { withinMs, connectionsAtOnce, ofOneAtOnce }: Asking = ASKING,
): Promise<readonly AskedName[]> {
  const signal = AbortSignal.timeout(withinMs)
  const ofPlaces: (Question | undefined)[] = []
  const turn = inShortTurns()
  for (const place of places) {
    await turn()
    ofPlaces.push(questionAt(place))
  }
  const questions = new Map(ofPlaces.flatMap((question) => (question === undefined ? [] : [[question.key, question]])))
  const answers = new Map<string, NameAnswer | undefined>()
  const ofConnections = [...Map.groupBy(questions.values(), ({ connectionId }) => connectionId).values()]
  await sideBySide(ofConnections, connectionsAtOnce, (ofOne) =>
    sideBySide(ofOne, ofOneAtOnce, async ({ view, target, key }) => {
      if (signal.aborted) return
      const answer = await broker.lookUp(view, target, signal)
      // Given up, it says the same as where no server has answered.
      if (signal.aborted && answer?.kind === 'unanswered') return
      answers.set(key, answer)
      if (answers.size % ANSWERS_OF_TURN === 0) await nextTurn()
    }),
  )
  return ofPlaces.map((question) => {
    if (question === undefined) return { kind: 'answer', answer: undefined }
    const { key, connectionName } = question
    return answers.has(key) ? { kind: 'answer', answer: answers.get(key) } : { kind: 'late', connectionName }
  })
}

/** Undefined where nobody is asked. */
function questionAt({ view, target }: Place): Question | undefined {
  const question = questionOf(view, target.host)
  if (question === undefined) return undefined
  const { binding, name } = question
  const { connectionId, connectionName, vpcId, attachmentRevision } = binding
  // What the answer hangs on.
  return { view, target, connectionId, connectionName, key: JSON.stringify([connectionId, vpcId, attachmentRevision, name]) }
}

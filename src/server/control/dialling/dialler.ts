import type { Explanation } from '../../../base/explanation.ts'
import type { HandedSocket } from '../../../base/sockets/held-descriptor.ts'
import type { Grant } from '../../domain/grant.ts'
import type { Broker } from '../../network/broker.ts'
import type { DialResult, DialWay } from '../../network/dial-result.ts'
import type { Decision, QueueNetworkView, Target } from '../../network/policy.ts'
import { advice } from '../../network/remedy.ts'
import type { Caller } from '../shared/caller.ts'
import type { Grants } from './grants.ts'
import { inWords, type Remedy, type RemedyText, type ShownRemedies } from './in-words.ts'
import type { NetworkViews } from './network-views.ts'

/** On whose behalf: a job's, a connectivity test's, or that of a program that came through a door of the queue. */
export interface DialledFor {
  readonly caller: Caller
  readonly jobId?: string
  /** Where there is no job: for the audit. */
  readonly purpose?: 'connectivity-test' | 'explain'
  /** The bytes are pumped, between the socket and whoever came through this. */
  readonly through?: { readonly kind: 'door' | 'run'; readonly id: string }
  /** Gives the dial up. */
  readonly signal?: AbortSignal
}

export type Dialled =
  /**
   * Connected and paused. What this process holds of it is destroyed when the grant is revoked; who gives a copy of it away, or takes its bytes elsewhere, holds
   * the grant as well. A grant may be revoked at any moment: look at it before.
   */
  | {
      readonly kind: 'connected'
      /** A stream of this process, but where it was dialled for a job, whose worker is given it. */
      readonly socket: HandedSocket
      readonly grant: Grant
      readonly way: DialWay
      readonly explanation: Explanation
      /** To be told when a worker has a copy of the socket. */
      readonly handedOver?: () => void
    }
  /** `remedies`: those of the explanation, as data. `code` is the operating system's, of an address that was dialled; `way` is of one that the policy allowed. */
  | {
      readonly kind: 'refused'
      readonly explanation: Explanation
      readonly remedies: readonly Remedy[]
      readonly code?: string
      readonly way?: DialWay
    }

/** Dials for a queue: the one way to a socket, for jobs, for connectivity tests, for whatever comes. */
export interface Dialler {
  /** Throws 'not-found' for a queue that is not there. */
  dial(queueId: string, target: Target, by: DialledFor): Promise<Dialled>
}

export interface DiallerDeps {
  readonly views: NetworkViews
  readonly broker: Broker
  readonly grants: Grants
  readonly shownRemedies: ShownRemedies
  readonly remedyText: RemedyText
}

interface Asked {
  readonly queueId: string
  readonly target: Target
  readonly caller: Caller
}

type Connected = Extract<DialResult<HandedSocket>, { readonly kind: 'connected' }>
type Refused = Extract<Dialled, { readonly kind: 'refused' }>

/** What makes two connected sockets the same: whose grant, and where they lead. */
const wayOf = (decision: Decision): string =>
  decision.kind === 'refused'
    ? ''
    : JSON.stringify([decision.connectionId, decision.route, decision.ip, decision.attachment.kind, decision.dialled])

export function createDialler({ views, broker, grants, shownRemedies, remedyText }: DiallerDeps): Dialler {
  async function refused(explanation: Explanation<Remedy>, view: QueueNetworkView, caller: Caller): Promise<Refused> {
    const remedies = await shownRemedies(explanation.remedies, view, caller)
    return { kind: 'refused', explanation: inWords({ ...explanation, remedies }, remedyText), remedies }
  }

  /**
   * The socket with its grant, unless something else has been decided since it was dialled as `dialled` allowed. What changes beside it, however often, does no
   * harm.
   */
  async function granted(dialled: QueueNetworkView, { queueId, target, caller }: Asked, connected: Connected): Promise<Dialled> {
    const { socket, held, connectionId, boundBy, lent, vpcId, route, address, resolved, explanation, answer } = connected
    let newest = dialled
    while (!views.isCurrent(newest)) {
      newest = await views.of(queueId)
      const now = broker.decide(newest, target, undefined, answer)
      if (now.kind === 'refused') return await refused(now.explanation, newest, caller)
      const broken = held.some((each) => each.destroyed)
      if (broken || wayOf(now) !== wayOf(broker.decide(dialled, target, undefined, answer)))
        return await refused(changedMeanwhile(explanation), newest, caller)
    }
    const holder = {
      revoke: async () => {
        for (const each of held) each.destroy()
      },
    }
    const grant = grants.give({ queueId, connectionId, vpcId, route, port: target.port }, holder)
    let open = held.length
    for (const each of held) {
      const closed = (): void => {
        open -= 1
        if (open === 0) grant.release(holder)
      }
      if (each.closed) closed()
      else each.once('close', closed)
    }
    const way = { connectionId, boundBy, lent, vpcId, route, address, ...(resolved === undefined ? {} : { resolved }) }
    return { kind: 'connected', socket, grant, way, explanation: inWords(explanation, remedyText) }
  }

  return {
    async dial(queueId, target, { caller, signal, jobId }) {
      const dialled = await views.of(queueId)
      const result = await (jobId === undefined ? broker.dial(dialled, target, signal) : broker.dialForWorker(dialled, target, signal))
      if (result.kind === 'refused') {
        const { explanation, code, way } = result
        const told = await refused(explanation, dialled, caller)
        return { ...told, ...(code === undefined ? {} : { code }), ...(way === undefined ? {} : { way }) }
      }
      let given = false
      try {
        const outcome = await granted(dialled, { queueId, target, caller }, result)
        given = outcome.kind === 'connected'
        return outcome
      } finally {
        if (!given) for (const each of result.held) each.destroy()
      }
    },
  }
}

const changedMeanwhile = (explanation: Explanation<Remedy>): Explanation<Remedy> => ({
  ...explanation,
  steps: [
    ...explanation.steps.filter(({ step }) => step !== 'dial'),
    { step: 'dial', outcome: 'failed', seen: 'The network of the queue was changed while the address was dialled' },
  ],
  remedies: [advice('Run it again')],
})

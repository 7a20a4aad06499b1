import { type Clock, monotonicClock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { ExplanationStep } from '../../../base/explanation.ts'
import type { Target } from '../../network/policy.ts'
import { type ProbeStep, probe } from '../../network/probes/probe.ts'
import { type Protocol, protocolOfPort } from '../../network/probes/protocols.ts'
import { advice, type Remedy } from '../../network/remedy.ts'
import type { Dialler } from '../dialling/dialler.ts'
import type { Caller } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'

/** What is tried behind the policy. */
export interface DialQuestion {
  /** By the port where it is not said. */
  readonly protocol?: Protocol | undefined
  /** From the first byte. */
  readonly tls?: boolean | undefined
  /** Whom and where a PostgreSQL is asked about. */
  readonly user?: string | undefined
  readonly database?: string | undefined
  /** Who asks has gone. */
  readonly signal: AbortSignal
}

/** What is known of a table only. */
interface TableStep {
  readonly step: 'table' | 'log-in' | 'columns'
  readonly outcome: ExplanationStep['outcome']
  readonly seen: string
  readonly tookMs?: number
}

export type ExplainedStep = ExplanationStep | ProbeStep | TableStep

export interface DialAnswer {
  readonly queue: string
  readonly target: string
  readonly verdict: 'reachable' | 'refused' | 'dial-failed'
  readonly steps: readonly ExplainedStep[]
  readonly remedies: readonly Remedy[]
}

/** TLS and a few questions; a dial has its own time. */
const PROBE_MS = 10_000

/** Dials as a job would, asks who is there, and closes. */
export type DialExplainer = (
  by: { readonly caller: Caller; readonly queueId: string },
  target: Target,
  question: DialQuestion,
) => Promise<DialAnswer>

interface DialExplainerDeps {
  readonly dialler: Dialler
  readonly clock: Clock
}

export function createDialExplainer({ dialler, clock: wallClock }: DialExplainerDeps): DialExplainer {
  const running = new Map<string, number>()

  async function answer({ caller, queueId }: Parameters<DialExplainer>[0], target: Target, question: DialQuestion): Promise<DialAnswer> {
    const dialled = await dialler.dial(queueId, target, { caller, signal: question.signal, purpose: 'explain' })
    const { explanation } = dialled
    const { queue, steps } = explanation
    if (dialled.kind === 'refused') {
      const isAllowed = steps.find(({ outcome }) => outcome === 'failed')?.step === 'dial'
      return { queue, target: explanation.target, verdict: isAllowed ? 'dial-failed' : 'refused', steps, remedies: dialled.remedies }
    }
    const probed = await probe(dialled.socket, {
      protocol: question.protocol ?? protocolOfPort(target.port),
      tls: question.tls ?? false,
      host: target.host,
      user: question.user ?? 'postgres',
      database: question.database ?? 'postgres',
      signal: AbortSignal.any([question.signal, AbortSignal.timeout(PROBE_MS)]),
      clock: monotonicClock,
      wallClock,
    })
    const remedies = probed.advice === undefined ? [] : [advice(probed.advice)]
    const verdict = probed.advice === undefined ? 'reachable' : 'dial-failed'
    return { queue, target: explanation.target, verdict, steps: [...steps, ...probed.steps], remedies }
  }

  return async (by, target, question) => {
    const { projectId } = by.caller
    const before = running.get(projectId) ?? 0
    if (before >= LIMITS.connectivityTasksRunning) {
      throw new CausewayError('limit-exceeded', `${LIMITS.connectivityTasksRunning} explanations dial already`, {
        hint: 'Try again when one of them has ended.',
      })
    }
    running.set(projectId, before + 1)
    try {
      return await answer(by, target, question)
    } finally {
      const left = (running.get(projectId) ?? 1) - 1
      if (left === 0) running.delete(projectId)
      else running.set(projectId, left)
    }
  }
}

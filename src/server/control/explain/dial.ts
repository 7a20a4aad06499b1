import { type Clock, monotonicClock } from '../../../base/clock.ts'
import { asCausewayError, CausewayError } from '../../../base/errors.ts'
import type { ExplanationStep } from '../../../base/explanation.ts'
import type { ProbeProtocol } from '../../../base/probe-protocols.ts'
import { socketOf } from '../../../base/sockets/held-descriptor.ts'
import type { Target } from '../../network/policy.ts'
import { type ProbeStep, probe } from '../../network/probes/probe.ts'
import { advice, type Remedy } from '../../network/remedy.ts'
import type { Dialler } from '../dialling/dialler.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Caller } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { type AskedPlace, type AskedUserDeps, askedUser, usedPassword } from './asked-user.ts'
import { knownPlace } from './known-place.ts'
import { tryLogIn } from './log-in.ts'
import { type LogInStep, logInStep } from './log-in-step.ts'

/** What is tried behind the policy. */
export interface DialQuestion {
  /** Where it is not said by the port, or by the tables that log in there. */
  readonly protocol?: ProbeProtocol | undefined
  /** From the first byte. */
  readonly tls?: boolean | undefined
  /** Whom and where a PostgreSQL is asked about. */
  readonly user?: string | undefined
  readonly database?: string | undefined
  /** The datasource authentication to log in with, at a PostgreSQL, a MySQL or a Redis. */
  readonly authName?: string | undefined
  /** A Redis may be given the password on a connection that others can read. */
  readonly allowUnencryptedLogin?: boolean | undefined
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

export type ExplainedStep = ExplanationStep | ProbeStep | TableStep | LogInStep['step']

export interface DialAnswer {
  readonly queue: string
  readonly target: string
  /** failed: the log-in. */
  readonly verdict: 'reachable' | 'refused' | 'dial-failed' | 'failed'
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

interface DialExplainerDeps extends AskedUserDeps {
  readonly dialler: Dialler
  readonly jobs: Pick<Jobs, 'stream'>
  readonly clock: Clock
}

export function createDialExplainer({ dialler, jobs, clock: wallClock, ...rights }: DialExplainerDeps): DialExplainer {
  const running = new Map<string, number>()

  async function answer({ caller, queueId }: Parameters<DialExplainer>[0], target: Target, given: DialQuestion): Promise<DialAnswer> {
    const { authName, signal } = given
    const known = given.protocol === undefined ? await knownPlace(rights, caller, target, authName) : undefined
    const protocol = given.protocol ?? known?.protocol ?? 'tcp'
    const question = { ...given, database: given.database ?? known?.database }
    if (authName !== undefined) requireLogIn(protocol)
    const dialled = await dialler.dial(queueId, target, { caller, signal, purpose: 'explain' })
    const { explanation } = dialled
    const { queue } = explanation
    const left = authName === undefined ? [] : [NOT_REACHED]
    if (dialled.kind === 'refused') {
      const isAllowed = explanation.steps.find(({ outcome }) => outcome === 'failed')?.step === 'dial'
      const steps = [...explanation.steps, ...left]
      return { queue, target: explanation.target, verdict: isAllowed ? 'dial-failed' : 'refused', steps, remedies: dialled.remedies }
    }
    const place = { ...target, authName }
    const inRedis = protocol === 'redis' ? await redisLogIn(caller, place, question) : undefined
    const user = question.user ?? (await askedUser(rights, caller, place))
    const probed = await probe(socketOf(dialled.socket), {
      protocol,
      tls: question.tls ?? false,
      host: target.host,
      user: user ?? 'postgres',
      database: question.database ?? 'postgres',
      logIn: inRedis?.logIn,
      signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]),
      clock: monotonicClock,
      wallClock,
    })
    const reached = { queue, target: explanation.target, steps: [...explanation.steps, ...probed.steps] }
    if (probed.advice !== undefined) {
      const isLogIn = probed.steps.at(-1)?.step === 'log-in'
      const steps = [...reached.steps, ...(isLogIn ? [] : left)]
      return { ...reached, verdict: isLogIn ? 'failed' : 'dial-failed', steps, remedies: [advice(probed.advice)] }
    }
    const tried = inRedis?.refused ?? (await workerLogIn(caller, queue, { protocol, ...place }, question))
    if (tried === undefined) return { ...reached, verdict: 'reachable', remedies: [] }
    const steps = [...reached.steps, tried.step]
    return tried.advice === undefined
      ? { ...reached, verdict: 'reachable', steps, remedies: [] }
      : { ...reached, verdict: 'failed', steps, remedies: [advice(tried.advice)] }
  }

  /** By the server itself, for no table is of a Redis: with the same rights as a worker's, and refused in the same words. */
  async function redisLogIn(caller: Caller, { authName, ...target }: AskedPlace, question: DialQuestion) {
    if (authName === undefined) return undefined
    try {
      const { userName, password } = await usedPassword(rights, caller, authName, target)
      return { logIn: { userName, password, allowUnencrypted: question.allowUnencryptedLogin ?? false }, refused: undefined }
    } catch (thrown) {
      return { logIn: undefined, refused: logInStep(asCausewayError(thrown), 0) }
    }
  }

  async function workerLogIn(
    caller: Caller,
    queueName: string,
    { protocol, host, port, authName }: AskedPlace & { readonly protocol: ProbeProtocol },
    { database, signal }: DialQuestion,
  ): Promise<LogInStep | undefined> {
    if (authName === undefined || (protocol !== 'postgresql' && protocol !== 'mysql')) return undefined
    const named = database ?? (protocol === 'postgresql' ? 'postgres' : undefined)
    return await tryLogIn(jobs, { caller, queueName }, { protocol, host, port, authName, database: named }, signal)
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

const NOT_REACHED = { step: 'log-in', outcome: 'not-reached', seen: 'Not reached' } as const
const WITH_LOG_IN: ReadonlySet<ProbeProtocol> = new Set(['postgresql', 'mysql', 'redis'])

function requireLogIn(protocol: ProbeProtocol): void {
  if (WITH_LOG_IN.has(protocol)) return
  throw new CausewayError('invalid-parameter', `There is no log-in by ${protocol}`, {
    hint: 'Say with protocol (--protocol) what listens there: postgresql, mysql or redis; or ask without auth_info. At others the first statement tries the log-in: CREATE TABLE, or CREATE DATABASE … FROM CONNECTION.',
  })
}

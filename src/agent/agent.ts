import { X509Certificate } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { CausewayError } from '../base/errors.ts'
import { readAgentToken } from '../protocol/agents/agent-token.ts'
import type { Goodbye } from '../protocol/agents/agent-wire.ts'
import { runLink } from './agent-link.ts'
import { type AgentState, readState, writeState } from './agent-state.ts'
import type { AllowedNetwork } from './allow-list.ts'
import { enrol, placeOf, placeText, renew } from './enrolment.ts'

export interface AgentOptions {
  readonly folder: string
  /** Of the first start; later ones have a certificate. */
  readonly token?: string
  /** host:port, where it is another than in the token. */
  readonly server?: string
  readonly allowed: readonly AllowedNetwork[]
  readonly version: string
  readonly signal: AbortSignal
  readonly tell: (text: string) => void
  /** The wall clock, and a number from 0 to 1 that is not known before. */
  readonly now: () => number
  readonly random: () => number
}

const FIRST_WAIT_MS = 500
const WAIT_MAX_MS = 10_000
/** A connection that lasted as long was one: the next wait is short again. */
const LASTED_MS = 10_000
const LOOK_AT_CERTIFICATE_MS = 3_600_000
/** An address that is refused again and again is told once in a while. */
const TELL_REFUSED_MS = 60_000

/**
 * Stays connected to the server until the signal comes. Throws a CausewayError for what no further try would change: a token that is not good, an agent that was
 * removed.
 */
export async function runAgent(options: AgentOptions): Promise<void> {
  const { tell, signal, folder, now, random } = options
  let state = await enrolled(options)
  const server = options.server ?? state.server
  tell(`Agent ${state.name} of VPC ${state.vpcName} (${state.agentId}); its certificate is good until ${endOf(state).toISOString()}`)
  const toldRefused = new Map<string, number>()
  let wait = FIRST_WAIT_MS
  const renewing = setInterval(() => void renewIfDue(), LOOK_AT_CERTIFICATE_MS).unref()
  try {
    await renewIfDue()
    while (!signal.aborted) {
      const begunAt = performance.now()
      const end = await runLink({
        state,
        server,
        allowed: options.allowed,
        version: options.version,
        signal,
        connected: () => tell(`Connected to ${placeText(placeOf(server))}`),
        refused,
      })
      if (signal.aborted) return
      if (end.kind === 'goodbye') leaveFor(end.why, state)
      if (performance.now() - begunAt >= LASTED_MS) wait = FIRST_WAIT_MS
      // Many agents of one server that comes back do not come at the same moment.
      const waited = Math.round(wait * (0.5 + random() / 2))
      tell(`Not connected to ${placeText(placeOf(server))} (${end.kind === 'goodbye' ? end.why : end.reason}): tried again in ${waited} ms`)
      wait = Math.min(wait * 2, WAIT_MAX_MS)
      await sleep(waited, undefined, { signal }).catch(() => {})
    }
  } finally {
    clearInterval(renewing)
  }

  function refused(address: string): void {
    const last = toldRefused.get(address)
    if (last !== undefined && now() - last < TELL_REFUSED_MS) return
    if (toldRefused.size >= 1_000) toldRefused.clear()
    toldRefused.set(address, now())
    tell(`The server asked for ${address}, which --allow does not name: refused`)
  }

  async function renewIfDue(): Promise<void> {
    const certificate = new X509Certificate(state.certificate)
    const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]
    if (now() < (from + to) / 2) return
    try {
      state = await renew(state, server)
      await writeState(folder, state)
      tell(`The certificate was renewed, until ${endOf(state).toISOString()}`)
    } catch (thrown) {
      tell(`The certificate could not be renewed: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    }
  }
}

const endOf = ({ certificate }: AgentState): Date => new Date(new X509Certificate(certificate).validTo)

async function enrolled({ folder, token, server, version, tell }: AgentOptions): Promise<AgentState> {
  const kept = await readState(folder)
  if (kept !== undefined) {
    if (token !== undefined) tell('This agent is enrolled already: the token is not used')
    return kept
  }
  if (token === undefined) {
    throw new CausewayError('invalid-parameter', `There is no agent in ${folder}`, {
      hint: 'Enrol it with --token, which whoever may change the attachment of the VPC makes (docs/guides/agent.md).',
    })
  }
  const read = readAgentToken(token.trim())
  if (read === undefined) {
    throw new CausewayError('invalid-parameter', 'The token is not one for an agent', {
      hint: 'Give the whole token; it begins with cwa_.',
    })
  }
  const state = await enrol(read, server ?? read.server, version)
  await writeState(folder, state)
  tell(`Enrolled at ${placeText(placeOf(state.server))}`)
  return state
}

/** Throws where another try would end in the same way. */
function leaveFor(why: Goodbye, { name }: AgentState): void {
  switch (why) {
    case 'removed':
      throw new CausewayError('forbidden', `The server knows the agent ${name} no more: it was removed`, {
        hint: 'To enrol it again, remove its state folder and start it with a new token.',
      })
    case 'expired':
      throw new CausewayError('expired', `The certificate of the agent ${name} has ended`, {
        hint: 'Remove its state folder and start it with a new token, after removing the agent of that name at the server.',
      })
    // Another process with the same state has come, or the server is about to be back.
    case 'replaced':
    case 'stopping':
  }
}

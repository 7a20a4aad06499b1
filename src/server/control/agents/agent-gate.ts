import type { Clock } from '../../../base/clock.ts'
import { asCausewayError, CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import type { Logger } from '../../../base/log.ts'
import type { EnrolAnswer, EnrolRequest, RenewAnswer } from '../../../protocol/agents/agent-wire.ts'
import type { AgentRecord } from '../../domain/agent.ts'
import type { AuditActor } from '../../domain/audit-event.ts'
import type { AgentAuthority } from '../../network/agents/agent-authority.ts'
import type { AgentGate } from '../../network/agents/agent-listener.ts'
import type { ConnectedAgents } from '../../network/agents/connected-agents.ts'
import { findProject } from '../../store/accounts/accounts.ts'
import { findAgentByKey, insertAgent, takeAgentToken, updateAgent } from '../../store/network/agents.ts'
import { findVpc } from '../../store/network/vpcs.ts'
import type { Store } from '../../store/store.ts'
import type { AuditTrail, NewAuditEvent } from '../audit/audit-trail.ts'
import { tokenHash } from './agents.ts'

export interface AgentGateDeps {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  readonly trail: AuditTrail
  readonly authority: AgentAuthority
  readonly connected: ConnectedAgents
}

interface Enrolled {
  readonly agent: AgentRecord
  readonly certificate: string
  readonly vpcName: string
}

/** Who comes in as an agent: by a token that is good for once, then by the certificate that it has given. */
export function createAgentGate({ store, clock, log, trail, authority, connected }: AgentGateDeps): AgentGate {
  /** In one transaction: of two that show one token at the same time, one is enrolled, and the other finds none. */
  async function enrol({ secret, request }: EnrolRequest, about: (actor: Partial<NewAuditEvent>) => void): Promise<Enrolled> {
    const now = clock()
    const id = newUuid()
    // Before the token is looked at: a request that is none does not cost it.
    const { certificate, keyHash, endsAt } = await authority.issueAgent(request, id, now)
    return await store.transaction(async (tx) => {
      const token = await takeAgentToken(tx, tokenHash(secret))
      if (token === undefined || token.expiresAt <= now) throw noToken()
      const { projectId, vpcId, name } = token
      const vpc = await findVpc(tx, projectId, vpcId)
      if (vpc === undefined || (await findAgentByKey(tx, keyHash)) !== undefined) throw noToken()
      about({ projectId, domainId: (await findProject(tx, projectId))?.domainId ?? '', object: `${vpcId}/${id}`, details: { name } })
      const agent = {
        id,
        projectId,
        vpcId,
        name,
        keyHash,
        version: '',
        address: '',
        createdAt: now,
        lastSeenAt: undefined,
        certificateEndsAt: endsAt,
      }
      await insertAgent(tx, agent)
      return { agent, certificate, vpcName: vpc.name === '' ? vpcId : vpc.name }
    })
  }

  return {
    authority: authority.certificate,

    async enrol(request, peer): Promise<EnrolAnswer> {
      const startedAt = performance.now()
      const entry = trail.begin({ ...NOBODY, at: clock(), kind: 'call', requestId: '', action: 'causeway.agents.enrol', ...ASKED, peer })
      const took = (): number => Math.round((performance.now() - startedAt) * 1000) / 1000
      try {
        const { agent, certificate, vpcName } = await trail.within(entry, () => enrol(request, entry.add))
        connected.know(agent)
        entry.end({ outcome: 'succeeded', status: 200, durationMs: took() })
        return { agentId: agent.id, name: agent.name, vpcName, certificate }
      } catch (thrown) {
        const { kind } = asCausewayError(thrown)
        const [outcome, status] = kind === 'forbidden' ? (['refused', 403] as const) : (['failed', 400] as const)
        entry.end({ outcome, status, durationMs: took(), details: { reason: kind } })
        throw thrown
      }
    },

    async renew(keyHash, { request }, _peer): Promise<RenewAnswer> {
      const agent = await findAgentByKey(store.db, keyHash)
      if (agent === undefined) {
        throw new CausewayError('forbidden', 'This agent was removed', { hint: 'Enrol it again with a new token.' })
      }
      if ((await authority.keyOf(request)) !== keyHash) {
        throw new CausewayError('forbidden', 'The request is for another key than that of the agent', {
          hint: 'Enrol an agent with a new token to give it a new key.',
        })
      }
      const { certificate, endsAt } = await authority.issueAgent(request, agent.id, clock())
      await updateAgent(store.db, agent.id, { certificateEndsAt: endsAt })
      connected.renewed(agent.vpcId, agent.id, endsAt)
      return { certificate }
    },

    async admit(keyHash) {
      const agent = await findAgentByKey(store.db, keyHash)
      if (agent === undefined) return undefined
      const { id, vpcId } = agent
      const seen = (change: Parameters<typeof updateAgent>[2]): void => {
        updateAgent(store.db, id, change).catch((error: unknown) => log.warn({ err: error }, 'When an agent was seen was not stored'))
      }
      return {
        connected(session, endsAt) {
          const isIn = connected.connected(vpcId, id, session, endsAt, (at) => seen({ lastSeenAt: at }))
          if (isIn) seen({ lastSeenAt: clock(), address: session.address, version: session.version })
        },
      }
    },
  }
}

const noToken = (): CausewayError =>
  new CausewayError('forbidden', 'The token is not good: it was used, has expired, or is of another server', {
    hint: 'Make another token for the agent.',
  })

const NOBODY: AuditActor = {
  domainId: '',
  projectId: '',
  userId: '',
  userName: '',
  method: 'agent-token',
  accessKey: '',
  peer: '',
  proxy: '',
}
const ASKED = { object: '', outcome: 'unknown', status: 0, code: '', durationMs: 0, details: {} } as const

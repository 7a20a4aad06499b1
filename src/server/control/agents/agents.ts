import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import { writeAgentToken } from '../../../protocol/agents/agent-token.ts'
import type { Agent, AgentRecord } from '../../domain/agent.ts'
import type { ConnectedAgents } from '../../network/agents/connected-agents.ts'
import {
  countAgentTokens,
  deleteAgent,
  findAgent,
  forgetExpiredAgentTokens,
  listAgents,
  putAgentToken,
} from '../../store/network/agents.ts'
import type { Store } from '../../store/store.ts'
import type { EventSink } from '../events/events.ts'
import type { Caller } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { agentName } from '../shared/names.ts'
import { requireVpc } from '../vpcs/require.ts'

/** The agents of a VPC: programs in its network that dial out to this server. */
export interface Agents {
  /** What enrols one agent of this name, once and not after `expiresAt`. Throws 'not-supported' where this server takes no agents. */
  createToken(
    caller: Caller,
    vpcId: string,
    input: { readonly name: string; readonly validSeconds?: number },
  ): Promise<{ readonly token: string; readonly name: string; readonly expiresAt: number }>
  /** In the order in which they were enrolled. */
  list(caller: Caller, vpcId: string): Promise<readonly Agent[]>
  get(caller: Caller, vpcId: string, id: string): Promise<Agent>
  /** Its certificate opens nothing from here on; its connection and all that was opened through it end before this resolves. */
  delete(caller: Caller, vpcId: string, id: string): Promise<void>
}

/** Where agents come in. */
export interface AgentDoor {
  /** host:port as agents dial it. */
  readonly address: string
  /** SHA-256 of the authority, in hexadecimal. */
  readonly fingerprint: string
}

export interface AgentsDeps {
  readonly store: Store
  readonly clock: Clock
  readonly connected: ConnectedAgents
  /** Undefined where this server takes no agents. */
  readonly door: AgentDoor | undefined
  readonly events: EventSink
}

const SECRET_BYTES = 32
const VALID_SECONDS = 3_600
const VALID_SECONDS_MAX = 7 * 86_400

export const tokenHash = (secret: string): string => createHash('sha256').update(secret).digest('hex')

export function createAgents({ store, clock, connected, door, events }: AgentsDeps): Agents {
  function shown({ projectId: _projectId, keyHash: _keyHash, ...agent }: AgentRecord): Agent {
    const now = connected.stateOf(agent.vpcId, agent.id)
    return {
      ...agent,
      lastSeenAt: now?.connected === undefined ? (now?.lastSeenAt ?? agent.lastSeenAt) : clock(),
      ...(now?.connected === undefined ? {} : { address: now.connected.address, version: now.connected.version }),
      connectedAt: now?.connected?.since,
    }
  }

  async function requireAgent(projectId: string, vpcId: string, id: string): Promise<AgentRecord> {
    await requireVpc(store.db, projectId, vpcId)
    const agent = await findAgent(store.db, vpcId, id)
    if (agent !== undefined) return agent
    throw new CausewayError('not-found', `The VPC ${vpcId} has no agent with the id ${id}`, { hint: 'List the agents of the VPC.' })
  }

  return {
    async createToken(caller, vpcId, input) {
      const { projectId } = caller
      const name = agentName(input.name)
      const validSeconds = input.validSeconds ?? VALID_SECONDS
      if (!Number.isInteger(validSeconds) || validSeconds < 1 || validSeconds > VALID_SECONDS_MAX) {
        throw new CausewayError('invalid-parameter', 'The time for which the token is good is not valid', {
          hint: `Use a whole number of seconds from 1 to ${VALID_SECONDS_MAX}.`,
        })
      }
      if (door === undefined) {
        throw new CausewayError('not-supported', 'This server takes no agents', {
          hint: 'Let whoever runs it set agents.listen in causeway.yaml (docs/guides/agent.md) and start it again.',
        })
      }
      const now = clock()
      const secret = randomBytes(SECRET_BYTES).toString('base64url')
      const expiresAt = now + validSeconds * 1_000
      await store.transaction(async (tx) => {
        await requireVpc(tx, projectId, vpcId)
        if ((await listAgents(tx, vpcId)).some((agent) => agent.name === name)) {
          throw new CausewayError('already-exists', `The VPC has an agent ${name} already`, {
            hint: 'Choose another name, or delete that agent first.',
          })
        }
        await forgetExpiredAgentTokens(tx, now)
        if ((await countAgentTokens(tx, vpcId)) + (await listAgents(tx, vpcId)).length >= LIMITS.agentsOfVpc) {
          throw new CausewayError('limit-exceeded', `The VPC has ${LIMITS.agentsOfVpc} agents and tokens for more`, {
            hint: 'Delete agents that are no longer used.',
          })
        }
        await putAgentToken(tx, { hash: tokenHash(secret), projectId, vpcId, name, createdAt: now, expiresAt })
      })
      return { token: writeAgentToken({ server: door.address, authority: door.fingerprint, secret }), name, expiresAt }
    },

    async list(caller, vpcId) {
      await requireVpc(store.db, caller.projectId, vpcId)
      return (await listAgents(store.db, vpcId)).map(shown)
    },

    async get(caller, vpcId, id) {
      return shown(await requireAgent(caller.projectId, vpcId, id))
    },

    async delete(caller, vpcId, id) {
      await requireAgent(caller.projectId, vpcId, id)
      await deleteAgent(store.db, id)
      connected.forget(vpcId, id)
      events.publish(caller.projectId, { kind: 'vpc', vpcId, change: 'attachment' })
    },
  }
}

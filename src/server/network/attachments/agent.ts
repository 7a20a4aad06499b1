import type { Duplex } from 'node:stream'
import { Type } from 'typebox'
import { forbiddenForForward } from '../../../base/addresses/forbidden-ranges.ts'
import { AgentRefused } from '../agents/agent-session.ts'
import { type AgentState, type ConnectedAgents, NoAgent } from '../agents/connected-agents.ts'
import { type DialFailure, socketFailure } from '../dial-failure.ts'
import { listed } from '../listed.ts'
import { advice } from '../remedy.ts'
import type { AttachmentKind, AttachmentLink, LinkContext } from './attachment-kind.ts'
import { LinkDown, type LinkHealth, UP } from './link-health.ts'
import { ownPortRefusal } from './own-port.ts'

type AgentSpec = { readonly kind: 'agent' }

/** Codes of our own, beside those of the agent's operating system. */
const REFUSED_BY_AGENT = 'EAGENTREFUSED'
const AGENT_LOST = 'EAGENTLOST'

/** A `causeway agent` in the VPC's network has dialled out to this server, and dials the addresses as they are, as far as its own list allows. */
export const agent = {
  kind: 'agent',
  schema: Type.Object({ kind: Type.Literal('agent') }),
  elsewhere: 'What an agent may dial says its own list, where it runs: causeway agent --allow NETWORK:PORT.',
  plain: () => ({ kind: 'agent' }),
  show: () => ({ kind: 'agent' }),
  takesAway: (_old, next) => next === undefined,
  check(_spec, { address, vpcName, machine }) {
    const forbidden = forbiddenForForward(address.ip)
    if (forbidden !== undefined) {
      return {
        kind: 'refused',
        rule: 22,
        seen: `${address.ip.text} is ${forbidden}, which is never dialled through the agents of VPC ${vpcName}`,
        remedies: [advice('Use the database’s address in the private network')],
      }
    }
    const ownPort = ownPortRefusal(address, machine)
    if (ownPort !== undefined) return ownPort
    return {
      kind: 'passed',
      rule: 22,
      dialled: { ip: address.ip.text, port: address.port },
      seen: `VPC ${vpcName} is reached through an agent in its network, whose own list has the last word`,
    }
  },
  link: (_spec, context) => agentLink(context),
  describeFailure(code, address) {
    switch (code) {
      case REFUSED_BY_AGENT:
        return {
          seen: `The agents of the VPC refuse ${address}: their own lists do not name it`,
          remedies: [advice(`Let whoever runs an agent there start it with --allow ${address} as well`)],
        }
      case AGENT_LOST:
        return {
          seen: `The agent went away while it was asked for ${address}`,
          remedies: [advice('Run it again when an agent is connected')],
        }
      case 'EACCES':
      case 'EPERM':
      case 'EMFILE':
      case 'EADDRNOTAVAIL':
        return {
          seen: `The machine of the agent cannot dial ${address} (${code})`,
          remedies: [advice('Look at the firewall and the limits of the machine of the agent')],
        }
    }
    return socketFailure(code, {
      where: `${address}, dialled by an agent in its network`,
      check: 'Check the address and the port',
      noWay: 'Check that the machine of the agent has a way to that address',
    })
  },
} as const satisfies AttachmentKind<AgentSpec>

function agentLink({ vpcId, agents }: LinkContext): AttachmentLink {
  const streams = new Set<Duplex>()
  return {
    givesStreams: true,
    async open(dialled, signal) {
      try {
        const stream = await agents.open(vpcId, dialled, signal)
        streams.add(stream)
        stream.once('close', () => streams.delete(stream))
        return { kind: 'stream', stream }
      } catch (thrown) {
        if (thrown instanceof NoAgent) throw new LinkDown(absence(vpcId, agents))
        if (thrown instanceof AgentRefused) throw Object.assign(new Error('An agent opens no connection'), codeOf(thrown))
        throw thrown
      }
    },
    async close() {
      for (const stream of streams) stream.destroy()
    },
    watch(told) {
      let last = ''
      const tell = (health: LinkHealth): void => {
        const text = JSON.stringify(health)
        if (text !== last) told(health)
        last = text
      }
      const look = (): void => {
        const presence = agents.presence(vpcId)
        if (presence === 'up') tell(UP)
        else if (presence === 'down') tell({ kind: 'down', failure: absence(vpcId, agents) })
      }
      const end = agents.listen(vpcId, look)
      look()
      return end
    },
  }
}

function codeOf({ refusal }: AgentRefused): { readonly code?: string } {
  switch (refusal.kind) {
    case 'not-allowed':
      return { code: REFUSED_BY_AGENT }
    case 'lost':
      return { code: AGENT_LOST }
    case 'dial-failed':
      return refusal.code === undefined ? {} : { code: refusal.code }
  }
}

/** Why nobody is there to be asked, and what to run. */
function absence(vpcId: string, agents: ConnectedAgents): DialFailure {
  if (agents.port === undefined) {
    return {
      seen: 'This server takes no agents',
      remedies: [advice('Let whoever runs this server set agents.listen in causeway.yaml, and start it again')],
    }
  }
  const known = [...agents.statesOf(vpcId).values()]
  if (known.length === 0) return { seen: 'The VPC has no agent yet', remedies: [{ kind: 'enrol-agent', vpcId }] }
  return {
    seen: `No agent of the VPC is connected: ${listed(known.map(sinceWhen))}`,
    remedies: [advice('Start it in its network: causeway agent --state <folder> --allow <network>:<port>, and look there at what it says')],
  }
}

const sinceWhen = ({ name, lastSeenAt }: AgentState): string =>
  lastSeenAt === undefined ? `${name} has never connected` : `${name} has been away since ${minuteOf(lastSeenAt)}`

const minuteOf = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`

import { type Static, Type } from 'typebox'
import { NAME_RULES } from '../../control/shared/names.ts'
import type { Agent } from '../../domain/agent.ts'
import { NO_BODY, NONE, type Operation, projectOperation } from '../operation.ts'
import { PROJECT } from './project-path.ts'

const OF_VPC = '/causeway/v1/{project_id}/vpcs/{vpc_id}/agents'
const ONE = `${OF_VPC}/{agent_id}`
const id = Type.String({ minLength: 1 })
const VpcPath = Type.Object({ ...PROJECT, vpc_id: id })
const AgentPath = Type.Object({ ...PROJECT, vpc_id: id, agent_id: id })
const AgentShown = Type.Object({
  agent_id: Type.String(),
  name: Type.String(),
  status: Type.Enum(['CONNECTED', 'DISCONNECTED'], { description: 'Whether it can be asked for connections now' }),
  create_time: Type.Integer(),
  connect_time: Type.Optional(Type.Integer({ description: 'Since when it is connected' })),
  last_seen_time: Type.Optional(Type.Integer({ description: 'Absent: it has never connected' })),
  address: Type.String({ description: 'Where its connection came from, as this server sees it' }),
  version: Type.String(),
  certificate_end_time: Type.Integer({ description: 'It renews its certificate before' }),
})

const shown = (agent: Agent): Static<typeof AgentShown> => ({
  agent_id: agent.id,
  name: agent.name,
  status: agent.connectedAt === undefined ? 'DISCONNECTED' : 'CONNECTED',
  create_time: agent.createdAt,
  ...(agent.connectedAt === undefined ? {} : { connect_time: agent.connectedAt }),
  ...(agent.lastSeenAt === undefined ? {} : { last_seen_time: agent.lastSeenAt }),
  address: agent.address,
  version: agent.version,
  certificate_end_time: agent.certificateEndsAt,
})

const createToken = projectOperation({
  name: 'causeway.agents.create-token',
  protocol: 'causeway',
  method: 'POST',
  path: `${OF_VPC}/tokens`,
  permission: 'causeway:attachments:set',
  summary: 'Makes a token that enrols one agent in the network of a VPC, once',
  status: 201,
  schemas: {
    params: VpcPath,
    query: NONE,
    body: Type.Object({
      name: Type.String({ pattern: NAME_RULES.agent.source, description: 'Of the agent' }),
      valid_seconds: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 604_800, description: 'How long the token is good; 3600 when absent' }),
      ),
    }),
    response: Type.Object({
      token: Type.String({ description: 'Shown this once: causeway agent --token <token>' }),
      name: Type.String(),
      expires_at: Type.Integer(),
    }),
  },
  handle: async ({ control, caller, params, body }) => {
    const { token, name, expiresAt } = await control.agents.createToken(caller, params.vpc_id, {
      name: body.name,
      ...(body.valid_seconds === undefined ? {} : { validSeconds: body.valid_seconds }),
    })
    return { body: { token, name, expires_at: expiresAt } }
  },
})

const list = projectOperation({
  name: 'causeway.agents.list',
  protocol: 'causeway',
  method: 'GET',
  path: OF_VPC,
  permission: 'causeway:attachments:get',
  summary: 'Lists the agents of a VPC, and which of them are connected',
  status: 200,
  schemas: { params: VpcPath, query: NONE, body: NONE, response: Type.Object({ agents: Type.Array(AgentShown) }) },
  handle: async ({ control, caller, params }) => {
    return { body: { agents: (await control.agents.list(caller, params.vpc_id)).map(shown) } }
  },
})

const get = projectOperation({
  name: 'causeway.agents.get',
  protocol: 'causeway',
  method: 'GET',
  path: ONE,
  permission: 'causeway:attachments:get',
  summary: 'Shows an agent of a VPC',
  status: 200,
  schemas: { params: AgentPath, query: NONE, body: NONE, response: AgentShown },
  handle: async ({ control, caller, params }) => {
    return { body: shown(await control.agents.get(caller, params.vpc_id, params.agent_id)) }
  },
})

const remove = projectOperation({
  name: 'causeway.agents.delete',
  protocol: 'causeway',
  method: 'DELETE',
  path: ONE,
  permission: 'causeway:attachments:set',
  summary: 'Removes an agent: its connection and what was opened through it end at once, and its certificate opens nothing any more',
  status: 204,
  schemas: { params: AgentPath, query: NONE, body: NONE, response: NO_BODY },
  handle: async ({ control, caller, params }) => {
    await control.agents.delete(caller, params.vpc_id, params.agent_id)
    return { body: undefined }
  },
})

export const agentOperations: readonly Operation[] = [createToken, list, get, remove]

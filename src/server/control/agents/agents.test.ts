import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { runAgent } from '../../../agent/agent.ts'
import { writeState } from '../../../agent/agent-state.ts'
import { enrol, renew } from '../../../agent/enrolment.ts'
import { type AgentToken, readAgentToken, writeAgentToken } from '../../../protocol/agents/agent-token.ts'
import { AGENT_AUTHORITY } from '../../domain/secret-purpose.ts'
import { findSetting } from '../../store/settings.ts'
import { inAnotherProject, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'

let server: StartedServer
let folder: string
const running: { readonly end: AbortController; readonly ended: Promise<void> }[] = []
beforeAll(async () => {
  server = await startServerRooms({ worker: 'scripted', agents: true })
  folder = await mkdtemp(join(tmpdir(), 'causeway-agents-'))
})
afterAll(async () => {
  for (const { end } of running) end.abort()
  await Promise.allSettled(running.map(({ ended }) => ended))
  await server?.remove()
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
})

let counter = 0
async function newVpc(): Promise<string> {
  counter += 1
  return (await server.control.vpcs.create(server.caller, { name: `v${counter}`, cidr: '10.0.0.0/8', description: '' })).id
}
async function newToken(vpcId: string, name: string, validSeconds?: number): Promise<AgentToken> {
  const made = await server.control.agents.createToken(server.caller, vpcId, {
    name,
    ...(validSeconds === undefined ? {} : { validSeconds }),
  })
  const read = readAgentToken(made.token)
  if (read === undefined) throw new Error(made.token)
  return read
}
const enrolled = (token: AgentToken) => enrol(token, token.server, '1')

function start(state: string, token: AgentToken | undefined) {
  const end = new AbortController()
  const told: string[] = []
  const ended = runAgent({
    folder: state,
    ...(token === undefined ? {} : { token: writeAgentToken(token) }),
    allowed: [],
    version: '1.2.3',
    signal: end.signal,
    tell: (text) => told.push(text),
    now: Date.now,
    random: () => 0,
  })
  ended.catch(() => {})
  running.push({ end, ended })
  return { end, ended, told }
}

const whenConnected = (vpcId: string, is: boolean): Promise<true> =>
  waitPatiently({
    meanwhile: 'The agent is still on its way',
    look: async () => {
      const [agent] = await server.control.agents.list(server.caller, vpcId)
      return agent !== undefined && (agent.connectedAt !== undefined) === is ? true : undefined
    },
  })

describe('a token for an agent', () => {
  it('enrols one agent of its name in its VPC, which is listed and removed', async () => {
    const vpcId = await newVpc()
    const state = await enrolled(await newToken(vpcId, 'one'))
    expect(state).toMatchObject({ name: 'one', vpcName: `v${counter}` })
    const [agent] = await server.control.agents.list(server.caller, vpcId)
    expect(agent).toMatchObject({ id: state.agentId, name: 'one', vpcId, connectedAt: undefined, lastSeenAt: undefined })
    expect(JSON.stringify(agent)).not.toMatch(/keyHash|projectId/)
    await server.control.agents.delete(server.caller, vpcId, state.agentId)
    expect(await server.control.agents.list(server.caller, vpcId)).toEqual([])
    await expect(server.control.agents.get(server.caller, vpcId, state.agentId)).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('is used once, also by many at the same time', async () => {
    const vpcId = await newVpc()
    const token = await newToken(vpcId, 'raced')
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => enrolled(token)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ kind: 'forbidden', message: expect.stringContaining('token is not good') })
    }
    expect(await server.control.agents.list(server.caller, vpcId)).toHaveLength(1)
  })

  it('is good until its time is over, and until another is made for the same name', async () => {
    const vpcId = await newVpc()
    const late = await newToken(vpcId, 'late', 10)
    server.time.aheadMs += 10_000
    await expect(enrolled(late)).rejects.toThrow('The token is not good')
    const first = await newToken(vpcId, 'again')
    const second = await newToken(vpcId, 'again')
    await expect(enrolled(first)).rejects.toThrow('The token is not good')
    await enrolled(second)
    await expect(newToken(vpcId, 'again')).rejects.toMatchObject({ kind: 'already-exists' })
  })

  it('is not made for a VPC of another project, nor without a name', async () => {
    const other = await inAnotherProject(server)
    await expect(server.control.agents.createToken(other, await newVpc(), { name: 'x' })).rejects.toMatchObject({ kind: 'not-found' })
    await expect(newToken(await newVpc(), 'no name')).rejects.toMatchObject({ kind: 'invalid-parameter' })
  })

  it('is kept as a hash, and the authority sealed', async () => {
    const token = await newToken(await newVpc(), 'kept')
    const rows = JSON.stringify(await server.store.db.selectFrom('agentToken').selectAll().execute())
    expect(rows).toContain('kept')
    expect(rows).not.toContain(token.secret)
    const sealed = await findSetting(server.store.db, AGENT_AUTHORITY)
    expect(Buffer.from(sealed ?? '', 'base64').toString('latin1')).not.toContain('PRIVATE KEY')
  })
})

describe('an agent', () => {
  it('is seen while it is connected, and cut off when it is removed', async () => {
    const vpcId = await newVpc()
    const agent = start(join(folder, 'seen'), await newToken(vpcId, 'seen'))
    await whenConnected(vpcId, true)
    const [shown] = await server.control.agents.list(server.caller, vpcId)
    expect(shown).toMatchObject({ version: '1.2.3', address: expect.stringMatching(/^127\.0\.0\.1:\d+$/) })
    await server.control.agents.delete(server.caller, vpcId, shown?.id ?? '')
    await expect(agent.ended).rejects.toThrow('it was removed')
    // Nor does it come in again.
    await expect(start(join(folder, 'seen'), undefined).ended).rejects.toThrow('it was removed')
  })

  it('goes with its VPC', async () => {
    const vpcId = await newVpc()
    const agent = start(join(folder, 'gone'), await newToken(vpcId, 'gone'))
    await whenConnected(vpcId, true)
    await server.control.vpcs.delete(server.caller, vpcId)
    await expect(agent.ended).rejects.toThrow('it was removed')
  })

  it('gets another certificate for its key, and none for another key or by none', async () => {
    const vpcId = await newVpc()
    const state = await enrolled(await newToken(vpcId, 'renewed'))
    const before = (await server.control.agents.get(server.caller, vpcId, state.agentId)).certificateEndsAt
    server.time.aheadMs += 3_600_000
    const next = await renew(state, state.server)
    expect(next.certificate).not.toBe(state.certificate)
    expect((await server.control.agents.get(server.caller, vpcId, state.agentId)).certificateEndsAt).toBeGreaterThan(before)
    await writeState(join(folder, 'renewed'), next)
    start(join(folder, 'renewed'), undefined)
    await whenConnected(vpcId, true)
    await server.control.agents.delete(server.caller, vpcId, state.agentId)
    await expect(renew(next, next.server)).rejects.toThrow('was removed')
  })
})

it('keeps its authority and its agents over a restart, and takes nobody where no port is set', async () => {
  const one = await startServerRooms({ worker: 'scripted', agents: true })
  const vpc = await one.control.vpcs.create(one.caller, { name: 'v', cidr: '10.0.0.0/8', description: '' })
  const tokenOf = async (of: StartedServer, name: string) =>
    readAgentToken((await of.control.agents.createToken(of.caller, vpc.id, { name })).token)
  const first = await tokenOf(one, 'a')
  const again = await one.restart()
  try {
    const second = await tokenOf(again, 'b')
    expect(second?.authority).toBe(first?.authority)
  } finally {
    await again.remove()
  }
  const without = await startServerRooms({ worker: 'scripted' })
  try {
    const other = await without.control.vpcs.create(without.caller, { name: 'v', cidr: '10.0.0.0/8', description: '' })
    await expect(without.control.agents.createToken(without.caller, other.id, { name: 'x' })).rejects.toMatchObject({
      kind: 'not-supported',
      hint: expect.stringContaining('agents.listen'),
    })
  } finally {
    await without.remove()
  }
})

import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { type AgentLab, agentLab } from '../agents/fixtures/agent-lab.ts'
import { createBroker } from '../broker.ts'
import { linkContext } from '../fixtures/link-context.ts'
import { describeFailure, linkOf } from './attachments.ts'
import { LinkDown, type LinkHealth } from './link-health.ts'

const never = new AbortController().signal
const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step()
})

async function newLab(): Promise<AgentLab> {
  const lab = await agentLab()
  cleanUp.push(() => lab[Symbol.asyncDispose]())
  return lab
}

const linkTo = (lab: AgentLab) => linkOf({ kind: 'agent' }, linkContext('vpc', { agents: lab.connected }))

test('whether an agent is there is told as it changes, with since when and what to run', async () => {
  const lab = await newLab()
  const told: LinkHealth[] = []
  cleanUp.push(linkTo(lab).watch?.((health) => told.push(health)) ?? (() => {}))
  expect(told).toEqual([{ kind: 'down', failure: { seen: 'The VPC has no agent yet', remedies: [{ kind: 'enrol-agent', vpcId: 'vpc' }] } }])
  const agent = lab.startAgent('vpc', ['127.0.0.0/8'])
  const until = (kind: LinkHealth['kind']) =>
    waitPatiently({ meanwhile: `Nobody has told that it is ${kind}`, look: () => (told.at(-1)?.kind === kind ? true : undefined) })
  await until('up')
  await agent.stop()
  await until('down')
  const last = told.at(-1)
  expect(last?.kind === 'down' && last.failure.seen).toMatch(
    /^No agent of the VPC is connected: agent-1 has been away since \d{4}-\d\d-\d\d \d\d:\d\d UTC$/,
  )
  expect(last?.kind === 'down' && JSON.stringify(last.failure.remedies)).toContain('causeway agent --state')
  lab.startAgent('vpc', ['127.0.0.0/8'], { folder: agent.folder })
  await until('up')
})

test('what the agent does not allow, what is not reached there and no agent at all are told in different words', async () => {
  const lab = await newLab()
  lab.startAgent('vpc', ['127.0.0.1:1'])
  await waitPatiently({ meanwhile: 'The agent connects', look: () => (lab.connected.presence('vpc') === 'up' ? true : undefined) })
  const wordsFor = async (vpcId: string, port: number): Promise<string> => {
    const link = linkOf({ kind: 'agent' }, linkContext(vpcId, { agents: lab.connected }))
    const error: unknown = await link.open({ ip: '127.0.0.1', port }, never).catch((thrown: unknown) => thrown)
    if (error instanceof LinkDown) return error.failure.seen
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    return describeFailure({ kind: 'agent' }, code, `127.0.0.1:${port}`, `127.0.0.1:${port}`).seen
  }
  expect(await wordsFor('vpc', 2)).toBe('The agents of the VPC refuse 127.0.0.1:2: their own lists do not name it')
  expect(await wordsFor('vpc', 1)).toBe('Nothing listens at 127.0.0.1:1, dialled by an agent in its network (connection refused)')
  expect(await wordsFor('other', 1)).toBe('The VPC has no agent yet')
  const none = createBroker({ dialTimeoutMs: 1_000, ownPorts: () => [] })
  cleanUp.push(() => none.close())
  const error = await linkOf({ kind: 'agent' }, linkContext('vpc', { agents: none.agents }))
    .open({ ip: '127.0.0.1', port: 1 }, never)
    .catch((thrown: unknown) => thrown)
  expect(error instanceof LinkDown && error.failure.seen).toBe('This server takes no agents')
})

test('a link that is closed ends what was opened through it, and the agent stays', async () => {
  const lab = await newLab()
  const server = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUp.push(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  lab.startAgent('vpc', ['127.0.0.0/8'])
  await waitPatiently({ meanwhile: 'The agent connects', look: () => (lab.connected.presence('vpc') === 'up' ? true : undefined) })
  const link = linkTo(lab)
  const opened = await link.open({ ip: '127.0.0.1', port }, never)
  await link.close()
  expect(opened.kind === 'stream' && opened.stream.destroyed).toBe(true)
  expect(lab.connected.presence('vpc')).toBe('up')
})

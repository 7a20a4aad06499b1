import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { runAgent } from '../../../agent/agent.ts'
import { parseAllowed } from '../../../agent/allow-list.ts'
import { enrol } from '../../../agent/enrolment.ts'
import { readAgentToken } from '../../../protocol/agents/agent-token.ts'
import { SOCKS_REPLY } from '../../network/socks/socks5.ts'
import { throughSocks } from '../doors/fixtures/socks-client.ts'
import { newQueue, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms({ worker: 'scripted', agents: true })
})
afterAll(() => server?.remove())

it('unbinding a queue ends what it has open through an agent, on both sides, before it answers, and nothing else of the agent', async () => {
  const { control, caller } = server
  await using stack = new AsyncDisposableStack()
  const taken = new Set<Socket>()
  const echo = createServer((socket) => {
    taken.add(socket)
    socket.on('error', () => {}).once('close', () => taken.delete(socket))
    socket.pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(echo, 'listening')
  stack.defer(() => void echo.close())
  const vpc = await control.vpcs.create(caller, { name: 'inner', cidr: '192.168.0.0/16', description: '' })
  const input = { vpcId: vpc.id, name: 's', cidr: '192.168.0.0/24', gatewayIp: '192.168.0.1', description: '' }
  const subnet = await control.vpcs.createSubnet(caller, input)
  await control.vpcs.setAttachment(caller, vpc.id, { kind: 'agent' })
  const folder = await mkdtemp(join(tmpdir(), 'causeway-unbind-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const { token } = await control.agents.createToken(caller, vpc.id, { name: 'one' })
  const stopping = new AbortController()
  const agent = runAgent({
    ...{ folder, token, allowed: ['127.0.0.0/8'].flatMap((text) => parseAllowed(text) ?? []), version: '1', signal: stopping.signal },
    ...{ tell: () => {}, now: Date.now, random: () => 0 },
  })
  stack.defer(async () => {
    stopping.abort()
    await agent
  })
  const target = (echo.address() as AddressInfo).port
  const through = async (queue: string) => {
    await control.queues.create(caller, newQueue(queue))
    const where = { vpcId: vpc.id, subnetId: subnet.id, hosts: [], tags: [] }
    const { id } = await control.connections.create(caller, { name: `c_${queue}`, ...where, queues: [queue] })
    await control.connections.addRoute(caller, id, { name: 'own', cidr: '127.0.0.1/32' })
    await waitPatiently({
      meanwhile: `The binding of ${queue} is not active`,
      look: async () => ((await control.connections.get(caller, id)).bindings[0]?.state === 'active' ? true : undefined),
    })
    const door = await control.doors.create(caller, queue, { kind: 'loopback', port: 0, description: '' })
    const client = { to: { port: door.port }, login: { user: door.id, password: door.password } }
    const { socket, reply } = await throughSocks(client, '127.0.0.1', target)
    stack.defer(() => void socket.destroy())
    expect(reply).toBe(SOCKS_REPLY.succeeded)
    return { id, socket }
  }
  const [cut, kept] = [await through('cut'), await through('kept')]
  expect(taken.size).toBe(2)
  const broken = once(cut.socket, 'error')
  cut.socket.resume()
  await control.connections.unbind(caller, cut.id, ['cut'])
  expect((await broken)[0]).toMatchObject({ code: 'ECONNRESET' })
  await waitPatiently({ meanwhile: 'The agent has not ended its side', look: () => (taken.size === 1 ? true : undefined) })
  kept.socket.write('still')
  const [data] = await once(kept.socket, 'data')
  expect(String(data)).toBe('still')
})

it('a binding to a VPC whose agents are away says so, and which', async () => {
  const { control, caller } = server
  const vpc = await control.vpcs.create(caller, { name: 'v', cidr: '192.168.0.0/16', description: '' })
  const subnet = await control.vpcs.createSubnet(caller, {
    vpcId: vpc.id,
    name: 's',
    cidr: '192.168.0.0/24',
    gatewayIp: '192.168.0.1',
    description: '',
  })
  await control.vpcs.setAttachment(caller, vpc.id, { kind: 'agent' })
  await control.queues.create(caller, newQueue('q1'))
  const where = { vpcId: vpc.id, subnetId: subnet.id, hosts: [], tags: [] }
  const { id } = await control.connections.create(caller, { name: 'c', ...where, queues: ['q1'] })
  const failure = (wanted: string): Promise<true> =>
    waitPatiently({
      meanwhile: `The binding does not say ${wanted}`,
      look: async () => {
        const [binding] = (await control.connections.get(caller, id)).bindings
        return binding?.state === 'down' && binding.failure.includes(wanted) ? true : undefined
      },
    })
  await failure('has no agent yet')
  const token = readAgentToken((await control.agents.createToken(caller, vpc.id, { name: 'first' })).token)
  if (token === undefined) throw new Error('no token')
  await enrol(token, token.server, '1')
  await failure('first has never connected')
})

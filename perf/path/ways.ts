import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { DialOutcome } from '../../src/server/compute/compute-ports.ts'
import { type Passage, pumpPassage } from '../../src/server/control/doors/passage.ts'
import { openSocksDoor, passwordHashOf } from '../../src/server/control/doors/socks-door.ts'
import type { Grant } from '../../src/server/domain/grant.ts'
import type { Broker } from '../../src/server/network/broker.ts'
import type { QueueNetworkView, Target } from '../../src/server/network/policy.ts'

type Connected = Extract<Passage, { readonly kind: 'connected' }>

export interface Ports {
  readonly bytesPort: number
  readonly silentPort: number
}

/** Nothing is revoked in a benchmark. */
const HOLDS: Grant = { revokedBecause: undefined, hold: () => {}, release: () => {} }

const connectedBy = async (broker: Broker, ports: readonly number[], target: Target): Promise<Connected> => {
  const result = await broker.dial(keptView(ports), target)
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.explanation))
  const way = {
    connectionId: 'connection',
    boundBy: { connectionName: 'connection' },
    lent: false,
    vpcId: 'vpc',
    route: undefined,
    address: '',
  }
  const explanation = { target: '', queue: 'perf', steps: [], remedies: [] }
  return { kind: 'connected', socket: result.socket, grant: HOLDS, way, explanation, whenForbidden: () => () => undefined }
}

export async function openRelay(opened: AsyncDisposableStack, broker: Broker, ports: readonly number[], port: number): Promise<number> {
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (client) => {
    client.on('error', () => {})
    void connectedBy(broker, ports, { host: 'sender', port }).then((connected) => pumpPassage(client, connected))
  }).listen(0, '127.0.0.1')
  opened.defer(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** With a password it is a port of loopback, else a unix socket. */
export async function openDoor(
  opened: AsyncDisposableStack,
  broker: Broker,
  ports: readonly number[],
  password?: string,
): Promise<{ readonly path: string; readonly port: number; readonly user: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-perf-'))
  opened.defer(() => rm(folder, { recursive: true }))
  const owned = { projectId: 'p', queueId: 'id-perf', owner: 'perf', ownerId: 'perf', description: '', createdAt: 0 }
  const kind = password === undefined ? 'unix' : 'loopback'
  const door = { ...owned, id: 'door', kind, port: 0, passwordHash: passwordHashOf(password ?? '') } as const
  const path = join(folder, 'door')
  const open = await openSocksDoor({
    door,
    path,
    log: pino({ level: 'error' }),
    dial: (target) => connectedBy(broker, ports, target),
    turnedAway: () => undefined,
  })
  opened.defer(() => open.close())
  return { path, port: open.port, user: door.id }
}

/** The whole way of a dial: the policy's decision, the attachment, the connected socket. */
export async function dial(
  broker: Broker,
  host: string,
  port: number,
  ports: readonly number[],
): Promise<Extract<DialOutcome, { readonly kind: 'connected' }>> {
  const result = await broker.dialForWorker(keptView(ports), { host, port })
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.explanation))
  return { kind: 'connected', socket: result.socket, grant: HOLDS }
}

/** That leads to this machine. */
export const IP_OF_SENDER = '192.168.0.10'

/** The server keeps a queue's view until something changes, and what is looked up in it with it. */
const views = new WeakMap<readonly number[], QueueNetworkView>()
function keptView(ports: readonly number[]): QueueNetworkView {
  const view = views.get(ports) ?? viewOf(ports)
  views.set(ports, view)
  return view
}

const viewOf = (ports: readonly number[]): QueueNetworkView => ({
  queueId: 'id-perf',
  queueName: 'perf',
  preset: false,
  connections: [],
  bindings: [
    {
      connectionId: 'connection',
      connectionName: 'to_sender',
      state: 'active',
      failure: '',
      vpcId: 'vpc',
      vpcName: 'vpc_perf',
      attachmentRevision: 1,
      subnetCidr: '192.168.0.0/24',
      routes: [],
      hosts: [{ name: 'sender', ip: IP_OF_SENDER }],
      ports: [{ from: 1, to: 65_535 }],
      attachment: {
        kind: 'forward',
        forwards: ports.map((port) => ({ from: `${IP_OF_SENDER}:${port}`, to: `127.0.0.1:${port}` })),
      },
    },
  ],
})

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../../../base/config.ts'
import { createLog } from '../../../base/log.ts'
import { type Compute, createCompute } from '../../compute/compute.ts'
import { duckdbEngine } from '../../compute/engines/duckdb/duckdb-engine.ts'
import { measuredSandbox } from '../../compute/fixtures/measured-sandbox.ts'
import { type Broker, createBroker } from '../../network/broker.ts'
import { type LivingLinks, livingLinks } from '../../network/fixtures/test-attachments.ts'
import { advice } from '../../network/remedy.ts'
import { findUser } from '../../store/accounts/accounts.ts'
import { openStore, type Store } from '../../store/store.ts'
import { type Control, createControl, type StartedControl } from '../control.ts'
import { newQueue, remedyText, temporaryHome } from '../fixtures/started-control.ts'
import type { Caller } from '../shared/caller.ts'

/** Rooms whose `forward` attachments share something with a life of its own. */
interface Rooms {
  readonly store: Store
  readonly broker: Broker
  readonly compute: Compute
  readonly started: StartedControl
  readonly control: Control
}

let home = ''
let caller: Caller
let links: LivingLinks
let rooms: Rooms

async function start(): Promise<Rooms> {
  const log = createLog('silent')
  const store = await openStore({ home })
  const broker = createBroker({ dialTimeoutMs: 30_000, ownPorts: () => [], linkOf: links.linkOf })
  const workerEntry = join(import.meta.dirname, '..', '..', 'compute', 'fixtures', 'scripted-worker.ts')
  const compute = createCompute({
    home,
    settings: { spareWorkers: 1 },
    dataFoldersReadable: [],
    log,
    sandbox: measuredSandbox(),
    engines: { duckdb: duckdbEngine({ workerEntry }) },
  })
  const identity = { domain: 'd', user: 'u', project: 'p' }
  const config: Config = { host: '127.0.0.1', port: 0, home, buckets: {}, identity, compute: { spareWorkers: 1 }, quotas: {} }
  const started = await createControl({ config, store, broker, compute, clock: Date.now, timeZone: 'UTC', log, remedyText })
  const first = started.firstIdentity
  if (first !== undefined) caller = { projectId: first.project.id, userId: first.user.id, userName: first.user.name }
  await started.identityWasShown()
  return { store, broker, compute, started, control: started.control }
}

async function stop(): Promise<void> {
  await rooms.started.stop('The test has ended')
  await rooms.broker.close()
  await rooms.store.close()
}

beforeEach(async () => {
  home = temporaryHome()
  links = livingLinks()
  rooms = await start()
})
afterEach(async () => {
  await stop()
  rmSync(home, { recursive: true, force: true })
})

const forward = (from: string) => ({ kind: 'forward', forwards: [{ from, to: '127.0.0.1:1' }] })
const DOWN = { kind: 'down', failure: { seen: 'The bastion does not answer', remedies: [advice('Start it')] } } as const
const DOWN_TEXT = 'The attachment of VPC v (forward) is down: The bastion does not answer. Start it'

async function network() {
  const { control } = rooms
  const vpc = await control.vpcs.create(caller, { name: 'v', cidr: '10.0.0.0/16', description: '' })
  const subnet = await control.vpcs.createSubnet(caller, {
    vpcId: vpc.id,
    name: 's',
    cidr: '10.0.0.0/24',
    gatewayIp: '10.0.0.1',
    description: '',
  })
  await control.vpcs.setAttachment(caller, vpc.id, forward('10.0.0.5:5432'))
  for (const name of ['q1', 'q2']) await control.queues.create(caller, newQueue(name))
  const input = { name: 'c', vpcId: vpc.id, subnetId: subnet.id, queues: ['q1', 'q2'], hosts: [], tags: [] }
  const { id } = await control.connections.create(caller, input)
  return { vpcId: vpc.id, connectionId: id }
}

const bindings = async (connectionId: string) =>
  (await rooms.control.connections.get(caller, connectionId)).bindings.map(({ state, failure }) => [state, failure])
const both = (state: string, failure = '') => [
  [state, failure],
  [state, failure],
]

describe('the bindings to a VPC whose attachment has a life of its own', () => {
  it('B9 B11: wait for its first word, are down with it, and active again with it', async () => {
    const { vpcId, connectionId } = await network()
    expect(await bindings(connectionId)).toEqual(both('creating'))
    links.tell(vpcId, { kind: 'up' })
    await expect.poll(() => bindings(connectionId)).toEqual(both('active'))
    links.tell(vpcId, DOWN)
    await expect.poll(() => bindings(connectionId)).toEqual(both('down', DOWN_TEXT))
    // As each try to connect again finds it.
    for (let tries = 0; tries < 3; tries += 1) links.tell(vpcId, DOWN)
    links.tell(vpcId, { kind: 'down', failure: { seen: 'Another reason', remedies: [] } })
    await expect.poll(() => bindings(connectionId)).toEqual(both('down', 'The attachment of VPC v (forward) is down: Another reason'))
    expect(rooms.control.attachmentsDown()).toMatchObject([{ vpcId, vpcName: 'v', kind: 'forward', seen: 'Another reason', remedies: [] }])
    links.tell(vpcId, { kind: 'up' })
    await expect.poll(() => bindings(connectionId)).toEqual(both('active'))
    expect(rooms.control.attachmentsDown()).toEqual([])
    await rooms.control.audit.trail.flush()
    const user = await findUser(rooms.store.db, { id: caller.userId })
    if (user === undefined) throw new Error('There is no user')
    const { events } = await rooms.control.audit.page({ kind: 'local', user }, {}, { after: undefined, limit: 50 })
    const told = events
      .filter(({ action }) => action.startsWith('network.attachment-'))
      .map(({ action, outcome, code, details }) => [action, outcome, code, details['seen']])
    expect(new Set(events.map(({ domainId }) => domainId)).has('')).toBe(false)
    expect(told.reverse()).toEqual([
      ['network.attachment-down', 'failed', 'down', 'The bastion does not answer'],
      ['network.attachment-down', 'failed', 'down', 'Another reason'],
      ['network.attachment-up', 'succeeded', '', undefined],
    ])
  })

  it('B11: stay as they were over a restart until it is known', async () => {
    const { vpcId, connectionId } = await network()
    links.tell(vpcId, { kind: 'up' })
    await expect.poll(() => bindings(connectionId)).toEqual(both('active'))
    await stop()
    links = livingLinks()
    rooms = await start()
    expect(await bindings(connectionId)).toEqual(both('active'))
    links.tell(vpcId, DOWN)
    await expect.poll(() => bindings(connectionId)).toEqual(both('down', DOWN_TEXT))
    await stop()
    links = livingLinks()
    rooms = await start()
    expect(await bindings(connectionId)).toEqual(both('down', DOWN_TEXT))
    links.tell(vpcId, { kind: 'up' })
    await expect.poll(() => bindings(connectionId)).toEqual(both('active'))
  })

  it('are told by the attachment that the VPC has now', async () => {
    const { vpcId, connectionId } = await network()
    links.tell(vpcId, DOWN)
    await expect.poll(() => bindings(connectionId)).toEqual(both('down', DOWN_TEXT))
    const old = links.tellerOf(vpcId)
    await rooms.control.vpcs.setAttachment(caller, vpcId, forward('10.0.0.6:5432'))
    await expect.poll(() => links.tellerOf(vpcId) !== old).toBe(true)
    links.tell(vpcId, { kind: 'up' })
    await expect.poll(() => bindings(connectionId)).toEqual(both('active'))
    expect(links.watched()).toEqual([vpcId])
  })

  it('keep it up as long as there are any, and a down one is unbound', async () => {
    const { vpcId, connectionId } = await network()
    links.tell(vpcId, DOWN)
    await expect.poll(() => bindings(connectionId)).toEqual(both('down', DOWN_TEXT))
    await rooms.control.connections.unbind(caller, connectionId, ['q1', 'q2'])
    expect(await bindings(connectionId)).toEqual([])
    await expect.poll(() => links.watched()).toEqual([])
  })
})

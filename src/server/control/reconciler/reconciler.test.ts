import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createLog } from '../../../base/log.ts'
import { type Compute, createCompute } from '../../compute/compute.ts'
import { duckdbEngine } from '../../compute/engines/duckdb/duckdb-engine.ts'
import { createBroker } from '../../network/broker.ts'
import { openStore, type Store } from '../../store/store.ts'
import { createAttachmentHealth } from '../attachment-health/attachment-health.ts'
import { createConnections } from '../connections/connections.ts'
import { createGrants } from '../dialling/grants.ts'
import { createNetworkViews } from '../dialling/network-views.ts'
import { createEvents } from '../events/events.ts'
import { newQueue, remedyText, temporaryHome } from '../fixtures/started-control.ts'
import { makeFirstIdentity } from '../identity/first-identity.ts'
import { createQueues } from '../queues/queues.ts'
import { createPoolScaler } from '../scaling/pool-scaler.ts'
import { QUOTAS } from '../shared/limits.ts'
import { createVpcs } from '../vpcs/vpcs.ts'
import { createReconciler, type Reconciler } from './reconciler.ts'

let home = ''
let store: Store
let compute: Compute
let reconciler: Reconciler
const log = createLog('silent')
const clock = Date.now

beforeEach(async () => {
  home = temporaryHome()
  store = await openStore({ home })
  const workerEntry = join(import.meta.dirname, '..', '..', 'compute', 'fixtures', 'scripted-worker.ts')
  compute = createCompute({
    home,
    settings: { spareWorkers: 1 },
    dataFoldersReadable: [],
    log,
    engines: { duckdb: duckdbEngine({ workerEntry }) },
  })
})
afterEach(async () => {
  reconciler.stop()
  await compute.stop('The test has ended')
  await store.close()
  rmSync(home, { recursive: true, force: true })
})

it('Q9 B9: what cannot be done at once is acknowledged, reported, and done as soon as it can be', async () => {
  const first = await makeFirstIdentity(store, clock, { domain: 'd', user: 'u', project: 'p' })
  const caller = { projectId: first?.project.id ?? '', userId: first?.user.id ?? '', userName: 'u' }
  const views = createNetworkViews(store)
  const grants = createGrants()
  const events = createEvents({ epoch: 1, clock })
  const scaler = createPoolScaler({ store, compute, clock, monotonic: clock, timeZone: 'UTC', log })
  const broker = createBroker({ dialTimeoutMs: 1_000, ownPorts: () => [] })
  const health = createAttachmentHealth({ store, broker, log, changed: async () => {} })
  reconciler = createReconciler({
    store,
    compute,
    clock,
    log,
    views,
    events,
    grants,
    health,
    remedyText,
    dataFolders: () => [],
    cuOf: scaler.cuOf,
  })
  const services = { store, clock, quotas: QUOTAS, reconciler, views, grants, broker, events, scaler, closeDoors: async () => {} }
  const queues = createQueues(services)
  const connections = createConnections(services)
  const vpcs = createVpcs(services)

  // Compute has not started: it refuses to open a queue.
  expect((await queues.create(caller, newQueue('early'))).state).toBe('creating')
  const vpc = await vpcs.create(caller, { name: 'v', cidr: '10.0.0.0/16', description: '' })
  const subnet = await vpcs.createSubnet(caller, { vpcId: vpc.id, name: 's', cidr: '10.0.0.0/24', gatewayIp: '10.0.0.1', description: '' })
  const input = { name: 'c', vpcId: vpc.id, subnetId: subnet.id, queues: ['early'], hosts: [], tags: [] }
  const connection = await connections.create(caller, input)
  expect(connection.bindings[0]?.state).toBe('creating')
  expect(reconciler.unfinished()).toHaveLength(1)
  // C3
  await expect(connections.delete(caller, connection.id)).rejects.toMatchObject({ kind: 'not-supported' })

  const refuse = async (): Promise<never> => {
    throw new Error('No job runs in this test')
  }
  const nothing = (): void => undefined
  const told = { jobStarted: nothing, jobProgress: nothing, jobEnded: nothing, queueLoadChanged: nothing }
  await compute.start({ ...told, dial: refuse, call: refuse })
  await expect.poll(async () => (await queues.get(caller, 'early')).state).toBe('available')
  await expect.poll(async () => (await connections.get(caller, connection.id)).bindings[0]?.state).toBe('active')
  expect(reconciler.unfinished()).toEqual([])

  const reasons: string[] = []
  const [binding] = (await connections.get(caller, connection.id)).bindings
  grants.give(
    { queueId: binding?.holder.id ?? '', connectionId: connection.id, vpcId: vpc.id, route: undefined, port: 5432 },
    { revoke: async (reason) => void reasons.push(reason) },
  )
  await queues.delete(caller, 'early')
  await expect.poll(() => reasons).toEqual(['The queue was deleted'])
  scaler.stop()
})

import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '../../../base/log.ts'
import type { WorkerCall } from '../../../protocol/worker-calls.ts'
import { createCompute } from '../../compute/compute.ts'
import type { ComputePorts } from '../../compute/compute-ports.ts'
import { type Broker, createBroker } from '../../network/broker.ts'
import { findQueue } from '../../store/queues.ts'
import { createAttachmentHealth } from '../attachment-health/attachment-health.ts'
import { createAuthorizer } from '../authorization/authorizer.ts'
import { shownRemedies } from '../authorization/shown-remedies.ts'
import { createBuckets } from '../catalog/buckets/buckets.ts'
import { createPublishingGate } from '../catalog/buckets/publishing-gate.ts'
import { createUnfinishedWrites } from '../catalog/buckets/unfinished-writes.ts'
import { createFoundTables } from '../catalog/found-tables.ts'
import { createCatalogFunctions } from '../catalog/functions.ts'
import { createCatalogViews } from '../catalog/views.ts'
import { type Connections, createConnections } from '../connections/connections.ts'
import { createDialler } from '../dialling/dialler.ts'
import { createGrants } from '../dialling/grants.ts'
import { createNetworkViews, type NetworkViews } from '../dialling/network-views.ts'
import { createEvents } from '../events/events.ts'
import { NO_STORES } from '../fixtures/no-stores.ts'
import { newQueue, newSubnet, remedyText, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { testTableVersions } from '../fixtures/test-table-versions.ts'
import { createObjectUploads } from '../object-stores/object-uploads.ts'
import { createReconciler } from '../reconciler/reconciler.ts'
import { createSessions, EMPTY_SESSION } from '../sessions/sessions.ts'
import { QUOTAS } from '../shared/limits.ts'
import { createVpcs, type Vpcs } from '../vpcs/vpcs.ts'
import { createComputePorts } from './compute-ports.ts'
import { createContexts } from './contexts.ts'
import { createJobRecorder } from './job-recorder.ts'
import { createResultFiles } from './result-files.ts'

let server: StartedServer
let database: Server
let port = 0
const open = new Set<Socket>()

beforeAll(async () => {
  server = await startServerRooms()
  mkdirSync(join(server.home, 'buckets', 'bucket'), { recursive: true })
  database = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => undefined)
  }).listen(0, '127.0.0.1')
  await once(database, 'listening')
  const address = database.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterAll(async () => {
  for (const socket of open) socket.destroy()
  await new Promise((resolve) => database.close(resolve))
  await server.remove()
})

interface Rig {
  readonly ports: ComputePorts
  readonly connections: Connections
  readonly vpcs: Vpcs
  readonly queueId: string
  readonly vpcId: string
  readonly connectionId: string
  readonly queueName: string
  readonly deleteQueue: () => Promise<void>
  /** Something of another queue changes while the view is built the next time. */
  readonly changeAtNextLook: () => void
  /** The binding goes right after the dialler has looked whether anything has changed, before any other turn. */
  readonly revokeAfterNextLook: () => void
}

let counter = 0
/** The ports over the server's store, with a broker that may be held up, and services that share their views of the network. */
async function rig(holdUp: () => Promise<void> = async () => undefined): Promise<Rig> {
  counter += 1
  const { store, control, caller } = server
  const log = createLog('silent')
  const clock = Date.now
  const real = createBroker({ dialTimeoutMs: 30_000, ownPorts: () => [] })
  const broker: Broker = {
    ...real,
    async dial(view, target) {
      const result = await real.dial(view, target)
      await holdUp()
      return result
    },
  }
  const grants = createGrants()
  const realViews = createNetworkViews(store)
  let changesToCome = 0
  let revokesToCome = 0
  const views: NetworkViews = {
    ...realViews,
    async of(queueId) {
      const view = await realViews.of(queueId)
      if (changesToCome > 0) {
        changesToCome -= 1
        realViews.forget(caller.projectId, { connectionId: 'another' })
      }
      return view
    },
    isCurrent(view) {
      const current = realViews.isCurrent(view)
      if (revokesToCome > 0) {
        revokesToCome -= 1
        queueMicrotask(() => {
          realViews.forget(caller.projectId, { queueIds: [view.queueId] })
          void grants.revoke({}, 'unbound right after the look')
        })
      }
      return current
    },
  }
  const contexts = createContexts()
  const events = createEvents({ epoch: 1, clock })
  // Never started: no job runs here.
  const compute = createCompute({ home: server.home, settings: { spareWorkers: 0 }, dataFoldersReadable: [], log })
  const health = createAttachmentHealth({ store, broker: real, log, changed: async () => {} })
  const reconciler = createReconciler({
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
    cuOf: () => 16,
  })
  const ports = createComputePorts({
    authorizer: createAuthorizer({ store, remedyText }),
    store,
    clock,
    results: createResultFiles({ home: server.home, store, clock, log }),
    buckets: createBuckets(server.home, {}),
    unfinished: createUnfinishedWrites({ store, buckets: createBuckets(server.home, {}), log, gate: createPublishingGate() }),
    catalog: control.catalog,
    catalogViews: createCatalogViews({ store, clock, quotas: QUOTAS }),
    catalogFunctions: createCatalogFunctions({ store, clock }),
    foundTables: createFoundTables({ store, clock }),
    sessions: createSessions(store),
    contexts,
    recorder: createJobRecorder({ store, clock, log, events }),
    events,
    versions: testTableVersions(server),
    stores: NO_STORES,
    uploads: createObjectUploads({ store, stores: NO_STORES, log: createLog('silent') }),
    queueLoadChanged: () => undefined,
    dialler: createDialler({ views, broker, grants, shownRemedies: shownRemedies(createAuthorizer({ store, remedyText })), remedyText }),
  })
  const { vpc, subnet } = await newSubnet(server, `rig${counter}`)
  const forwards = [{ from: '192.168.0.10:5432', to: `127.0.0.1:${port}` }]
  await control.vpcs.setAttachment(caller, vpc.id, { kind: 'forward', forwards })
  const queue = await control.queues.create(caller, newQueue(`rig${counter}`))
  const input = {
    name: `rig${counter}`,
    vpcId: vpc.id,
    subnetId: subnet.id,
    queues: [queue.name],
    hosts: [{ name: 'pg', ip: '192.168.0.10' }],
    tags: [],
  }
  const connection = await control.connections.create(caller, input)
  contexts.open('job', {
    kind: 'job',
    secrets: [],
    caller,
    queueId: queue.id,
    direct: new Set<string>(),
    notRead: new Set<string>(),
    onlyWritten: new Set<string>(),
    tablesOf: async () => [],
    held: new Map(),
    session: async () => EMPTY_SESSION,
    authNames: async () => new Set(),
    tableUses: async () => new Set(),
    authNamesOf: async () => new Set(),
  })
  contexts.open('analysis', { kind: 'analysis', caller, session: async () => EMPTY_SESSION })
  const services = { store, clock, quotas: QUOTAS, reconciler, views, grants, broker, events }
  return {
    ports,
    connections: createConnections(services),
    vpcs: createVpcs(services),
    queueId: queue.id,
    vpcId: vpc.id,
    connectionId: connection.id,
    queueName: queue.name,
    async deleteQueue() {
      await control.queues.delete(caller, queue.name)
      await expect.poll(async () => (await findQueue(store.db, queue.id))?.state).toBe('deleted')
      views.forget(caller.projectId, { queueIds: [queue.id] })
    },
    changeAtNextLook: () => {
      changesToCome = 1
    },
    revokeAfterNextLook: () => {
      revokesToCome = 1
    },
  }
}

describe('a dial', () => {
  it('of a running job is connected under a grant that holds', async () => {
    const { ports, queueId } = await rig()
    const outcome = await ports.dial({ queueId, contextId: 'job', host: 'pg', port: 5432 })
    expect(outcome).toMatchObject({ kind: 'connected', grant: { revokedBecause: undefined } })
    if (outcome.kind === 'connected') outcome.socket.destroy()
  })

  it.each<[string, (r: Rig) => Promise<void>, string]>([
    ['the queue is unbound', (r) => r.connections.unbind(server.caller, r.connectionId, [r.queueName]), 'unbound'],
    ['the connection is deleted', (r) => r.connections.delete(server.caller, r.connectionId), 'deleted'],
    ['the attachment is taken away', (r) => r.vpcs.setAttachment(server.caller, r.vpcId, { kind: 'none' }), 'attachment'],
  ])('B7: when %s, everything that was dialled before has been given up', async (_, change, words) => {
    const made = await rig()
    const outcome = await made.ports.dial({ queueId: made.queueId, contextId: 'job', host: 'pg', port: 5432 })
    if (outcome.kind !== 'connected') throw outcome.error
    const reasons: string[] = []
    outcome.grant.hold({ revoke: async (reason) => void reasons.push(reason) })
    await change(made)
    expect(reasons).toEqual([expect.stringContaining(words)])
    expect(outcome.grant.revokedBecause).toContain(words)
    expect(outcome.socket.destroyed).toBe(true)
  })

  it('B2: whose binding goes in the moment between the last look and the answer is known as revoked', async () => {
    const made = await rig()
    made.revokeAfterNextLook()
    const outcome = await made.ports.dial({ queueId: made.queueId, contextId: 'job', host: 'pg', port: 5432 })
    expect(outcome).toMatchObject({ kind: 'connected', grant: { revokedBecause: 'unbound right after the look' } })
    if (outcome.kind === 'connected') expect(outcome.socket.destroyed).toBe(true)
  })

  it('B2: that was answered and is not yet handed over when the queue is unbound is known as revoked, and a new one is not', async () => {
    const made = await rig()
    const request = { queueId: made.queueId, contextId: 'job', host: 'pg', port: 5432 }
    // No turn of the event loop lies between the answer and the unbinding: nobody has registered for the grant.
    const unbound = Promise.withResolvers<void>()
    const outcome = await made.ports.dial(request)
    made.connections.unbind(server.caller, made.connectionId, [made.queueName]).then(unbound.resolve, unbound.reject)
    await unbound.promise
    if (outcome.kind !== 'connected') throw outcome.error
    expect(outcome.grant.revokedBecause).toContain('unbound')
    let revoked = false
    outcome.grant.hold({
      revoke: async () => {
        revoked = true
      },
    })
    expect(revoked).toBe(true)
    await made.connections.bind(server.caller, made.connectionId, [made.queueName])
    const again = await made.ports.dial(request)
    expect(again).toMatchObject({ kind: 'connected', grant: { revokedBecause: undefined } })
    if (again.kind === 'connected') again.socket.destroy()
  })

  it('J10: of a check, of an unknown job and of a job of another queue is refused', async () => {
    const { ports, queueId } = await rig()
    const other = await rig()
    for (const [contextId, queue] of [
      ['analysis', queueId],
      ['unknown', queueId],
      ['job', other.queueId],
    ] as const) {
      expect(await ports.dial({ queueId: queue, contextId, host: 'pg', port: 5432 })).toMatchObject({
        kind: 'refused',
        error: { kind: 'forbidden' },
      })
    }
  })

  it('that the policy refuses is explained in the error', async () => {
    const { ports, queueId } = await rig()
    const outcome = await ports.dial({ queueId, contextId: 'job', host: '192.168.9.9', port: 1 })
    expect(outcome).toMatchObject({ kind: 'refused', error: { kind: 'unreachable', explanation: { steps: expect.any(Array) } } })
    expect(outcome.kind === 'refused' && outcome.error.message).toContain('route: FAILED')
  })

  it.each<[string, (r: Rig) => Promise<void>]>([
    ['the queue is unbound', (r) => r.connections.unbind(server.caller, r.connectionId, [r.queueName])],
    ['the connection is deleted', (r) => r.connections.delete(server.caller, r.connectionId)],
    ['the host entry is replaced', (r) => r.connections.setHosts(server.caller, r.connectionId, [{ name: 'pg', ip: '192.168.0.11' }])],
    ['the attachment is taken away', (r) => r.vpcs.setAttachment(server.caller, r.vpcId, { kind: 'none' })],
    ['the queue is deleted', (r) => r.deleteQueue()],
    [
      'the forward leads elsewhere',
      (r) =>
        r.vpcs.setAttachment(server.caller, r.vpcId, { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: '127.0.0.1:1' }] }),
    ],
  ])('B2: that is under way while %s is refused, and its socket is closed', async (_, change) => {
    const connected = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const made = await rig(async () => {
      connected.resolve()
      await release.promise
    })
    const dialling = made.ports.dial({ queueId: made.queueId, contextId: 'job', host: 'pg', port: 5432 })
    await connected.promise
    await change(made)
    release.resolve()
    const outcome = await dialling.catch((error: unknown) => ({ kind: 'refused', error }))
    expect(outcome).toMatchObject({ kind: 'refused', error: { kind: expect.stringMatching(/^(unreachable|not-found)$/) } })
    await expect.poll(() => open.size).toBe(0)
  })

  it('that is under way while something else changes, and goes on changing, is connected', async () => {
    const connected = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const made = await rig(async () => {
      connected.resolve()
      await release.promise
    })
    const dialling = made.ports.dial({ queueId: made.queueId, contextId: 'job', host: 'pg', port: 5432 })
    await connected.promise
    await made.connections.setHosts(server.caller, made.connectionId, [
      { name: 'pg', ip: '192.168.0.10' },
      { name: 'more', ip: '192.168.0.11' },
    ])
    const forwards = [
      { from: '192.168.0.10:5432', to: `127.0.0.1:${port}` },
      { from: '192.168.0.11:5432', to: '127.0.0.1:1' },
    ]
    await made.vpcs.setAttachment(server.caller, made.vpcId, { kind: 'forward', forwards })
    made.changeAtNextLook()
    release.resolve()
    const outcome = await dialling
    expect(outcome.kind).toBe('connected')
    if (outcome.kind === 'connected') outcome.socket.destroy()
  })
})

describe('a call', () => {
  const table = {
    database: 'shop',
    name: 'orders',
    columns: [{ name: 'a', type: 'int' }],
    source: { kind: 'managed', format: 'parquet' },
  } as const

  it('of a job reads and changes the catalog of its project', async () => {
    const { ports } = await rig()
    const call = (request: WorkerCall): Promise<unknown> => ports.call('job', request)
    expect(await call({ kind: 'get-database', database: 'shop' })).toBeNull()
    expect(await call({ kind: 'create-database', database: 'Shop', ifNotExists: false, comment: 'text', properties: { a: 'b' } })).toEqual({
      created: true,
    })
    expect(await call({ kind: 'get-database', database: 'SHOP' })).toEqual({ database: 'shop', comment: 'text', properties: { a: 'b' } })
    expect(await call({ kind: 'list-databases' })).toEqual({ databases: expect.arrayContaining(['default', 'shop']) })
    expect(await call({ kind: 'get-table', database: 'shop', table: 'orders' })).toBeNull()
    expect(await call({ kind: 'create-table', table: { ...table, columns: [...table.columns] }, ifNotExists: false })).toEqual({
      created: true,
    })
    expect(await call({ kind: 'get-table', database: 'Shop', table: 'Orders' })).toEqual(table)
    expect(await call({ kind: 'get-origin', database: 'Shop', table: 'Orders' })).toEqual({
      createdAt: expect.any(Number),
      owner: expect.any(String),
    })
    expect(await call({ kind: 'get-origin', database: 'shop', table: 'none' })).toBeNull()
    expect(await call({ kind: 'list-tables', database: 'shop' })).toEqual({ tables: ['orders'], views: [], areAll: true })
    expect(await call({ kind: 'open-table', database: 'shop', table: 'orders' })).toEqual({
      folder: expect.stringContaining('/warehouse/'),
      version: 0,
      files: [],
    })
    expect(
      await call({ kind: 'commit-table', database: 'shop', table: 'orders', operation: 'TRUNCATE TABLE', add: [], remove: 'all' }),
    ).toEqual({
      version: 1,
    })
    expect(await call({ kind: 'locate-path', location: 'obs://bucket/x' })).toEqual({ folder: join(server.home, 'buckets', 'bucket', 'x') })
    expect(await call({ kind: 'drop-table', database: 'shop', table: 'orders', ifExists: false })).toEqual({ dropped: true })
    expect(await call({ kind: 'drop-database', database: 'shop', ifExists: false, cascade: false })).toEqual({ dropped: true })
    expect(await call({ kind: 'drop-database', database: 'shop', ifExists: true, cascade: false })).toEqual({ dropped: false })
  })

  it('J10: of a check reads definitions and nothing else, of an unknown job nothing at all', async () => {
    const { ports } = await rig()
    expect(await ports.call('analysis', { kind: 'list-databases' })).toEqual({ databases: expect.arrayContaining(['default']) })
    expect(await ports.call('analysis', { kind: 'get-table', database: 'default', table: 'none' })).toBeNull()
    const refused: readonly WorkerCall[] = [
      { kind: 'create-database', database: 'x', ifNotExists: false },
      { kind: 'drop-database', database: 'x', ifExists: true, cascade: true },
      { kind: 'create-table', table: { ...table, columns: [...table.columns] }, ifNotExists: false },
      { kind: 'drop-table', database: 'x', table: 'x', ifExists: true },
      { kind: 'locate-path', location: 'obs://bucket/x' },
      { kind: 'open-table', database: 'x', table: 'x' },
      { kind: 'stage-table', database: 'x', table: 'x' },
      { kind: 'stage-new-table', database: 'default', table: 'x' },
      { kind: 'commit-table', database: 'x', table: 'x', operation: 'TRUNCATE TABLE', add: [], remove: 'all' },
      { kind: 'get-credential', authName: 'x', host: 'pg', port: 5432 },
    ]
    for (const call of refused) await expect(ports.call('analysis', call)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(ports.call('unknown', { kind: 'list-databases' })).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('a staged folder becomes the table’s when the job makes it, and is removed at the end of a job that does not', async () => {
    const { ports } = await rig()
    const call = (request: WorkerCall): Promise<unknown> => ports.call('job', request)
    const folderOf = async (request: WorkerCall): Promise<string> => {
      const answer = await call(request)
      if (typeof answer !== 'object' || answer === null || !('folder' in answer)) throw new Error('no folder')
      return String(answer.folder)
    }
    const named = (name: string) => ({ ...table, database: 'default', name, columns: [...table.columns] })
    const used = await folderOf({ kind: 'stage-new-table', database: 'Default', table: 'Made' })
    await writeFile(join(used, 'rows'), 'x')
    await expect(call({ kind: 'open-table', database: 'default', table: 'made' })).rejects.toMatchObject({ kind: 'not-found' })
    const files = [{ name: 'rows', bytes: 1, rowCount: 1 }]
    expect(await call({ kind: 'create-table', table: named('made'), ifNotExists: false, files })).toEqual({ created: true })
    expect(await call({ kind: 'open-table', database: 'default', table: 'made' })).toEqual({
      folder: dirname(used),
      version: 0,
      files: [{ name: `${basename(used)}/rows`, bytes: 1, rowCount: 1 }],
    })
    const unused = await folderOf({ kind: 'stage-new-table', database: 'default', table: 'unmade' })
    await writeFile(join(unused, 'rows'), 'x')
    await expect(call({ kind: 'stage-new-table', database: 'nowhere', table: 't' })).rejects.toMatchObject({ kind: 'not-found' })
    ports.jobEnded('job', { kind: 'cancelled', reason: 'x' })
    await expect.poll(() => existsSync(dirname(unused))).toBe(false)
    expect(existsSync(join(used, 'rows'))).toBe(true)
    await server.control.catalog.dropTable(server.caller, 'default', 'made', { ifExists: false })
  })

  it('of a job that has ended is refused', async () => {
    const { ports } = await rig()
    ports.jobEnded('job', { kind: 'cancelled', reason: 'x' })
    await expect(ports.call('job', { kind: 'list-databases' })).rejects.toMatchObject({ kind: 'forbidden' })
  })
})

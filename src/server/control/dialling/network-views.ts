import { CausewayError } from '../../../base/errors.ts'
import type { BindingRecord } from '../../domain/binding.ts'
import type { ConnectionNetwork } from '../../domain/connection.ts'
import type { BindingView, QueueNetworkView } from '../../network/policy.ts'
import { listBindings } from '../../store/bindings.ts'
import { findQueue } from '../../store/queues.ts'
import type { Store } from '../../store/store.ts'
import { connectionsSharedWith } from '../shared/shared-connections.ts'
import { type AttachedVpc, type NetworkChange, ProjectNetwork } from './project-network.ts'

/** What each queue may reach, as the policy reads it: built from the store and kept until something it depends on changes. */
export interface NetworkViews {
  /** Throws 'not-found' for a queue that is not there. */
  of(queueId: string): Promise<QueueNetworkView>
  /**
   * What the queue would be bound to by this connection, by its id or its name, as if the binding were active; undefined where its project may bind no such one.
   * Throws 'not-found' for a queue that is not there.
   */
  asIfBound(queueId: string, connection: string): Promise<BindingView | undefined>
  /** Whether nothing that it depends on has changed since; when it has, a decision made by it must be made again before its socket is handed out. */
  isCurrent(view: QueueNetworkView): boolean
  /** To be called right after the commit, in the same turn. */
  forget(projectId: string, change: NetworkChange): void
  /** Called with every change, when the views that it concerns are no longer current. */
  whenForgotten(listener: () => void): void
}

/** What was read, and how often it had changed before. */
type Seen = Map<ProjectNetwork, number>
interface Reached {
  readonly connection: ConnectionNetwork
  /** The project that it is of. */
  readonly of: ProjectNetwork
}

export function createNetworkViews(store: Store): NetworkViews {
  const views = new Map<string, { readonly projectId: string; readonly view: QueueNetworkView }>()
  const projects = new Map<string, ProjectNetwork>()
  const listeners: (() => void)[] = []

  async function requireQueue(queueId: string) {
    const queue = await findQueue(store.db, queueId)
    if (queue === undefined || queue.state === 'deleted') {
      throw new CausewayError('not-found', 'The queue of this request is not there any more', { hint: 'Submit the job to another queue.' })
    }
    return queue
  }

  function networkOf(projectId: string): ProjectNetwork {
    const network = projects.get(projectId) ?? new ProjectNetwork(store.db, projectId)
    projects.set(projectId, network)
    return network
  }

  /** Connections of other projects that this one may bind. */
  async function sharedConnections(projectId: string, seen: Seen): Promise<readonly Reached[]> {
    const ofProject = Map.groupBy(await connectionsSharedWith(store.db, projectId), ([, owner]) => owner)
    const reached: Reached[] = []
    for (const [owner, shared] of ofProject) {
      const of = networkOf(owner)
      seen.set(of, of.changes)
      const ids = new Set(shared.map(([id]) => id))
      reached.push(...(await of.connections()).filter(({ id }) => ids.has(id)).map((connection) => ({ connection, of })))
    }
    return reached
  }

  /** Those of the project first. */
  async function connectionsOf(projectId: string, seen: Seen): Promise<readonly Reached[]> {
    const network = networkOf(projectId)
    seen.set(network, network.changes)
    const own = (await network.connections()).map((connection) => ({ connection, of: network }))
    return [...own, ...(await sharedConnections(projectId, seen))]
  }

  /** Reads in several turns and in no transaction, so that nothing waits for it: what changes meanwhile is seen by the networks' numbers of changes. */
  async function build(queueId: string, projectId: string, seen: Seen): Promise<QueueNetworkView> {
    const connections = await connectionsOf(projectId, seen)
    const { name, preset, poolId, poolName } = await requireQueue(queueId)
    const ofPool = poolId === undefined ? [] : await listBindings(store.db, { poolId })
    const bound = boundBy([...(await listBindings(store.db, { queueId })), ...ofPool])
    const bindings: BindingView[] = []
    for (const { connection, of } of connections) {
      const binding = bound.get(connection.id)
      const vpc = binding === undefined ? undefined : await of.vpc(connection.vpcId)
      if (binding === undefined || vpc === undefined) continue
      const view = bindingView(connection, binding, vpc, of !== networkOf(projectId))
      if (view !== undefined) bindings.push(view)
    }
    const unboundConnections = connections.map(({ connection }) => connection).filter(({ id }) => !bound.has(id))
    return { queueId, queueName: name, preset, ...(poolName === '' ? {} : { poolName }), bindings, unboundConnections }
  }

  function drop(projectId: string, change: NetworkChange): void {
    if ('queueIds' in change) {
      for (const queueId of change.queueIds) views.delete(queueId)
      return
    }
    // Every view of the project tells of every connection of it; those of other projects, of what is shared with them.
    const concerned = (of: string, { bindings, unboundConnections }: QueueNetworkView): boolean => {
      if (!('connectionId' in change)) return bindings.some(({ vpcId }) => vpcId === change.vpcId)
      const { connectionId: id } = change
      return of === projectId || bindings.some((each) => each.connectionId === id) || unboundConnections.some((each) => each.id === id)
    }
    for (const [queueId, kept] of views) if (concerned(kept.projectId, kept.view)) views.delete(queueId)
  }

  return {
    async of(queueId) {
      const kept = views.get(queueId)
      if (kept !== undefined) return kept.view
      const { projectId } = await requireQueue(queueId)
      const seen: Seen = new Map()
      const view = await build(queueId, projectId, seen)
      // A change that came while it was built may or may not be in it: then it is used once and not kept.
      if ([...seen].some(([network, changes]) => changes !== network.changes)) return view
      const other = views.get(queueId)
      if (other !== undefined) return other.view
      views.set(queueId, { projectId, view })
      return view
    },

    async asIfBound(queueId, wanted) {
      const { projectId, poolName } = await requireQueue(queueId)
      const connections = await connectionsOf(projectId, new Map())
      const found =
        connections.find(({ connection }) => connection.id === wanted) ?? connections.find(({ connection }) => connection.name === wanted)
      const vpc = await found?.of.vpc(found.connection.vpcId)
      if (found === undefined || vpc === undefined) return undefined
      const holder = { kind: poolName === '' ? 'queue' : 'pool', name: poolName } as const
      return bindingView(found.connection, { state: 'active', failure: '', holder }, vpc, found.of !== networkOf(projectId))
    },

    isCurrent: (view) => views.get(view.queueId)?.view === view,

    forget(projectId, change) {
      projects.get(projectId)?.forget(change)
      drop(projectId, change)
      for (const listener of listeners) listener()
    },

    whenForgotten: (listener) => void listeners.push(listener),
  }
}

interface ViewedBinding extends Pick<BindingRecord, 'state' | 'failure'> {
  readonly holder: Pick<BindingRecord['holder'], 'kind' | 'name'>
}

/** By the connection: one that is active, where the queue and its pool both have one; else the queue's own. */
function boundBy(bindings: readonly BindingRecord[]): ReadonlyMap<string, BindingRecord> {
  const bound = new Map<string, BindingRecord>()
  for (const binding of bindings) {
    const before = bound.get(binding.connectionId)
    if (before === undefined || (before.state !== 'active' && binding.state === 'active')) bound.set(binding.connectionId, binding)
  }
  return bound
}

function bindingView(connection: ConnectionNetwork, binding: ViewedBinding, vpc: AttachedVpc, lent: boolean): BindingView | undefined {
  if (binding.state === 'removed') return undefined
  return {
    connectionId: connection.id,
    connectionName: connection.name,
    ...(lent ? { lent } : {}),
    ...(binding.holder.kind === 'pool' ? { poolName: binding.holder.name } : {}),
    state: binding.state,
    failure: binding.failure,
    vpcId: connection.vpcId,
    vpcName: vpc.name,
    subnetCidr: connection.subnetCidr,
    routes: connection.routes,
    hosts: connection.hosts,
    attachment: vpc.attachment,
    attachmentRevision: vpc.revision,
  }
}

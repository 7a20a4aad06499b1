import { CausewayError } from '../../../base/errors.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import type { BindingRecord } from '../../domain/binding.ts'
import type { ConnectionNetwork } from '../../domain/connection.ts'
import type { BindingView, QueueNetworkView } from '../../network/policy.ts'
import { pieceOfBindings } from '../../store/network/bindings.ts'
import { findQueue } from '../../store/queues/queues.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import { inTurns } from '../shared/in-turns.ts'
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

/** Of bindings: a queue may have 10,000, and others have their turn between. */
const PIECE = 500

/** What was read, and how often it had changed before. */
type Seen = Map<ProjectNetwork, number>
interface Reached {
  readonly connection: Connection
  /** The project that it is of. */
  readonly of: ProjectNetwork
}

/** One that another project lends is another object than its own project has, and the same each time. */
type Connection = ConnectionNetwork & { readonly lent?: true }
type Connections = readonly Connection[]

interface Bindable {
  readonly list: Connections
  readonly find: (id: string) => Reached | undefined
}

const lentOnes = new WeakMap<ConnectionNetwork, Connection>()

function lentOf(connection: ConnectionNetwork): Connection {
  const lent = lentOnes.get(connection) ?? { ...connection, lent: true }
  lentOnes.set(connection, lent)
  return lent
}

export function createNetworkViews(store: Store): NetworkViews {
  const views = new Map<string, { readonly projectId: string; readonly view: QueueNetworkView }>()
  const projects = new Map<string, ProjectNetwork>()
  const listeners: (() => void)[] = []
  /** Of projects with connections of others. */
  const lists = new Map<string, { readonly own: Connections; readonly others: Connections; readonly list: Connections }>()

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

  /** What the project may bind: its own first, then those of other projects. The same list as long as it is the same. */
  async function connectionsOf(projectId: string, seen: Seen): Promise<Bindable> {
    const network = networkOf(projectId)
    seen.set(network, network.changes)
    const own = await network.connections()
    const shared = new Map<string, Reached>()
    const ofOwner = Map.groupBy(await connectionsSharedWith(store.db, projectId), ([, owner]) => owner)
    for (const [owner, ids] of ofOwner) {
      const of = networkOf(owner)
      seen.set(of, of.changes)
      const { byId } = await of.connections()
      for (const [id] of ids) {
        const connection = byId.get(id)
        if (connection !== undefined) shared.set(id, { connection: lentOf(connection), of })
      }
    }
    const find = (id: string): Reached | undefined => {
      const connection = own.byId.get(id)
      return connection === undefined ? shared.get(id) : { connection, of: network }
    }
    return { list: listOf(projectId, own.inOrder, shared), find }
  }

  function listOf(projectId: string, own: Connections, shared: ReadonlyMap<string, Reached>): Connections {
    if (shared.size === 0) return own
    const others = [...shared.values()].map(({ connection }) => connection)
    const kept = lists.get(projectId)
    if (kept?.own === own && kept.others.length === others.length && others.every((each, at) => each === kept.others[at])) return kept.list
    const list = [...own, ...others]
    lists.set(projectId, { own, others, list })
    return list
  }

  /** Reads in several turns and in no transaction, so that nothing waits for it: what changes meanwhile is seen by the networks' numbers of changes. */
  async function build(queueId: string, projectId: string, seen: Seen): Promise<QueueNetworkView> {
    const connections = await connectionsOf(projectId, seen)
    const { name, preset, resourceMode, poolId, poolName } = await requireQueue(queueId)
    const ofPool = poolId === undefined ? [] : await allBindings(store.db, { poolId })
    const bound = boundBy([...(await allBindings(store.db, { queueId })), ...ofPool])
    const bindings: BindingView[] = []
    const reached = [...bound].flatMap(([id, binding]) => {
      const found = connections.find(id)
      return found === undefined ? [] : [{ ...found, binding, isLent: found.of !== networkOf(projectId) }]
    })
    // Its own first, and each of them the older first.
    reached.sort((one, other) => Number(one.isLent) - Number(other.isLent) || one.connection.number - other.connection.number)
    const turn = inTurns(PIECE)
    for (const { connection, of, binding, isLent } of reached) {
      await turn()
      const vpc = await of.vpc(connection.vpcId)
      const view = vpc === undefined ? undefined : bindingView(connection, binding, vpc, isLent)
      if (view !== undefined) bindings.push(view)
    }
    const shared = resourceMode !== 1 && !preset && poolName === '' ? ({ shared: true } as const) : {}
    return {
      queueId,
      queueName: name,
      preset,
      ...shared,
      ...(poolName === '' ? {} : { poolName }),
      bindings,
      connections: connections.list,
    }
  }

  function drop(projectId: string, change: NetworkChange): void {
    if ('queueIds' in change) {
      for (const queueId of change.queueIds) views.delete(queueId)
      return
    }
    // Every view of the project tells of every connection of it; those of other projects, of what is shared with them.
    const concerned = (of: string, { bindings, connections }: QueueNetworkView): boolean => {
      if (!('connectionId' in change)) return bindings.some(({ vpcId }) => vpcId === change.vpcId)
      const { connectionId: id } = change
      return of === projectId || connections.some((each) => each.id === id)
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
      const found = connections.find(wanted) ?? connections.find(connections.list.find(({ name }) => name === wanted)?.id ?? '')
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

async function allBindings(
  db: Database,
  by: { readonly queueId: string } | { readonly poolId: string },
): Promise<readonly BindingRecord[]> {
  const all: BindingRecord[] = []
  for (let after: number | undefined = 0; after !== undefined; ) {
    const { items, last }: Awaited<ReturnType<typeof pieceOfBindings>> = await pieceOfBindings(db, by, { after, limit: PIECE })
    all.push(...items)
    after = last
    if (after !== undefined) await nextTurn()
  }
  return all
}

interface ViewedBinding extends Pick<BindingRecord, 'state' | 'failure'> {
  /** Absent where it is only supposed. */
  readonly id?: string
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
    ...(binding.id === undefined ? {} : { bindingId: binding.id }),
    ...(lent ? { lent } : {}),
    ...(binding.holder.kind === 'pool' ? { poolName: binding.holder.name } : {}),
    state: binding.state,
    failure: binding.failure,
    vpcId: connection.vpcId,
    vpcName: vpc.name,
    subnetCidr: connection.subnetCidr,
    subnetCidrV6: connection.subnetCidrV6,
    routes: connection.routes,
    hosts: connection.hosts,
    ports: connection.ports,
    resolver: connection.resolver,
    attachment: vpc.attachment,
    attachmentRevision: vpc.revision,
  }
}

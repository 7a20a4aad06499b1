import { isDeepStrictEqual } from 'node:util'
import { CausewayError } from '../../../base/errors.ts'
import type { BindingRecord } from '../../domain/binding.ts'
import type { ConnectionRecord } from '../../domain/connection.ts'
import { readAttachment } from '../../network/attachments/attachments.ts'
import type { BindingView, QueueNetworkView } from '../../network/policy.ts'
import { listBindings } from '../../store/bindings.ts'
import { listActiveConnections } from '../../store/connections.ts'
import { findQueue } from '../../store/queues.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import { findSubnet } from '../../store/subnets.ts'
import { findAttachment } from '../../store/vpcs.ts'

export interface VersionedView {
  readonly view: QueueNetworkView
  readonly version: number
}

/** What each queue may reach, as the policy reads it: built from the store and kept until something it depends on changes. */
export interface NetworkViews {
  /** Throws 'not-found' for a queue that is not there. */
  of(queueId: string): Promise<VersionedView>
  /** Grows with every change; a decision made under an older version must be made again before its socket is handed out. */
  version(): number
  /** To be called right after a commit that changed queues, connections, bindings, VPCs or attachments. */
  forget(): void
}

interface SharedConnection {
  readonly record: ConnectionRecord
  readonly subnetCidr: string | undefined
}

type Unbound = QueueNetworkView['unboundConnections'][number]

/**
 * The connections of one project, which the views of all its queues share: a connection may have 20,000 host entries. What has not changed is the same object
 * after a change elsewhere, so that the index of its names (network/host-entry.ts) stays as well.
 */
class ProjectNetwork {
  #hosts = new Map<string, ConnectionRecord['hosts']>()
  #loaded: { readonly version: number; readonly connections: readonly SharedConnection[] } | undefined

  async connections(db: Database, projectId: string, version: number): Promise<readonly SharedConnection[]> {
    if (this.#loaded?.version === version) return this.#loaded.connections
    const hosts = new Map<string, ConnectionRecord['hosts']>()
    const connections: SharedConnection[] = []
    for (const found of await listActiveConnections(db, { projectId })) {
      const before = this.#hosts.get(found.id)
      const record = before !== undefined && isDeepStrictEqual(before, found.hosts) ? { ...found, hosts: before } : found
      hosts.set(record.id, record.hosts)
      connections.push({ record, subnetCidr: (await findSubnet(db, projectId, record.subnetId))?.cidr })
    }
    this.#hosts = hosts
    this.#loaded = { version, connections }
    return connections
  }
}

async function bindingView(db: Database, shared: SharedConnection, binding: BindingRecord): Promise<BindingView | undefined> {
  const { record: connection, subnetCidr } = shared
  if (binding.state === 'removed' || subnetCidr === undefined) return undefined
  const vpc = await findAttachment(db, connection.projectId, connection.vpcId)
  if (vpc === undefined) return undefined
  return {
    connectionId: connection.id,
    connectionName: connection.name,
    state: binding.state,
    failure: binding.failure,
    vpcId: vpc.vpcId,
    vpcName: vpc.vpcName === '' ? vpc.vpcId : vpc.vpcName,
    subnetCidr,
    routes: [],
    hosts: connection.hosts,
    attachment: readAttachment(vpc.attachment),
    attachmentRevision: vpc.revision,
  }
}

export function createNetworkViews(store: Store): NetworkViews {
  let version = 0
  const views = new Map<string, VersionedView>()
  const projects = new Map<string, ProjectNetwork>()

  async function build(db: Database, queueId: string, builtAt: number): Promise<QueueNetworkView> {
    const queue = await findQueue(db, queueId)
    if (queue === undefined || queue.state === 'deleted') {
      throw new CausewayError('not-found', 'The queue of this request is not there any more', { hint: 'Submit the job to another queue.' })
    }
    const bound = new Map((await listBindings(db, { queueId })).map((binding) => [binding.connectionId, binding]))
    const project = projects.get(queue.projectId) ?? new ProjectNetwork()
    projects.set(queue.projectId, project)
    const bindings: BindingView[] = []
    const unboundConnections: Unbound[] = []
    for (const shared of await project.connections(db, queue.projectId, builtAt)) {
      const binding = bound.get(shared.record.id)
      if (binding !== undefined) {
        const view = await bindingView(db, shared, binding)
        if (view !== undefined) bindings.push(view)
      } else if (shared.subnetCidr !== undefined) {
        const { id, name, hosts } = shared.record
        unboundConnections.push({ id, name, subnetCidr: shared.subnetCidr, hosts })
      }
    }
    return { queueId, queueName: queue.name, preset: queue.preset, bindings, unboundConnections }
  }

  return {
    async of(queueId) {
      const kept = views.get(queueId)
      if (kept !== undefined) return kept
      const builtAt = version
      const view = await store.transaction(async (tx) => await build(tx, queueId, builtAt))
      const entry = { view, version: builtAt }
      // A change that came while it was built may or may not be in it: then it is used once and not kept.
      if (builtAt === version) views.set(queueId, entry)
      return entry
    },
    version: () => version,
    forget() {
      version += 1
      views.clear()
    },
  }
}

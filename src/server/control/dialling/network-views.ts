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
import { findVpc } from '../../store/vpcs.ts'

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

async function bindingView(db: Database, connection: ConnectionRecord, binding: BindingRecord): Promise<BindingView | undefined> {
  if (binding.state === 'removed') return undefined
  const vpc = await findVpc(db, connection.projectId, connection.vpcId)
  const subnet = await findSubnet(db, connection.projectId, connection.subnetId)
  if (vpc === undefined || subnet === undefined) return undefined
  return {
    connectionId: connection.id,
    connectionName: connection.name,
    state: binding.state,
    failure: binding.failure,
    vpcId: vpc.id,
    vpcName: vpc.name === '' ? vpc.id : vpc.name,
    subnetCidr: subnet.cidr,
    routes: [],
    hosts: connection.hosts,
    attachment: readAttachment(vpc.attachment),
  }
}

async function build(db: Database, queueId: string): Promise<QueueNetworkView> {
  const queue = await findQueue(db, queueId)
  if (queue === undefined || queue.state === 'deleted') {
    throw new CausewayError('not-found', 'The queue of this request is not there any more', { hint: 'Submit the job to another queue.' })
  }
  const bound = new Map((await listBindings(db, { queueId })).map((binding) => [binding.connectionId, binding]))
  const bindings: BindingView[] = []
  const unboundConnections: QueueNetworkView['unboundConnections'][number][] = []
  for (const connection of await listActiveConnections(db, { projectId: queue.projectId })) {
    const binding = bound.get(connection.id)
    if (binding !== undefined) {
      const view = await bindingView(db, connection, binding)
      if (view !== undefined) bindings.push(view)
      continue
    }
    const subnet = await findSubnet(db, queue.projectId, connection.subnetId)
    if (subnet !== undefined) {
      unboundConnections.push({ id: connection.id, name: connection.name, subnetCidr: subnet.cidr, hosts: connection.hosts })
    }
  }
  return { queueId, queueName: queue.name, preset: queue.preset, bindings, unboundConnections }
}

export function createNetworkViews(store: Store): NetworkViews {
  let version = 0
  const views = new Map<string, VersionedView>()
  return {
    async of(queueId) {
      const kept = views.get(queueId)
      if (kept !== undefined) return kept
      const builtAt = version
      const view = await store.transaction(async (tx) => await build(tx, queueId))
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

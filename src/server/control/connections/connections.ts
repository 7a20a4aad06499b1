import { EVERY_PORT } from '../../../base/addresses/port-range.ts'
import type { Clock } from '../../../base/clock.ts'
import type { Quotas } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import type { BindingRecord } from '../../domain/binding.ts'
import type { ConnectionRecord, HostEntry } from '../../domain/connection.ts'
import type { ConnectionResolver } from '../../domain/connection-resolver.ts'
import type { Tag } from '../../domain/tag.ts'
import { findBinding, listBindings, updateBinding } from '../../store/network/bindings.ts'
import { type ClassicRecord, insertClassicConnection } from '../../store/network/classic-connections.ts'
import {
  type ConnectionHead,
  countConnections,
  findActiveConnectionByName,
  insertConnection,
  updateHosts,
  updatePorts,
  updateResolver,
  updateRoutes,
} from '../../store/network/connections.ts'
import { findSubnetByEitherId } from '../../store/network/subnets.ts'
import { findVpc } from '../../store/network/vpcs.ts'
import type { Database } from '../../store/schema.ts'
import { nextNumber } from '../../store/sqlite/sequences.ts'
import type { Store } from '../../store/store.ts'
import { forgetPrivilegesOfUsers } from '../authorization/object-privileges.ts'
import type { Grants } from '../dialling/grants.ts'
import type { NetworkViews } from '../dialling/network-views.ts'
import { bindingEvent, type EventSink } from '../events/events.ts'
import type { Reconciler } from '../reconciler/reconciler.ts'
import { bindingStep } from '../shared/binding-machine.ts'
import type { Caller } from '../shared/caller.ts'
import { holderWords } from '../shared/holder-words.ts'
import { inShortTurns } from '../shared/in-turns.ts'
import { carryOut } from '../shared/machine.ts'
import { connectionName } from '../shared/names.ts'
import { quotaReached } from '../shared/quota-reached.ts'
import { BIND_QUEUE, projectOfConnection } from '../shared/shared-connections.ts'
import { checkTags } from '../shared/tags.ts'
import { applied, noConnection } from './apply-event.ts'
import { bindHolders, bindingsToUnbind, type HolderNames, queuesOfHolder, queuesThatLose } from './bind-holders.ts'
import { type ConnectionReader, createConnectionReader, type EnhancedConnection } from './connection-reader.ts'
import { checkHosts } from './hosts.ts'
import { checkPorts } from './ports.ts'
import { type RemovedBinding, removeBindings, revokeBindings } from './removed-bindings.ts'
import { checkResolver } from './resolver.ts'
import { withoutRoute, withRoute } from './routes.ts'

interface NewConnection {
  readonly name: string
  readonly vpcId: string
  /** The subnet's id, or its neutronSubnetId. */
  readonly subnetId: string
  readonly queues: readonly string[]
  readonly pools?: readonly string[]
  readonly hosts: readonly HostEntry[]
  readonly tags: readonly Tag[]
  /** As `5432` or `6000-6010`; every one where it is absent. */
  readonly ports?: readonly string[]
  /** What one that is made by the older calls is of: kept with it. */
  readonly classic?: Pick<ClassicRecord, 'service' | 'url'>
}

/** A connection that another project shares with the caller's is read, bound and unbound as an own one; only its own project changes or deletes it. */
export interface Connections extends ConnectionReader {
  create(caller: Caller, input: NewConnection): Promise<EnhancedConnection>
  delete(caller: Caller, id: string): Promise<void>
  setHosts(caller: Caller, id: string, hosts: readonly HostEntry[]): Promise<void>
  /** The name is unique in the connection, and so is the network. */
  addRoute(caller: Caller, id: string, route: { readonly name: string; readonly cidr: string }): Promise<void>
  /** Revokes what the route alone has let through: jobs that use its sockets end. */
  removeRoute(caller: Caller, id: string, name: string): Promise<void>
  /** As `5432` or `6000-6010`: all that go through it from here on. Revokes what was let through at any other: jobs that use its sockets end. */
  setPorts(caller: Caller, id: string, ports: readonly string[]): Promise<void>
  /** Servers as addresses, with or without a port; undefined: nobody is asked. What is open stays open, as with host entries. */
  setResolver(caller: Caller, id: string, resolver: ConnectionResolver | undefined): Promise<void>
  /** Idempotent. Refuses the preset queue and shared queues ('not-supported'); of a queue in a pool the pool is bound. */
  bind(caller: Caller, id: string, queues: readonly string[], pools?: readonly string[]): Promise<void>
  /** Revokes what is held under these bindings, of a pool's by every queue in it: jobs that use its sockets end. */
  unbind(caller: Caller, id: string, queues: readonly string[], pools?: readonly string[]): Promise<void>
}

async function checkTarget(
  tx: Database,
  projectId: string,
  input: NewConnection,
): Promise<{ readonly vpcId: string; readonly subnetId: string }> {
  const vpc = await findVpc(tx, projectId, input.vpcId)
  if (vpc === undefined) {
    throw new CausewayError('invalid-parameter', `There is no VPC with the id ${input.vpcId}`, { hint: 'List the VPCs of the project.' })
  }
  const subnet = await findSubnetByEitherId(tx, projectId, input.subnetId)
  if (subnet === undefined || subnet.vpcId !== vpc.id) {
    throw new CausewayError('invalid-parameter', `The VPC ${vpc.id} has no subnet with the id ${input.subnetId}`, {
      hint: 'Use the id of a subnet of that VPC.',
    })
  }
  return { vpcId: vpc.id, subnetId: subnet.id }
}

export interface ConnectionsDeps {
  readonly store: Store
  readonly clock: Clock
  readonly quotas: Quotas
  readonly reconciler: Reconciler
  readonly views: Pick<NetworkViews, 'forget'>
  readonly grants: Grants
  readonly events: EventSink
}

export function createConnections(deps: ConnectionsDeps): Connections {
  const { store, clock, quotas, reconciler, views, grants, events } = deps
  const reader = createConnectionReader(store)

  function tell({ projectId, id, name, state }: ConnectionHead): void {
    events.publish(projectId, { kind: 'connection', connectionId: id, name, state })
  }

  /** Tells of the bindings that have been asked for, and lets them be checked. */
  async function check(bindingIds: readonly string[]): Promise<void> {
    const turn = inShortTurns()
    for (const id of bindingIds) {
      await turn()
      const binding = await findBinding(store.db, id)
      if (binding?.state === 'creating') events.publish(binding.projectId, bindingEvent(binding))
    }
    await reconciler.bindings(bindingIds)
  }

  /** `write` puts what is changed into the record; what queues see is read anew behind it. */
  async function change(
    caller: Caller,
    id: string,
    event: 'hosts-replaced' | 'routes-changed' | 'ports-changed' | 'resolver-changed',
    write: (tx: Database, connection: ConnectionHead, now: number) => Promise<void>,
  ): Promise<void> {
    const changed = await store.transaction(async (tx) => {
      const now = clock()
      await requireOwn(tx, caller, id)
      const { connection, effects } = await applied(tx, caller.projectId, id, event, now)
      await carryOut(effects, {})
      await write(tx, connection, now)
      return connection
    })
    views.forget(caller.projectId, { connectionId: id })
    tell(changed)
  }

  return {
    async create(caller, input) {
      const name = connectionName(input.name)
      const hosts = await checkHosts(input.hosts)
      const tags = checkTags(input.tags)
      const ports = input.ports === undefined ? [EVERY_PORT] : checkPorts(input.ports)
      const id = newUuid()
      const { projectId } = caller
      const made = await store.transaction(async (tx) => {
        const now = clock()
        const target = await checkTarget(tx, projectId, input)
        if ((await findActiveConnectionByName(tx, projectId, name)) !== undefined) {
          throw new CausewayError('already-exists', `The connection ${name} already exists`, { hint: 'Choose another name.' })
        }
        if ((await countConnections(tx, projectId, 'active')) >= quotas.connections) throw quotaReached('connections', quotas)
        const number = await nextNumber(tx, projectId, 'connection')
        const connection: ConnectionRecord = {
          id,
          projectId,
          number,
          name,
          ...target,
          hosts,
          routes: [],
          ports,
          tags,
          state: 'active',
          createdAt: now,
          changedAt: now,
        }
        await insertConnection(tx, connection)
        if (input.classic !== undefined) await insertClassicConnection(tx, { connectionId: id, projectId, ...input.classic })
        return { connection, toCheck: await bindHolders(tx, projectId, id, { pools: [], ...input }, now) }
      })
      views.forget(projectId, { connectionId: id })
      tell(made.connection)
      await check(made.toCheck.map((binding) => binding.id))
      return await reader.get(caller, id)
    },

    ...reader,

    async delete(caller, id) {
      const deleted = await store.transaction(async (tx) => {
        const now = clock()
        await requireOwn(tx, caller, id)
        let revoked: readonly RemovedBinding[] = []
        const bindings = await listBindings(tx, { connectionId: id })
        const creating = bindings.some((binding) => binding.state === 'creating')
        const { connection, effects } = await applied(
          tx,
          caller.projectId,
          id,
          creating ? 'delete-requested-creating' : 'delete-requested',
          now,
        )
        await carryOut(effects, {
          async 'remove-bindings'() {
            revoked = await removeBindings(tx, bindings, 'connection-deleted', now)
          },
        })
        await forgetPrivilegesOfUsers(tx, caller.projectId, id)
        return { connection, revoked }
      })
      views.forget(caller.projectId, { connectionId: id })
      tell(deleted.connection)
      await revokeBindings(deps, deleted.revoked, 'The enhanced datasource connection that this job used was deleted')
    },

    async setHosts(caller, id, hosts) {
      const checked = await checkHosts(hosts)
      await change(caller, id, 'hosts-replaced', (tx, { changedAt }) => updateHosts(tx, id, checked, changedAt))
    },

    async addRoute(caller, id, route) {
      await change(caller, id, 'routes-changed', (tx, connection, now) =>
        updateRoutes(tx, id, withRoute(connection, route, now), connection.changedAt),
      )
    },

    async removeRoute(caller, id, name) {
      await change(caller, id, 'routes-changed', (tx, connection) =>
        updateRoutes(tx, id, withoutRoute(connection, name), connection.changedAt),
      )
      await grants.revoke(
        { connectionId: id, route: name },
        'The route of the enhanced datasource connection that this job used was removed',
      )
    },

    async setPorts(caller, id, given) {
      const ports = checkPorts(given)
      await change(caller, id, 'ports-changed', (tx, { changedAt }) => updatePorts(tx, id, ports, changedAt))
      const reason = 'The enhanced datasource connection that this job used does not let the port through any more'
      await grants.revoke({ connectionId: id, portsNotIn: ports }, reason)
    },

    async setResolver(caller, id, given) {
      const resolver = given === undefined ? undefined : checkResolver(given)
      await change(caller, id, 'resolver-changed', (tx, { changedAt }) => updateResolver(tx, id, resolver, changedAt))
    },

    async bind(caller, id, queues, pools = []) {
      const bound = await store.transaction(async (tx) => {
        const now = clock()
        const { effects } = await applied(tx, await requireUsable(tx, caller, id), id, 'bind-requested', now)
        await carryOut(effects, {})
        const toCheck = await bindHolders(tx, caller.projectId, id, { queues, pools }, now)
        return { toCheck, queueIds: await queuesOf(tx, toCheck) }
      })
      views.forget(caller.projectId, bound)
      await check(bound.toCheck.map((binding) => binding.id))
    },

    async unbind(caller, id, queues, pools = []) {
      const done = await store.transaction(async (tx) => {
        const now = clock()
        const { connection, effects } = await applied(tx, await requireUsable(tx, caller, id), id, 'unbind-requested', now)
        await carryOut(effects, {})
        return await unbound(tx, caller.projectId, connection, { queues, pools }, now)
      })
      views.forget(caller.projectId, done)
      await revokeBindings(deps, done.removed, 'The queue was unbound from the enhanced datasource connection that this job used')
    },
  }
}

/** The project of a connection that the caller's may bind. */
async function requireUsable(tx: Database, { projectId }: Caller, id: string): Promise<string> {
  const owner = await projectOfConnection(tx, projectId, id)
  if (owner === undefined) throw noConnection(id)
  return owner
}

/** Throws 'forbidden' where another project shares it: that alone changes it. Whether it is there at all is asked by who changes it. */
async function requireOwn(tx: Database, { projectId }: Caller, id: string): Promise<void> {
  const owner = await projectOfConnection(tx, projectId, id)
  if (owner === undefined || owner === projectId) return
  throw new CausewayError(
    'forbidden',
    `The connection ${id} is of another project, which has granted ${BIND_QUEUE} on it and nothing else`,
    {
      hint: 'Ask an administrator of that project to change it.',
    },
  )
}

async function queuesOf(tx: Database, bindings: readonly BindingRecord[]): Promise<readonly string[]> {
  const turn = inShortTurns()
  const ids: string[] = []
  for (const { holder } of bindings) {
    await turn()
    ids.push(...(await queuesOfHolder(tx, holder)))
  }
  return ids
}

/** Removes the bindings that are named: requests that want nothing of the store have their turn meanwhile. Gives back with them every queue whose network is another now. */
async function unbound(
  tx: Database,
  projectId: string,
  connection: Pick<ConnectionHead, 'id' | 'name'>,
  names: HolderNames,
  now: number,
): Promise<{ readonly removed: readonly RemovedBinding[]; readonly queueIds: readonly string[] }> {
  const turn = inShortTurns()
  const bindings = await bindingsToUnbind(tx, projectId, connection.id, names)
  const gone: BindingRecord[] = []
  for (const binding of bindings) {
    await turn()
    const step = bindingStep(binding, { kind: 'unbind-requested' }, now)
    if (step.kind === 'refused') {
      const what = `The binding of ${holderWords(binding.holder)} to connection ${connection.name} has failed and cannot be unbound`
      throw new CausewayError('not-supported', what, {
        hint: `Bind the ${binding.holder.kind} again to repeat the check, or delete the connection.`,
      })
    }
    await updateBinding(tx, binding.id, step.life)
    await carryOut(step.effects, { revoke: () => void gone.push({ ...binding, ...step.life }) })
  }
  const removed: RemovedBinding[] = []
  for (const binding of gone) {
    await turn()
    removed.push({ binding, queueIds: await queuesThatLose(tx, binding) })
  }
  return { removed, queueIds: await queuesOf(tx, bindings) }
}

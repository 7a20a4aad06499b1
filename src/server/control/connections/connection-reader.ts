import { nextTurn } from '../../../base/next-turn.ts'
import type { Binding, BindingRecord } from '../../domain/binding.ts'
import type { Connection, ConnectionRecord } from '../../domain/connection.ts'
import type { Page } from '../../domain/page.ts'
import { listBindings } from '../../store/network/bindings.ts'
import { type ConnectionSelection, pageOfConnections } from '../../store/network/connections.ts'
import type { Store } from '../../store/store.ts'
import { remembered } from '../identity/remembered.ts'
import type { Caller } from '../shared/caller.ts'
import { createPieceSize } from '../shared/piece-size.ts'
import { connectionsSharedBy, connectionsSharedWith } from '../shared/shared-connections.ts'
import { noConnection } from './apply-event.ts'
import { keptConnections } from './kept-connections.ts'

export interface EnhancedConnection extends Connection {
  /** Of the caller's queues and pools, not removed, oldest first: another project that it is shared with has bindings of its own. */
  readonly bindings: readonly Binding[]
  /** Another project may bind it, or has let the caller's project bind it. */
  readonly isShared: boolean
}

/** Those of the caller's project, and those that another lets it bind. */
export interface ConnectionReader {
  /** Deleted connections stay readable, in state 'deleted'. Throws 'not-found' for an id that never was. */
  get(caller: Caller, id: string): Promise<EnhancedConnection>
  /** Newest first; those that are not deleted, unless it is said otherwise. */
  list(caller: Caller, selection?: Partial<ConnectionSelection>): Promise<Page<EnhancedConnection>>
  /** The same, any number of them: each piece as it is at its moment, and others have their turn between. */
  pieces(caller: Caller, selection?: Partial<ConnectionSelection>): AsyncIterable<readonly EnhancedConnection[]>
}

/** So many are read before other requests have their turn: fewer where some have thousands of hosts or bindings. */
const PIECES = { least: 25, first: 100, most: 400 }

function toBinding({ id, holder, state, failure, updatedAt }: BindingRecord): Binding {
  return { id, holder, state, failure, updatedAt }
}

function toConnection(record: ConnectionRecord, bindings: readonly BindingRecord[], isShared: boolean): EnhancedConnection {
  const { id, projectId, name, vpcId, subnetId, state, hosts, routes, ports, resolver, tags, createdAt } = record
  const settings = { hosts, routes, ports, resolver, tags }
  return { id, projectId, name, vpcId, subnetId, state, ...settings, createdAt, bindings: bindings.map(toBinding), isShared }
}

/** Rule 20: who is asked in its network is for its own project to know. */
function toLent({ resolver, ...record }: ConnectionRecord, bindings: readonly BindingRecord[]): EnhancedConnection {
  return toConnection({ ...record, resolver: resolver === undefined ? undefined : { ...resolver, servers: [] } }, bindings, true)
}

const ownBindings = (projectId: string, bindings: readonly BindingRecord[]): readonly BindingRecord[] =>
  bindings.filter((binding) => binding.projectId === projectId)

export function createConnectionReader(store: Store): ConnectionReader {
  const connectionOf = keptConnections(store)
  const sharedBy = remembered<ReadonlySet<string>>(() => store.accountsVersion())

  async function read(caller: Caller, id: string): Promise<EnhancedConnection> {
    const { projectId } = caller
    const found = connectionOf(projectId, id)
    const own = found instanceof Promise ? await found : found
    if (own !== undefined) {
      const known = sharedBy(projectId, () => connectionsSharedBy(store.db, projectId))
      const shared = known instanceof Promise ? await known : known
      const isShared = shared !== undefined && shared.size > 0 && shared.has(id)
      return toConnection(own.connection, ownBindings(projectId, own.bindings), isShared)
    }
    const owner = (await connectionsSharedWith(store.db, projectId)).get(id)
    const other = owner === undefined ? undefined : await connectionOf(owner, id)
    if (other === undefined) throw noConnection(id)
    return toLent(other.connection, ownBindings(projectId, other.bindings))
  }

  /** `last`: where the next piece begins, undefined where there is none. */
  async function listed(
    { projectId }: Caller,
    { limit, before, ...selection }: Partial<ConnectionSelection>,
  ): Promise<Page<EnhancedConnection> & { readonly last: number | undefined }> {
    return await store.transaction(async (tx) => {
      const others = [...(await connectionsSharedWith(tx, projectId)).keys()]
      // Those that are lent are of other projects, and their numbers of other rows: they come in one piece.
      const isOneRow = others.length === 0
      const rows =
        before !== undefined && !isOneRow ? {} : { ...(limit === undefined ? {} : { limit }), ...(before === undefined ? {} : { before }) }
      const { total, items } = await pageOfConnections(tx, projectId, { state: 'active', ...selection, ...rows, others })
      const bound = await listBindings(tx, { connectionIds: items.map((connection) => connection.id) })
      const bindings = Map.groupBy(ownBindings(projectId, bound), (binding) => binding.connectionId)
      const shared = await connectionsSharedBy(tx, projectId)
      const shown = (c: ConnectionRecord, own: readonly BindingRecord[]): EnhancedConnection =>
        c.projectId === projectId ? toConnection(c, own, shared.has(c.id)) : toLent(c, own)
      return { total, items: items.map((c) => shown(c, bindings.get(c.id) ?? [])), last: isOneRow ? items.at(-1)?.number : undefined }
    })
  }

  return {
    get: read,

    async list(caller, selection = {}) {
      const { total, items } = await listed(caller, selection)
      return { total, items }
    },

    async *pieces(caller, { limit = Number.MAX_SAFE_INTEGER, ...selection } = {}) {
      const given = new Set<string>()
      const sized = createPieceSize(PIECES)
      let before = Number.MAX_SAFE_INTEGER
      while (given.size < limit) {
        const left = limit - given.size
        const { items, last, wanted } = await sized(async (most) => {
          const wanted = Math.min(left, most)
          return { ...(await listed(caller, { ...selection, before, limit: wanted })), wanted }
        })
        // Where one is lent meanwhile, all come once more.
        const piece = items.filter(({ id }) => !given.has(id)).slice(0, left)
        for (const { id } of piece) given.add(id)
        yield piece
        if (items.length < wanted || last === undefined) return
        before = last
        await nextTurn()
      }
    },
  }
}

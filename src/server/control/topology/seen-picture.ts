import { type Sight, seenOf } from '../authorization/sight.ts'
import type { Picture } from './topology.ts'

/**
 * The part of a picture that somebody without a role sees: what was granted, and nothing of what it hangs on. Where a connection leads is for who may see the VPCs; what is bound to
 * it beside what is seen is not told.
 */
export async function seenPicture(picture: Picture, sight: Sight): Promise<Picture> {
  const queues = await seenOf(picture.queues, ({ name }) => sight.queue(name))
  const pools = await seenOf(picture.pools, ({ name }) => sight.pool(name))
  const shownQueues = new Set(queues.map(({ name }) => name))
  const shownPools = new Set(pools.map(({ name }) => name))
  const connections = await seenOf(picture.connections, ({ id }) => sight.connection(id))
  return {
    queues: queues.map((queue) => (queue.poolName === '' || shownPools.has(queue.poolName) ? queue : { ...queue, poolName: '' })),
    pools,
    connections: connections.map((connection) => ({
      ...connection,
      place: undefined,
      bindings: connection.bindings.filter(({ holder }) => (holder.kind === 'queue' ? shownQueues : shownPools).has(holder.name)),
      hosts: connection.hosts.map(({ name, ip }) => ({ name, ip, covered: 'unknown', coveredBy: '' })),
    })),
    vpcs: [],
    subnets: [],
    tables: await seenOf(picture.tables, ({ database, table }) => sight.place(database, table)),
    cut: picture.cut.filter((kind) =>
      kind === 'hosts' ? connections.some(({ hosts, hostCount }) => hosts.length < hostCount) : kind !== 'vpcs' && kind !== 'subnets',
    ),
  }
}

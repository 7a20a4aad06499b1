import type { PortRange } from '../../../base/addresses/port-range.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import type { Binding } from '../../domain/binding.ts'
import type { Page } from '../../domain/page.ts'
import type { Queue } from '../../domain/queue.ts'
import { parseIpAddress } from '../../network/address.ts'
import { readAttachment } from '../../network/attachments/attachments.ts'
import { longestOf, parsedRangesOf, rangeText } from '../../network/binding-ranges.ts'
import type { Broker } from '../../network/broker.ts'
import type { DialFailure } from '../../network/dial-failure.ts'
import { listSubnets } from '../../store/network/subnets.ts'
import { findAttachment, listVpcs } from '../../store/network/vpcs.ts'
import { pageOfPools } from '../../store/queues/pools.ts'
import { pageOfQueues } from '../../store/queues/queues.ts'
import type { Store } from '../../store/store.ts'
import type { AttachmentHealth } from '../attachment-health/attachment-health.ts'
import type { EnhancedConnection } from '../connections/connection-reader.ts'
import type { Connections } from '../connections/connections.ts'
import type { RemedyText } from '../dialling/in-words.ts'
import { type RemoteTable, remoteTables } from '../reach/remote-tables.ts'
import type { Caller } from '../shared/caller.ts'

/** A host entry. Where no range of its connection holds the address, nothing is let through to it (rule 6). */
interface PicturedHost {
  readonly name: string
  readonly ip: string
  /** unknown: of a connection that another project lends, and for who does not see the VPCs. */
  readonly covered: 'yes' | 'no' | 'unknown'
  /** The range that holds it; '' where none does, or none is known. */
  readonly coveredBy: string
}

interface PicturedConnection {
  readonly id: string
  readonly name: string
  readonly isLent: boolean
  /** Undefined of one that another project lends: where it leads is for that project to know (rule 20); and for who does not see the VPCs. */
  readonly place: { readonly vpcId: string; readonly subnetId: string } | undefined
  readonly bindings: readonly Binding[]
  /** The first of them. */
  readonly hosts: readonly PicturedHost[]
  readonly hostCount: number
  readonly routes: readonly { readonly name: string; readonly cidr: string }[]
  readonly ports: readonly PortRange[]
  /** Whom its resolver asks: nobody of one that another project lends. */
  readonly nameServers: readonly string[]
  readonly suffixes: readonly string[]
}

interface PicturedVpc {
  readonly id: string
  readonly name: string
  readonly cidr: string
  /** Of its attachment. */
  readonly kind: string
  /** unknown: nothing is bound that leads to it, so it is not kept up, or it has not told yet. */
  readonly state: 'up' | 'down' | 'unknown'
  /** Why it is down; '' where it is not. */
  readonly failure: string
  /** What would help, a sentence each. */
  readonly help: readonly string[]
}

/** What of a kind is more than a picture holds is left out, and named here. */
type Kind = 'queues' | 'pools' | 'connections' | 'vpcs' | 'subnets' | 'hosts' | 'tables'

export interface Picture {
  readonly queues: readonly Queue[]
  readonly pools: readonly { readonly id: string; readonly name: string }[]
  readonly connections: readonly PicturedConnection[]
  readonly vpcs: readonly PicturedVpc[]
  readonly subnets: readonly {
    readonly id: string
    readonly vpcId: string
    readonly name: string
    readonly cidr: string
    /** '' where it has no IPv6. */
    readonly cidrV6: string
  }[]
  readonly tables: readonly RemoteTable[]
  readonly cut: readonly Kind[]
}

/** The networks of a project and what is bound to what, in one answer: of one moment as far as each kind goes, for nothing is locked. */
export interface Topology {
  picture(caller: Caller): Promise<Picture>
}

export interface TopologyDeps {
  readonly store: Store
  readonly connections: Pick<Connections, 'pieces'>
  readonly health: Pick<AttachmentHealth, 'of'>
  readonly broker: Pick<Broker, 'attachmentRefusal'>
  readonly remedyText: RemedyText
}

/** Of each kind. */
const KIND_MAX = 5_000
const HOSTS_OF_CONNECTION_MAX = 1_000
const HOSTS_MAX = 20_000
/** That are looked at before others have their turn. */
const CONNECTIONS_OF_TURN = 200

export function createTopology({ store, connections, health, broker, remedyText }: TopologyDeps): Topology {
  const down = ({ seen, remedies }: DialFailure) =>
    ({ state: 'down', failure: seen, help: remedies.map((remedy) => remedyText(remedy)) }) as const

  async function pictured(projectId: string, { id, name, cidr }: Pick<PicturedVpc, 'id' | 'name' | 'cidr'>): Promise<PicturedVpc> {
    const found = await findAttachment(store.db, projectId, id)
    const spec = found === undefined ? undefined : readAttachment(found.attachment)
    const shown = { id, name, cidr, kind: spec?.kind ?? 'none' }
    const refused = spec === undefined ? undefined : broker.attachmentRefusal(spec)
    if (refused !== undefined) return { ...shown, ...down(refused) }
    const told = health.of(id)?.health
    if (told?.kind === 'down') return { ...shown, ...down(told.failure) }
    return { ...shown, state: told === undefined ? 'unknown' : 'up', failure: '', help: [] }
  }

  async function connectionsOf(caller: Caller): Promise<readonly EnhancedConnection[]> {
    const all: EnhancedConnection[] = []
    for await (const piece of connections.pieces(caller, { limit: KIND_MAX + 1 })) all.push(...piece)
    return all
  }

  return {
    async picture(caller) {
      const { projectId } = caller
      const page = { limit: KIND_MAX }
      const cut = new Set<Kind>()
      const whole = <T>(kind: Kind, { total, items }: Page<T>): readonly T[] => {
        if (total > items.length) cut.add(kind)
        return items
      }
      const first = <T>(kind: Kind, all: readonly T[], most: number): readonly T[] => {
        if (all.length <= most) return all
        cut.add(kind)
        return all.slice(0, most)
      }
      const queues = whole('queues', await pageOfQueues(store.db, projectId, page))
      await nextTurn()
      const pools = whole('pools', await pageOfPools(store.db, projectId, page))
      const listed = first('connections', await connectionsOf(caller), KIND_MAX)
      await nextTurn()
      const vpcs = first('vpcs', await listVpcs(store.db, projectId, { limit: KIND_MAX + 1 }), KIND_MAX)
      const subnets = first('subnets', await listSubnets(store.db, projectId, { limit: KIND_MAX + 1 }), KIND_MAX)
      const cidrs = new Map(subnets.map((subnet) => [subnet.id, subnet]))
      let room = HOSTS_MAX
      const hostsOf = ({ hosts, routes, subnetId, ...connection }: EnhancedConnection): readonly PicturedHost[] => {
        const some = first('hosts', hosts, Math.min(HOSTS_OF_CONNECTION_MAX, room))
        room -= some.length
        const subnet = connection.projectId === projectId ? cidrs.get(subnetId) : undefined
        if (subnet === undefined) return some.map(({ name, ip }) => ({ name, ip, covered: 'unknown', coveredBy: '' }))
        const ranges = parsedRangesOf({ subnetCidr: subnet.cidr, subnetCidrV6: subnet.ipv6?.cidr ?? '', routes })
        return some.map(({ name, ip }) => {
          const address = parseIpAddress(ip)
          const longest = address === undefined ? undefined : longestOf(ranges, address)
          return longest === undefined
            ? { name, ip, covered: 'no', coveredBy: '' }
            : { name, ip, covered: 'yes', coveredBy: rangeText(longest.range) }
        })
      }
      const shownVpcs: PicturedVpc[] = []
      for (const vpc of vpcs) shownVpcs.push(await pictured(projectId, vpc))
      const picturedConnections: PicturedConnection[] = []
      for (const [at, connection] of listed.entries()) {
        if (at % CONNECTIONS_OF_TURN === 0) await nextTurn()
        picturedConnections.push({
          id: connection.id,
          name: connection.name,
          isLent: connection.projectId !== projectId,
          place: connection.projectId === projectId ? { vpcId: connection.vpcId, subnetId: connection.subnetId } : undefined,
          bindings: connection.bindings,
          hosts: hostsOf(connection),
          hostCount: connection.hosts.length,
          routes: connection.routes.map(({ name, cidr }) => ({ name, cidr })),
          ports: connection.ports,
          nameServers: connection.resolver?.servers ?? [],
          suffixes: connection.resolver?.suffixes ?? [],
        })
      }
      const tables = first('tables', await remoteTables(store.db, projectId), KIND_MAX)
      return {
        queues,
        pools: pools.map(({ id, name }) => ({ id, name })),
        connections: picturedConnections,
        vpcs: shownVpcs,
        subnets: subnets.map(({ id, vpcId, name, cidr, ipv6 }) => ({ id, vpcId, name, cidr, cidrV6: ipv6?.cidr ?? '' })),
        tables,
        cut: [...cut],
      }
    },
  }
}

import { holdsPort, joinedPorts } from '../../base/addresses/port-range.ts'
import { type IpAddress, parseIpAddress, parseIpRange, rangeCovers } from './address.ts'
import { rangesOf } from './binding-ranges.ts'
import { connectionsTo } from './connection-index.ts'
import { hostEntry, isSameName } from './host-entry.ts'
import type { BindingView, QueueNetworkView, Target } from './network-view.ts'
import { advice, type ReasonToBind, type Remedy, WHOLE_LIST_MAX } from './remedy.ts'

/** More would hide the one that helps. */
const REMEDIES_MAX = 3

/** Bindings that will or would cover the target when they become ACTIVE, and connections that would when bound. */
export function bindRemedies(view: QueueNetworkView, target: Target): readonly Remedy[] {
  const queue = queueOf(view)
  const ip = parseIpAddress(target.host)
  const remedies: Remedy[] = []
  for (const binding of view.bindings) {
    if (binding.state === 'active' || !knows(binding, target.host, ip)) continue
    if (binding.state === 'creating') {
      remedies.push(
        advice(
          `Wait until the binding of ${holderOf(view.queueName, binding)} to connection ${binding.connectionName} is ACTIVE, then run again`,
        ),
      )
    } else if (binding.state === 'down') {
      remedies.push(
        advice(
          `Run again when connection ${binding.connectionName} is ACTIVE: it will be by itself as soon as the attachment that it leads through is up`,
        ),
      )
    } else {
      remedies.push({
        kind: 'bind-queue',
        ...queueOf({ ...view, ...binding }),
        connection: connectionOf(binding),
        because: { kind: 'has-failed' },
      })
    }
  }
  const bound = new Set(view.bindings.map(({ connectionId }) => connectionId))
  for (const { id, name, ...reached } of connectionsTo(view.connections, target.host, ip)) {
    if (remedies.length >= REMEDIES_MAX) break
    if (bound.has(id) || !holdsPort(reached.ports, target.port)) continue
    const because = reasonToBind(reached, target.host, ip)
    if (because !== undefined) remedies.push({ kind: 'bind-queue', ...queue, connection: { id, name }, because })
  }
  return remedies.slice(0, REMEDIES_MAX)
}

/** Whose binding it is. */
const holderOf = (queueName: string, { poolName }: BindingView): string =>
  poolName === undefined ? `queue ${queueName}` : `elastic resource pool ${poolName}`

const queueOf = ({ queueName, poolName }: Pick<QueueNetworkView, 'queueName' | 'poolName'>) => ({
  queueName,
  ...(poolName === undefined ? {} : { poolName }),
})

export const createConnectionRemedy = (view: QueueNetworkView): Remedy => ({ kind: 'create-connection', ...queueOf(view) })

export const unbindRemedy = ({ queueName }: QueueNetworkView, binding: BindingView): Remedy => ({
  kind: 'unbind-queue',
  ...queueOf({ queueName, ...(binding.poolName === undefined ? {} : { poolName: binding.poolName }) }),
  connection: connectionOf(binding),
})

export function hostEntryRemedy(binding: BindingView, name: string): Remedy {
  if (binding.lent === true) return advice(`Ask the project that lends connection ${binding.connectionName} for a host entry of ${name}`)
  const { hosts } = binding
  return {
    kind: 'set-host-entry',
    connection: connectionOf(binding),
    name,
    ...(hosts.length > WHOLE_LIST_MAX
      ? {}
      : { hosts: [...hosts.filter((entry) => !isSameName(entry.name, name)), { name, ip: '<address>' }] }),
  }
}

export function portRemedy(binding: BindingView, port: number): Remedy {
  if (binding.lent === true) return advice(`Ask the project that lends connection ${binding.connectionName} to let port ${port} through`)
  return {
    kind: 'let-port-through',
    connection: connectionOf(binding),
    port,
    ports: joinedPorts([...binding.ports, { from: port, to: port }]),
  }
}

export function addRouteRemedies(binding: BindingView, { family, text }: IpAddress): readonly Remedy[] {
  if (binding.lent === true) return [advice(`Ask the project that lends connection ${binding.connectionName} for a route to ${text}`)]
  return [{ kind: 'add-route', connection: connectionOf(binding), cidr: `${text}/${family === 'ipv4' ? 32 : 128}` }]
}

const connectionOf = ({ connectionId, connectionName }: BindingView) => ({ id: connectionId, name: connectionName })

function reasonToBind(
  { hosts, lent, ...connection }: Pick<BindingView, 'lent' | 'hosts' | 'subnetCidr' | 'subnetCidrV6' | 'routes'>,
  host: string,
  ip: IpAddress | undefined,
): ReasonToBind | undefined {
  if (ip !== undefined) {
    const range = rangesOf(connection).find(({ cidr }) => cidrCovers(cidr, ip))
    if (range === undefined) return undefined
    const { cidr, route } = range
    if (route !== undefined) return { kind: 'route-holds', route, cidr, ip: ip.text }
    return { kind: 'subnet-holds', ...(lent === true ? {} : { cidr }), ip: ip.text }
  }
  const entry = hostEntry(hosts, host)
  return entry === undefined ? undefined : { kind: 'knows-name', name: entry.name, ip: entry.ip }
}

function knows(binding: BindingView, host: string, ip: IpAddress | undefined): boolean {
  if (ip === undefined) return hostEntry(binding.hosts, host) !== undefined
  return rangesOf(binding).some(({ cidr }) => cidrCovers(cidr, ip))
}

function cidrCovers(cidr: string, ip: IpAddress): boolean {
  const range = parseIpRange(cidr)
  return range !== undefined && rangeCovers(range, ip)
}

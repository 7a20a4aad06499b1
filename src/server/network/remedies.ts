import { type IpAddress, parseIpAddress, parseIpRange, rangeCovers } from './address.ts'
import type { BindingView, QueueNetworkView, Target } from './network-view.ts'

const CONNECTIONS = '/v2.0/{project_id}/datasource/enhanced-connections'
/** More would hide the one that helps. */
const REMEDIES_MAX = 3

export const createQueueRemedy =
  'Run the job on a queue of your own, and bind a connection to it: POST /v1.0/{project_id}/queues {"queue_name":"<name>","cu_count":16}'

type HostEntries = BindingView['hosts']

/** The index of each list of host entries that was asked about: a connection may have 20,000, and every dial asks. */
const indexes = new WeakMap<HostEntries, ReadonlyMap<string, HostEntries[number]>>()

/** The entry of a name: the first one counts, as in /etc/hosts. Upper and lower case are the same for ASCII letters only: the Kelvin sign is no k. */
export function hostEntry(hosts: HostEntries, name: string): HostEntries[number] | undefined {
  const index = indexes.get(hosts) ?? indexOf(hosts)
  indexes.set(hosts, index)
  return index.get(lowerCase(name))
}

const indexOf = (hosts: HostEntries): ReadonlyMap<string, HostEntries[number]> =>
  new Map(hosts.toReversed().map((entry) => [lowerCase(entry.name), entry]))

const lowerCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

const bindCall = (queueName: string, connectionId: string): string =>
  `POST ${CONNECTIONS}/${connectionId}/associate-queue ${JSON.stringify({ queues: [queueName] })}`

/** Bindings that will or would cover the target when they become ACTIVE, and connections that would when bound. */
export function bindRemedies(view: QueueNetworkView, target: Target): readonly string[] {
  const ip = parseIpAddress(target.host)
  const remedies: string[] = []
  for (const binding of view.bindings) {
    if (binding.state === 'active' || !knows(binding, target.host, ip)) continue
    if (binding.state === 'creating') {
      remedies.push(`Wait until the binding of queue ${view.queueName} to connection ${binding.connectionName} is ACTIVE, then run again`)
    } else {
      remedies.push(
        `Remove the cause of the failure, then bind queue ${view.queueName} to connection ${binding.connectionName} again: ` +
          bindCall(view.queueName, binding.connectionId),
      )
    }
  }
  for (const connection of view.unboundConnections) {
    if (remedies.length >= REMEDIES_MAX) break
    const entry = ip === undefined ? hostEntry(connection.hosts, target.host) : undefined
    if (entry !== undefined) {
      remedies.push(
        `Bind queue ${view.queueName} to connection ${connection.name}, which knows ${entry.name} as ${entry.ip}: ` +
          bindCall(view.queueName, connection.id),
      )
    } else if (ip !== undefined && cidrCovers(connection.subnetCidr, ip)) {
      remedies.push(
        `Bind queue ${view.queueName} to connection ${connection.name}, whose subnet ${connection.subnetCidr} holds ${ip.text}: ` +
          bindCall(view.queueName, connection.id),
      )
    }
  }
  return remedies.slice(0, REMEDIES_MAX)
}

export function createConnectionRemedy(queueName: string): string {
  const body = { name: '<name>', dest_vpc_id: '<VPC id>', dest_network_id: '<subnet id>', queues: [queueName] }
  return `Make a connection to the VPC of the database, with queue ${queueName} bound to it: POST ${CONNECTIONS} ${JSON.stringify(body)}`
}

export function addHostRemedy(binding: BindingView, name: string): string {
  const body = { hosts: [{ name, ip: '<address>' }] }
  return (
    `Add ${name} to the host entries of connection ${binding.connectionName} (the whole list is replaced): ` +
    `PUT ${CONNECTIONS}/${binding.connectionId} ${JSON.stringify(body)}`
  )
}

export function unbindRemedy(queueName: string, binding: BindingView): string {
  return (
    `Unbind queue ${queueName} from connection ${binding.connectionName}: ` +
    `POST ${CONNECTIONS}/${binding.connectionId}/disassociate-queue ${JSON.stringify({ queues: [queueName] })}`
  )
}

function knows(binding: BindingView, host: string, ip: IpAddress | undefined): boolean {
  if (ip === undefined) return hostEntry(binding.hosts, host) !== undefined
  return [binding.subnetCidr, ...binding.routes.map((route) => route.cidr)].some((cidr) => cidrCovers(cidr, ip))
}

function cidrCovers(cidr: string, ip: IpAddress): boolean {
  const range = parseIpRange(cidr)
  return range !== undefined && rangeCovers(range, ip)
}

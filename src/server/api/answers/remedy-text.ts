import { portRangeText } from '../../../base/port-range.ts'
import type { Remedy } from '../../control/dialling/in-words.ts'
import { operations } from '../operations.ts'

/** What would help, with the request that does it: the words that jobs' messages and connectivity tests show. */
export function remedyText(remedy: Remedy): string {
  switch (remedy.kind) {
    case 'advice':
      return remedy.text
    case 'create-queue': {
      const body = { queue_name: '<name>', cu_count: 16, resource_mode: 1 }
      return `Run the job on a queue of your own, and bind a connection to it: ${request('dli.queues.create', {}, body)}`
    }
    case 'create-connection': {
      const body = { name: '<name>', dest_vpc_id: '<VPC id>', dest_network_id: '<subnet id>', ...selection(remedy) }
      const create = request('dli.enhanced-connections.create', {}, body)
      return `Make a connection to the VPC of the database, with ${holderText(remedy)} bound to it: ${create}`
    }
    case 'bind-queue': {
      const bind = request('dli.enhanced-connections.associate-queue', { connection_id: remedy.connection.id }, selection(remedy))
      return `${bindText(remedy)}: ${bind}`
    }
    case 'unbind-queue': {
      const { connection } = remedy
      const unbind = request('dli.enhanced-connections.disassociate-queue', { connection_id: connection.id }, selection(remedy))
      return `Unbind ${holderText(remedy)} from connection ${connection.name}: ${unbind}`
    }
    case 'let-port-through': {
      const { connection, port, ports } = remedy
      const set = request('causeway.connection-ports.set', { connection_id: connection.id }, { ports: ports.map(portRangeText) })
      return `Let port ${port} through connection ${connection.name}: ${set}`
    }
    case 'add-route': {
      const { connection, cidr } = remedy
      const add = request('dli.enhanced-connections.routes.create', { connection_id: connection.id }, { name: '<name>', cidr })
      return `Add a route to connection ${connection.name}, which then reaches it beyond its subnet: ${add}`
    }
    case 'set-host-entry': {
      const { connection, name, hosts } = remedy
      const params = { connection_id: connection.id }
      const what = `Add ${name} to the host entries of connection ${connection.name}`
      const added = { hosts: { name, ip: '<address>' } }
      return `${what}${whole('dli.enhanced-connections.get', 'dli.enhanced-connections.set-hosts', params, hosts === undefined ? undefined : { hosts }, added)}`
    }
    case 'grant-privilege': {
      const { userName, object, privilege } = remedy
      const body = { user_name: userName, action: 'grant', privileges: [{ object, privileges: [privilege] }] }
      return `Who may grant it does so by ${request('dli.authorization.change', {}, body)}`
    }
    case 'give-role': {
      const { userName, role } = remedy
      const give = request('causeway.roles.set', {}, { user_name: userName, role })
      return `An administrator of the domain gives the right to all of the project by ${give}`
    }
    case 'enrol-agent': {
      const enrol = request('causeway.agents.create-token', { vpc_id: remedy.vpcId }, { name: '<name>' })
      return `Make a token by ${enrol}, and start in the network of the VPC: causeway agent --token <token> --allow <network>:<port>`
    }
    case 'set-attachment': {
      const { vpc, why, attachment, added } = remedy
      return `${why}${whole('causeway.attachments.get', 'causeway.attachments.set', { vpc_id: vpc.id }, attachment, added)}`
    }
  }
}

/** Longer than this, a request is nothing to copy out of a message. */
const WHOLE_MAX = 2_000

/** A request that replaces a list: the whole list when it can be copied from here, else how it is got and what is added to it. */
function whole(get: string, set: string, params: Params, body: Body | undefined, added: Body | undefined): string {
  const text = request(set, params, body)
  if (added === undefined || (body !== undefined && text.length <= WHOLE_MAX)) return `: ${text}`
  const entries = Object.entries(added).map(([field, entry]) => `${JSON.stringify(entry)} to ${field}`)
  return ` (the request replaces all of it): take what ${request(get, params)} gives, add ${entries.join(', ')}, and send it with ${request(set, params)}`
}

interface ToBind {
  readonly queueName: string
  readonly poolName?: string
}

const selection = ({ queueName, poolName }: ToBind) =>
  poolName === undefined ? { queues: [queueName] } : { elastic_resource_pools: [poolName] }

const holderText = ({ queueName, poolName }: ToBind): string =>
  poolName === undefined ? `queue ${queueName}` : `elastic resource pool ${poolName} of queue ${queueName}`

function bindText(remedy: Extract<Remedy, { kind: 'bind-queue' }>): string {
  const { connection, because } = remedy
  const bind = `${holderText(remedy)} to connection ${connection.name}`
  switch (because.kind) {
    case 'knows-name':
      return `Bind ${bind}, which knows ${because.name} as ${because.ip}`
    case 'subnet-holds':
      return `Bind ${bind}, whose subnet ${because.cidr} holds ${because.ip}`
    case 'route-holds':
      return `Bind ${bind}, whose route ${because.route} (${because.cidr}) holds ${because.ip}`
    case 'has-failed':
      return `Remove the cause of the failure, then bind ${bind} again`
  }
}

type Body = Readonly<Record<string, unknown>>
type Params = Readonly<Record<string, string>>

const byName = new Map(operations.map((operation) => [operation.name, operation]))

/** The project stays a parameter: whoever reads this knows theirs. */
function request(operationName: string, params: Params, body?: Body): string {
  const operation = byName.get(operationName)
  if (operation === undefined) throw new Error(`There is no operation ${operationName}`)
  const path = operation.path.replace(/\{(\w+)\}/g, (placeholder, name: string) => params[name] ?? placeholder)
  return `${operation.method} ${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`
}

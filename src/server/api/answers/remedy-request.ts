import { portRangeText } from '../../../base/addresses/port-range.ts'
import type { Remedy } from '../../control/dialling/in-words.ts'
import type { RemedyRequest } from '../operation-context.ts'
import { operations } from '../operations.ts'

/** The request that does it; undefined where none does, and where the list is too long that it replaces. */
export function remedyRequest(remedy: Remedy): RemedyRequest | undefined {
  switch (remedy.kind) {
    case 'advice':
      return undefined
    case 'create-queue':
      return requestOf('dli.queues.create', {}, { queue_name: '<name>', cu_count: 16, resource_mode: 1 })
    case 'create-connection': {
      const body = { name: '<name>', dest_vpc_id: '<VPC id>', dest_network_id: '<subnet id>', ...selection(remedy) }
      return requestOf('dli.enhanced-connections.create', {}, body)
    }
    case 'bind-queue':
      return requestOf('dli.enhanced-connections.associate-queue', { connection_id: remedy.connection.id }, selection(remedy))
    case 'unbind-queue':
      return requestOf('dli.enhanced-connections.disassociate-queue', { connection_id: remedy.connection.id }, selection(remedy))
    case 'let-port-through':
      return requestOf('causeway.connection-ports.set', { connection_id: remedy.connection.id }, { ports: remedy.ports.map(portRangeText) })
    case 'add-route':
      return requestOf(
        'dli.enhanced-connections.routes.create',
        { connection_id: remedy.connection.id },
        { name: '<name>', cidr: remedy.cidr },
      )
    case 'set-host-entry': {
      const { connection, hosts } = remedy
      return hosts === undefined ? undefined : requestOf('dli.enhanced-connections.set-hosts', { connection_id: connection.id }, { hosts })
    }
    case 'grant-privilege': {
      const { userName, object, privilege } = remedy
      const privileges = [{ object, privileges: [privilege] }]
      return requestOf('dli.authorization.change', {}, { user_name: userName, action: 'grant', privileges })
    }
    case 'give-role':
      return requestOf('causeway.roles.set', {}, { user_name: remedy.userName, role: remedy.role })
    case 'enrol-agent':
      return requestOf('causeway.agents.create-token', { vpc_id: remedy.vpcId }, { name: '<name>' })
    case 'set-attachment': {
      const { vpc, attachment } = remedy
      return attachment === undefined ? undefined : requestOf('causeway.attachments.set', { vpc_id: vpc.id }, attachment)
    }
  }
}

interface ToBind {
  readonly queueName: string
  readonly poolName?: string
}

const selection = ({ queueName, poolName }: ToBind) =>
  poolName === undefined ? { queues: [queueName] } : { elastic_resource_pools: [poolName] }

const byName = new Map(operations.map((operation) => [operation.name, operation]))

export function requestOf(
  operationName: string,
  params: Readonly<Record<string, string>>,
  body?: Readonly<Record<string, unknown>>,
): RemedyRequest {
  const operation = byName.get(operationName)
  if (operation === undefined) throw new Error(`There is no operation ${operationName}`)
  const path = operation.path.replace(/\{(\w+)\}/g, (placeholder, name: string) => params[name] ?? placeholder)
  return { method: operation.method, path, ...(body === undefined ? {} : { body }) }
}

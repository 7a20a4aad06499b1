import type { Remedy } from '../control/dialling/remedy-text.ts'
import { operations } from './operations.ts'

/** What would help, with the request that does it: the words that jobs' messages and connectivity tests show. */
export function remedyText(remedy: Remedy): string {
  switch (remedy.kind) {
    case 'advice':
      return remedy.text
    case 'create-queue': {
      const body = { queue_name: '<name>', cu_count: 16 }
      return `Run the job on a queue of your own, and bind a connection to it: ${request('dli.queues.create', {}, body)}`
    }
    case 'create-connection': {
      const { queueName } = remedy
      const body = { name: '<name>', dest_vpc_id: '<VPC id>', dest_network_id: '<subnet id>', queues: [queueName] }
      const create = request('dli.enhanced-connections.create', {}, body)
      return `Make a connection to the VPC of the database, with queue ${queueName} bound to it: ${create}`
    }
    case 'bind-queue': {
      const { queueName, connection } = remedy
      const bind = request('dli.enhanced-connections.associate-queue', { connection_id: connection.id }, { queues: [queueName] })
      return `${bindText(remedy)}: ${bind}`
    }
    case 'unbind-queue': {
      const { queueName, connection } = remedy
      const unbind = request('dli.enhanced-connections.disassociate-queue', { connection_id: connection.id }, { queues: [queueName] })
      return `Unbind queue ${queueName} from connection ${connection.name}: ${unbind}`
    }
    case 'set-host-entry': {
      const { connection, name } = remedy
      const set = request('dli.enhanced-connections.set-hosts', { connection_id: connection.id }, { hosts: [{ name, ip: '<address>' }] })
      return `Add ${name} to the host entries of connection ${connection.name} (the whole list is replaced): ${set}`
    }
    case 'attach-vpc': {
      const { vpc, from, port } = remedy
      const attach = attachment(vpc.id, forwardBody(from, `127.0.0.1:${port}`))
      return `Give VPC ${vpc.name} an attachment: ${attach}, or {"kind":"host"} when this machine stands in that network`
    }
    case 'add-forward': {
      const { vpc, from, port } = remedy
      const add = attachment(vpc.id, forwardBody(from, `127.0.0.1:${port}`))
      return `Add a forward for ${from} to those that VPC ${vpc.name} has (the whole table is replaced): ${add}`
    }
    case 'change-forward':
      return `Let ${remedy.from} lead to the address and port where the database listens: ${attachment(remedy.vpc.id)}`
    case 'forward-instead': {
      const forward = attachment(remedy.vpc.id, forwardBody('<address in the subnet>:<port>', '<address>:<port>'))
      return `Use the database’s address in the private network, or forward to it: ${forward}`
    }
  }
}

function bindText({ queueName, connection, because }: Extract<Remedy, { kind: 'bind-queue' }>): string {
  const bind = `queue ${queueName} to connection ${connection.name}`
  switch (because.kind) {
    case 'knows-name':
      return `Bind ${bind}, which knows ${because.name} as ${because.ip}`
    case 'subnet-holds':
      return `Bind ${bind}, whose subnet ${because.cidr} holds ${because.ip}`
    case 'has-failed':
      return `Remove the cause of the failure, then bind ${bind} again`
  }
}

const forwardBody = (from: string, to: string) => ({ kind: 'forward', forwards: [{ from, to }] })

const attachment = (vpcId: string, body?: Body): string => request('causeway.attachments.set', { vpc_id: vpcId }, body)

type Body = Readonly<Record<string, unknown>>

const byName = new Map(operations.map((operation) => [operation.name, operation]))

/** The project stays a parameter: whoever reads this knows theirs. */
function request(operationName: string, params: Readonly<Record<string, string>>, body?: Body): string {
  const operation = byName.get(operationName)
  if (operation === undefined) throw new Error(`There is no operation ${operationName}`)
  const path = operation.path.replace(/\{(\w+)\}/g, (placeholder, name: string) => params[name] ?? placeholder)
  return `${operation.method} ${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`
}

import type { Remedy } from '../../control/dialling/in-words.ts'
import type { RemedyRequest } from '../operation-context.ts'
import { remedyRequest, requestOf } from './remedy-request.ts'

/** What would help, with the request that does it: the words that jobs' messages and connectivity tests show. */
export function remedyText(remedy: Remedy): string {
  const request = remedyRequest(remedy)
  const withRequest = (what: string): string => (request === undefined ? what : `${what}: ${requestText(request)}`)
  switch (remedy.kind) {
    case 'advice':
      return remedy.text
    case 'create-queue':
      return withRequest('Run the job on a queue of your own, and bind a connection to it')
    case 'create-connection':
      return withRequest(`Make a connection to the VPC of the database, with ${holderText(remedy)} bound to it`)
    case 'bind-queue':
      return withRequest(bindText(remedy))
    case 'unbind-queue':
      return withRequest(`Unbind ${holderText(remedy)} from connection ${remedy.connection.name}`)
    case 'let-port-through':
      return withRequest(`Let port ${remedy.port} through connection ${remedy.connection.name}`)
    case 'add-route':
      return withRequest(`Add a route to connection ${remedy.connection.name}, which then reaches it beyond its subnet`)
    case 'set-host-entry': {
      const { connection, name } = remedy
      const params = { connection_id: connection.id }
      const what = `Add ${name} to the host entries of connection ${connection.name}`
      const added = { hosts: { name, ip: '<address>' } }
      return `${what}${whole('dli.enhanced-connections.get', 'dli.enhanced-connections.set-hosts', params, request, added)}`
    }
    case 'grant-privilege':
      return request === undefined ? '' : `Who may grant it does so by ${requestText(request)}`
    case 'give-role':
      return request === undefined ? '' : `An administrator of the domain gives the right to all of the project by ${requestText(request)}`
    case 'enrol-agent': {
      const enrol = request === undefined ? '' : requestText(request)
      return `Make a token by ${enrol}, and start in the network of the VPC: causeway agent --token <token> --allow <network>:<port>`
    }
    case 'set-attachment': {
      const { vpc, why, added } = remedy
      return `${why}${whole('causeway.attachments.get', 'causeway.attachments.set', { vpc_id: vpc.id }, request, added)}`
    }
  }
}

/** Longer than this, a request is nothing to copy out of a message. */
const WHOLE_MAX = 2_000

/** A request that replaces a list: the whole list when it can be copied from here, else how it is got and what is added to it. */
function whole(
  get: string,
  set: string,
  params: Readonly<Record<string, string>>,
  request: RemedyRequest | undefined,
  added: Readonly<Record<string, unknown>> | undefined,
): string {
  const text = requestText(request ?? requestOf(set, params))
  if (added === undefined || (request !== undefined && text.length <= WHOLE_MAX)) return `: ${text}`
  const entries = Object.entries(added).map(([field, entry]) => `${JSON.stringify(entry)} to ${field}`)
  const [read, write] = [requestText(requestOf(get, params)), requestText(requestOf(set, params))]
  return ` (the request replaces all of it): take what ${read} gives, add ${entries.join(', ')}, and send it with ${write}`
}

const requestText = ({ method, path, body }: RemedyRequest): string =>
  `${method} ${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`

interface ToBind {
  readonly queueName: string
  readonly poolName?: string
}

const holderText = ({ queueName, poolName }: ToBind): string =>
  poolName === undefined ? `queue ${queueName}` : `elastic resource pool ${poolName} of queue ${queueName}`

function bindText(remedy: Extract<Remedy, { kind: 'bind-queue' }>): string {
  const { connection, because } = remedy
  const bind = `${holderText(remedy)} to connection ${connection.name}`
  switch (because.kind) {
    case 'knows-name':
      return `Bind ${bind}, which knows ${because.name} as ${because.ip}`
    case 'subnet-holds':
      return `Bind ${bind}, whose subnet${because.cidr === undefined ? '' : ` ${because.cidr}`} holds ${because.ip}`
    case 'route-holds':
      return `Bind ${bind}, whose route ${because.route} (${because.cidr}) holds ${because.ip}`
    case 'has-failed':
      return `Remove the cause of the failure, then bind ${bind} again`
  }
}

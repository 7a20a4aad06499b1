import { isRecord } from '../base/fields.ts'

/** A request as the API's documents write it. */
export interface RemedyCall {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

/** For a shell: whatever stands in it is one word. */
export const shellWord = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** The call by `causeway api`, which there is for every call. */
export const callCommand = ({ method, path, body }: RemedyCall): string =>
  `causeway api ${method} ${shellWord(path)}${body === undefined ? '' : ` ${shellWord(JSON.stringify(body))}`}`

/** A text that stands so deep in fields; undefined for anything else. */
export const textIn = (of: unknown, ...path: readonly string[]): string | undefined => {
  let value = of
  for (const name of path) value = isRecord(value) ? value[name] : undefined
  return typeof value === 'string' ? value : undefined
}

/** The command that does the same: its own where there is one, else the call by `causeway api`. */
export function remedyCommand({ kind, data }: { readonly kind: string; readonly data: unknown }, request: RemedyCall): string {
  const queue = textIn(data, 'queue_name')
  const connection = textIn(data, 'connection', 'name')
  const pool = textIn(data, 'pool_name')
  const holder = pool ?? queue
  if ((kind === 'bind-queue' || kind === 'unbind-queue') && holder !== undefined && connection !== undefined)
    return `causeway ${kind === 'bind-queue' ? 'bind' : 'unbind'}${pool === undefined ? '' : ' --pool'} ${shellWord(holder)} ${shellWord(connection)}`
  if (kind === 'create-connection' && holder !== undefined)
    return `causeway connection create '<name>' --subnet '<subnet>' --${pool === undefined ? 'queue' : 'pool'} ${shellWord(holder)}`
  if (kind === 'create-queue') return `causeway queue create ${shellWord(textIn(request.body, 'queue_name') ?? '<name>')}`
  const name = textIn(data, 'name')
  if (kind === 'set-host-entry' && connection !== undefined && name !== undefined)
    return `causeway connection hosts ${shellWord(connection)} ${shellWord(`${name}=${addressIn(request.body, name)}`)}`
  const cidr = textIn(request.body, 'cidr')
  if (kind === 'add-route' && connection !== undefined && cidr !== undefined)
    return `causeway connection routes ${shellWord(connection)} ${shellWord(`${textIn(request.body, 'name') ?? '<name>'}=${cidr}`)}`
  const ports = isRecord(request.body) && kind === 'let-port-through' ? request.body['ports'] : undefined
  if (connection !== undefined && Array.isArray(ports))
    return `causeway connection ports ${[connection, ...ports.map(String)].map(shellWord).join(' ')}`
  if (kind === 'set-attachment') {
    const command = attachCommand(textIn(data, 'vpc', 'name'), request.body)
    if (command !== undefined) return command
  }
  return callCommand(request)
}

/** The request has all entries of the connection: this one's address may have been filled in. */
function addressIn(body: unknown, name: string): string {
  const hosts = isRecord(body) && Array.isArray(body['hosts']) ? body['hosts'] : []
  return (
    textIn(
      hosts.find((entry) => textIn(entry, 'name') === name),
      'ip',
    ) ?? '<address>'
  )
}

function attachCommand(vpc: string | undefined, body: unknown): string | undefined {
  if (vpc === undefined || !isRecord(body)) return undefined
  const { kind, forwards, networks, ...rest } = body
  if (typeof kind !== 'string' || Object.keys(rest).length > 0) return undefined
  const words = ['causeway', 'attach', shellWord(vpc), kind]
  if (Array.isArray(forwards)) {
    if (forwards.length > 0) words.push('--forward')
    for (const each of forwards) words.push(shellWord(`${textIn(each, 'from') ?? ''}=${textIn(each, 'to') ?? ''}`))
  }
  if (Array.isArray(networks)) {
    if (networks.length > 0) words.push('--network')
    for (const each of networks) words.push(shellWord(String(each)))
  }
  return words.join(' ')
}

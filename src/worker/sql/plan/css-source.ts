import { parsePort, splitHostPort } from '../../../base/addresses/host-port.ts'
import type { NewTableSource } from '../new-table-source.ts'
import { semanticError } from '../syntax-error.ts'
import type { Statement } from '../tree/statement.ts'
import { refuseClauses } from './refuse-clauses.ts'

const EXAMPLE = "Write OPTIONS ('es.nodes'='host:9200', 'resource'='index', 'passwdauth'='…')."
const HOST_LENGTH_MAX = 255
const NODES_MAX = 32
const USUAL_PORT = '9200'

export function cssSource(statement: Extract<Statement, { kind: 'create-table' }>): NewTableSource {
  const { options: written } = statement
  refuseClauses(statement, 'css', EXAMPLE)
  for (const name of ['es.net.http.auth.user', 'es.net.http.auth.pass', 'net.http.auth.user', 'net.http.auth.pass'])
    if (written.has(name)) throw semanticError(`The option '${name}' may not be written into a statement`, EXAMPLE)
  const nodes = written.get('es.nodes') ?? written.get('nodes') ?? ''
  if (nodes.trim() === '') throw semanticError("A table USING css needs the option 'es.nodes'", EXAMPLE)
  const port = written.get('es.port') ?? written.get('port') ?? USUAL_PORT
  const found = nodes.split(',').map((node) => nodeOf(node.trim(), port))
  if (found.length > NODES_MAX) throw semanticError(`A table USING css names at most ${NODES_MAX} nodes`)
  const authName = written.get('passwdauth') ?? written.get('es.certificate.name')
  if (written.has('passwdauth') && written.has('es.certificate.name'))
    throw semanticError(
      "The options 'passwdauth' and 'es.certificate.name' of a table USING css are one and the same",
      'Write one of them.',
    )
  const apart = new Set(['es.nodes', 'nodes', 'es.port', 'port', 'passwdauth', 'es.certificate.name'])
  const { resource, ...others } = Object.fromEntries([...written].filter(([name]) => !apart.has(name)))
  const index = resource ?? others['es.resource']
  delete others['es.resource']
  return {
    kind: 'css',
    nodes: found,
    ...(authName === undefined ? {} : { authName }),
    options: { ...others, ...(index === undefined ? {} : { resource: index }) },
  }
}

function nodeOf(text: string, usualPort: string): { readonly host: string; readonly port: number } {
  const { host, digits = usualPort } = splitHostPort(text) ?? { host: '' }
  const port = parsePort(digits)
  if (host !== '' && host.length <= HOST_LENGTH_MAX && !/[\s%/?#@]/.test(host) && port !== undefined) return { host, port }
  throw semanticError("The option 'es.nodes' of a table USING css has host:port, or several with commas between them", EXAMPLE)
}

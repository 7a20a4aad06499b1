import type { NewTableSource } from '../new-table-source.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Statement } from '../tree/statement.ts'
import { refuseClauses } from './refuse-clauses.ts'

const EXAMPLE = "Write OPTIONS ('url'='host:27017/database.collection', 'passwdauth'='…')."
const HOST_LENGTH_MAX = 255
const USUAL_PORT = 27_017
const URL_FORM = /^(?:mongodb:\/\/)?(\[[0-9a-f:.]+\]|[^/?#,:[\]@%\s]+)(?::(\d{1,5}))?(?:\/([^?#]*))?(?:\?([^#]*))?$/i

export function mongoSource(statement: Extract<Statement, { kind: 'create-table' }>): NewTableSource {
  const { options: written } = statement
  refuseClauses(statement, 'mongo', EXAMPLE)
  const url = written.get('url') ?? written.get('uri') ?? ''
  if (url.includes('@'))
    throw semanticError("The option 'url' of a table USING mongo has no user", "Store it, and name it: 'passwdauth'='…'.")
  if (url.includes(',')) throw notSupported('A URL of several addresses', 'Write that of the primary of the replica set, or of a mongos.')
  const [, host, port = String(USUAL_PORT), path = '', parameters = ''] = URL_FORM.exec(url) ?? []
  if (host === undefined || host.length > HOST_LENGTH_MAX) throw semanticError("A table USING mongo needs the option 'url'", EXAMPLE)
  if (Number(port) < 1 || Number(port) > 65_535)
    throw semanticError("The option 'url' of a table USING mongo has a port from 1 to 65535", EXAMPLE)
  const authName = written.get('passwdauth')
  const apart = new Set(['url', 'uri', 'passwdauth'])
  const given = new Map([...placeOf(path), ...parametersOf(parameters), ...[...written].filter(([name]) => !apart.has(name))])
  for (const name of ['database', 'collection'])
    if (!given.has(name)) throw semanticError(`A table USING mongo needs a ${name}, in its URL or as an option`, EXAMPLE)
  return {
    kind: 'mongo',
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port),
    ...(authName === undefined ? {} : { authName }),
    options: Object.fromEntries(given),
  }
}

/** db.collection, or either: a collection may have full stops in its name. */
function placeOf(path: string): readonly (readonly [string, string])[] {
  const dot = path.indexOf('.')
  const [database, collection] = dot < 0 ? [path, ''] : [path.slice(0, dot), path.slice(dot + 1)]
  return [['database', database] as const, ['collection', collection] as const].filter(([, name]) => name !== '')
}

function parametersOf(parameters: string): readonly (readonly [string, string])[] {
  return [...new URLSearchParams(parameters)].map(([name, value]) => {
    if (name.toLowerCase() === 'authsource') return ['authsource', value] as const
    throw notSupported(
      `The parameter ${name} of the URL of a MongoDB table`,
      'Leave it out: authSource is understood. TLS is the option ssl.',
    )
  })
}

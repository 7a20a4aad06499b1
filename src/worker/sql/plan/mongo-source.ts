import { isPlainText } from '../../../base/plain-text.ts'
import type { NewTableSource } from '../new-table-source.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Statement } from '../tree/statement.ts'
import { refuseClauses } from './refuse-clauses.ts'

const EXAMPLE = "Write OPTIONS ('url'='host:27017/database.collection', 'passwdauth'='…')."
/** The signs that the specification of connection strings forbids, and what is no sign. */
const DATABASE = /^[^/\\"$\s]+$/
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

/** db.collection, or either: a collection may have full stops in its name. Decoded as MongoDB's own clients do, and then taken apart, so that no name hides a sign. */
function placeOf(path: string): readonly (readonly [string, string])[] {
  const place = decoded(path)
  const dot = place.indexOf('.')
  const [database, collection] = dot < 0 ? [place, ''] : [place.slice(0, dot), place.slice(dot + 1)]
  if (database !== '' && !DATABASE.test(database)) {
    throw semanticError(
      "The option 'url' of a table USING mongo names a database with one of / \\ \" $ or a space",
      'No database of a MongoDB is called so. What stands behind % is read as the sign that it stands for.',
    )
  }
  return [['database', database] as const, ['collection', collection] as const].filter(([, name]) => name !== '')
}

function parametersOf(parameters: string): readonly (readonly [string, string])[] {
  return parameters
    .split('&')
    .filter((each) => each !== '')
    .map((each) => {
      const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(each) ?? []
      if (name.toLowerCase() === 'authsource') return ['authsource', decoded(value)] as const
      throw notSupported(
        `The parameter ${name} of the URL of a MongoDB table`,
        'Leave it out: authSource is understood. TLS is the option ssl.',
      )
    })
}

/** A + is one: this is no form. */
function decoded(text: string): string {
  let found: string
  try {
    found = decodeURIComponent(text)
  } catch {
    throw semanticError(
      "The option 'url' of a table USING mongo has a % that is not followed by two hexadecimal digits of UTF-8",
      'A % itself is written %25.',
    )
  }
  if (isPlainText(found)) return found
  throw semanticError("The option 'url' of a table USING mongo holds a control character", 'No name of a MongoDB has one, as %00 or %0A.')
}

import { hostAndPort } from '../../../base/addresses/host-port.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { TableSource } from '../../../protocol/table-definition.ts'
import { readOptions } from '../shared/options/read-options.ts'
import type { OptionValues } from '../shared/options/source-option.ts'
import { type Encryption, requireUnreadPassword } from '../shared/record-stores/encryption-options.ts'
import { CSS_OPTIONS } from './options.ts'
import { type Query, userQuery } from './user-query.ts'

export interface WrittenTable {
  readonly options: OptionValues<(typeof CSS_OPTIONS)['options']>
  readonly nodes: readonly { readonly host: string; readonly port: number }[]
  /** One index, or what stands for several. */
  readonly index: string
  /** Servers before 7 have it. */
  readonly type: string | undefined
  readonly encryption: Encryption
  /** What the user lets the table be of; undefined: all documents. */
  readonly query: Query | undefined
}

/** Everything that is written about a table, understood. @throws CausewayError for what is not, or is refused. */
export function readSource(source: TableSource): WrittenTable {
  if (source.kind !== 'css') throw new CausewayError('internal', 'A table of another kind was given to the CSS source')
  const { nodes, authName } = source
  const options = readOptions(CSS_OPTIONS, {
    ...source.options,
    'es.nodes': nodes.map(({ host, port }) => `${host}:${port}`).join(','),
    ...(authName === undefined ? {} : { passwdauth: authName }),
  })
  const [index = '', type] = options.resource.replace(/^\//, '').split('/')
  const { sslMode, allowUnencryptedLogin } = options
  const encryption = { sslMode, ssl: options.ssl ?? options['es.net.ssl'], allowUnencryptedLogin }
  const [first = { host: '', port: 0 }] = nodes
  if (options.passwdauth !== undefined) requireUnreadPassword(hostAndPort(first.host, first.port), encryption)
  const query = options['es.query']
  return {
    options,
    nodes,
    index,
    type,
    encryption,
    query: query === undefined ? undefined : userQuery(query),
  }
}

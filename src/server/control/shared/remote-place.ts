import { CausewayError } from '../../../base/errors.ts'
import { type JdbcUrl, readJdbcUrl } from '../../../base/jdbc-url.ts'
import type { RemoteProtocol } from '../../../base/remote-kinds.ts'
import type { TableSource } from '../../../protocol/table-definition.ts'

/** Where the database of a table is. */
export interface RemotePlace {
  readonly host: string
  readonly port: number
  readonly protocol: RemoteProtocol
  /** '' where the URL names none. */
  readonly database: string
  readonly authName: string | undefined
}

/** All places that a table may be read at: of a cluster, each of its nodes. */
export function remotePlaces(source: TableSource): readonly RemotePlace[] {
  const place = remotePlace(source)
  if (place === undefined) return []
  return source.kind === 'css' ? source.nodes.map((node) => ({ ...place, ...node })) : [place]
}

/** By the URL of a table of a remote database; what its parameters mean is for the worker to say. Undefined for a table that is none, and for a form that is not known. */
export function remotePlace(source: TableSource): RemotePlace | undefined {
  if (source.kind === 'redis' || source.kind === 'mongo') {
    const { host, port, authName } = source
    return { host, port, protocol: source.kind === 'redis' ? 'redis' : 'mongodb', database: '', authName }
  }
  if (source.kind === 'css') {
    const [node] = source.nodes
    return node === undefined ? undefined : { ...node, protocol: 'opensearch', database: '', authName: source.authName }
  }
  if (source.kind !== 'jdbc') return undefined
  const url = readUrl(source.url)
  if (url === undefined) return undefined
  const { host, port, protocol, database = '' } = url
  return { host, port, protocol, database, authName: source.authName }
}

/** As the worker reads it: what that refuses leads nowhere. */
function readUrl(url: string): JdbcUrl | undefined {
  try {
    return readJdbcUrl(url)
  } catch (error) {
    if (error instanceof CausewayError) return undefined
    throw error
  }
}

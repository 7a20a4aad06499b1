import type { TableSource } from '../../../protocol/table-definition.ts'

/** Where the database of a table is. */
export interface RemotePlace {
  readonly host: string
  readonly port: number
  readonly protocol: 'postgresql' | 'mysql' | 'redis' | 'mongodb' | 'opensearch'
  /** '' where the URL names none. */
  readonly database: string
  readonly authName: string | undefined
}

const URL_FORM = /^jdbc:(postgresql|mysql|mariadb):\/\/(\[[0-9a-f:.]+\]|[^/?#,:[\]@]+)(?::(\d{1,5}))?(?:\/([^?#@/]*))?(?:\?|$)/i

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
  const [, scheme = '', host, port, database = ''] = URL_FORM.exec(source.url) ?? []
  if (host === undefined) return undefined
  const protocol = scheme.toLowerCase() === 'postgresql' ? 'postgresql' : 'mysql'
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: port === undefined ? (protocol === 'mysql' ? 3306 : 5432) : Number(port),
    protocol,
    database: decoded(database),
    authName: source.authName,
  }
}

function decoded(text: string): string {
  try {
    const plain = decodeURIComponent(text)
    return plain.includes('\0') ? '' : plain
  } catch {
    return ''
  }
}

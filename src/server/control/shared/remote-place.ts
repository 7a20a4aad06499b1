import { lookup } from '../../../base/lookup.ts'
import type { TableSource } from '../../../protocol/table-definition.ts'

/** Where the database of a table is. */
export interface RemotePlace {
  readonly host: string
  readonly port: number
  readonly protocol: 'postgresql' | 'mysql' | 'clickhouse' | 'redis' | 'mongodb' | 'opensearch'
  /** '' where the URL names none. */
  readonly database: string
  readonly authName: string | undefined
}

const URL_FORM =
  /^jdbc:(postgresql|mysql|mariadb|clickhouse|ch):(?:https?:)?\/\/(\[[0-9a-f:.]+\]|[^/?#,:[\]@]+)(?::(\d{1,5}))?(?:\/([^?#@/]*))?(?:\?|$)/i

const PROTOCOLS: Readonly<Record<string, 'postgresql' | 'mysql' | 'clickhouse'>> = lookup({
  postgresql: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mysql',
  clickhouse: 'clickhouse',
  ch: 'clickhouse',
})

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
  const protocol = PROTOCOLS[scheme.toLowerCase()] ?? 'mysql'
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: port === undefined ? defaultPort(protocol, source.url) : Number(port),
    protocol,
    database: decoded(database),
    authName: source.authName,
  }
}

function defaultPort(protocol: 'postgresql' | 'mysql' | 'clickhouse', url: string): number {
  switch (protocol) {
    case 'postgresql':
      return 5432
    case 'mysql':
      return 3306
    // As the worker reads it: HTTPS by its scheme, by ssl, or by an sslmode alone.
    case 'clickhouse': {
      const isSecure = /^jdbc:[a-z]+:https:|[?&]ssl=true\b|[?&]sslmode=(?!disabled\b)/i.test(url) && !/[?&]ssl=false\b/i.test(url)
      return isSecure ? 8443 : 8123
    }
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

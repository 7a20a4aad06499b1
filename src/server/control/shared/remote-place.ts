import { type JdbcUrl, readJdbcUrl } from '../../../base/addresses/jdbc-url.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { RemoteProtocol } from '../../../base/remote-kinds.ts'
import { isStoreSource, knownStore } from '../../../protocol/record-stores.ts'
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
  if (isStoreSource(source)) {
    const { protocol, nodes } = knownStore(source)
    return nodes.map(({ host, port }) => ({ host, port, protocol, database: '', authName: source.authName }))
  }
  if (source.kind !== 'jdbc') return []
  const url = readUrl(source.url)
  if (url === undefined) return []
  const { host, port, protocol, database = '' } = url
  return [{ host, port, protocol, database, authName: source.authName }]
}

/** The first of them: by the URL of a table of a remote database; what its parameters mean is for the worker to say. Undefined for a table that is none, and for a form that is not known. */
export const remotePlace = (source: TableSource): RemotePlace | undefined => remotePlaces(source)[0]

/** As the worker reads it: what that refuses leads nowhere. */
function readUrl(url: string): JdbcUrl | undefined {
  try {
    return readJdbcUrl(url)
  } catch (error) {
    if (error instanceof CausewayError) return undefined
    throw error
  }
}

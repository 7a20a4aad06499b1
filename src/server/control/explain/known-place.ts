import type { ProbeProtocol } from '../../../base/probe-protocols.ts'
import type { RemoteProtocol } from '../../../base/remote-kinds.ts'
import type { Target } from '../../network/policy.ts'
import { protocolOfPort } from '../../network/probes/protocol-of-port.ts'
import type { Store } from '../../store/store.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { toUseCredential } from '../credentials/credential-use.ts'
import { remoteTables } from '../reach/remote-tables.ts'
import type { Caller } from '../shared/caller.ts'

interface KnownPlace {
  readonly protocol: ProbeProtocol
  /** Of a table there; undefined where nothing names one. */
  readonly database: string | undefined
}

/**
 * What listens there, where it is not said: by the port, and at a port that tells nothing, by the tables that log in there with the same datasource authentication. Of others' tables nobody learns so: whoever may use it is told.
 */
export async function knownPlace(
  { store, authorizer }: { readonly store: Store; readonly authorizer: Pick<Authorizer, 'allows'> },
  caller: Caller,
  { host, port }: Target,
  authName: string | undefined,
): Promise<KnownPlace> {
  const byPort = { protocol: protocolOfPort(port), database: undefined }
  if (byPort.protocol !== 'tcp' || authName === undefined || !(await authorizer.allows(caller, toUseCredential(authName)))) return byPort
  const tables = await remoteTables(store.db, caller.projectId)
  const place = tables.map((table) => table.place).find((each) => each.host === host && each.port === port && each.authName === authName)
  return place === undefined
    ? byPort
    : { protocol: dialledAs(place.protocol), database: place.database === '' ? undefined : place.database }
}

/** What the server itself can say hello to. */
export function dialledAs(protocol: RemoteProtocol): ProbeProtocol {
  switch (protocol) {
    case 'postgresql':
    case 'mysql':
    case 'redis':
      return protocol
    case 'clickhouse':
    case 'mongodb':
    case 'opensearch':
      return 'tcp'
  }
}

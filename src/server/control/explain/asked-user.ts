import { findCredential } from '../../store/credentials.ts'
import type { Store } from '../../store/store.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { isForHost } from '../credentials/credential-hosts.ts'
import type { Caller } from '../shared/caller.ts'
import type { RemotePlace } from './remote-place.ts'

/**
 * As whom a database is asked before anybody logs in: the user of the table's datasource authentication, where a job of the caller's would be given it for that host.
 * Whoever makes tables names authentications of others too, and hosts of their own.
 */
export async function askedUser(
  { store, authorizer }: { readonly store: Store; readonly authorizer: Pick<Authorizer, 'allows'> },
  caller: Caller,
  { host, port, authName }: Pick<RemotePlace, 'host' | 'port' | 'authName'>,
): Promise<string | undefined> {
  if (authName === undefined) return undefined
  const need = {
    level: 'read',
    on: { kind: 'credential', name: authName },
    privileges: ['USE_AUTH'],
    what: `use the datasource authentication ${authName}`,
  } as const
  if (!(await authorizer.allows(caller, need))) return undefined
  const credential = await findCredential(store.db, caller.projectId, authName)
  if (credential === undefined || credential.userName === '' || !isForHost(credential.hosts, { host, port })) return undefined
  return credential.userName
}

import { findCredential } from '../../store/network/credentials.ts'
import type { Store } from '../../store/store.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { isForHost } from '../credentials/credential-hosts.ts'
import { needToDirect, toUseCredential } from '../credentials/credential-use.ts'
import { readPassword } from '../credentials/credentials.ts'
import type { Caller } from '../shared/caller.ts'
import type { RemotePlace } from '../shared/remote-place.ts'

export interface AskedUserDeps {
  readonly store: Store
  readonly authorizer: Pick<Authorizer, 'allows' | 'require'>
}

export type AskedPlace = Pick<RemotePlace, 'host' | 'port' | 'authName'>

/**
 * As whom a database is asked before anybody logs in: the user of the datasource authentication, where a job of the caller's would be given it for that host.
 * Whoever makes tables names authentications of others too, and hosts of their own.
 */
export async function askedUser(
  { store, authorizer }: { readonly store: Store; readonly authorizer: Pick<Authorizer, 'allows'> },
  caller: Caller,
  { host, port, authName }: AskedPlace,
): Promise<string | undefined> {
  if (authName === undefined || !(await authorizer.allows(caller, toUseCredential(authName)))) return undefined
  const credential = await findCredential(store.db, caller.projectId, authName)
  if (credential === undefined || credential.userName === '' || !isForHost(credential.hosts, { host, port })) return undefined
  return credential.userName
}

/** What a job of the caller's would be given for that host. Where it is asked from is for the caller to choose. Throws as it would be refused: 'sql-permission', 'not-found', 'forbidden', 'not-supported'. */
export async function usedPassword(
  { store, authorizer }: AskedUserDeps,
  caller: Caller,
  authName: string,
  target: Pick<RemotePlace, 'host' | 'port'>,
): Promise<{ readonly userName: string; readonly password: string }> {
  await authorizer.require(caller, toUseCredential(authName), 'sql-permission')
  const toDirect = await needToDirect(store, caller.projectId, authName)
  if (toDirect !== undefined) await authorizer.require(caller, toDirect, 'sql-permission')
  return await readPassword(store, caller.projectId, authName, target)
}

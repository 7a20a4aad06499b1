import { findCredential } from '../../store/network/credentials.ts'
import type { Store } from '../../store/store.ts'
import type { Need } from '../authorization/need.ts'
import { type CredentialTarget, spelled } from './credential-hosts.ts'

/** An authentication, and where it is to be used. */
export interface CredentialUse extends CredentialTarget {
  readonly authName: string
}

export const toUseCredential = (name: string): Need => ({
  level: 'read',
  on: { kind: 'credential', name },
  privileges: ['USE_AUTH'],
  what: `use the datasource authentication ${name}`,
})

/** Whoever says where a password goes can have it sent to a program of theirs, which asks for it as it is: no reader of the project may, whom the role lets use it where tables say. */
const toDirectCredential = (name: string): Need => ({
  ...toUseCredential(name),
  level: 'write',
  what: `use the datasource authentication ${name} for a host that no table of the statement names, and that it is not tied to`,
})

/** Undefined where that needs no more than `toUseCredential`: whoever may change the authentication has tied it to hosts, and it is given for no others. */
export async function needToDirect(store: Store, projectId: string, name: string): Promise<Need | undefined> {
  const credential = await findCredential(store.db, projectId, name)
  return credential !== undefined && credential.hosts.length > 0 ? undefined : toDirectCredential(name)
}

export const useKey = ({ authName, host, port }: CredentialUse): string => JSON.stringify([authName, spelled(host), port])

import { Type } from 'typebox'
import type { Clock } from '../../../base/clock.ts'
import type { Quotas } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import { plainText } from '../../../base/plain-text.ts'
import type { Credential, CredentialLocations, CredentialRecord, CredentialType } from '../../domain/credential.ts'
import type { Page } from '../../domain/page.ts'
import { credentialPurpose } from '../../domain/secret-purpose.ts'
import {
  type CredentialSelection,
  countCredentials,
  deleteCredential,
  findCredential,
  insertCredential,
  pageOfCredentials,
  updateCredential,
  updateCredentialHosts,
} from '../../store/network/credentials.ts'
import { storedJson } from '../../store/sqlite/rows.ts'
import { nextNumber } from '../../store/sqlite/sequences.ts'
import type { Store } from '../../store/store.ts'
import { forgetPrivileges } from '../authorization/object-privileges.ts'
import { type Caller, ownedBy } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { credentialName } from '../shared/names.ts'
import { quotaReached } from '../shared/quota-reached.ts'
import { type CredentialTarget, checkCredentialHosts, isForHost } from './credential-hosts.ts'

/** Secrets on their way in; encrypted at rest, never given back by the API. */
export interface CredentialSecrets {
  readonly password?: string
  readonly truststorePassword?: string
  readonly keystorePassword?: string
  readonly keyPassword?: string
}
export interface NewCredential {
  readonly name: string
  readonly type: CredentialType
  readonly userName: string
  readonly locations: CredentialLocations
  readonly secrets: CredentialSecrets
}
interface CredentialChange {
  readonly userName?: string
  readonly locations?: Partial<CredentialLocations>
  readonly secrets?: CredentialSecrets
}

export interface Credentials {
  create(caller: Caller, input: NewCredential): Promise<void>
  /** Oldest first. */
  list(caller: Caller, selection?: CredentialSelection): Promise<Page<Credential>>
  update(caller: Caller, name: string, change: CredentialChange): Promise<void>
  delete(caller: Caller, name: string): Promise<void>
  /** The hosts it is tied to; none: any. */
  hosts(caller: Caller, name: string): Promise<readonly string[]>
  /** Each as host or host:port; an empty list unties it. Jobs that ask from now on are told. */
  setHosts(caller: Caller, name: string, hosts: readonly string[]): Promise<void>
}

const secretsFromJson: (text: string) => CredentialSecrets = storedJson(
  'set of secrets',
  Type.Object({
    password: Type.Optional(Type.String()),
    truststorePassword: Type.Optional(Type.String()),
    keystorePassword: Type.Optional(Type.String()),
    keyPassword: Type.Optional(Type.String()),
  }),
)

const noCredential = (name: string): CausewayError =>
  new CausewayError('not-found', noneNamed('datasource authentication', name), {
    hint: 'List the datasource authentications of the project, or create this one.',
  })

function checkText(what: string, text: string): string {
  if (text.length <= LIMITS.credentialTextCharacters) return plainText(`${what} of the datasource authentication`, text)
  throw new CausewayError('invalid-parameter', `The ${what} of the datasource authentication is not valid`, {
    hint: `Use at most ${LIMITS.credentialTextCharacters} characters.`,
  })
}

function checkTexts(
  userName: string | undefined,
  locations: Partial<CredentialLocations> | undefined,
  secrets: CredentialSecrets | undefined,
): void {
  if (userName !== undefined) checkText('user name', userName)
  for (const location of Object.values(locations ?? {})) checkText('location', location)
  for (const secret of Object.values(secrets ?? {})) checkText('secret', secret)
}

function checkComplete(type: CredentialType, userName: string, password: string | undefined): void {
  if (type !== 'passwd' || (userName !== '' && password !== undefined && password !== '')) return
  throw new CausewayError('invalid-parameter', 'A datasource authentication of type passwd needs a user name and a password', {
    hint: 'Give user_name and password.',
  })
}

function toCredential({ name, type, userName, locations, hosts, owner, ownerId, createdAt, updatedAt }: CredentialRecord): Credential {
  return { name, type, userName, locations, hosts, owner, ownerId, createdAt, updatedAt }
}

/** The certificate and the key's password are given when the authentication is made and stay. */
function checkChange(change: CredentialChange): void {
  if (change.locations?.certificate === undefined && change.secrets?.keyPassword === undefined) return
  throw new CausewayError('not-supported', 'The certificate and the key password of a datasource authentication cannot be changed', {
    hint: 'Delete it and create it again.',
  })
}

/**
 * User name and password for a job that wants them for `target`. 'not-found' for an unknown name, 'forbidden' for one that is tied to other hosts,
 * 'not-supported' for one that is neither of type passwd nor CSS, or has none.
 */
export async function readPassword(
  store: Store,
  projectId: string,
  name: string,
  target: CredentialTarget,
): Promise<{ readonly userName: string; readonly password: string; readonly certificateLocation: string }> {
  const record = await findCredential(store.db, projectId, name)
  if (record === undefined) throw noCredential(name)
  if (!isForHost(record.hosts, target)) {
    throw new CausewayError('forbidden', `The datasource authentication ${name} is not for ${target.host}:${target.port}`, {
      hint: 'Add the host, as the JDBC URL writes it, to the hosts that the authentication is tied to, or name another one.',
    })
  }
  const { password } = secretsFromJson(store.secrets.open(record.sealedSecrets, credentialPurpose(projectId, name)))
  if ((record.type !== 'passwd' && record.type !== 'CSS') || password === undefined || record.userName === '') {
    throw new CausewayError('not-supported', `The datasource authentication ${name} is of type ${record.type}`, {
      hint: 'Name one of type passwd, or CSS, with a user name and a password.',
    })
  }
  return { userName: record.userName, password, certificateLocation: record.locations.certificate }
}

export function createCredentials(deps: { readonly store: Store; readonly clock: Clock; readonly quotas: Quotas }): Credentials {
  const { store, clock, quotas } = deps
  const seal = (projectId: string, name: string, secrets: CredentialSecrets): Uint8Array =>
    store.secrets.seal(JSON.stringify(secrets), credentialPurpose(projectId, name))

  return {
    async create(caller, input) {
      const name = credentialName(input.name)
      checkTexts(input.userName, input.locations, input.secrets)
      checkComplete(input.type, input.userName, input.secrets.password)
      const { projectId } = caller
      await store.transaction(async (tx) => {
        if ((await findCredential(tx, projectId, name)) !== undefined) {
          throw new CausewayError('already-exists', `The datasource authentication ${name} already exists`, {
            hint: 'Choose another name.',
          })
        }
        if ((await countCredentials(tx, projectId)) >= quotas.credentials) throw quotaReached('credentials', quotas)
        const now = clock()
        const number = await nextNumber(tx, projectId, 'credential')
        const { type, userName, locations } = input
        const sealedSecrets = seal(projectId, name, input.secrets)
        await insertCredential(tx, {
          projectId,
          number,
          name,
          type,
          userName,
          locations,
          hosts: [],
          sealedSecrets,
          ...ownedBy(caller),
          createdAt: now,
          updatedAt: now,
        })
      })
    },

    async list(caller, selection = {}) {
      const { total, items } = await pageOfCredentials(store.db, caller.projectId, selection)
      return { total, items: items.map(toCredential) }
    },

    async update(caller, name, change) {
      const { projectId } = caller
      checkTexts(change.userName, change.locations, change.secrets)
      checkChange(change)
      await store.transaction(async (tx) => {
        const record = await findCredential(tx, projectId, name)
        if (record === undefined) throw noCredential(name)
        const userName = change.userName ?? record.userName
        const secrets = {
          ...secretsFromJson(store.secrets.open(record.sealedSecrets, credentialPurpose(projectId, name))),
          ...change.secrets,
        }
        checkComplete(record.type, userName, secrets.password)
        await updateCredential(tx, projectId, name, {
          userName,
          locations: { ...record.locations, ...change.locations },
          sealedSecrets: seal(projectId, name, secrets),
          updatedAt: clock(),
        })
      })
    },

    async delete(caller, name) {
      await store.transaction(async (tx) => {
        if (!(await deleteCredential(tx, caller.projectId, name))) throw noCredential(name)
        await forgetPrivileges(tx, caller.projectId, { kind: 'credential', name })
      })
    },

    async hosts(caller, name) {
      const record = await findCredential(store.db, caller.projectId, name)
      if (record === undefined) throw noCredential(name)
      return record.hosts
    },

    async setHosts(caller, name, hosts) {
      const change = { hosts: checkCredentialHosts(hosts), updatedAt: clock() }
      await store.transaction(async (tx) => {
        if (!(await updateCredentialHosts(tx, caller.projectId, name, change))) throw noCredential(name)
      })
    },
  }
}

import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { AccessKeyInfo, AccessKeyRecord, TokenScope } from '../../domain/account.ts'
import { accessKeyPurpose } from '../../domain/secret-purpose.ts'
import {
  countTemporaryKeys,
  deleteAccessKey,
  findAccessKey,
  insertAccessKey,
  listAccessKeys,
  setAccessKeyEnabled,
} from '../../store/accounts/access-keys.ts'
import { endLogInsOfKey } from '../../store/accounts/log-ins.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import type { KeyUses } from '../identity/key-uses.ts'
import { GIVES_NOBODY_RIGHTS, requireStanding } from '../identity/proof.ts'
import { newAccessKey, newSecretKey } from '../identity/secret-texts.ts'
import { freeText } from '../shared/names.ts'
import { type Actor, domainOf, requireLastingActor, requireSelfOrAdmin } from './actor.ts'

/** The secret is shown this once. */
interface NewKey {
  readonly accessKey: string
  readonly secretKey: string
}

/** What leads to it goes with it: the key with which it was asked for, or the password. */
interface TemporaryKey extends NewKey {
  readonly securityToken: string
  readonly expiresAt: number
}

/** Key pairs: everybody's own, and all of the domain for an administrator. */
export interface Keys {
  /** Oldest first. */
  list(actor: Actor, user: string, domain?: string): Promise<readonly AccessKeyInfo[]>
  create(actor: Actor, user: string, description: string, domain?: string): Promise<NewKey>
  /** A disabled key signs nothing; its tokens and temporary keys are gone for good. */
  setEnabled(actor: Actor, accessKey: string, enabled: boolean): Promise<void>
  /** A new key of the same user, in the place of this one, which is disabled at once. */
  rotate(actor: Actor, accessKey: string): Promise<NewKey>
  delete(actor: Actor, accessKey: string): Promise<void>
  /** Of the actor itself. `scope`: that of the token by which it is asked for; undefined: it is asked for by a signature. */
  createTemporary(actor: Actor, madeByKey: string | undefined, scope: TokenScope | undefined, lifeSeconds: number): Promise<TemporaryKey>
}

const NO_KEYS = 'makes no other keys'
const KEYS_MAX = 20
const TEMPORARY_KEYS_MAX = 1_000

export function createKeys(deps: { readonly store: Store; readonly clock: Clock; readonly uses: Pick<KeyUses, 'lastUse'> }): Keys {
  const { store, clock, uses } = deps

  /** One of others is not there for who may not see it. */
  async function requireKey(db: Database, actor: Actor, accessKey: string): Promise<AccessKeyRecord> {
    const key = await findAccessKey(db, accessKey)
    const none = new CausewayError('not-found', `There is no access key ${accessKey}`, {
      hint: 'List the keys of a user: GET /causeway/v1/users/{user_id}/keys, or "causeway key list NAME" on the machine of the server.',
    })
    if (key === undefined || key.expiresAt !== undefined) throw none
    if (actor.kind === 'user' && actor.user.id === key.userId) {
      await requireStanding(db, key.userId, actor.proof)
      return key
    }
    try {
      await requireSelfOrAdmin(db, actor, key.userId)
    } catch (thrown) {
      const isRefused = thrown instanceof CausewayError && (thrown.kind === 'forbidden' || thrown.kind === 'not-found')
      throw isRefused ? none : thrown
    }
    return key
  }

  async function insert(tx: Database, userId: string, description: string, temporary: Partial<AccessKeyRecord> = {}): Promise<NewKey> {
    const [accessKey, secretKey] = [newAccessKey(), newSecretKey()]
    await insertAccessKey(tx, {
      accessKey,
      userId,
      sealedSecretKey: store.secrets.seal(secretKey, accessKeyPurpose(accessKey)),
      enabled: true,
      description: freeText('description', description),
      createdAt: clock(),
      expiresAt: undefined,
      securityTokenHash: undefined,
      madeByKey: undefined,
      scope: undefined,
      ...temporary,
    })
    return { accessKey, secretKey }
  }

  async function disable(tx: Database, accessKey: string): Promise<void> {
    await setAccessKeyEnabled(tx, accessKey, false)
    await endLogInsOfKey(tx, accessKey)
  }

  async function requireRoom(tx: Database, userId: string): Promise<void> {
    if ((await listAccessKeys(tx, userId)).length < KEYS_MAX) return
    throw new CausewayError('limit-exceeded', `The user has ${KEYS_MAX} access keys already`, { hint: 'Delete one that is not needed.' })
  }

  return {
    async list(actor, user, domain) {
      const { id } = await requireSelfOrAdmin(store.db, actor, user, await domainOf(store.db, actor, domain))
      return (await listAccessKeys(store.db, id)).map((key) => ({ ...key, lastUsedAt: uses.lastUse(key.accessKey) ?? key.lastUsedAt }))
    },

    async create(actor, user, description, domain) {
      return await store.transaction(async (tx) => {
        const { id } = await requireSelfOrAdmin(tx, actor, user, await domainOf(tx, actor, domain))
        await requireLastingActor(tx, actor, NO_KEYS)
        await requireRoom(tx, id)
        return await insert(tx, id, description)
      })
    },

    async setEnabled(actor, accessKey, enabled) {
      await store.transaction(async (tx) => {
        await requireKey(tx, actor, accessKey)
        if (!enabled) return await disable(tx, accessKey)
        await requireLastingActor(tx, actor, GIVES_NOBODY_RIGHTS)
        await setAccessKeyEnabled(tx, accessKey, true)
      })
    },

    async rotate(actor, accessKey) {
      return await store.transaction(async (tx) => {
        const { userId, description } = await requireKey(tx, actor, accessKey)
        await requireLastingActor(tx, actor, NO_KEYS)
        await requireRoom(tx, userId)
        await disable(tx, accessKey)
        return await insert(tx, userId, description)
      })
    },

    async delete(actor, accessKey) {
      await store.transaction(async (tx) => {
        await requireKey(tx, actor, accessKey)
        await deleteAccessKey(tx, accessKey)
      })
    },

    async createTemporary(actor, madeByKey, scope, lifeSeconds) {
      if (actor.kind === 'local') throw new CausewayError('not-supported', 'The local administrator has no keys', { hint: 'Make a user.' })
      const securityToken = randomBytes(48).toString('base64url')
      const securityTokenHash = createHash('sha256').update(securityToken).digest('hex')
      const expiresAt = clock() + lifeSeconds * 1_000
      return await store.transaction(async (tx) => {
        await requireStanding(tx, actor.user.id, actor.proof)
        await requireLastingActor(tx, actor, NO_KEYS)
        if ((await countTemporaryKeys(tx, actor.user.id)) >= TEMPORARY_KEYS_MAX) {
          throw new CausewayError('limit-exceeded', `The user has ${TEMPORARY_KEYS_MAX} temporary access keys already`, {
            hint: 'Use one for longer.',
          })
        }
        const key = await insert(tx, actor.user.id, '', { expiresAt, securityTokenHash, madeByKey, scope })
        return { ...key, securityToken, expiresAt }
      })
    },
  }
}

import { randomBytes } from 'node:crypto'
import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newHexId } from '../../../base/ids.ts'
import type { UserRecord } from '../../domain/account.ts'
import { deleteAccessKeysOf } from '../../store/accounts/access-keys.ts'
import { countAdmins, deleteUser, findUser, insertUser, listUsers, markOwnerDeleted, updateUser } from '../../store/accounts/accounts.ts'
import { endLogInsOf } from '../../store/accounts/log-ins.ts'
import { deletePrivilegesOf } from '../../store/accounts/privileges.ts'
import { deleteRolesOf } from '../../store/accounts/roles.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import { hashPassword } from '../identity/passwords.ts'
import { GIVES_NOBODY_RIGHTS, type Proof, requireStanding } from '../identity/proof.ts'
import { freeText } from '../shared/names.ts'
import {
  type Actor,
  accountName,
  domainOf,
  nameTaken,
  requireAdmin,
  requireLastingActor,
  requireSelfOrAdmin,
  requireUser,
} from './actor.ts'

/** What is shown of a user. */
export type UserInfo = Omit<UserRecord, 'passwordHash'>

interface UserChange {
  readonly enabled?: boolean | undefined
  readonly isAdmin?: boolean | undefined
  readonly description?: string | undefined
}

/** The users of a domain. An administrator's, but for the own password. */
export interface Users {
  /** By name. */
  list(actor: Actor, domain?: string): Promise<readonly UserInfo[]>
  get(actor: Actor, user: string, domain?: string): Promise<UserInfo>
  /** Without a password one is made, and given back this once. */
  create(
    actor: Actor,
    input: {
      readonly name: string
      readonly password?: string | undefined
      readonly description: string
      readonly isAdmin: boolean
      readonly domain?: string | undefined
    },
  ): Promise<{ readonly user: UserInfo; readonly madePassword: string | undefined }>
  /** A user that is disabled is let in by nothing any more; its keys stay, but for temporary ones. 'in-use' where the domain would be left without an administrator. */
  update(actor: Actor, user: string, change: UserChange, domain?: string): Promise<UserInfo>
  /**
   * Ends all tokens and temporary keys that the old password led to. `original`: that the actor knows the old one, where it has to. Gives back the password that was made where none was given.
   */
  setPassword(
    actor: Actor,
    user: string,
    password: string | undefined,
    domain?: string,
    original?: Proof | undefined,
  ): Promise<string | undefined>
  /** With its keys, tokens and roles. What it owns stays, and shows its name, but no user of that name has a right to it. */
  delete(actor: Actor, user: string, domain?: string): Promise<void>
}

const USERS_MAX = 10_000
const PASSWORD = /^\P{Cc}{8,256}$/u

function checkPassword(password: string): string {
  if (PASSWORD.test(password)) return password
  throw new CausewayError('invalid-parameter', 'The password is not valid', { hint: 'Use 8 to 256 characters without control characters.' })
}

const toInfo = ({ passwordHash: _hash, ...user }: UserRecord): UserInfo => user

async function requireAnotherAdmin(tx: Database, user: UserRecord): Promise<void> {
  if (!user.isAdmin || !user.enabled || (await countAdmins(tx, user.domain.id)) > 1) return
  throw new CausewayError('in-use', `${user.name} is the only administrator of the domain that is enabled`, {
    hint: 'Make another user an administrator first.',
  })
}

export function createUsers({ store, clock }: { readonly store: Store; readonly clock: Clock }): Users {
  async function passwordFor(given: string | undefined) {
    const password = given === undefined ? randomBytes(18).toString('base64url') : checkPassword(given)
    return { hash: await hashPassword(password), made: given === undefined ? password : undefined }
  }

  return {
    async list(actor, domain) {
      await requireAdmin(store.db, actor)
      return (await listUsers(store.db, (await domainOf(store.db, actor, domain)).id)).map(toInfo)
    },

    async get(actor, user, domain) {
      return toInfo(await requireSelfOrAdmin(store.db, actor, user, await domainOf(store.db, actor, domain)))
    },

    async create(actor, { name, password, description, isAdmin, domain: domainName }) {
      await requireAdmin(store.db, actor)
      const { hash, made } = await passwordFor(password)
      const user = await store.transaction(async (tx): Promise<UserRecord> => {
        await requireAdmin(tx, actor)
        await requireLastingActor(tx, actor, 'makes no users')
        const domain = await domainOf(tx, actor, domainName)
        accountName('user', name)
        if ((await findUser(tx, { name, domainId: domain.id })) !== undefined) throw nameTaken('user', name)
        if ((await listUsers(tx, domain.id)).length >= USERS_MAX) {
          throw new CausewayError('limit-exceeded', `The domain has ${USERS_MAX} users already`, {
            hint: 'Delete users that are not needed.',
          })
        }
        const record = {
          id: newHexId(),
          name,
          domain,
          passwordHash: hash,
          enabled: true,
          isAdmin,
          description: freeText('description', description),
          createdAt: clock(),
        }
        await insertUser(tx, record)
        return record
      })
      return { user: toInfo(user), madePassword: made }
    },

    async update(actor, reference, change, domain) {
      return await store.transaction(async (tx) => {
        await requireAdmin(tx, actor)
        if (change.enabled === true || change.isAdmin === true) await requireLastingActor(tx, actor, GIVES_NOBODY_RIGHTS)
        const user = await requireUser(tx, actor, reference, await domainOf(tx, actor, domain))
        if (change.enabled === false || change.isAdmin === false) await requireAnotherAdmin(tx, user)
        if (change.description !== undefined) freeText('description', change.description)
        await updateUser(tx, user.id, change)
        // It gets them back by nothing, also when it is enabled again.
        if (change.enabled === false) await endLogInsOf(tx, user.id, 'all')
        return toInfo(await requireUser(tx, actor, user.id, user.domain))
      })
    },

    async setPassword(actor, reference, password, domain, original) {
      const { id } = await requireSelfOrAdmin(store.db, actor, reference, await domainOf(store.db, actor, domain))
      const { hash, made } = await passwordFor(password)
      await store.transaction(async (tx) => {
        await requireSelfOrAdmin(tx, actor, id, await domainOf(tx, actor, domain))
        await requireLastingActor(tx, actor, 'sets no passwords')
        if (original !== undefined) await requireStanding(tx, id, original)
        await updateUser(tx, id, { passwordHash: hash })
        await endLogInsOf(tx, id, 'of password')
      })
      return made
    },

    async delete(actor, reference, domain) {
      await store.transaction(async (tx) => {
        await requireAdmin(tx, actor)
        const user = await requireUser(tx, actor, reference, await domainOf(tx, actor, domain))
        await requireAnotherAdmin(tx, user)
        await endLogInsOf(tx, user.id, 'all')
        await deleteAccessKeysOf(tx, user.id)
        await deleteRolesOf(tx, { kind: 'user', id: user.id })
        await deletePrivilegesOf(tx, { kind: 'user', id: user.id })
        await markOwnerDeleted(tx, user.id)
        await deleteUser(tx, user.id)
      })
    },
  }
}

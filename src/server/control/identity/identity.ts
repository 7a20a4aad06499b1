import { createHash, timingSafeEqual } from 'node:crypto'
import type { Clock, MonotonicClock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { ConsoleSessionRecord, Domain, Project, TokenRecord, TokenScope, User, UserRecord } from '../../domain/account.ts'
import { accessKeyPurpose } from '../../domain/secret-purpose.ts'
import { findAccessKey } from '../../store/accounts/access-keys.ts'
import { findDomain, findProject, findUser, listDomains, listProjects } from '../../store/accounts/accounts.ts'
import { findToken, insertToken } from '../../store/accounts/auth-tokens.ts'
import { deleteBearer, keepNewestBearers } from '../../store/accounts/bearer-rows.ts'
import { listPrivilegesOf } from '../../store/accounts/privileges.ts'
import { listRolesOfUser } from '../../store/accounts/roles.ts'
import type { Store } from '../../store/store.ts'
import { type ConsoleSessions, createConsoleSessions } from './console-sessions.ts'
import { createKeptAttempts } from './kept-attempts.ts'
import { createKeyUses, type KeyUses } from './key-uses.ts'
import { isLocalProof, LOCAL_ADMINISTRATOR } from './local-administrator.ts'
import { createLogInGuard } from './log-in-guard.ts'
import { nobodysHash, passwordMatches } from './passwords.ts'
import { type Proof, requireStanding } from './proof.ts'
import { type GrantedScope, recordedScope } from './recorded-scope.ts'
import { remembered } from './remembered.ts'
import { type Standing, standingOf } from './standing.ts'
import { hashOfToken, isToken, newToken } from './tokens.ts'

export type UserReference =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'name'; readonly name: string; readonly domain: { readonly id?: string; readonly name?: string } }

export type ScopeRequest =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'project'
      readonly id?: string
      readonly name?: string
      readonly domain?: { readonly id?: string; readonly name?: string }
    }
  | { readonly kind: 'domain'; readonly id?: string; readonly name?: string }

/** What a token stands for. Times are epoch ms; a token lives 24 hours. */
export interface TokenSession {
  readonly user: User
  readonly scope: GrantedScope
  readonly issuedAt: number
  readonly expiresAt: number
  /** With which it was asked for; undefined: with a password. */
  readonly accessKey: string | undefined
  /** The token itself. */
  readonly proof: Proof
}

/** Somebody who gets a token. */
export interface LoggedIn {
  readonly user: User
  readonly proof: Proof
  /** With which a token was asked for from which this one comes, or this one; undefined: with a password. */
  readonly accessKey: string | undefined
  /** Of the token that this one is asked for with, epoch ms: this one lives no longer, or one that was stolen would have no end. */
  readonly expiresAt?: number
}

export interface AccessKey {
  readonly accessKey: string
  readonly secretKey: string
  readonly user: User
  /** Of a temporary key: until when (epoch ms), and the hash of what X-Security-Token has to be. */
  readonly temporary: { readonly expiresAt: number; readonly securityTokenHash: string } | undefined
  /** Of a temporary key that was asked for by a token: it is for what the token is for. Undefined: for all projects of the user. */
  readonly scope: TokenScope | undefined
}

/** Users, projects, passwords, tokens and access keys. */
export interface Identity {
  /**
   * Throws 'unauthenticated' for an unknown user and for a wrong password alike, in the same time; after many wrong passwords also without looking at the next
   * one (log-in-guard.ts). 'unavailable' when too many log-ins wait.
   *
   * @param from the address of the client
   */
  logIn(user: UserReference, password: string, from: string): Promise<LoggedIn>
  /** The user of a key whose secret is known. Throws 'unauthenticated'. */
  logInByKey(accessKey: string, secretKey: string): Promise<LoggedIn>
  /**
   * Throws 'unauthenticated' when the scope is not one the user may have, or what it was logged in by was taken away meanwhile. It ends with the key that it was asked
   * for with; without one, when the password is changed.
   */
  issueToken(loggedIn: LoggedIn, scope: ScopeRequest): Promise<{ readonly token: string; readonly session: TokenSession }>
  /** undefined: not one of ours, altered, expired, or its user or its project is disabled. Survives a restart of the server. */
  readToken(token: string): Promise<TokenSession | undefined>
  /** It opens nothing from then on; those that were asked for with it stay. False: it is not one of the user's that holds. */
  revokeToken(user: User, token: string): Promise<boolean>
  /** Whoever holds the data folder: of no project; undefined for what is no proof of it. */
  readLocalProof(token: string): Promise<User | undefined>
  /** At once when it is known since it was asked for before and no account has changed since. Undefined for one that is disabled, or whose user is. */
  findAccessKey(accessKey: string): AccessKey | Promise<AccessKey | undefined>
  /** That a request was signed with it. */
  keyUsed(accessKey: string): void
  readonly keyUses: Pick<KeyUses, 'lastUse'>
  /** Who is logged in at the console. */
  readonly console: ConsoleSessions
  /** Whether what somebody was let in by is still good, for what outlives a request. */
  standingOf(userId: string, proof: Proof): Standing
  /** The only one there is, which nobody has to name. */
  onlyDomain(): Promise<Domain | undefined>
  /** Those that the user may use. At once as well. */
  listProjects(user: User): readonly Project[] | Promise<readonly Project[]>
}

const TOKEN_LIFE_MS = 24 * 3_600_000
/** Of one user; the oldest end before their time. */
const TOKENS_MAX = 1_000

const NOTHING = new Uint8Array(32)

const toUser = ({ id, name, domain }: UserRecord): User => ({ id, name, domain })

/** Names that differ from what is there are refused like absent ones: a token is for one scope that the request names without contradiction. */
const fits = (asked: { readonly id?: string; readonly name?: string }, found: { readonly id: string; readonly name: string }): boolean =>
  (asked.id === undefined || asked.id === found.id) && (asked.name === undefined || asked.name === found.name)

function scopeRefused(what: 'project' | 'domain'): CausewayError {
  return new CausewayError('unauthenticated', `The ${what} of the requested scope is not one this user has`, {
    hint:
      what === 'project'
        ? 'Name a project of the user\'s own domain in which it has a right. An administrator gives one: "causeway project grant PROJECT USER ROLE" on the machine of the server, or PUT /v1.0/{project_id}/authorization.'
        : "Name the user's own domain by its id or its name.",
  })
}

/** Identity over the store. Passwords are scrypt hashes; of tokens their hashes are kept. */
export function createIdentity(deps: {
  readonly store: Store
  readonly clock: Clock
  readonly monotonic: MonotonicClock
  /** Told who somebody says to be that there is, before that is proved. */
  readonly claimed?: (user: User) => void
}): Identity {
  const { store, clock, monotonic, claimed = () => {} } = deps
  const keyUses = createKeyUses({ store, clock })
  const guard = createLogInGuard(monotonic, createKeptAttempts(store, clock))
  const version = (): number => store.accountsVersion()
  const keys = remembered<AccessKey>(version)
  const users = remembered<UserRecord>(version)
  const projects = remembered<Project>(version)
  const projectsOfUser = remembered<readonly Project[]>(version)
  const tokens = remembered<TokenRecord>(version)
  const sessions = remembered<ConsoleSessionRecord>(version)
  const userById = (id: string): UserRecord | Promise<UserRecord | undefined> => users(id, () => findUser(store.db, { id }))

  async function readKey(accessKey: string): Promise<AccessKey | undefined> {
    const key = await findAccessKey(store.db, accessKey)
    const user = key === undefined ? undefined : await userById(key.userId)
    if (key?.enabled !== true || user?.enabled !== true) return undefined
    const { expiresAt, securityTokenHash } = key
    return {
      accessKey,
      secretKey: store.secrets.open(key.sealedSecretKey, accessKeyPurpose(accessKey)),
      user: toUser(user),
      temporary: expiresAt === undefined || securityTokenHash === undefined ? undefined : { expiresAt, securityTokenHash },
      scope: key.scope,
    }
  }

  // Compared with when the user is unknown, so that both refusals take the same time.
  const nobody = nobodysHash()

  async function lookUp(user: UserReference): Promise<UserRecord | undefined> {
    if (user.kind === 'id') return await findUser(store.db, { id: user.id })
    const { id, name } = user.domain
    if (id === undefined && name === undefined) return undefined
    const domain = await findDomain(store.db, id === undefined ? { name: name ?? '' } : { id })
    if (domain === undefined || !fits(user.domain, domain)) return undefined
    return await findUser(store.db, { name: user.name, domainId: domain.id })
  }

  async function readProjects(user: User): Promise<readonly Project[]> {
    const record = await userById(user.id)
    const all = await listProjects(store.db, user.domain.id)
    if (record?.isAdmin === true) return all
    const privileges = await listPrivilegesOf(store.db, { kind: 'user', id: user.id })
    const own = new Set([...(await listRolesOfUser(store.db, user.id)), ...privileges].map(({ projectId }) => projectId))
    return all.filter(({ id }) => own.has(id))
  }
  function projectsOf(user: User): readonly Project[] | Promise<readonly Project[]> {
    const found = projectsOfUser(user.id, () => readProjects(user))
    return found instanceof Promise ? found.then((known) => known ?? []) : found
  }

  async function grantScope(user: User, scope: ScopeRequest): Promise<GrantedScope> {
    switch (scope.kind) {
      case 'none':
        return { kind: 'none' }
      case 'domain':
        if ((scope.id === undefined && scope.name === undefined) || !fits(scope, user.domain)) throw scopeRefused('domain')
        return { kind: 'domain', domain: user.domain }
      case 'project': {
        if (scope.id === undefined && scope.name === undefined) throw scopeRefused('project')
        if (scope.domain !== undefined && !fits(scope.domain, user.domain)) throw scopeRefused('project')
        const project = (await projectsOf(user)).find((p) => fits(scope, p))
        if (project === undefined) throw scopeRefused('project')
        return { kind: 'project', project }
      }
    }
  }

  async function scopeOf({ scope }: TokenRecord, user: User): Promise<GrantedScope | undefined> {
    switch (scope.kind) {
      case 'none':
        return { kind: 'none' }
      case 'domain':
        return scope.id === user.domain.id ? { kind: 'domain', domain: user.domain } : undefined
      case 'project': {
        const { id } = scope
        const project = await projects(id, () => findProject(store.db, id))
        return project === undefined || project.domainId !== user.domain.id ? undefined : { kind: 'project', project }
      }
    }
  }

  async function readToken(token: string): Promise<TokenSession | undefined> {
    if (!isToken(token)) return undefined
    const hash = hashOfToken(token)
    const found = await tokens(hash, () => findToken(store.db, hash))
    if (found === undefined || found.expiresAt <= clock()) return undefined
    const record = await userById(found.userId)
    if (record?.enabled !== true) return undefined
    const user = toUser(record)
    const scope = await scopeOf(found, user)
    const { issuedAt, expiresAt, accessKey } = found
    return scope === undefined ? undefined : { user, scope, issuedAt, expiresAt, accessKey, proof: { kind: 'token', hash } }
  }

  return {
    async logIn(reference, password, from) {
      const user = await lookUp(reference)
      if (user !== undefined) claimed(toUser(user))
      const hash = user?.passwordHash ?? nobody
      // An unknown user is counted like a known one, or the difference would tell which users there are.
      const matches = await guard.attempt(user?.id ?? JSON.stringify(reference).slice(0, 500), from, () => passwordMatches(password, hash))
      if (user === undefined || !matches) {
        throw new CausewayError('unauthenticated', 'The username or password is wrong.', {
          hint: 'Check the user, its domain and the password that the first start printed.',
        })
      }
      if (!user.enabled) {
        throw new CausewayError('unauthenticated', 'The user is disabled.', { hint: 'Ask an administrator of the domain to enable it.' })
      }
      return { user: toUser(user), proof: { kind: 'password', passwordHash: user.passwordHash }, accessKey: undefined }
    },

    async logInByKey(accessKey, secretKey) {
      const key = await keys(accessKey, () => readKey(accessKey))
      if (key !== undefined) claimed(key.user)
      const [given, expected] = [secretKey, key?.secretKey ?? newToken()].map((text) => createHash('sha256').update(text).digest())
      if (key === undefined || key.temporary !== undefined || !timingSafeEqual(given ?? NOTHING, expected ?? NOTHING)) {
        throw new CausewayError('unauthenticated', 'The access key or its secret key is wrong.', {
          hint: 'Give a key of a user that is enabled; a temporary one gets no token.',
        })
      }
      keyUses.note(accessKey)
      return { user: key.user, proof: { kind: 'key', accessKey }, accessKey }
    },

    async issueToken({ user, proof, accessKey, expiresAt: endsAt = Number.POSITIVE_INFINITY }, request) {
      const scope = await grantScope(user, request)
      const issuedAt = clock()
      const expiresAt = Math.min(issuedAt + TOKEN_LIFE_MS, endsAt)
      const token = newToken()
      const hash = hashOfToken(token)
      const record = { hash, userId: user.id, scope: recordedScope(scope), accessKey, issuedAt, expiresAt }
      await store.transaction(async (tx) => {
        await requireStanding(tx, user.id, proof)
        await insertToken(tx, record)
        await keepNewestBearers(tx, 'authToken', user.id, TOKENS_MAX)
      })
      return { token, session: { user, scope, issuedAt, expiresAt, accessKey, proof: { kind: 'token', hash } } }
    },

    readToken,

    async revokeToken(user, token) {
      const session = await readToken(token)
      if (session?.user.id !== user.id) return false
      await store.transaction((tx) => deleteBearer(tx, 'authToken', hashOfToken(token)))
      return true
    },

    async readLocalProof(token) {
      if (!isLocalProof(store.secrets, token, clock())) return undefined
      const [domain] = await listDomains(store.db)
      return domain === undefined ? undefined : { id: LOCAL_ADMINISTRATOR, name: LOCAL_ADMINISTRATOR, domain }
    },

    findAccessKey: (accessKey) => keys(accessKey, () => readKey(accessKey)),

    keyUsed: (accessKey) => keyUses.note(accessKey),
    keyUses,
    console: createConsoleSessions({ store, clock, sessions, userById }),
    standingOf: standingOf({ store, clock }),

    async onlyDomain() {
      const [first, ...others] = await listDomains(store.db)
      return others.length === 0 ? first : undefined
    },

    listProjects: projectsOf,
  }
}

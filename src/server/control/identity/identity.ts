import type { Clock, MonotonicClock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { Domain, Project, User, UserRecord } from '../../domain/account.ts'
import { findAccessKey, findDomain, findProject, findUser, listProjects } from '../../store/accounts.ts'
import type { Store } from '../../store/store.ts'
import { createLogInGuard } from './log-in-guard.ts'
import { nobodysHash, passwordMatches } from './passwords.ts'
import { remembered } from './remembered.ts'
import { createTokenSigner, type TokenClaims } from './tokens.ts'

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
  readonly scope:
    | { readonly kind: 'none' }
    | { readonly kind: 'project'; readonly project: Project }
    | { readonly kind: 'domain'; readonly domain: Domain }
  readonly issuedAt: number
  readonly expiresAt: number
}

export interface AccessKey {
  readonly accessKey: string
  readonly secretKey: string
  readonly user: User
}

/** Users, projects, passwords, tokens and access keys. */
export interface Identity {
  /**
   * Throws 'unauthenticated' for an unknown user and for a wrong password alike, in the same time; after many wrong passwords also without looking at the next
   * one (log-in-guard.ts). 'unavailable' when too many log-ins wait.
   */
  logIn(user: UserReference, password: string): Promise<User>
  /** Throws 'unauthenticated' when the scope is not one the user may have. */
  issueToken(user: User, scope: ScopeRequest): Promise<{ readonly token: string; readonly session: TokenSession }>
  /** undefined: not one of ours, altered, or expired. Survives a restart of the server. */
  readToken(token: string): Promise<TokenSession | undefined>
  /** At once when it is known since it was asked for before and no account has changed since. */
  findAccessKey(accessKey: string): AccessKey | Promise<AccessKey | undefined>
  /** At once as well. */
  listProjects(user: User): readonly Project[] | Promise<readonly Project[]>
}

const TOKEN_LIFE_MS = 24 * 3_600_000

/** What an access key's sealed secret belongs to. */
export const accessKeyPurpose = (accessKey: string): string => `access-key/${accessKey}`

const toUser = ({ id, name, domain }: UserRecord): User => ({ id, name, domain })

/** Names that differ from what is there are refused like absent ones: a token is for one scope that the request names without contradiction. */
const fits = (asked: { readonly id?: string; readonly name?: string }, found: { readonly id: string; readonly name: string }): boolean =>
  (asked.id === undefined || asked.id === found.id) && (asked.name === undefined || asked.name === found.name)

function scopeRefused(what: 'project' | 'domain'): CausewayError {
  return new CausewayError('unauthenticated', `The ${what} of the requested scope is not one this user has`, {
    hint: `Name ${what === 'project' ? "a project of the user's own domain" : "the user's own domain"} by its id or its name.`,
  })
}

/** Identity over the store. Passwords are scrypt hashes; tokens are signed with a key that comes from the data folder's master key. */
export function createIdentity(deps: { readonly store: Store; readonly clock: Clock; readonly monotonic: MonotonicClock }): Identity {
  const { store, clock, monotonic } = deps
  const signer = createTokenSigner(store.secrets.deriveKey('causeway tokens 1'))
  const guard = createLogInGuard(monotonic)
  const version = (): number => store.accountsVersion()
  const keys = remembered<AccessKey>(version)
  const users = remembered<UserRecord>(version)
  const projects = remembered<Project>(version)
  const projectsOfDomain = remembered<readonly Project[]>(version)
  const userById = (id: string): UserRecord | Promise<UserRecord | undefined> => users(id, () => findUser(store.db, { id }))

  async function readKey(accessKey: string): Promise<AccessKey | undefined> {
    const key = await findAccessKey(store.db, accessKey)
    const user = key === undefined ? undefined : await userById(key.userId)
    if (key === undefined || user === undefined) return undefined
    return { accessKey, secretKey: store.secrets.open(key.sealedSecretKey, accessKeyPurpose(accessKey)), user: toUser(user) }
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

  async function grantScope(user: User, scope: ScopeRequest): Promise<TokenSession['scope']> {
    switch (scope.kind) {
      case 'none':
        return { kind: 'none' }
      case 'domain':
        if ((scope.id === undefined && scope.name === undefined) || !fits(scope, user.domain)) throw scopeRefused('domain')
        return { kind: 'domain', domain: user.domain }
      case 'project': {
        if (scope.id === undefined && scope.name === undefined) throw scopeRefused('project')
        if (scope.domain !== undefined && !fits(scope.domain, user.domain)) throw scopeRefused('project')
        const project = (await listProjects(store.db, user.domain.id)).find((p) => fits(scope, p))
        if (project === undefined) throw scopeRefused('project')
        return { kind: 'project', project }
      }
    }
  }

  function claimedScope(scope: TokenSession['scope']): TokenClaims['scope'] {
    switch (scope.kind) {
      case 'none':
        return { kind: 'none' }
      case 'project':
        return { kind: 'project', id: scope.project.id }
      case 'domain':
        return { kind: 'domain', id: scope.domain.id }
    }
  }

  async function scopeOf(claims: TokenClaims, user: User): Promise<TokenSession['scope'] | undefined> {
    switch (claims.scope.kind) {
      case 'none':
        return { kind: 'none' }
      case 'domain':
        return claims.scope.id === user.domain.id ? { kind: 'domain', domain: user.domain } : undefined
      case 'project': {
        const { id } = claims.scope
        const project = await projects(id, () => findProject(store.db, id))
        return project === undefined || project.domainId !== user.domain.id ? undefined : { kind: 'project', project }
      }
    }
  }

  return {
    async logIn(reference, password) {
      const user = await lookUp(reference)
      const hash = user?.passwordHash ?? nobody
      // An unknown user is counted like a known one, or the difference would tell which users there are.
      const matches = await guard.attempt(user?.id ?? JSON.stringify(reference).slice(0, 500), () => passwordMatches(password, hash))
      if (user === undefined || !matches) {
        throw new CausewayError('unauthenticated', 'The username or password is wrong.', {
          hint: 'Check the user, its domain and the password that the first start printed.',
        })
      }
      return toUser(user)
    },

    async issueToken(user, request) {
      const scope = await grantScope(user, request)
      const issuedAt = clock()
      const expiresAt = issuedAt + TOKEN_LIFE_MS
      const token = signer.sign({ userId: user.id, scope: claimedScope(scope), issuedAt, expiresAt })
      return { token, session: { user, scope, issuedAt, expiresAt } }
    },

    async readToken(token) {
      const claims = signer.read(token)
      if (claims === undefined || claims.expiresAt <= clock()) return undefined
      const record = await userById(claims.userId)
      if (record === undefined) return undefined
      const user = toUser(record)
      const scope = await scopeOf(claims, user)
      return scope === undefined ? undefined : { user, scope, issuedAt: claims.issuedAt, expiresAt: claims.expiresAt }
    },

    findAccessKey: (accessKey) => keys(accessKey, () => readKey(accessKey)),

    listProjects(user) {
      const found = projectsOfDomain(user.domain.id, () => listProjects(store.db, user.domain.id))
      return found instanceof Promise ? found.then((projects) => projects ?? []) : found
    },
  }
}

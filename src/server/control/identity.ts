interface Domain {
  readonly id: string
  readonly name: string
}
export interface Project {
  readonly id: string
  readonly name: string
  readonly domainId: string
  readonly description: string
}
export interface User {
  readonly id: string
  readonly name: string
  readonly domain: Domain
}

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
  findAccessKey(accessKey: string): Promise<AccessKey | undefined>
  listProjects(user: User): Promise<readonly Project[]>
}

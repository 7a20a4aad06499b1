/** An account of the vendor's identity service: what owns users and projects. */
export interface Domain {
  readonly id: string
  readonly name: string
}

export interface Project {
  readonly id: string
  readonly name: string
  readonly domainId: string
  readonly description: string
}
/** A deleted one is kept for the records that name it, under another name. */
export type ProjectState = 'enabled' | 'disabled' | 'deleted'

export interface ProjectRecord extends Project {
  readonly state: ProjectState
}

export interface User {
  readonly id: string
  readonly name: string
  readonly domain: Domain
}

export interface UserRecord extends User {
  readonly passwordHash: string
  readonly enabled: boolean
  /** Of the domain: may do everything in all its projects. */
  readonly isAdmin: boolean
  readonly description: string
  /** Epoch ms. */
  readonly createdAt: number
}

/** What a token is for. */
export type TokenScope = { readonly kind: 'none' } | { readonly kind: 'project' | 'domain'; readonly id: string }

export interface AccessKeyRecord {
  readonly accessKey: string
  readonly userId: string
  readonly sealedSecretKey: Uint8Array
  readonly enabled: boolean
  readonly description: string
  readonly createdAt: number
  /** Of a temporary key, epoch ms. */
  readonly expiresAt: number | undefined
  /** Of a temporary key: the SHA-256 of what has to come in X-Security-Token. */
  readonly securityTokenHash: string | undefined
  /** Of a temporary key that was asked for by a signature: it ends with that key. */
  readonly madeByKey: string | undefined
  /** Of a temporary key that was asked for by a token: it is for what the token is for. */
  readonly scope: TokenScope | undefined
}

/** What is shown of a key. */
export interface AccessKeyInfo extends Omit<AccessKeyRecord, 'sealedSecretKey' | 'securityTokenHash' | 'scope'> {
  readonly lastUsedAt: number | undefined
}

export interface Group {
  readonly id: string
  readonly domainId: string
  readonly name: string
  readonly description: string
  readonly createdAt: number
}

/** The short way to rights in a project. */
export const ROLES = ['admin', 'writer', 'reader'] as const
export type Role = (typeof ROLES)[number]

/** Who has a role. */
export interface Subject {
  readonly kind: 'user' | 'group'
  readonly id: string
}

export interface ProjectRole {
  readonly projectId: string
  readonly subject: Subject
  readonly role: Role
}

/** Of a token nothing is kept that opens anything. */
export interface TokenRecord {
  /** SHA-256, hexadecimal. */
  readonly hash: string
  readonly userId: string
  readonly scope: TokenScope
  /** With which key it was asked for; undefined: with a password. */
  readonly accessKey: string | undefined
  readonly issuedAt: number
  readonly expiresAt: number
}

/** Who is logged in at the console. Of the two halves of its key nothing is kept that opens anything. */
export interface ConsoleSessionRecord {
  /** SHA-256 over both halves, hexadecimal. */
  readonly hash: string
  readonly userId: string
  /** With which key it was opened; undefined: with a password. */
  readonly accessKey: string | undefined
  readonly issuedAt: number
  readonly expiresAt: number
}

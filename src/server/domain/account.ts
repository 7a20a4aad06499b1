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

export interface User {
  readonly id: string
  readonly name: string
  readonly domain: Domain
}

export interface UserRecord extends User {
  readonly passwordHash: string
}

export interface AccessKeyRecord {
  readonly accessKey: string
  readonly userId: string
  readonly sealedSecretKey: Uint8Array
}

import type { Caller } from './caller.ts'

export type CredentialType = 'CSS' | 'KRB' | 'passwd' | 'Kafka_SSL'

/** A datasource authentication without its secrets. */
export interface Credential {
  readonly name: string
  readonly type: CredentialType
  readonly userName: string
  /** certificate_location, krb5_conf, keytab, truststore_location, keystore_location: '' when not given. */
  readonly locations: CredentialLocations
  readonly owner: string
  readonly createdAt: number
  readonly updatedAt: number
}
export interface CredentialLocations {
  readonly certificate: string
  readonly krb5Conf: string
  readonly keytab: string
  readonly truststore: string
  readonly keystore: string
}
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
export interface CredentialChange {
  readonly userName?: string
  readonly locations?: Partial<CredentialLocations>
  readonly secrets?: CredentialSecrets
}

export interface Credentials {
  create(caller: Caller, input: NewCredential): Promise<void>
  /** Oldest first; the api filters and pages. */
  list(caller: Caller): Promise<readonly Credential[]>
  update(caller: Caller, name: string, change: CredentialChange): Promise<void>
  delete(caller: Caller, name: string): Promise<void>
}

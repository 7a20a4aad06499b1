import type { Owned } from './owned.ts'

export type CredentialType = 'CSS' | 'KRB' | 'passwd' | 'Kafka_SSL'

export interface CredentialLocations {
  readonly certificate: string
  readonly krb5Conf: string
  readonly keytab: string
  readonly truststore: string
  readonly keystore: string
}

/** A datasource authentication without its secrets. */
export interface Credential extends Owned {
  readonly name: string
  readonly type: CredentialType
  readonly userName: string
  /** certificate_location, krb5_conf, keytab, truststore_location, keystore_location: '' when not given. */
  readonly locations: CredentialLocations
  /** The hosts it is used for, each as host or host:port; none: any. */
  readonly hosts: readonly string[]
  readonly createdAt: number
  readonly updatedAt: number
}

export interface CredentialRecord extends Credential {
  readonly projectId: string
  readonly number: number
  readonly sealedSecrets: Uint8Array
}

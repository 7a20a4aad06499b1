import { boolean, oneOf } from '../options/option-values.ts'
import type { OptionsMistake, OptionValues } from '../options/source-option.ts'
import { AUTHORITY_HINT, type CertificateCheck } from '../tls.ts'
import { refuseReadablePassword, UNENCRYPTED_LOGIN } from '../unencrypted-login.ts'

/** How a connection is encrypted: options of a table, for these stores have no URL that says it. */
export const ENCRYPTION_OPTIONS = {
  sslMode: {
    kind: 'used',
    value: oneOf(['DISABLED', 'REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY']),
    meaning: 'REQUIRED encrypts, VERIFY_CA also looks who has signed the certificate, VERIFY_IDENTITY also at its names. It is our own',
  },
  ssl: { kind: 'used', value: boolean, meaning: 'true: sslMode VERIFY_IDENTITY' },
} as const

/** Of stores that take a password as it is. */
export const SENT_PASSWORD_OPTIONS = { ...ENCRYPTION_OPTIONS, ...UNENCRYPTED_LOGIN } as const

/** Stores to which a password is proven have no `allowUnencryptedLogin`. */
export type Encryption = OptionValues<typeof ENCRYPTION_OPTIONS> & Partial<OptionValues<typeof UNENCRYPTED_LOGIN>>

export const CERTIFICATE_HINT = `${AUTHORITY_HINT}; 'sslMode'='REQUIRED' encrypts without checking the certificate`

/** @param of "a Redis table" */
export const encryptionMistake = ({ ssl, sslMode }: Encryption, of: string): OptionsMistake | undefined =>
  ssl === undefined || sslMode === undefined
    ? undefined
    : { what: `The options ssl and sslMode of ${of} exclude each other`, hint: 'Write one of them' }

/** Undefined: the connection is not encrypted. */
export function certificateCheckOf({ ssl, sslMode }: Encryption): CertificateCheck | undefined {
  if (ssl === true) return 'signer-and-names'
  switch (sslMode) {
    case 'REQUIRED':
      return 'nothing'
    case 'VERIFY_CA':
      return 'signer'
    case 'VERIFY_IDENTITY':
      return 'signer-and-names'
    case 'DISABLED':
    case undefined:
      return undefined
  }
}

/** Of stores that take a password as it is. @throws CausewayError where others could read it, and the table does not say that they may */
export function requireUnreadPassword(place: string, encryption: Encryption): void {
  const { allowUnencryptedLogin } = encryption
  const isEncrypted = certificateCheckOf(encryption) !== undefined
  refuseReadablePassword({ place, isEncrypted, allowUnencryptedLogin, tls: "'ssl'='true'" })
}

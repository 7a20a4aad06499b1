import { CausewayError } from '../../../base/errors.ts'
import { boolean } from './options/option-values.ts'

/** Of tables whose place takes a password as it is, and in no other form. */
export const UNENCRYPTED_LOGIN = {
  allowUnencryptedLogin: {
    kind: 'used',
    value: boolean,
    meaning:
      'true: the password may be sent without encryption, so that others on the way can read it; without it the table has to ask for TLS. It is our own',
  },
} as const

interface SentPassword {
  /** Who is sent it, for messages. */
  readonly place: string
  readonly isEncrypted: boolean
  readonly allowUnencryptedLogin: boolean | undefined
  /** How a table asks for TLS, for the hint. */
  readonly tls: string
}

/**
 * The one rule for places that take a password as it is: it goes where others can read it only if the table says so. Asked when what is written about a table is read, and once more before a connection is made.
 * @throws CausewayError invalid-parameter
 */
export function refuseReadablePassword({ place, isEncrypted, allowUnencryptedLogin, tls }: SentPassword): void {
  if (isEncrypted || allowUnencryptedLogin === true) return
  throw new CausewayError(
    'invalid-parameter',
    `${place} takes the password as it is, and the table asks for no encryption: it was not sent`,
    {
      hint: `Ask for TLS with ${tls}; where everybody in the network may know the password, make the table with 'allowUnencryptedLogin'='true'`,
    },
  )
}

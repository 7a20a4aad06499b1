import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { CausewayError } from '../../../../base/errors.ts'

/** What a TLS server shows and proves itself by, as PEM. */
export interface Certificate {
  /** Its own first, then those that lead to one that clients know. */
  readonly chain: string
  readonly key: string
}

/** Of the first certificate: SHA-256, as browsers and `openssl x509 -fingerprint` write it. */
export const fingerprintOf = ({ chain }: Certificate): string => new X509Certificate(chain).fingerprint256

export const endOf = ({ chain }: Certificate): Date => new Date(new X509Certificate(chain).validTo)

/**
 * Throws 'invalid-parameter' for what no TLS server can be made of.
 * @param from what each is called, for the message
 */
export function checkCertificate({ chain, key }: Certificate, from: { readonly chain: string; readonly key: string }): void {
  const certificate = parsed(() => new X509Certificate(chain), `${from.chain} is not a certificate in PEM form`, {
    hint: 'It begins with -----BEGIN CERTIFICATE-----, the own certificate first, then those of the authorities between.',
  })
  const privateKey: KeyObject = parsed(() => createPrivateKey(key), `${from.key} is not a private key in PEM form`, {
    hint: 'It begins with -----BEGIN PRIVATE KEY----- (or EC, RSA) and has no passphrase: openssl pkey -in <key> -out <plain key> takes one off.',
  })
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new CausewayError('invalid-parameter', `The key ${from.key} is not that of the certificate ${from.chain}`, {
      hint: 'The first certificate of the file has to be the one that was made for this key.',
    })
  }
  parsed(() => createSecureContext({ cert: chain, key }), `A certificate in ${from.chain} cannot be used`, {
    hint: 'Each certificate of the file has to be whole, and its key of at least 2048 bits (RSA) or 256 bits (EC).',
  })
}

function parsed<T>(parse: () => T, message: string, { hint }: { readonly hint: string }): T {
  try {
    return parse()
  } catch (cause) {
    throw new CausewayError('invalid-parameter', message, { hint, cause })
  }
}

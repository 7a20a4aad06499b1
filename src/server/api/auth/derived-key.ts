import { hkdfSync } from 'node:crypto'

const KEY_BYTES = 32

/** The key that a signer makes of its secret key for one day, region and service (HKDF, RFC 5869): it signs by the hexadecimal text of it. `scope`: date/region/service. */
export function derivedKey(key: { readonly accessKey: string; readonly secretKey: string }, scope: string): string {
  return Buffer.from(hkdfSync('sha256', key.secretKey, key.accessKey, scope, KEY_BYTES)).toString('hex')
}

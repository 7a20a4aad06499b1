import { constants, createHash, publicEncrypt } from 'node:crypto'
import { CausewayError } from '../../../../base/errors.ts'
import { nulEnded } from './log-in-message.ts'

export interface PasswordProof {
  readonly password: string
  /** As it came: some servers end it with a NUL, and a nonce of random bytes may end with one of its own. Each plugin takes as many bytes as are its. */
  readonly nonce: Buffer
  readonly encrypted: boolean
  /** For messages. */
  readonly place: string
}

const NONCE_BYTES = 20
const ED25519_NONCE_BYTES = 32

/**
 * What the server is sent for a plugin before it asks more: never the password itself, unless the connection is encrypted.
 * @throws CausewayError for a plugin that is not spoken, or that wants a password which others could read.
 */
export async function provePassword(plugin: string, { password, nonce, encrypted, place }: PasswordProof): Promise<Buffer> {
  switch (plugin) {
    case 'mysql_native_password':
      return password === '' ? Buffer.alloc(0) : nativeProof(password, nonce.subarray(0, NONCE_BYTES))
    case 'caching_sha2_password':
      return password === '' ? Buffer.alloc(0) : cachedProof(password, nonce.subarray(0, NONCE_BYTES))
    case 'client_ed25519':
      return (await import('./ed25519.ts')).signWithPassword(Buffer.from(password), nonce.subarray(0, ED25519_NONCE_BYTES))
    case 'sha256_password':
    case 'mysql_clear_password':
      if (!encrypted) throw passwordRefused(place, plugin)
      return nulEnded(password)
    default:
      throw new CausewayError('remote-failure', `${place} wants a log-in (${shownPlugin(plugin)}) that is not supported`, {
        hint: 'Let the user of the datasource authentication log in by caching_sha2_password, mysql_native_password or ed25519',
      })
  }
}

const shownPlugin = (plugin: string): string => (/^[\w.-]{1,64}$/.test(plugin) ? plugin : 'one without a name')

const hash = (algorithm: 'sha1' | 'sha256', ...parts: readonly Uint8Array[]): Buffer => {
  const digest = createHash(algorithm)
  for (const part of parts) digest.update(part)
  return digest.digest()
}

const xor = (one: Buffer, other: Buffer): Buffer => Buffer.from(one.map((byte, index) => byte ^ (other[index % other.length] ?? 0)))

function nativeProof(password: string, nonce: Buffer): Buffer {
  const once = hash('sha1', Buffer.from(password))
  return xor(once, hash('sha1', nonce, hash('sha1', once)))
}

function cachedProof(password: string, nonce: Buffer): Buffer {
  const once = hash('sha256', Buffer.from(password))
  return xor(once, hash('sha256', hash('sha256', once), nonce))
}

/** Of the one form in which a password leaves on a connection that is not encrypted: only the key's owner can read it. */
export function passwordForKey(publicKey: Buffer, { password, nonce }: PasswordProof): Buffer {
  return publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING },
    xor(nulEnded(password), nonce.subarray(0, NONCE_BYTES)),
  )
}

export const passwordRefused = (place: string, plugin: string): CausewayError =>
  new CausewayError(
    'remote-failure',
    `${place} asks for the password itself (${plugin}) on a connection that is not encrypted: it was not sent`,
    {
      hint: 'Switch TLS on in the database, or, where everybody in the network is trusted, add allowPublicKeyRetrieval=true to the JDBC URL, which is enough for caching_sha2_password',
    },
  )

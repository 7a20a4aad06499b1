import { createHash } from 'node:crypto'
import { PacketReader } from './packets.ts'

const MAGIC = 'openssh-key-v1\0'
const ARMOUR = /^-----BEGIN OPENSSH PRIVATE KEY-----\n([A-Za-z0-9+/=\n]+)-----END OPENSSH PRIVATE KEY-----\n?$/
/** An RSA key of 16,384 bits is shorter. */
export const PRIVATE_KEY_CHARACTERS_MAX = 16_384

export type PrivateKey =
  | { readonly kind: 'key'; readonly fingerprint: string; readonly text: string }
  /** `what` is said of the key, and nothing of its content. */
  | { readonly kind: 'unusable'; readonly what: string; readonly hint: string }

/** As `ssh-keygen -l` shows it. */
export const fingerprintOf = (blob: Buffer): string => `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`

const OTHER_FORM = 'Write it in the format of OpenSSH: ssh-keygen -p -N "" -f FILE does so with a copy of the key.'

/** A private key in the format of OpenSSH, which holds the public one in the clear. */
export function readPrivateKey(given: string): PrivateKey {
  const text = `${given.replaceAll('\r\n', '\n').trim()}\n`
  const body = ARMOUR.exec(text)?.[1]
  if (body === undefined) return { kind: 'unusable', what: 'is not in the format of OpenSSH', hint: OTHER_FORM }
  try {
    const bytes = Buffer.from(body, 'base64')
    if (bytes.subarray(0, MAGIC.length).toString('latin1') !== MAGIC) throw new RangeError('no magic')
    const reader = new PacketReader(bytes.subarray(MAGIC.length))
    const cipher = reader.text()
    reader.text()
    reader.bytes()
    if (reader.uint32() !== 1) throw new RangeError('more than one key')
    const blob = reader.bytes()
    if (cipher !== 'none') {
      const hint = 'Give one without a passphrase: ssh-keygen -p -N "" -f FILE takes it from a copy of the key. It is kept sealed here.'
      return { kind: 'unusable', what: 'has a passphrase, which nobody could enter', hint }
    }
    reader.bytes()
    return { kind: 'key', fingerprint: fingerprintOf(blob), text }
  } catch {
    return { kind: 'unusable', what: 'is cut or damaged', hint: OTHER_FORM }
  }
}

const KEY_TYPES: readonly string[] = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'ssh-rsa']

/** The line of a public key, without its comment; undefined for what is none. */
export function readPublicKey(line: string): string | undefined {
  const [, type = '', text = ''] = /^([a-z0-9-]+) ([A-Za-z0-9+/]+={0,2})( [^\r\n]*)?$/.exec(line.trim()) ?? []
  if (!KEY_TYPES.includes(type)) return undefined
  const blob = Buffer.from(text, 'base64')
  try {
    return new PacketReader(blob).text() === type && blob.toString('base64') === text ? `${type} ${text}` : undefined
  } catch {
    return undefined
  }
}

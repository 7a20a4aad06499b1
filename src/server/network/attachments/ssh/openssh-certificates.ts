import { fingerprintOf } from './openssh-keys.ts'
import { bytesOf, PacketReader } from './packets.ts'

/** Many principals, and a key and an authority of RSA with 16,384 bits, are shorter. */
export const CERTIFICATE_CHARACTERS_MAX = 16_384

/** What somebody's authority has signed of a public key (OpenSSH’s PROTOCOL.certkeys). */
export interface SshCertificate {
  /** Without its comment. */
  readonly line: string
  readonly of: 'user' | 'host'
  /** Of the key that it is about, as that key's own. */
  readonly fingerprint: string
  /** The fingerprint of the key that has signed it. */
  readonly authority: string
  readonly principals: readonly string[]
  /** Seconds since 1970; `to` is the first one at which it holds no more. */
  readonly valid: { readonly from: bigint; readonly to: bigint }
}

const SUFFIX = '-cert-v01@openssh.com'
/** How many texts make the public key. */
const KEY_TEXTS: ReadonlyMap<string, number> = new Map([
  ['ssh-ed25519', 1],
  ['ssh-rsa', 2],
  ['ecdsa-sha2-nistp256', 2],
  ['ecdsa-sha2-nistp384', 2],
  ['ecdsa-sha2-nistp521', 2],
])
const KINDS: ReadonlyMap<number, SshCertificate['of']> = new Map([
  [1, 'user'],
  [2, 'host'],
])

/** A certificate as `ssh-keygen -s` writes it into a file; undefined for what is none. Whether its signature is right is for whoever trusts the authority. */
export function readCertificate(given: string): SshCertificate | undefined {
  const [, type = '', base64 = ''] = /^([a-z0-9@.-]+) ([A-Za-z0-9+/]+={0,2})( [^\r\n]*)?$/.exec(given.trim()) ?? []
  if (!type.endsWith(SUFFIX)) return undefined
  const keyType = type.slice(0, -SUFFIX.length)
  const keyTexts = KEY_TEXTS.get(keyType)
  const blob = Buffer.from(base64, 'base64')
  if (keyTexts === undefined || blob.toString('base64') !== base64) return undefined
  try {
    const reader = new PacketReader(blob)
    if (reader.text() !== type) return undefined
    reader.bytes() // nonce
    const key = Array.from({ length: keyTexts }, () => bytesOf(reader.bytes()))
    reader.uint64() // serial number
    const of = KINDS.get(reader.uint32())
    reader.bytes() // key id
    const principals = textsOf(reader.bytes())
    const valid = { from: reader.uint64(), to: reader.uint64() }
    for (const _ of ['critical options', 'extensions', 'reserved']) reader.bytes()
    const authority = fingerprintOf(reader.bytes())
    reader.bytes() // signature
    if (of === undefined || !reader.isAtEnd) return undefined
    const fingerprint = fingerprintOf(Buffer.concat([bytesOf(keyType), ...key]))
    return { line: `${type} ${base64}`, of, fingerprint, authority, principals, valid }
  } catch {
    return undefined
  }
}

function textsOf(bytes: Buffer): readonly string[] {
  const reader = new PacketReader(bytes)
  const texts: string[] = []
  while (!reader.isAtEnd) texts.push(reader.text())
  return texts
}

/** Whether it holds at that time, in milliseconds. */
export function validityAt({ valid: { from, to } }: SshCertificate, now: number): 'valid' | 'early' | 'late' {
  const seconds = BigInt(Math.floor(now / 1000))
  if (seconds < from) return 'early'
  return seconds < to ? 'valid' : 'late'
}

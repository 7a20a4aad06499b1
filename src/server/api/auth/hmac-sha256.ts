import { hash } from 'node:crypto'

const BLOCK_BYTES = 64
const HASH_BYTES = 32
const INNER = 0x36
const OUTER = 0x5c

/**
 * HMAC with SHA-256 (RFC 2104) of a text of ASCII, in hexadecimal. Node's own makes an object for each, which costs several times what hashing twice in one
 * step does.
 */
export function hmacSha256(key: string, text: string): string {
  const given = Buffer.from(key)
  const block = given.length > BLOCK_BYTES ? hash('sha256', given, 'buffer') : given
  const inner = Buffer.allocUnsafe(BLOCK_BYTES + text.length)
  const outer = Buffer.allocUnsafe(BLOCK_BYTES + HASH_BYTES)
  for (let at = 0; at < BLOCK_BYTES; at += 1) {
    const byte = block[at] ?? 0
    inner[at] = byte ^ INNER
    outer[at] = byte ^ OUTER
  }
  inner.write(text, BLOCK_BYTES, 'latin1')
  outer.write(hash('sha256', inner), BLOCK_BYTES, 'hex')
  return hash('sha256', outer)
}

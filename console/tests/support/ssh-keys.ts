import { randomBytes } from 'node:crypto'

/** A host's public key, and a private key as OpenSSH writes it: of nobody. */
export function sshKeys(): { readonly hostKey: string; readonly key: string } {
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return bytes
  }
  const field = (bytes: Buffer | string): Buffer => Buffer.concat([number(Buffer.byteLength(bytes)), Buffer.from(bytes)])
  const blob = Buffer.concat([field('ssh-ed25519'), field(randomBytes(32))])
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...['none', 'none', ''].map(field),
    number(1),
    field(blob),
    field(randomBytes(96)),
  ]).toString('base64')
  const lines = body.match(/.{1,70}/g) ?? []
  return {
    hostKey: `ssh-ed25519 ${blob.toString('base64')}`,
    key: ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----'].join('\n'),
  }
}

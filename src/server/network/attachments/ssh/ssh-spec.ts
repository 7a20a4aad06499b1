import { isIPv6 } from 'node:net'
import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../../base/errors.ts'
import { PRIVATE_KEY_CHARACTERS_MAX, readHostKey, readPrivateKey } from './openssh-keys.ts'

const HOPS_MAX = 8
const HOST_KEYS_MAX = 20

const HOP = {
  host: Type.String({ minLength: 1, maxLength: 253 }),
  port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  user: Type.String({ minLength: 1, maxLength: 64 }),
  host_keys: Type.Array(Type.String({ maxLength: 4096 }), { minItems: 1, maxItems: HOST_KEYS_MAX }),
}

export const SSH_SCHEMA = Type.Object({
  kind: Type.Literal('ssh'),
  ...HOP,
  private_key: Type.Optional(Type.String({ maxLength: PRIVATE_KEY_CHARACTERS_MAX })),
  public_key_fingerprint: Type.Optional(Type.String({ maxLength: 128 })),
  jump_hosts: Type.Optional(Type.Array(Type.Object(HOP), { maxItems: HOPS_MAX })),
  connect_timeout: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
  keepalive: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
})

/** As a request gives it, and as it is kept, then without the private key. */
export type SshSpec = Static<typeof SSH_SCHEMA>

export interface Hop {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly hostKeys: readonly string[]
}

export const SECONDS = { connect: 8, keepalive: 1 } as const

/** In the order in which they are reached: the last is the bastion that dials. */
export const hopsOf = ({ jump_hosts = [], ...last }: SshSpec): readonly Hop[] =>
  [...jump_hosts, last].map(({ host, port = 22, user, host_keys: hostKeys }) => ({ host, port, user, hostKeys }))

// They become lines of a file of ours that OpenSSH reads: no space, quote, percent sign or letter that its own language or a shell would understand.
const HOST = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9.])?$/
const USER = /^[A-Za-z0-9_][A-Za-z0-9._@+-]*$/

const wrong = (what: string, hint: string): CausewayError => new CausewayError('invalid-parameter', what, { hint })
const shown = (text: string): string => JSON.stringify(text.slice(0, 80))

function plainHop<Given extends { host: string; user: string; host_keys: readonly string[] }>(hop: Given): Given {
  const { host, user } = hop
  if (!HOST.test(host) && !isIPv6(host))
    throw wrong(`${shown(host)} is not a name or an address of an SSH server`, 'Write it without user and port.')
  if (host.includes('%')) throw wrong(`${shown(host)} has a zone, which is not supported`, 'Use an address without one.')
  if (!USER.test(user))
    throw wrong(`${shown(user)} is not a name of a user for SSH`, 'Use letters, digits and . _ - @ +, not a - at first.')
  const host_keys = hop.host_keys.map((line) => {
    const key = readHostKey(line)
    if (key !== undefined) return key
    throw wrong(
      `${shown(line)} is not the public host key of ${host}`,
      'Write it as "ssh-ed25519 AAAA…". ssh-keyscan prints it, and whoever runs the server can say whether it is the right one.',
    )
  })
  return { ...hop, host_keys: [...new Set(host_keys)] }
}

/** Throws 'invalid-parameter'. */
export function plainSpec(given: SshSpec): SshSpec {
  const { kind, port, jump_hosts, connect_timeout, keepalive } = given
  const { host, user, host_keys } = plainHop(given)
  const jumps = (jump_hosts ?? []).map((hop) => {
    const plain = plainHop(hop)
    return { host: plain.host, ...(plain.port === undefined ? {} : { port: plain.port }), user: plain.user, host_keys: plain.host_keys }
  })
  return {
    kind,
    host,
    ...(port === undefined ? {} : { port }),
    user,
    host_keys,
    public_key_fingerprint: fingerprintOf(given),
    ...(jumps.length === 0 ? {} : { jump_hosts: jumps }),
    ...(connect_timeout === undefined ? {} : { connect_timeout }),
    ...(keepalive === undefined ? {} : { keepalive }),
  }
}

function fingerprintOf({ private_key, public_key_fingerprint }: SshSpec): string {
  if (private_key === undefined) {
    if (public_key_fingerprint !== undefined) return public_key_fingerprint
    throw wrong('The attachment of kind ssh lacks private_key', 'Give the private key with which the server logs in at the bastion.')
  }
  const key = readPrivateKey(private_key)
  if (key.kind === 'key') return key.fingerprint
  throw wrong(`The private key ${key.what}`, key.hint)
}

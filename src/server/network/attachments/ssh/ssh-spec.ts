import { isIPv6 } from 'node:net'
import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../../base/errors.ts'
import { SSH_AGENT_NAME } from '../../../../base/ssh-agent-path.ts'
import { CERTIFICATE_CHARACTERS_MAX, readCertificate, type SshCertificate } from './openssh-certificates.ts'
import { fingerprintOf, PRIVATE_KEY_CHARACTERS_MAX, readPrivateKey, readPublicKey } from './openssh-keys.ts'

const HOPS_MAX = 8
const HOST_KEYS_MAX = 20

const HOST_KEYS = Type.Array(Type.String({ maxLength: 4096 }), { minItems: 1, maxItems: HOST_KEYS_MAX })

const HOP = {
  host: Type.String({ minLength: 1, maxLength: 253 }),
  port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  user: Type.String({ minLength: 1, maxLength: 64 }),
  host_keys: Type.Optional(HOST_KEYS),
  host_authorities: Type.Optional(HOST_KEYS),
  host_principal: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
}

export const SSH_SCHEMA = Type.Object({
  kind: Type.Literal('ssh'),
  ...HOP,
  private_key: Type.Optional(Type.String({ maxLength: PRIVATE_KEY_CHARACTERS_MAX })),
  public_key_fingerprint: Type.Optional(Type.String({ maxLength: 128 })),
  ssh_agent: Type.Optional(Type.String({ pattern: SSH_AGENT_NAME })),
  public_key: Type.Optional(Type.String({ maxLength: 4096 })),
  certificate: Type.Optional(Type.String({ maxLength: CERTIFICATE_CHARACTERS_MAX })),
  jump_hosts: Type.Optional(Type.Array(Type.Object(HOP, { additionalProperties: false }), { maxItems: HOPS_MAX })),
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
  /** Keys whose certificates are taken for the host, too. */
  readonly hostAuthorities: readonly string[]
  /** What such a certificate has to be made out to. */
  readonly hostPrincipal: string
}

export const SECONDS = { connect: 8, keepalive: 1 } as const

/** In the order in which they are reached: the last is the bastion that dials. */
export const hopsOf = ({ jump_hosts = [], ...last }: SshSpec): readonly Hop[] =>
  [...jump_hosts, last].map(
    ({ host, port = 22, user, host_keys: hostKeys = [], host_authorities: hostAuthorities = [], host_principal }) => ({
      host,
      port,
      user,
      hostKeys,
      hostAuthorities,
      hostPrincipal: host_principal ?? host.toLowerCase(),
    }),
  )

// They become lines of a file of ours that OpenSSH reads: no space, quote, percent sign or letter that its own language or a shell would understand.
const HOST = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9.])?$/
const USER = /^[A-Za-z0-9_][A-Za-z0-9._@+-]*$/

const isHost = (text: string): boolean => HOST.test(text) || isIPv6(text)
const wrong = (what: string, hint: string): CausewayError => new CausewayError('invalid-parameter', what, { hint })
const shown = (text: string): string => JSON.stringify(text.slice(0, 80))

type GivenHop = Pick<SshSpec, 'host' | 'port' | 'user' | 'host_keys' | 'host_authorities' | 'host_principal'>

function plainHop({ host, port, user, host_keys, host_authorities, host_principal }: GivenHop): GivenHop {
  if (!isHost(host)) throw wrong(`${shown(host)} is not a name or an address of an SSH server`, 'Write it without user and port.')
  if (host.includes('%')) throw wrong(`${shown(host)} has a zone, which is not supported`, 'Use an address without one.')
  if (!USER.test(user))
    throw wrong(`${shown(user)} is not a name of a user for SSH`, 'Use letters, digits and . _ - @ +, not a - at first.')
  if (host_keys === undefined && host_authorities === undefined) {
    throw wrong(
      `Nothing is pinned for ${host}`,
      'Give its public host key in host_keys, or the public key of the authority that signs host certificates in host_authorities.',
    )
  }
  if (host_principal !== undefined && (!isHost(host_principal) || host_principal.includes('%'))) {
    throw wrong(
      `${shown(host_principal)} is not a name for which a host certificate is made out`,
      'Write the name that ssh-keygen -n was given.',
    )
  }
  if (host_principal !== undefined && host_authorities === undefined) {
    throw wrong(
      `host_principal of ${host} says what its certificate is made out to, and no authority is pinned`,
      'Give host_authorities with it, or leave it out.',
    )
  }
  return {
    host,
    ...(port === undefined ? {} : { port }),
    user,
    ...(host_keys === undefined ? {} : { host_keys: publicKeys(host_keys, `the public host key of ${host}`, HOST_KEY_HINT) }),
    ...(host_authorities === undefined
      ? {}
      : { host_authorities: publicKeys(host_authorities, `the public key of an authority for ${host}`, AUTHORITY_HINT) }),
    ...(host_principal === undefined ? {} : { host_principal }),
  }
}

const HOST_KEY_HINT =
  'Write it as "ssh-ed25519 AAAA…". ssh-keyscan prints it, and whoever runs the server can say whether it is the right one.'
const AUTHORITY_HINT =
  'Write it as "ssh-ed25519 AAAA…", without @cert-authority: it is the public key with which ssh-keygen -s -h signs host keys.'

function publicKeys(lines: readonly string[], what: string, hint: string): string[] {
  const keys = lines.map((line) => {
    const key = readPublicKey(line)
    if (key !== undefined) return key
    throw wrong(`${shown(line)} is not ${what}`, hint)
  })
  return [...new Set(keys)]
}

/** Throws 'invalid-parameter'. */
export function plainSpec(given: SshSpec): SshSpec {
  const { kind, jump_hosts, connect_timeout, keepalive } = given
  const key = plainKey(given)
  const certificate = plainCertificate(given.certificate, key.public_key_fingerprint)
  const jumps = (jump_hosts ?? []).map(plainHop)
  return {
    kind,
    ...plainHop(given),
    ...key,
    ...(certificate === undefined ? {} : { certificate }),
    ...(jumps.length === 0 ? {} : { jump_hosts: jumps }),
    ...(connect_timeout === undefined ? {} : { connect_timeout }),
    ...(keepalive === undefined ? {} : { keepalive }),
  }
}

/** Of a spec in its plain spelling. */
export const certificateOf = ({ certificate }: SshSpec): SshCertificate | undefined =>
  certificate === undefined ? undefined : readCertificate(certificate)

/** That time and principals suit is the bastion's to say: a certificate may be set before it holds. */
function plainCertificate(given: string | undefined, fingerprint: string): string | undefined {
  if (given === undefined) return undefined
  const certificate = readCertificate(given)
  if (certificate === undefined) {
    throw wrong(`${shown(given)} is not a certificate of OpenSSH`, 'Give the line of the file …-cert.pub that ssh-keygen -s has written.')
  }
  if (certificate.of === 'host') {
    throw wrong(
      'The certificate is one of a host, with which nobody logs in',
      'Have the public key signed without -h: ssh-keygen -s CA -I ID -n USER FILE.pub.',
    )
  }
  if (certificate.fingerprint === fingerprint) return certificate.line
  throw wrong(
    `The certificate is one of the key ${certificate.fingerprint}, and the attachment has ${shown(fingerprint)}`,
    'Give the certificate of the private key, or the private key of the certificate.',
  )
}

type Key = { readonly public_key_fingerprint: string } & Pick<SshSpec, 'ssh_agent' | 'public_key'>

function plainKey({ private_key, public_key_fingerprint, ssh_agent, public_key }: SshSpec): Key {
  if (ssh_agent !== undefined) return keyOfAgent(ssh_agent, private_key, public_key)
  if (public_key !== undefined) {
    throw wrong(
      'public_key says which key of an ssh-agent is meant, and there is no ssh_agent',
      'Give ssh_agent with it, or private_key in its place.',
    )
  }
  if (private_key === undefined) {
    if (public_key_fingerprint !== undefined) return { public_key_fingerprint }
    throw wrong(
      'The attachment of kind ssh lacks private_key',
      'Give the private key with which the server logs in at the bastion, or ssh_agent and public_key.',
    )
  }
  const key = readPrivateKey(private_key)
  if (key.kind === 'key') return { public_key_fingerprint: key.fingerprint }
  throw wrong(`The private key ${key.what}`, key.hint)
}

function keyOfAgent(ssh_agent: string, private_key: string | undefined, given: string | undefined): Key {
  if (private_key !== undefined) {
    throw wrong('The attachment has both a private_key and an ssh_agent', 'Leave private_key out: the agent has the key.')
  }
  const public_key = given === undefined ? undefined : readPublicKey(given)
  if (public_key === undefined) {
    throw wrong(
      given === undefined ? 'Which key of the ssh-agent is meant is not said' : `${shown(given)} is not a public key`,
      'Give public_key as "ssh-ed25519 AAAA…": ssh-add -L prints those that the agent has.',
    )
  }
  const [, base64 = ''] = public_key.split(' ')
  return { public_key_fingerprint: fingerprintOf(Buffer.from(base64, 'base64')), ssh_agent, public_key }
}

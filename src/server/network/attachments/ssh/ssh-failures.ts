import type { DialFailure } from '../../dial-failure.ts'
import { listed } from '../../listed.ts'
import { advice } from '../../remedy.ts'
import { type SshCertificate, validityAt } from './openssh-certificates.ts'

/** Why there is no connection to the bastion. */
export type SshFailure =
  | 'SSH_HOST_KEY'
  | 'SSH_HOST_CERTIFICATE_TIME'
  | 'SSH_HOST_CERTIFICATE_NAME'
  | 'SSH_DENIED'
  | 'SSH_CERTIFICATE_EXPIRED'
  | 'SSH_CERTIFICATE_EARLY'
  | 'SSH_CERTIFICATE_USER'
  | 'SSH_CERTIFICATE_DENIED'
  | 'SSH_NAME'
  | 'SSH_REFUSED'
  | 'SSH_TIMEOUT'
  | 'SSH_NO_WAY'
  | 'SSH_JUMP'
  | 'SSH_ALGORITHMS'
  | 'SSH_SILENT'
  | 'SSH_CLOSED'
  | 'SSH_NO_CLIENT'
  | 'SSH_AGENT_NOT_ALLOWED'
  | 'SSH_AGENT_GONE'
  | 'SSH_AGENT_KEY'
  | 'SSH_AGENT_REFUSED'
  | 'SSH_NO_KEY'
  | 'SSH_NOT_ALLOWED'
  | 'SSH_FAILED'

/** As OpenSSH names whom it speaks with: behind a jump host, where it knows no address, UNKNOWN port 65535. */
const PEER = String.raw`\S+ port \d+`
/** Longer than any of its lines: a bastion may say anything, for which no form is tried at length. */
const LINE_MAX = 500
const ends = (...forms: readonly string[]): RegExp => new RegExp(`(?:${forms.join('|')})$`)

/**
 * What OpenSSH's client says of it on its standard error, each in the whole form of the line that it writes: a banner, whose words are a bastion's, may stand in any line before, and without an
 * end of its own also in front of it. In the order in which they are looked for.
 */
const SAID: readonly (readonly [RegExp, SshFailure])[] = [
  [ends('Certificate invalid: expired', 'Certificate invalid: not yet valid'), 'SSH_HOST_CERTIFICATE_TIME'],
  [ends('Certificate invalid: name is not a listed principal', 'Certificate lacks principal list'), 'SSH_HOST_CERTIFICATE_NAME'],
  [
    ends(
      '@ +WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! +@',
      String.raw`Host key verification failed\.`,
      String.raw`No \S+ host key is known for \S+ and you have requested strict checking\.`,
    ),
    'SSH_HOST_KEY',
  ],
  [ends('sign_and_send_pubkey: signing failed.*: agent refused operation'), 'SSH_AGENT_REFUSED'],
  [
    ends('sign_and_send_pubkey: signing failed.*: communication with agent failed', '(?:get_agent_identities|pubkey_prepare): .+'),
    'SSH_AGENT_GONE',
  ],
  [
    ends(
      String.raw`@[^\s@]+: Permission denied \([^ )]*\)\.`,
      `Received disconnect from ${PEER}:2: Too many authentication failures.*`,
      'Load key ".*": .+',
    ),
    'SSH_DENIED',
  ],
  [
    ends(
      `Unable to negotiate with ${PEER}: no matching .+`,
      String.raw`(?:sign_and_send_pubkey|send_pubkey_test): no mutual signature \w+`,
    ),
    'SSH_ALGORITHMS',
  ],
  [
    ends(
      'stdio forwarding failed',
      String.raw`channel \d+: open failed: (?:administratively prohibited|connect failed|unknown channel type|resource shortage|unknown reason|reason \d+)\b.*`,
    ),
    'SSH_JUMP',
  ],
  [ends(String.raw`ssh: Could not resolve hostname \S+: .+`), 'SSH_NAME'],
  [ends(`ssh: connect to host ${PEER}: Connection refused`), 'SSH_REFUSED'],
  [ends(String.raw`Timeout, server \S+ not responding\.`), 'SSH_SILENT'],
  [
    ends(
      `ssh: connect to host ${PEER}: (?:Connection|Operation) timed out`,
      'Connection timed out during banner exchange',
      `Connection to ${PEER} timed out`,
    ),
    'SSH_TIMEOUT',
  ],
  // No route, no network, or a rule of this machine.
  [ends(`ssh: connect to host ${PEER}: (?!Connection reset).+`), 'SSH_NO_WAY'],
  [
    ends(
      `ssh: connect to host ${PEER}: Connection reset by peer`,
      `Connection (?:closed|reset) by ${PEER}`,
      String.raw`Connection to \S+ closed(?: by remote host)?\.`,
      `(?:[a-z_]+|banner exchange): Connection to ${PEER}: .+`,
      '(?:kex|ssh)_exchange_identification: .+',
      'client_loop: send disconnect: .+',
      `Received disconnect from ${PEER}:.+`,
    ),
    'SSH_CLOSED',
  ],
]

/** What the client says last, on two lines, where the one for its jump host has ended: that one may have said why. */
const ENDED_BEFORE = /^kex_exchange_identification: |Connection (?:closed by|reset by|to) UNKNOWN port 65535/
/** What is said in lines of its own before the one that ends it. */
const FIRST_SAID: Readonly<Partial<Record<SshFailure, readonly SshFailure[]>>> = {
  SSH_HOST_KEY: ['SSH_HOST_CERTIFICATE_TIME', 'SSH_HOST_CERTIFICATE_NAME'],
  SSH_DENIED: ['SSH_AGENT_REFUSED', 'SSH_AGENT_GONE'],
}

/** The last line that says anything decides, whatever the banner of a bastion says before it ("Permission denied to all others."): behind a jump host that of the jump host, where it says why. */
export function sshFailureSaid(said: string): SshFailure {
  const told = said.split(/[\r\n]+/).flatMap((line) => {
    const failure = SAID.find(([pattern]) => pattern.test(line.slice(-LINE_MAX)))?.[1]
    return failure === undefined ? [] : [{ line, failure }]
  })
  const { failure } = told.findLast(({ line }) => !ENDED_BEFORE.test(line)) ?? told.at(-1) ?? { failure: 'SSH_FAILED' }
  const first = FIRST_SAID[failure]
  return told.findLast((each) => first?.includes(each.failure))?.failure ?? failure
}

/** What is most likely wrong with a certificate that was not taken: the bastion tells nobody but its log. */
export function certificateFailure(certificate: SshCertificate, users: readonly string[], now: number | undefined): SshFailure {
  const validity = now === undefined ? 'valid' : validityAt(certificate, now)
  if (validity === 'late') return 'SSH_CERTIFICATE_EXPIRED'
  if (validity === 'early') return 'SSH_CERTIFICATE_EARLY'
  return users.every((user) => certificate.principals.includes(user)) ? 'SSH_CERTIFICATE_DENIED' : 'SSH_CERTIFICATE_USER'
}

export interface SshPlaces {
  /** User, host and port. */
  readonly bastion: string
  /** The same, behind its jump hosts where it has some. */
  readonly way: string
  /** With which the attachment logs in. */
  readonly certificate?: SshCertificate
  /** The name of the one that has the key, where none is kept. */
  readonly agent?: string | undefined
  readonly users: readonly string[]
  /** What host certificates have to be made out to, where authorities are pinned. */
  readonly hostPrincipals: readonly string[]
}

const timeText = (seconds: bigint): string => {
  const date = new Date(Number(seconds) * 1000)
  return Number.isNaN(date.getTime()) ? 'a time without end' : date.toISOString().replace('.000', '')
}
const quoted = (names: readonly string[]): string => listed(names.map((name) => JSON.stringify(name.slice(0, 80))))

export const agentNotAllowed = (name: string): DialFailure => ({
  seen: `${name} is not among the ssh-agents that this server may use (sshAgents in causeway.yaml)`,
  remedies: [advice(`Let whoever runs this server add ${name} and its socket to sshAgents in causeway.yaml, and start it again`)],
})

/** In our words. */
export function sshFailure(code: SshFailure, places: SshPlaces): DialFailure {
  const { bastion, way, certificate, agent = '', users, hostPrincipals } = places
  const failure = (seen: string, remedy: string): DialFailure => ({ seen, remedies: [advice(remedy)] })
  const isDirect = way === bastion
  const aHost = isDirect ? bastion : `A host on the way to ${way}`
  switch (code) {
    case 'SSH_HOST_KEY':
      if (hostPrincipals.length > 0) {
        return failure(
          `${aHost} showed neither a host key that is pinned nor a certificate of an authority that is`,
          'Ask whoever runs it which authority signs its host key (HostCertificate in sshd_config), and only then put that one’s public key into host_authorities: else somebody may stand in between',
        )
      }
      return failure(
        `${aHost} showed another host key than those that are pinned`,
        'Ask whoever runs it whether its key was changed, and only then put the new one into host_keys: else somebody may stand in between',
      )
    case 'SSH_HOST_CERTIFICATE_TIME':
      return failure(
        `${aHost} showed a host certificate that holds no more, or not yet`,
        'Have its host key signed anew (ssh-keygen -s CA -h), and check the clock of this machine',
      )
    case 'SSH_HOST_CERTIFICATE_NAME':
      return failure(
        `${aHost} showed a host certificate that is not made out to ${quoted(hostPrincipals)}`,
        'Set host_principal to the name that the certificate has (ssh-keygen -L shows it), once whoever runs the host has said that this is the right one',
      )
    case 'SSH_DENIED':
      return failure(
        `${bastion} does not take the key of the attachment (permission denied)`,
        'Add the public key to authorized_keys of that user, who must not be locked there, on each host of the way, or give the attachment another private_key',
      )
    case 'SSH_CERTIFICATE_EXPIRED':
      return failure(
        `The certificate of the attachment is not taken by ${bastion}: it has expired at ${timeText(certificate?.valid.to ?? 0n)}`,
        'Have the public key signed anew, and set the attachment with the new certificate',
      )
    case 'SSH_CERTIFICATE_EARLY':
      return failure(
        `The certificate of the attachment is not taken by ${bastion}: it holds from ${timeText(certificate?.valid.from ?? 0n)} on only`,
        'Wait until then, or check the clocks of this machine and of the one that has signed it',
      )
    case 'SSH_CERTIFICATE_USER': {
      const names = certificate?.principals ?? []
      const missing = users.filter((user) => !names.includes(user))
      return failure(
        `The certificate of the attachment is not taken by ${bastion}: it ${names.length === 0 ? 'names no user' : `is made out to ${quoted(names)}, and not to ${quoted(missing)}`}`,
        'Have it signed for that user (ssh-keygen -n), set user to one that it names, or let the bastion map them (AuthorizedPrincipalsFile)',
      )
    }
    case 'SSH_CERTIFICATE_DENIED':
      return failure(
        `${bastion} does not take the certificate of the attachment, which ${certificate?.authority} has signed (permission denied)`,
        'Let each host of the way trust that authority (TrustedUserCAKeys in sshd_config), or give the certificate of one that they trust; ssh-keygen -L shows whether it has critical options, as source-address',
      )
    case 'SSH_NAME':
      return failure(
        `The name of ${isDirect ? bastion : `a host on the way to ${way}`} is not resolved`,
        'Check the name, and the name servers of this server',
      )
    case 'SSH_REFUSED':
      return failure(
        `Nothing listens at ${bastion} (connection refused)`,
        'Check host and port of the bastion, and that its SSH server runs',
      )
    case 'SSH_TIMEOUT':
      return failure(`No answer from ${bastion}`, 'Check that the bastion runs and that no firewall drops connections from this server')
    case 'SSH_NO_WAY':
      return failure(`No way to ${bastion}`, 'Check the routes of this server')
    case 'SSH_JUMP':
      return failure(
        `A jump host does not lead on to ${bastion}`,
        'Let it forward there (AllowTcpForwarding, PermitOpen), and check that the next host listens',
      )
    case 'SSH_ALGORITHMS':
      return failure(
        `${bastion} has no algorithm, or no host key of a type, in common with the attachment`,
        'Pin a host key of a type that it has, or bring its SSH server up to date',
      )
    case 'SSH_SILENT':
      return failure(`${bastion} does not answer any more`, 'Check that the bastion runs; it is tried again')
    case 'SSH_CLOSED':
      return failure(`${bastion} closed the connection`, 'Check what the log of its SSH server says; it is tried again')
    case 'SSH_NO_CLIENT':
      return failure('This machine has no SSH client', 'Install OpenSSH’s client (ssh) where the server runs')
    case 'SSH_AGENT_NOT_ALLOWED':
      return agentNotAllowed(agent)
    case 'SSH_AGENT_GONE':
      return failure(
        `The ssh-agent ${agent} of this machine does not answer`,
        'Let whoever runs this server start it again, and let the server’s user reach its socket (sshAgents in causeway.yaml)',
      )
    case 'SSH_AGENT_KEY':
      return failure(
        `The ssh-agent ${agent} of this machine does not have the key of the attachment`,
        'Let whoever runs this server add it (ssh-add) or unlock the agent, or set public_key to one that it has',
      )
    case 'SSH_AGENT_REFUSED':
      return failure(
        `The ssh-agent ${agent} of this machine did not log in with the key of the attachment`,
        'Let whoever runs this server add the key without a question to its user (ssh-add -c) and without limits that forbid this bastion (ssh-add -h)',
      )
    case 'SSH_NO_KEY':
      return failure('The private key of the attachment is not there', 'Set the attachment again, with its private_key')
    case 'SSH_NOT_ALLOWED':
      return failure(
        `This server may not dial ${way} (allowedTargets in causeway.yaml, or an address that is never dialled)`,
        'Let whoever runs this server add the first host of the way to allowedTargets in causeway.yaml',
      )
    case 'SSH_FAILED':
      return failure(`The SSH client could not connect to ${bastion}`, 'Try it by hand with the ssh of this machine: ssh -v')
  }
}

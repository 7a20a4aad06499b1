import { describe, expect, it } from 'vitest'
import { type SshFailure, sshFailureSaid } from './ssh-failures.ts'

const CLOSED = 'Connection closed by UNKNOWN port 65535'
/** Of the client that waits for its jump host's. */
const KEX = 'kex_exchange_identification: Connection closed by remote host'
const DENIED = 'causeway@192.0.2.1: Permission denied (publickey).'

/** What OpenSSH 9.2 wrote, in its order. */
it.each<readonly [failure: SshFailure, ...said: readonly string[]]>([
  ['SSH_FAILED', ''],
  ['SSH_FAILED', 'Welcome'],
  ['SSH_DENIED', DENIED],
  ['SSH_DENIED', 'Host key verification failed. No way to host. Connection refused.', DENIED],
  ['SSH_DENIED', 'Access of others: unreachable', DENIED, CLOSED],
  ['SSH_AGENT_REFUSED', 'sign_and_send_pubkey: signing failed for ED25519 "key.pub" from agent: agent refused operation', DENIED],
  ['SSH_HOST_KEY', 'Permission denied to whoever has no right', 'Host key verification failed.', CLOSED],
  [
    'SSH_HOST_KEY',
    'No ED25519 host key is known for hop-1 and you have requested strict checking.',
    'Host key verification failed.',
    KEX,
    CLOSED,
  ],
  ['SSH_HOST_CERTIFICATE_NAME', 'Certificate invalid: name is not a listed principal', 'Host key verification failed.', KEX, CLOSED],
  ['SSH_DENIED', DENIED, KEX, CLOSED],
  ['SSH_HOST_CERTIFICATE_TIME', 'Certificate invalid: expired', 'Host key verification failed.'],
  ['SSH_SILENT', 'Permission denied to others', 'Timeout, server 192.0.2.1 not responding.'],
  ['SSH_CLOSED', 'Permission denied to others', 'Connection closed by 192.0.2.1 port 22'],
  ['SSH_CLOSED', KEX, CLOSED],
  ['SSH_CLOSED', CLOSED],
  ['SSH_JUMP', 'channel 0: open failed: connect failed: Connection refused', 'stdio forwarding failed', CLOSED],
  ['SSH_REFUSED', 'ssh: connect to host 192.0.2.1 port 22: Connection refused'],
])('%s is said by the last line that says anything', (failure, ...said) => {
  expect(sshFailureSaid(said.map((line) => `${line}\r\n`).join(''))).toBe(failure)
})

/** Each names a failure in words that are near to OpenSSH's. */
const BANNERS = [
  'Permission denied to all others.',
  'Sessions are timed out after 10 minutes',
  'Timeout of idle sessions: 5 minutes, then the server is not responding to you',
  'WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED on Monday',
  'No other host key is known',
  'Too many authentication failures lock your account; an agent refused operation last week',
  'Ciphers: no matching ones are offered, no mutual ones taken',
  'Forwarding to 10.0.0.0/8 is administratively prohibited; channel 0 is open',
  'If a name is not resolved: Name or service not known. Could not resolve it? Connection refused? No route to host? Unreachable?',
  'Access is closed by 18:00. Connection closed. Broken pipe? Show your identification',
] as const

/** By the one to whom it speaks: with its address, or behind a jump host. */
const endsOf = (peer: string): readonly (readonly [SshFailure, ...string[]])[] => [
  ['SSH_CLOSED', `Connection closed by ${peer}`],
  ['SSH_CLOSED', 'kex_exchange_identification: read: Connection reset by peer', `Connection reset by ${peer}`],
  ['SSH_CLOSED', KEX, `Connection closed by ${peer}`],
  ['SSH_CLOSED', `ssh_dispatch_run_fatal: Connection to ${peer}: Broken pipe`],
  ['SSH_CLOSED', `Received disconnect from ${peer}:11: Permission denied for today`, `Disconnected from ${peer}`],
  ['SSH_DENIED', `Received disconnect from ${peer}:2: Too many authentication failures`, `Disconnected from ${peer}`],
  ['SSH_TIMEOUT', 'Connection timed out during banner exchange', `Connection to ${peer} timed out`],
  ['SSH_ALGORITHMS', `Unable to negotiate with ${peer}: no matching host key type found. Their offer: ssh-rsa`],
]
const ENDS = [
  ...endsOf('192.0.2.1 port 22'),
  ...endsOf('UNKNOWN port 65535'),
  ['SSH_DENIED', DENIED],
  ['SSH_HOST_KEY', 'Host key verification failed.'],
  ['SSH_HOST_KEY', 'Host key verification failed.', KEX, CLOSED],
  ['SSH_JUMP', 'channel 0: open failed: administratively prohibited: open failed', 'stdio forwarding failed', KEX, CLOSED],
  ['SSH_NAME', 'ssh: Could not resolve hostname nosuch: Name or service not known', KEX, CLOSED],
  ['SSH_REFUSED', 'ssh: connect to host 192.0.2.1 port 22: Connection refused', KEX, CLOSED],
  ['SSH_TIMEOUT', 'ssh: connect to host 192.0.2.1 port 22: Connection timed out', KEX, CLOSED],
  ['SSH_NO_WAY', 'ssh: connect to host 2001:db8::1 port 22: Network is unreachable'],
  ['SSH_NO_WAY', 'ssh: connect to host 192.0.2.1 port 22: Permission denied'],
  ['SSH_CLOSED', 'ssh: connect to host 192.0.2.1 port 22: Connection reset by peer'],
  ['SSH_SILENT', 'Timeout, server hop-0 not responding.', KEX, CLOSED],
] as const satisfies readonly (readonly [SshFailure, ...string[]])[]

describe.each(BANNERS)('whatever a banner says, as %j, what the client itself says decides', (banner) => {
  it.each<readonly [SshFailure, ...string[]]>(ENDS)('%s: %s', (failure, ...lines) => {
    const said = lines.map((line) => `${line}\r\n`).join('')
    for (const before of [`${banner}\n`, `${banner}\r\nWelcome\r\n`, `Welcome. ${banner} Bye. `])
      expect(sshFailureSaid(`${before}${said}`), before).toBe(failure)
  })
})

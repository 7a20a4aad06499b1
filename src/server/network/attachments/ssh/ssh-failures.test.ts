import { expect, it } from 'vitest'
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
  ['SSH_HOST_KEY', 'No ED25519 host key is known for hop-1', 'Host key verification failed.', KEX, CLOSED],
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

import type { DialFailure } from '../../dial-failure.ts'
import { advice } from '../../remedy.ts'

/** Why there is no connection to the bastion. */
export type SshFailure =
  | 'SSH_HOST_KEY'
  | 'SSH_DENIED'
  | 'SSH_NAME'
  | 'SSH_REFUSED'
  | 'SSH_TIMEOUT'
  | 'SSH_NO_WAY'
  | 'SSH_JUMP'
  | 'SSH_ALGORITHMS'
  | 'SSH_SILENT'
  | 'SSH_CLOSED'
  | 'SSH_NO_CLIENT'
  | 'SSH_NO_KEY'
  | 'SSH_NOT_ALLOWED'
  | 'SSH_FAILED'

/** What OpenSSH's client says of it on its standard error, in the order in which they are looked for: it says more than one of them at times. */
const SAID: readonly (readonly [RegExp, SshFailure])[] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed|host key is known/i, 'SSH_HOST_KEY'],
  [/Permission denied|Too many authentication failures|Load key/i, 'SSH_DENIED'],
  [/no matching|no mutual/i, 'SSH_ALGORITHMS'],
  [/stdio forwarding failed|administratively prohibited|channel \d+: open failed/i, 'SSH_JUMP'],
  [/Could not resolve|Name or service not known/i, 'SSH_NAME'],
  [/Connection refused/i, 'SSH_REFUSED'],
  [/not responding/i, 'SSH_SILENT'],
  [/timed out|Timeout/i, 'SSH_TIMEOUT'],
  [/No route to host|unreachable/i, 'SSH_NO_WAY'],
  [/closed by|Connection closed|Connection reset|Broken pipe|banner|identification/i, 'SSH_CLOSED'],
]

export const sshFailureSaid = (said: string): SshFailure => SAID.find(([pattern]) => pattern.test(said))?.[1] ?? 'SSH_FAILED'

/** In our words. `bastion`: user, host and port; `way`: the same, behind its jump hosts where it has some. */
export function sshFailure(code: SshFailure, bastion: string, way: string): DialFailure {
  const failure = (seen: string, remedy: string): DialFailure => ({ seen, remedies: [advice(remedy)] })
  const isDirect = way === bastion
  switch (code) {
    case 'SSH_HOST_KEY':
      return failure(
        `${isDirect ? bastion : `A host on the way to ${way}`} showed another host key than those that are pinned`,
        'Ask whoever runs it whether its key was changed, and only then put the new one into host_keys: else somebody may stand in between',
      )
    case 'SSH_DENIED':
      return failure(
        `${bastion} does not take the key of the attachment (permission denied)`,
        'Add the public key to authorized_keys of that user, on each host of the way, or give the attachment another private_key',
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

import { socketFailure } from '../../dial-failure.ts'
import { advice } from '../../remedy.ts'
import type { AttachmentKind } from '../attachment-kind.ts'
import { targetRefusal } from '../target-refusal.ts'
import { agentNotAllowed } from './ssh-failures.ts'
import { SshLink } from './ssh-link.ts'
import { plainSpec, SSH_SCHEMA, type SshSpec } from './ssh-spec.ts'

/** A certificate in the place of another of the same key: who logs in stays the same, and OpenSSH ends nothing either when one expires. */
const withoutRenewed = (old: SshSpec, { certificate }: SshSpec): SshSpec =>
  old.certificate === undefined || certificate === undefined ? old : { ...old, certificate }

/** Through a bastion: OpenSSH’s own client keeps one connection to it, and each dial is a channel of that. */
export const ssh = {
  kind: 'ssh',
  schema: SSH_SCHEMA,
  plain: plainSpec,
  show: ({ private_key: _secret, ...shown }) => ({ ...shown }),
  secret: {
    given: ({ private_key }) => (private_key === undefined ? undefined : `${private_key.replaceAll('\r\n', '\n').trim()}\n`),
    needed: ({ ssh_agent, public_key_fingerprint }) => (ssh_agent === undefined ? public_key_fingerprint : undefined),
    field: 'private_key',
  },
  // Another connection to a bastion: what was opened through the old one ends with it.
  takesAway: (old, next) => next === undefined || JSON.stringify(withoutRenewed(old, next)) !== JSON.stringify(next),
  refusedBy: ({ ssh_agent }, { sshAgents }) =>
    ssh_agent === undefined || sshAgents?.has(ssh_agent) === true ? undefined : agentNotAllowed(ssh_agent),
  check({ user, host }, request) {
    const { address, vpcName } = request
    const refused = targetRefusal('ssh', request, [advice('Use the database’s address in the private network')])
    if (refused !== undefined) return refused
    return {
      kind: 'passed',
      rule: 11,
      dialled: { ip: address.ip.text, port: address.port },
      seen: `VPC ${vpcName} is reached through ${user}@${host} (ssh)`,
    }
  },
  link: (spec, context) => new SshLink(spec, context),
  describeFailure(code, address) {
    switch (code) {
      case 'SSH_PROHIBITED':
        return {
          seen: `The bastion does not let connections through to ${address} (administratively prohibited)`,
          remedies: [
            advice('Let its SSH server forward there: AllowTcpForwarding and PermitOpen in sshd_config, permitopen in authorized_keys'),
          ],
        }
      case 'SSH_CONNECT_FAILED':
        return {
          seen: `The bastion could not connect to ${address}`,
          remedies: [advice('Check the address and the port, and what the bastion itself reaches')],
        }
      case 'SSH_RESOURCES':
        return {
          seen: `The bastion has no room for another connection to ${address}`,
          remedies: [advice('Open fewer connections at once, or raise the limits of its SSH server')],
        }
      case 'SSH_LOST':
      case 'EPIPE':
        return {
          seen: `The connection to the bastion was lost while ${address} was dialled`,
          remedies: [advice('Run it again: the connection is made anew by itself')],
        }
      default:
        return socketFailure(code, {
          where: `${address}, dialled by the bastion`,
          check: 'Check the address and the port',
          noWay: 'Check the routes of the bastion',
        })
    }
  },
} as const satisfies AttachmentKind<SshSpec>

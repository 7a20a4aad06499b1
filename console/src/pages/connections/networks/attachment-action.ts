import type { AttachmentKindName } from '../../../../../src/base/attachment-kinds.ts'
import type { Action } from '../../../components/actions/action.ts'
import { type FieldSpec, type FormValues, filled } from '../../../components/actions/form-values.ts'
import type { Vpc } from '../connection.ts'
import { type Attachment, forwardLine, forwardOfLine, hopLine, hopOfLine } from './attachment.ts'

export const attachmentPath = ({ id }: Vpc): string => `/causeway/v1/{project_id}/vpcs/${encodeURIComponent(id)}/attachment`

/** In the order in which they are offered: what is no way stands last. */
const LABELS: Readonly<Record<AttachmentKindName, string>> = {
  host: 'host: by the network of the server’s machine',
  forward: 'forward: each address to another one',
  ssh: 'ssh: through a bastion',
  agent: 'agent: by a program in that network, which dials the server',
  netns: 'netns: by a network namespace of the server’s machine',
  none: 'none: not at all',
}
const KINDS = Object.entries(LABELS).map(([value, label]) => ({ value, label }))

const ofKind =
  (...kinds: readonly AttachmentKindName[]) =>
  (values: FormValues): boolean =>
    kinds.some((kind) => kind === values.text('kind'))

const fieldsOf = (now: Attachment): readonly FieldSpec[] => [
  { kind: 'choice', name: 'kind', label: 'Attachment', options: KINDS, initial: now.kind === 'none' ? 'host' : now.kind },
  {
    kind: 'lines',
    name: 'networks',
    label: 'Networks',
    description: 'Reached beside the private ones: a CIDR a line; none: what is nowhere reached from the internet',
    initial: now.networks.join('\n'),
    isShown: ofKind('host', 'netns'),
  },
  {
    kind: 'lines',
    name: 'forwards',
    label: 'Forwards',
    description: 'From and to a line, as 192.168.0.5:5432 127.0.0.1:5432',
    initial: now.forwards.map(forwardLine).join('\n'),
    isShown: ofKind('forward'),
  },
  {
    kind: 'text',
    name: 'path',
    label: 'Namespace',
    description: 'As /run/netns/NAME; the operator has named it',
    initial: now.path,
    isRequired: true,
    isShown: ofKind('netns'),
  },
  {
    kind: 'text',
    name: 'host',
    label: 'Bastion',
    description: 'Its name or address',
    initial: now.host,
    isRequired: true,
    isShown: ofKind('ssh'),
  },
  { kind: 'number', name: 'port', label: 'Its port', initial: now.port, isShown: ofKind('ssh') },
  { kind: 'text', name: 'user', label: 'User', initial: now.user, isRequired: true, isShown: ofKind('ssh') },
  {
    kind: 'lines',
    name: 'host_keys',
    label: 'Keys of the bastion',
    description: 'What ssh-keyscan prints, a key a line (ssh-ed25519 AAAA…): no other machine is taken for it',
    initial: now.hostKeys.join('\n'),
    isShown: ofKind('ssh'),
  },
  {
    kind: 'lines',
    name: 'host_authorities',
    label: 'Authorities of hosts',
    description: 'Keys whose certificates are taken for the bastion, in place of its own or beside them',
    initial: now.hostAuthorities.join('\n'),
    isShown: ofKind('ssh'),
  },
  {
    kind: 'choice',
    name: 'key_from',
    label: 'The key that logs in',
    options: [
      { value: 'private_key', label: 'is given here, and sealed in the store' },
      { value: 'ssh_agent', label: 'is held by an ssh-agent of the server’s machine' },
    ],
    initial: now.sshAgent === '' ? 'private_key' : 'ssh_agent',
    isShown: ofKind('ssh'),
  },
  {
    kind: 'whole-text',
    name: 'private_key',
    label: 'Private key',
    description: 'In the format of OpenSSH; shown to nobody again; the one that is kept stays where this is empty',
    isShown: (values) => ofKind('ssh')(values) && values.text('key_from') === 'private_key',
  },
  {
    kind: 'text',
    name: 'ssh_agent',
    label: 'Agent',
    description: 'As the operator has named it',
    initial: now.sshAgent,
    isShown: (values) => ofKind('ssh')(values) && values.text('key_from') === 'ssh_agent',
  },
  {
    kind: 'text',
    name: 'public_key',
    label: 'Public key',
    description: 'Which of the agent’s keys is meant',
    initial: now.publicKey,
    isShown: (values) => ofKind('ssh')(values) && values.text('key_from') === 'ssh_agent',
  },
  {
    kind: 'lines',
    name: 'jump_hosts',
    label: 'Through these before',
    description: 'A bastion a line, in their order: user@host:port and its key',
    initial: now.jumpHosts.map(hopLine).join('\n'),
    isShown: ofKind('ssh'),
  },
]

function bodyOf(values: FormValues, now: Attachment): Readonly<Record<string, unknown>> {
  const kind = values.text('kind')
  switch (kind) {
    case 'host':
      return filled({ kind, networks: values.givenLines('networks') })
    case 'netns':
      return filled({ kind, path: values.text('path'), networks: values.givenLines('networks') })
    case 'forward':
      return { kind, forwards: values.lines('forwards').map(forwardOfLine) }
    case 'ssh': {
      const isOfAgent = values.text('key_from') === 'ssh_agent'
      const isKept = !isOfAgent && values.given('private_key') === undefined
      return filled({
        kind,
        host: values.text('host').trim(),
        port: values.number('port'),
        user: values.text('user').trim(),
        host_keys: values.givenLines('host_keys'),
        host_authorities: values.givenLines('host_authorities'),
        private_key: isOfAgent ? undefined : values.given('private_key'),
        // Which key is meant, where it is not given anew.
        public_key_fingerprint: isKept && now.fingerprint !== '' ? now.fingerprint : undefined,
        ssh_agent: isOfAgent ? values.text('ssh_agent') : undefined,
        public_key: isOfAgent ? values.given('public_key') : undefined,
        jump_hosts: values.givenLines('jump_hosts')?.map(hopOfLine),
      })
    }
    default:
      return { kind }
  }
}

export const attachVpc = (vpc: Vpc, now: Attachment): Action => ({
  label: 'Attach',
  intro: `How the addresses of ${vpc.name} are reached from the server.`,
  fields: fieldsOf(now),
  request: (values) => ({ method: 'PUT', path: attachmentPath(vpc), body: bodyOf(values, now) }),
  foretells: true,
  stale: ['vpcs', 'connections', 'reach'],
})

export const detachVpc = (vpc: Vpc): Action => ({
  label: 'Detach',
  intro: `Nothing reaches ${vpc.name} any more; what is open to it ends at once.`,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: attachmentPath(vpc) }),
  stale: ['vpcs', 'connections', 'reach'],
})

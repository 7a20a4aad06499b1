import type { Fields } from '../../../api/fields.ts'

export interface Forward {
  readonly from: string
  readonly to: string
}

/** An SSH server on the way to the last one. */
export interface Hop {
  readonly host: string
  readonly port: number | undefined
  readonly user: string
  readonly hostKeys: readonly string[]
}

/** How a VPC is reached, with the fields of every kind: '' and none for those that its kind has not got. */
export interface Attachment {
  readonly kind: string
  readonly networks: readonly string[]
  readonly forwards: readonly Forward[]
  readonly path: string
  readonly host: string
  readonly port: string
  readonly user: string
  readonly hostKeys: readonly string[]
  readonly hostAuthorities: readonly string[]
  readonly sshAgent: string
  readonly publicKey: string
  /** Of the private key that is kept. */
  readonly fingerprint: string
  readonly jumpHosts: readonly Hop[]
}

export const readAttachment = (answer: Fields): Attachment => ({
  kind: answer.text('kind'),
  networks: answer.texts('networks'),
  forwards: answer.list('forwards', (forward) => ({ from: forward.text('from'), to: forward.text('to') })),
  path: answer.optionalText('path') ?? '',
  host: answer.optionalText('host') ?? '',
  port: String(answer.optionalNumber('port') ?? ''),
  user: answer.optionalText('user') ?? '',
  hostKeys: answer.texts('host_keys'),
  hostAuthorities: answer.texts('host_authorities'),
  sshAgent: answer.optionalText('ssh_agent') ?? '',
  publicKey: answer.optionalText('public_key') ?? '',
  fingerprint: answer.optionalText('public_key_fingerprint') ?? '',
  jumpHosts: answer.list('jump_hosts', (hop) => ({
    host: hop.text('host'),
    port: hop.optionalNumber('port'),
    user: hop.text('user'),
    hostKeys: hop.texts('host_keys'),
  })),
})

/** A line of a form, and back. */
export const forwardLine = ({ from, to }: Forward): string => `${from} ${to}`
export function forwardOfLine(line: string): Forward {
  const [from = '', to = ''] = line.split(/[\s=>]+/)
  return { from, to }
}

/** user@host:port and its key: `ada@jump.internal:22 ssh-ed25519 AAAA…`; several keys of one hop are parted by commas. */
export const hopLine = ({ host, port, user, hostKeys }: Hop): string =>
  `${user}@${host.includes(':') ? `[${host}]` : host}${port === undefined ? '' : `:${port}`} ${hostKeys.join(', ')}`.trim()

export function hopOfLine(line: string): Readonly<Record<string, unknown>> {
  const [, user = '', bracketed, plain = '', port, keys = ''] =
    /^(?:([^@\s]*)@)?(?:\[([^\]]*)\]|([^:\s]*))(?::(\d+))?\s*(.*)$/.exec(line) ?? []
  const hostKeys = keys
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '')
  return {
    host: bracketed ?? plain,
    ...(port === undefined ? {} : { port: Number(port) }),
    user,
    ...(hostKeys.length === 0 ? {} : { host_keys: hostKeys }),
  }
}

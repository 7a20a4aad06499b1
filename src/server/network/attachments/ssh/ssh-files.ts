import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeSocketFolder } from '../../../../base/sockets/socket-folder.ts'
import { type Hop, hopsOf, SECONDS, type SshSpec } from './ssh-spec.ts'

/** Of the folder that a client runs in: its paths are relative, so that no path of this machine gets into a command line. */
const CONTROL = 'control'
const KEY = 'key'
/** Where it is looked for beside a key that is not there. */
const PUBLIC_KEY = `${KEY}.pub`
const CERTIFICATE = 'certificate'
export const CONFIG = 'config'

/** With what the client logs in. */
export type Login =
  | { readonly kind: 'key'; readonly privateKey: string }
  | { readonly kind: 'agent'; readonly socket: string; readonly publicKey: string }

export interface SshFiles {
  readonly folder: string
  readonly control: string
  /** The alias of the last hop. */
  readonly target: string
  /** The client has read it. */
  removeKey(): Promise<void>
  remove(): Promise<void>
}

const alias = (at: number): string => `hop-${at}`
/** Each hop has its own, so that none is taken for another. */
const knownHosts = (at: number): string => `known-${at}`
/** For every name: what is looked up is the name that a host certificate has to be made out to. */
const knownHostsOf = ({ hostKeys, hostAuthorities }: Hop): string =>
  [...hostKeys.map((key) => `* ${key}\n`), ...hostAuthorities.map((key) => `@cert-authority * ${key}\n`)].join('')

/** What holds for every hop: nothing of the user's own files, nothing asked for, no key but ours, no host but the pinned ones. */
const FOR_ALL = `
BatchMode yes
StrictHostKeyChecking yes
GlobalKnownHostsFile /dev/null
UpdateHostKeys no
VerifyHostKeyDNS no
CheckHostIP no
IdentityFile ${KEY}
IdentitiesOnly yes
PreferredAuthentications publickey
PasswordAuthentication no
KbdInteractiveAuthentication no
HostbasedAuthentication no
GSSAPIAuthentication no
ForwardAgent no
ForwardX11 no
PermitLocalCommand no
CanonicalizeHostname no
ConnectionAttempts 1
EscapeChar none
RequestTTY no
ControlPersist no
ServerAliveCountMax 3
LogLevel INFO
`

/** `firstAddress`: what the name of the first hop was resolved to, and was found to be allowed. */
function configOf(hops: readonly Hop[], firstAddress: string, spec: SshSpec, login: Login): string {
  const blocks = hops.map(({ host, port, user, hostPrincipal }, at) => {
    const lines = [
      `Host ${alias(at)}`,
      `HostName ${at === 0 ? firstAddress : host}`,
      `HostKeyAlias ${hostPrincipal}`,
      `UserKnownHostsFile ${knownHosts(at)}`,
      `Port ${port}`,
      `User ${user}`,
      `ProxyJump ${at === 0 ? 'none' : alias(at - 1)}`,
      ...(at === hops.length - 1 ? ['ControlMaster yes', `ControlPath ${CONTROL}`] : ['ControlMaster no', 'ControlPath none']),
    ]
    return lines.join('\n')
  })
  const { connect_timeout = SECONDS.connect, keepalive = SECONDS.keepalive } = spec
  const certificate = spec.certificate === undefined ? '' : `CertificateFile ${CERTIFICATE}\n`
  const agent = `IdentityAgent ${login.kind === 'agent' ? login.socket : 'none'}\n`
  const times = `ConnectTimeout ${connect_timeout}\nServerAliveInterval ${keepalive}`
  return `${blocks.join('\n\n')}\n\nHost *${FOR_ALL}${agent}${certificate}${times}\n`
}

/** A folder that only this user enters, with all that the client reads. The next start empties `scratch` when this process is killed. */
export async function writeSshFiles(
  spec: SshSpec,
  { login, firstAddress, scratch }: { readonly login: Login; readonly firstAddress: string; readonly scratch: string },
): Promise<SshFiles> {
  const folder = await makeSocketFolder(scratch, 'ssh')
  const hops = hopsOf(spec)
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text, { mode: 0o600, flag: 'wx' })
    await write(CONFIG, configOf(hops, firstAddress, spec, login))
    for (const [at, hop] of hops.entries()) await write(knownHosts(at), knownHostsOf(hop))
    if (spec.certificate !== undefined) await write(CERTIFICATE, `${spec.certificate}\n`)
    if (login.kind === 'key') await write(KEY, login.privateKey)
    else await write(PUBLIC_KEY, `${login.publicKey}\n`)
  } catch (thrown) {
    await remove()
    throw thrown
  }
  return {
    folder,
    control: join(folder, CONTROL),
    target: alias(hops.length - 1),
    removeKey: () => rm(join(folder, KEY), { force: true }),
    remove,
  }
}

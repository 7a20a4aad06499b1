import { lookup } from 'node:dns/promises'
import { forbiddenForForward } from '../../../../base/addresses/forbidden-ranges.ts'
import { parseIpAddress, socketAddressText } from '../../address.ts'
import { notAllowedTarget } from '../allowed-target.ts'
import type { AttachmentLink, LinkContext, Opened } from '../attachment-kind.ts'
import { type Down, KeptUp, type Life } from '../kept-up.ts'
import { LinkDown, type LinkHealth } from '../link-health.ts'
import { isOwnPort } from '../own-port.ts'
import { ChannelRefused } from './channels.ts'
import { agentFailure } from './ssh-agent.ts'
import { connectSsh, type SshClient, SshFailed } from './ssh-client.ts'
import { certificateFailure, type SshFailure, sshFailure } from './ssh-failures.ts'
import { type Login, writeSshFiles } from './ssh-files.ts'
import { certificateOf, type Hop, hopsOf, SECONDS, type SshSpec } from './ssh-spec.ts'

/** Without a way to it, the bastion and its jump hosts together: each has the time of the spec. */
const SLACK_MS = 2_000

/** One connection to a bastion, which is there while somebody listens, dials or has something open. */
export class SshLink implements AttachmentLink {
  readonly givesStreams = true
  readonly #spec: SshSpec
  readonly #context: LinkContext
  readonly #kept: KeptUp<SshClient>

  constructor(spec: SshSpec, context: LinkContext) {
    this.#spec = spec
    this.#context = context
    this.#kept = new KeptUp(async (life) => this.#down(this.#cause(await this.#once(life))))
  }

  watch(told: (health: LinkHealth) => void): () => void {
    return this.#kept.watch(told)
  }

  async open({ ip, port }: { readonly ip: string; readonly port: number }, signal: AbortSignal): Promise<Opened> {
    const { shared, release } = await this.#kept.use(signal)
    try {
      const stream = await shared.channels.open(ip, port, signal)
      stream.once('close', release)
      return { kind: 'stream', stream }
    } catch (thrown) {
      const { down } = this.#kept
      release()
      if (thrown instanceof ChannelRefused || signal.aborted || down === undefined) throw thrown
      throw new LinkDown(down.failure)
    }
  }

  close(): Promise<void> {
    return this.#kept.close()
  }

  /** One connection, from its begin to its end, and why it has ended. */
  async #once({ up, closing }: Life<SshClient>): Promise<SshFailure> {
    try {
      const [firstAddress, login] = [await this.#firstAddress(), await this.#login(closing)]
      await using stack = new AsyncDisposableStack()
      const files = await writeSshFiles(this.#spec, { login, firstAddress, scratch: this.#context.scratchFolder })
      stack.defer(() => files.remove())
      const timeout = AbortSignal.timeout((this.#spec.connect_timeout ?? SECONDS.connect) * 1000 * hopsOf(this.#spec).length + SLACK_MS)
      const client = await connectSsh(files, AbortSignal.any([timeout, closing])).catch((thrown: unknown) => {
        if (thrown instanceof SshFailed) throw thrown
        throw new SshFailed('SSH_TIMEOUT')
      })
      stack.defer(() => client.stop())
      await files.removeKey()
      up(client)
      return await client.ended
    } catch (thrown) {
      return thrown instanceof SshFailed ? thrown.failure : 'SSH_FAILED'
    }
  }

  async #login(closing: AbortSignal): Promise<Login> {
    const { ssh_agent, public_key: publicKey } = this.#spec
    if (ssh_agent === undefined || publicKey === undefined) {
      const privateKey = await this.#context.secret()
      if (privateKey === undefined) throw new SshFailed('SSH_NO_KEY')
      return { kind: 'key', privateKey }
    }
    // It may have been set before the settings were changed.
    const socket = this.#context.machine().sshAgents?.get(ssh_agent)
    if (socket === undefined) throw new SshFailed('SSH_AGENT_NOT_ALLOWED')
    const failure = await agentFailure(socket, publicKey, closing)
    if (failure !== undefined) throw new SshFailed(failure)
    return { kind: 'agent', socket, publicKey }
  }

  /** Looked up once for each connection, and dialled as it was found to be allowed. */
  async #firstAddress(): Promise<string> {
    const [first] = hopsOf(this.#spec)
    if (first === undefined) throw new SshFailed('SSH_NAME')
    const addresses = await lookup(first.host, { all: true, order: 'ipv4first' }).catch(() => [])
    if (addresses.length === 0) throw new SshFailed('SSH_NAME')
    const machine = this.#context.machine()
    const allowed = addresses.find(({ address: text }) => {
      const ip = parseIpAddress(text)
      if (ip === undefined || forbiddenForForward(ip) !== undefined) return false
      const address = { ip, port: first.port }
      return !isOwnPort(address, machine) && notAllowedTarget(address, machine.allowedTargets) === undefined
    })
    if (allowed === undefined) throw new SshFailed('SSH_NOT_ALLOWED')
    return allowed.address
  }

  /** The client says no more than that nothing of ours was taken. */
  #cause(failure: SshFailure): SshFailure {
    const certificate = certificateOf(this.#spec)
    if (failure !== 'SSH_DENIED' || certificate === undefined) return failure
    return certificateFailure(certificate, this.#users(), this.#context.clock?.())
  }

  #users(): readonly string[] {
    return [...new Set(hopsOf(this.#spec).map(({ user }) => user))]
  }

  #down(failure: SshFailure): Down {
    const hops = hopsOf(this.#spec)
    const [first, last] = [hops[0], hops.at(-1)]
    const bastion = `${last?.user}@${placeOf(last)}`
    const certificate = certificateOf(this.#spec)
    const places = {
      bastion,
      way: first === last ? bastion : `${placeOf(first)}, and on to ${bastion}`,
      users: this.#users(),
      agent: this.#spec.ssh_agent,
      hostPrincipals: hops.filter(({ hostAuthorities }) => hostAuthorities.length > 0).map(({ hostPrincipal }) => hostPrincipal),
      ...(certificate === undefined ? {} : { certificate }),
    }
    return { kind: 'down', code: failure, failure: sshFailure(failure, places) }
  }
}

const placeOf = (hop: Hop | undefined): string => (hop === undefined ? '' : socketAddressText(hop.host, hop.port))

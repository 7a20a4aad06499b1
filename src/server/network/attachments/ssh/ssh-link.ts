import { lookup } from 'node:dns/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { forbiddenForForward } from '../../../../base/forbidden-ranges.ts'
import { parseIpAddress } from '../../address.ts'
import { notAllowedTarget } from '../allowed-target.ts'
import type { AttachmentLink, LinkContext, Opened } from '../attachment-kind.ts'
import { LinkDown, type LinkHealth, UP } from '../link-health.ts'
import { isOwnPort } from '../own-port.ts'
import { ChannelRefused } from './channels.ts'
import { connectSsh, type SshClient, SshFailed } from './ssh-client.ts'
import { type SshFailure, sshFailure } from './ssh-failures.ts'
import { writeSshFiles } from './ssh-files.ts'
import { hopsOf, SECONDS, type SshSpec } from './ssh-spec.ts'

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
/** Without a way to it, the bastion and its jump hosts together: each has the time of the spec. */
const SLACK_MS = 2_000

/** One connection to a bastion, which is there while somebody listens, dials or has something open. */
export class SshLink implements AttachmentLink {
  readonly #spec: SshSpec
  readonly #context: LinkContext
  readonly #listeners = new Set<(health: LinkHealth) => void>()
  readonly #closing = new AbortController()
  #health: LinkHealth | undefined
  /** Set while it is kept up, or tried. */
  #running: Promise<void> | undefined
  #client: SshClient | undefined
  /** Dials that wait for it, and what is open through it. */
  #uses = 0
  /** Ends the pause before the next try. */
  #idle = new AbortController()

  constructor(spec: SshSpec, context: LinkContext) {
    this.#spec = spec
    this.#context = context
  }

  watch(told: (health: LinkHealth) => void): () => void {
    // A listener of its own, however often the same function is given.
    const listener = (health: LinkHealth): void => told(health)
    this.#listeners.add(listener)
    if (this.#health !== undefined) listener(this.#health)
    this.#run()
    return () => {
      this.#listeners.delete(listener)
      this.#endUnused()
    }
  }

  async open({ ip, port }: { readonly ip: string; readonly port: number }, signal: AbortSignal): Promise<Opened> {
    this.#uses += 1
    let isOpen = false
    const unused = (): void => {
      this.#uses -= 1
      this.#endUnused()
    }
    try {
      const { channels } = await this.#up(signal)
      const stream = await channels.open(ip, port, signal)
      isOpen = true
      stream.once('close', unused)
      return { kind: 'stream', stream }
    } catch (thrown) {
      if (thrown instanceof ChannelRefused || signal.aborted || this.#health?.kind !== 'down') throw thrown
      throw new LinkDown(this.#health.failure)
    } finally {
      if (!isOpen) unused()
    }
  }

  async close(): Promise<void> {
    this.#listeners.clear()
    this.#closing.abort()
    this.#idle.abort()
    await this.#client?.stop()
    await this.#running
  }

  /** The client that has logged in, as soon as there is one. Rejects when it is known that there is none. */
  #up(signal: AbortSignal): Promise<SshClient> {
    if (this.#client !== undefined) return Promise.resolve(this.#client)
    if (this.#health?.kind === 'down' && this.#running !== undefined) return Promise.reject(new LinkDown(this.#health.failure))
    return new Promise((resolve, reject) => {
      const stop = this.watch((health) => {
        if (health.kind === 'up' && this.#client === undefined) return
        signal.removeEventListener('abort', giveUp)
        // Not within the call of watch, which has not given back how it is stopped.
        queueMicrotask(() => stop())
        if (health.kind === 'up' && this.#client !== undefined) resolve(this.#client)
        else if (health.kind === 'down') reject(new LinkDown(health.failure))
      })
      const giveUp = (): void => {
        stop()
        reject(new Error('The dial was given up'))
      }
      signal.addEventListener('abort', giveUp, { once: true })
      if (signal.aborted) giveUp()
    })
  }

  #isWanted(): boolean {
    return !this.#closing.signal.aborted && (this.#listeners.size > 0 || this.#uses > 0)
  }

  #endUnused(): void {
    if (this.#isWanted()) return
    this.#idle.abort()
    void this.#client?.stop()
  }

  #run(): void {
    if (this.#running !== undefined || this.#closing.signal.aborted) return
    this.#running = this.#keepUp().finally(() => {
      this.#running = undefined
      // Who came while the last client was being stopped.
      if (this.#isWanted()) this.#run()
    })
  }

  async #keepUp(): Promise<void> {
    // Of the time before: nobody has looked meanwhile.
    this.#health = undefined
    let pauseMs = FIRST_PAUSE_MS
    while (this.#isWanted()) {
      const failure = await this.#once(() => {
        pauseMs = FIRST_PAUSE_MS
      })
      if (!this.#isWanted()) return
      this.#tell(failure)
      this.#idle = new AbortController()
      await wait(pauseMs, undefined, { signal: this.#idle.signal }).catch(() => undefined)
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    }
  }

  /** One connection, from its begin to its end, and why it has ended. */
  async #once(isUp: () => void): Promise<SshFailure> {
    try {
      const [firstAddress, privateKey] = [await this.#firstAddress(), await this.#context.secret()]
      if (privateKey === undefined) return 'SSH_NO_KEY'
      await using stack = new AsyncDisposableStack()
      const files = await writeSshFiles(this.#spec, { privateKey, firstAddress, scratch: this.#context.scratchFolder })
      stack.defer(() => files.remove())
      const timeout = AbortSignal.timeout((this.#spec.connect_timeout ?? SECONDS.connect) * 1000 * hopsOf(this.#spec).length + SLACK_MS)
      const client = await connectSsh(files, AbortSignal.any([timeout, this.#closing.signal])).catch((thrown: unknown) => {
        if (thrown instanceof SshFailed) throw thrown
        throw new SshFailed('SSH_TIMEOUT')
      })
      stack.defer(() => client.stop())
      await files.removeKey()
      if (!this.#isWanted()) return 'SSH_CLOSED'
      this.#client = client
      isUp()
      this.#tell(undefined)
      const failure = await client.ended
      this.#client = undefined
      return failure
    } catch (thrown) {
      return thrown instanceof SshFailed ? thrown.failure : 'SSH_FAILED'
    }
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

  #tell(failure: SshFailure | undefined): void {
    const hops = hopsOf(this.#spec)
    const [first, last] = [hops[0], hops.at(-1)]
    const bastion = `${last?.user}@${last?.host}:${last?.port}`
    const way = first === last ? bastion : `${first?.host}:${first?.port}, and on to ${bastion}`
    this.#health = failure === undefined ? UP : { kind: 'down', code: failure, failure: sshFailure(failure, bastion, way) }
    for (const listener of this.#listeners) listener(this.#health)
  }
}

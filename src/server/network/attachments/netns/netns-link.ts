import { readlink, stat } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { hasCode } from '../../../../base/has-code.ts'
import type { DialledAddress } from '../../address.ts'
import type { AttachmentLink, LinkContext, Opened } from '../attachment-kind.ts'
import { type Down, KeptUp, type Life } from '../kept-up.ts'
import { LinkDown, type LinkHealth } from '../link-health.ts'
import { enterNamespace, type InsideProcess, NetnsFailed } from './inside-process.ts'
import { type NetnsFailure, netnsFailure } from './netns-failures.ts'

/** Of one that hangs: on a busy machine a start takes tens of seconds, and one that is begun anew takes as long. */
const START_MS = 120_000
/** How often it is asked whether the namespace is still the one at the path: as long as a process is in it, it stays after its name is gone. */
const LOOK_EVERY_MS = 1_000

/** One process in the namespace, which is there while somebody listens or dials. What it has dialled needs it no more. */
export class NetnsLink implements AttachmentLink {
  readonly #path: string
  readonly #context: LinkContext
  readonly #kept: KeptUp<InsideProcess>

  constructor(path: string, context: LinkContext) {
    this.#path = path
    this.#context = context
    this.#kept = new KeptUp(async (life) => this.#down(await this.#once(life)))
  }

  watch(told: (health: LinkHealth) => void): () => void {
    return this.#kept.watch(told)
  }

  async open(dialled: DialledAddress, signal: AbortSignal): Promise<Opened> {
    const { shared, release } = await this.#kept.use(signal)
    try {
      return { kind: 'socket', socket: await shared.dial(dialled, signal) }
    } catch (thrown) {
      if (thrown instanceof NetnsFailed) throw new LinkDown(netnsFailure(thrown.failure, this.#path))
      throw thrown
    } finally {
      release()
    }
  }

  async ask(dialled: DialledAddress, datagram: Buffer, signal: AbortSignal): Promise<Buffer> {
    const { shared, release } = await this.#kept.use(signal)
    try {
      return await shared.ask(dialled, datagram, signal)
    } finally {
      release()
    }
  }

  close(): Promise<void> {
    return this.#kept.close()
  }

  #down(failure: NetnsFailure): Down {
    return { kind: 'down', code: failure, failure: netnsFailure(failure, this.#path) }
  }

  /** One process, from its begin to its end, and why it has ended. */
  async #once({ up, closing }: Life<InsideProcess>): Promise<NetnsFailure> {
    try {
      if (this.#context.machine().networkNamespaces?.includes(this.#path) !== true) return 'NETNS_NOT_ALLOWED'
      if (process.platform !== 'linux') return 'NETNS_NOT_LINUX'
      if (process.getuid?.() !== 0) return 'NETNS_NOT_ROOT'
      if ((await this.#found()) === undefined) return 'NETNS_MISSING'
      await using stack = new AsyncDisposableStack()
      const inside = await enterNamespace(this.#path, AbortSignal.any([AbortSignal.timeout(START_MS), closing]))
      stack.defer(() => inside.stop())
      // Asked of the process itself: what was at the path before need not be what was entered.
      if (inside.namespace === (await readlink('/proc/self/ns/net'))) return 'NETNS_OWN'
      up(inside)
      const over = new AbortController()
      stack.defer(() => over.abort())
      return await Promise.race([inside.ended, this.#leaves(inside.namespace, over.signal)])
    } catch (thrown) {
      return thrown instanceof NetnsFailed ? thrown.failure : 'NETNS_NOT_ENTERED'
    }
  }

  /** Resolves when another namespace is at the path, or none. */
  async #leaves(namespace: string, over: AbortSignal): Promise<NetnsFailure> {
    for (;;) {
      await wait(LOOK_EVERY_MS, undefined, { signal: over, ref: false }).catch(() => undefined)
      if (over.aborted) return 'NETNS_ENDED'
      const found = await this.#found()
      if (found === undefined) return 'NETNS_MISSING'
      if (found !== namespace) return 'NETNS_CHANGED'
    }
  }

  /** As the kernel names what is at the path, if that is a namespace. */
  async #found(): Promise<string | undefined> {
    try {
      return `net:[${(await stat(this.#path)).ino}]`
    } catch (thrown) {
      if (hasCode(thrown, 'ENOENT', 'ESRCH', 'EACCES')) return undefined
      throw thrown
    }
  }
}

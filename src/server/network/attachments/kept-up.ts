import { setTimeout as wait } from 'node:timers/promises'
import { LinkDown, type LinkHealth, UP } from './link-health.ts'

export type Down = Extract<LinkHealth, { readonly kind: 'down' }>

interface Living {
  /** Resolves when nothing of it is left. */
  stop(): Promise<void>
}

/** What one life is told of, and asks. */
export interface Life<Shared> {
  /** It can be used from here on, until it ends or is stopped. */
  up(shared: Shared): void
  readonly closing: AbortSignal
}

export interface SharedUse<Shared> {
  readonly shared: Shared
  /** As often as one likes. */
  release(): void
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

/**
 * What the dials through an attachment share, and what has a life of its own: it is there while somebody listens, dials or has something open through it, and is
 * tried again, at longer pauses, when it has ended.
 */
export class KeptUp<Shared extends Living> {
  readonly #live: (life: Life<Shared>) => Promise<Down>
  readonly #listeners = new Set<(health: LinkHealth) => void>()
  readonly #closing = new AbortController()
  #health: LinkHealth | undefined
  /** Set while it is kept up, or tried. */
  #running: Promise<void> | undefined
  #shared: Shared | undefined
  /** Whether this life is being ended because nobody wanted it. */
  #isStopped = false
  /** Dials that wait for it, and what is open through it. */
  #uses = 0
  /** Ends the pause before the next try. */
  #idle = new AbortController()

  /** @param live one life, from its begin to its end, and why it has ended; never rejects */
  constructor(live: (life: Life<Shared>) => Promise<Down>) {
    this.#live = live
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

  /** Why it is down; undefined when that is not known. */
  get down(): Down | undefined {
    return this.#health?.kind === 'down' ? this.#health : undefined
  }

  /** Rejects with LinkDown when it is known that there is none. */
  async use(signal: AbortSignal): Promise<SharedUse<Shared>> {
    this.#uses += 1
    let isUsed = true
    const release = (): void => {
      if (!isUsed) return
      isUsed = false
      this.#uses -= 1
      this.#endUnused()
    }
    try {
      return { shared: await this.#up(signal), release }
    } catch (thrown) {
      const { down } = this
      release()
      if (signal.aborted || down === undefined) throw thrown
      throw new LinkDown(down.failure)
    }
  }

  async close(): Promise<void> {
    this.#listeners.clear()
    this.#closing.abort()
    this.#idle.abort()
    await this.#shared?.stop()
    await this.#running
  }

  #up(signal: AbortSignal): Promise<Shared> {
    if (this.#shared !== undefined) return Promise.resolve(this.#shared)
    if (this.#health?.kind === 'down' && this.#running !== undefined) return Promise.reject(new LinkDown(this.#health.failure))
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        stop()
        reject(new Error('The dial was given up'))
      }
      const stop = this.watch((health) => {
        if (health.kind === 'up' && this.#shared === undefined) return
        signal.removeEventListener('abort', giveUp)
        // Not within the call of watch, which has not given back how it is stopped.
        queueMicrotask(() => stop())
        if (health.kind === 'up' && this.#shared !== undefined) resolve(this.#shared)
        else if (health.kind === 'down') reject(new LinkDown(health.failure))
      })
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
    if (this.#shared !== undefined) this.#stop(this.#shared)
  }

  /** Who comes from here on waits for the next life. */
  #stop(shared: Shared): void {
    this.#isStopped = true
    this.#shared = undefined
    this.#health = undefined
    void shared.stop()
  }

  #run(): void {
    if (this.#running !== undefined || this.#closing.signal.aborted) return
    this.#running = this.#keepUp().finally(() => {
      this.#running = undefined
      // Who came while the last life was being stopped.
      if (this.#isWanted()) this.#run()
    })
  }

  async #keepUp(): Promise<void> {
    // Of the time before: nobody has looked meanwhile.
    this.#health = undefined
    let pauseMs = FIRST_PAUSE_MS
    while (this.#isWanted()) {
      this.#isStopped = false
      const down = await this.#live({
        up: (shared) => {
          pauseMs = FIRST_PAUSE_MS
          if (!this.#isWanted()) return this.#stop(shared)
          this.#shared = shared
          this.#tell(UP)
        },
        closing: this.#closing.signal,
      })
      this.#shared = undefined
      if (this.#isStopped) continue
      if (!this.#isWanted()) return
      this.#tell(down)
      this.#idle = new AbortController()
      await wait(pauseMs, undefined, { signal: this.#idle.signal }).catch(() => undefined)
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    }
  }

  #tell(health: LinkHealth): void {
    this.#health = health
    for (const listener of this.#listeners) listener(health)
  }
}

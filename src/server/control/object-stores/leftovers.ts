import { setTimeout as sleep } from 'node:timers/promises'
import { CausewayError } from '../../../base/errors.ts'
import type { Logger } from '../../../base/log.ts'

const FIRST_PAUSE_MS = 1_000
const PAUSE_MS_MAX = 60_000

interface LeftoversDeps<T> {
  readonly bucketOf: (leftover: T) => string
  /** Rejects where its store has not done it. */
  readonly clear: (leftover: T) => Promise<void>
  readonly log: Logger
}

/** What stores have still to do: asked for again and again, of each bucket by itself, for the store of another one may not answer. */
export class Leftovers<T> {
  readonly #deps: LeftoversDeps<T>
  readonly #left = new Map<string, Set<T>>()
  readonly #looking = new Map<string, Promise<void>>()
  readonly #stopping = new AbortController()

  constructor(deps: LeftoversDeps<T>) {
    this.#deps = deps
  }

  keep(leftover: T, error: unknown): void {
    const bucket = this.#deps.bucketOf(leftover)
    if (!this.#stopping.signal.aborted)
      this.#deps.log.error({ err: error, bucket }, 'What a job has written into a store is not brought to its end yet')
    this.add(leftover)
  }

  add(leftover: T): void {
    const bucket = this.#deps.bucketOf(leftover)
    this.#left.set(bucket, (this.#left.get(bucket) ?? new Set<T>()).add(leftover))
    this.#lookAgain(bucket)
  }

  /** Begins nothing any more; settles when nothing is under way. */
  async drain(): Promise<void> {
    this.#stopping.abort()
    await Promise.all(this.#looking.values())
  }

  #lookAgain(bucket: string): void {
    if (this.#looking.has(bucket) || (this.#left.get(bucket)?.size ?? 0) === 0 || this.#stopping.signal.aborted) return
    const looking = this.#clear(bucket).finally(() => {
      this.#looking.delete(bucket)
      this.#lookAgain(bucket)
    })
    this.#looking.set(bucket, looking)
  }

  async #clear(bucket: string): Promise<void> {
    const { signal } = this.#stopping
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, PAUSE_MS_MAX)) {
      const left = this.#left.get(bucket) ?? new Set<T>()
      for (const each of [...left]) {
        if (signal.aborted) return
        try {
          await this.#deps.clear(each)
          left.delete(each)
        } catch (error) {
          // Nor does it answer the others.
          if (error instanceof CausewayError && error.kind === 'unreachable') break
        }
      }
      if (left.size === 0) return void this.#left.delete(bucket)
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
}

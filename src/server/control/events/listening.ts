import type { ProjectEvent } from '../../domain/project-event.ts'
import type { EventId, LoggedEvent } from './event-log.ts'

export type Told =
  | ({ readonly kind: 'event' } & LoggedEvent)
  /** It has no id: whoever comes back gets what is newest then. */
  | { readonly kind: 'progress'; readonly at: number; readonly event: Extract<ProjectEvent, { kind: 'job-progress' }> }
  /** What came before `id` is not known any more: whoever keeps a picture of the project reads it anew. */
  | { readonly kind: 'reset'; readonly id: EventId; readonly reason: 'server-restarted' | 'fallen-behind' }

/** Somebody who listens to the events of a project. */
export interface Listening {
  /** Everything up to here has happened before. */
  readonly from: EventId
  /** What is new since the last call, in order; [] when nothing came within `waitMs` or `signal` was aborted; undefined: it took too long to ask, and gets no more. */
  next(waitMs: number, signal: AbortSignal): Promise<readonly Told[] | undefined>
  close(): void
}

/** Keeps what a listener has not asked for yet, up to a number; of a job's progress only the newest. */
export class ListeningQueue {
  readonly #waitingMax: number
  #waiting = new Map<string, Told>()
  #behind = false
  #wake = Promise.withResolvers<void>()

  constructor(waitingMax: number) {
    this.#waitingMax = waitingMax
  }

  /** False: the listener is too far behind, and what it had not asked for is gone. */
  add(told: Told): boolean {
    if (this.#behind) return false
    this.#waiting.set(keyOf(told), told)
    if (this.#waiting.size > this.#waitingMax) {
      this.#behind = true
      this.#waiting.clear()
    }
    this.#wake.resolve()
    return !this.#behind
  }

  async take(waitMs: number, signal: AbortSignal): Promise<readonly Told[] | undefined> {
    if (this.#waiting.size === 0 && !this.#behind && !signal.aborted) await this.#wait(waitMs, signal)
    if (this.#behind) return undefined
    const taken = [...this.#waiting.values()]
    this.#waiting = new Map()
    this.#wake = Promise.withResolvers<void>()
    return taken
  }

  async #wait(waitMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = this.#wake
    const wake = (): void => resolve()
    const timer = setTimeout(wake, waitMs)
    signal.addEventListener('abort', wake, { once: true })
    await promise
    clearTimeout(timer)
    signal.removeEventListener('abort', wake)
  }
}

function keyOf(told: Told): string {
  if (told.kind === 'progress') return `progress/${told.event.jobId}`
  return `${told.kind}/${told.id.number}`
}

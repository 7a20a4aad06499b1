import type { ProjectEvent } from '../../domain/project-event.ts'

/** Of one run of a server: of two ids of a project the later one is greater, first by epoch, then by number. */
export interface EventId {
  readonly epoch: number
  readonly number: number
}

export interface LoggedEvent {
  readonly id: EventId
  /** Epoch milliseconds. */
  readonly at: number
  readonly event: ProjectEvent
}

/** What somebody who has seen everything up to an id has missed; `lost`: it is not known any more, and why. */
export type Missed =
  | { readonly kind: 'events'; readonly events: readonly LoggedEvent[] }
  | { readonly kind: 'lost'; readonly reason: 'server-restarted' | 'fallen-behind' }

/** The last events of one project. Pure but for what it keeps. */
export class EventLog {
  readonly #epoch: number
  readonly #keptMax: number
  #kept: LoggedEvent[] = []
  #last = 0

  constructor(epoch: number, keptMax: number) {
    this.#epoch = epoch
    this.#keptMax = keptMax
  }

  /** Of the newest event. */
  get newest(): EventId {
    return { epoch: this.#epoch, number: this.#last }
  }

  add(event: ProjectEvent, at: number): LoggedEvent {
    this.#last += 1
    const logged = { id: this.newest, at, event }
    this.#kept.push(logged)
    // Not one at a time: moving the rest costs more than keeping twice as many for a while.
    if (this.#kept.length >= this.#keptMax * 2) this.#kept = this.#kept.slice(-this.#keptMax)
    return logged
  }

  since({ epoch, number }: EventId): Missed {
    if (epoch !== this.#epoch || number > this.#last) return { kind: 'lost', reason: 'server-restarted' }
    const kept = this.#kept.slice(-this.#keptMax)
    if (number < this.#last - kept.length) return { kind: 'lost', reason: 'fallen-behind' }
    return { kind: 'events', events: kept.slice(kept.length - (this.#last - number)) }
  }
}

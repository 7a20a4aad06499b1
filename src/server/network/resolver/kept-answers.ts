import type { MonotonicClock } from '../../../base/clock.ts'
import type { NameAnswer } from './name-answer.ts'

/** A record may say that it holds for a week, or for no time: what is dialled follows it within these. */
const SECONDS = { least: 5, most: 300 }
const KEPT_MAX = 2_000

/** What resolvers have answered, as long as it holds. */
export class KeptAnswers {
  readonly #clock: MonotonicClock
  readonly #kept = new Map<string, { readonly answer: NameAnswer; readonly until: number }>()

  constructor(clock: MonotonicClock) {
    this.#clock = clock
  }

  get(key: string): NameAnswer | undefined {
    const kept = this.#kept.get(key)
    if (kept === undefined || this.#clock() < kept.until) return kept?.answer
    this.#kept.delete(key)
    return undefined
  }

  keep(key: string, answer: NameAnswer, ttlSeconds: number): void {
    const [oldest] = this.#kept.keys()
    if (this.#kept.size >= KEPT_MAX && oldest !== undefined) this.#kept.delete(oldest)
    this.#kept.delete(key)
    this.#kept.set(key, { answer, until: this.#clock() + Math.min(Math.max(ttlSeconds, SECONDS.least), SECONDS.most) * 1_000 })
  }
}

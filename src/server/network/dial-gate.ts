type Place = 'admitted' | 'full' | 'aborted'

/** Limits how many dials run at once, for each queue and in total; the rest wait in the order they came. */
export class DialGate {
  readonly #perKeyMax: number
  readonly #totalMax: number
  readonly #waitingMax: number
  readonly #running = new Map<string, number>()
  readonly #waiting: { readonly key: string; readonly admit: () => void }[] = []
  #total = 0

  constructor(limits: { readonly perKeyMax: number; readonly totalMax: number; readonly waitingMax: number }) {
    this.#perKeyMax = limits.perKeyMax
    this.#totalMax = limits.totalMax
    this.#waitingMax = limits.waitingMax
  }

  /**
   * A promise only where it waits for a place. 'full': too many of this key wait already; 'aborted': the signal came first. An admitted caller must
   * call `leave` once.
   */
  enter(key: string, signal: AbortSignal): Place | Promise<Place> {
    if (signal.aborted) return 'aborted'
    if (this.#hasPlace(key)) {
      this.#take(key)
      return 'admitted'
    }
    if (this.#waiting.filter((entry) => entry.key === key).length >= this.#waitingMax) return 'full'
    return new Promise((resolve) => {
      const abort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1)
        resolve('aborted')
      }
      const entry = {
        key,
        admit: () => {
          signal.removeEventListener('abort', abort)
          resolve('admitted')
        },
      }
      signal.addEventListener('abort', abort, { once: true })
      this.#waiting.push(entry)
    })
  }

  leave(key: string): void {
    this.#total -= 1
    const left = (this.#running.get(key) ?? 1) - 1
    if (left === 0) this.#running.delete(key)
    else this.#running.set(key, left)
    const next = this.#waiting.findIndex((entry) => this.#hasPlace(entry.key))
    if (next < 0) return
    for (const entry of this.#waiting.splice(next, 1)) {
      this.#take(entry.key)
      entry.admit()
    }
  }

  #hasPlace(key: string): boolean {
    return this.#total < this.#totalMax && (this.#running.get(key) ?? 0) < this.#perKeyMax
  }

  #take(key: string): void {
    this.#total += 1
    this.#running.set(key, (this.#running.get(key) ?? 0) + 1)
  }
}

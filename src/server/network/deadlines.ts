/** Gives up what takes too long, by one timer for all: to make one for each dial, and to take it away again, is a twentieth of what a dial costs the server. */
export class Deadlines {
  readonly #withinMs: number
  /** When each is over; all may take equally long, so that the first is the next one. */
  readonly #open = new Map<AbortController, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(withinMs: number) {
    this.#withinMs = withinMs
  }

  add(controller: AbortController): void {
    this.#open.set(controller, performance.now() + this.#withinMs)
    // What is waited for keeps the process, not this.
    this.#timer ??= setTimeout(() => this.#look(), this.#withinMs).unref()
  }

  delete(controller: AbortController): void {
    this.#open.delete(controller)
  }

  abortAll(): void {
    for (const controller of this.#open.keys()) controller.abort()
  }

  #look(): void {
    this.#timer = undefined
    const now = performance.now()
    for (const [controller, until] of this.#open) {
      if (until > now) {
        this.#timer = setTimeout(() => this.#look(), until - now).unref()
        return
      }
      this.#open.delete(controller)
      controller.abort()
    }
  }
}

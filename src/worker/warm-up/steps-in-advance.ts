import { setImmediate as nextTurn } from 'node:timers/promises'
import type { WarmUpStep } from './warm-up.ts'

/** Takes the steps of a warm-up one by one, unless somebody needs the worker or the processors sooner. */
export class StepsInAdvance {
  #step: Promise<unknown> | undefined
  #rest: PromiseWithResolvers<void> | undefined
  #isOver = false

  /** False: it was ended before the last of them. A step that fails costs a first job its time only. */
  async take(steps: readonly WarmUpStep[]): Promise<boolean> {
    for (const step of steps) {
      // Orders come in between two steps.
      await nextTurn()
      await this.#rest?.promise
      if (this.#isOver) return false
      this.#step = step().catch((error: unknown) => process.stderr.write(`worker: a step of the warm-up failed: ${String(error)}\n`))
      await this.#step
    }
    return !this.#isOver
  }

  /** No further step until `goOn`. */
  rest(): void {
    this.#rest ??= Promise.withResolvers<void>()
  }

  goOn(): void {
    this.#rest?.resolve()
    this.#rest = undefined
  }

  /** No step any more; resolves when the one that is under way has ended. */
  async end(): Promise<void> {
    this.#isOver = true
    this.goOn()
    await this.#step
  }
}

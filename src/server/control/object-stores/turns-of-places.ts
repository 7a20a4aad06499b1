import { unlessAborted } from '../shared/unless-aborted.ts'

/** What of one place is done by one after the other. */
export class TurnsOfPlaces {
  /** Of each place the last turn: it settles when it and all before it are over. */
  readonly #turns = new Map<string, Promise<void>>()

  /** Nothing else is done for the place meanwhile. Who is stopped waits no longer, and has done nothing. */
  async inTurn<T>(place: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(place) ?? Promise.resolve()
    const { promise: done, resolve: end } = Promise.withResolvers<void>()
    const turn = before.then(() => done)
    this.#turns.set(place, turn)
    void turn.then(() => {
      if (this.#turns.get(place) === turn) this.#turns.delete(place)
    })
    try {
      await unlessAborted(before, signal)
      return await work()
    } finally {
      end()
    }
  }
}

/** What a queue has of the sessions that the engine can have in all. */
export interface QueuePlaces {
  /** Its sessions, at work or idle. */
  readonly held: number
}

export interface WaitingQueue extends QueuePlaces {
  /** Sessions that its jobs could have at once, beside those. */
  readonly wanted: number
}

/** Long beside the start of a session, which each change of places costs. */
const TURN_MS = 20_000

/**
 * Whether a queue with more jobs, one of which has just ended, leaves the session of that job to another that waits for one and can have it in no other way.
 * Queues come to have the same number so; where there are more of them than sessions, they take turns.
 *
 * @param ahead sessions that can be had though nobody gives up any, or that are on their way
 */
export function givesUpPlace(
  own: QueuePlaces & {
    /** For so long the session has been the queue's. */
    readonly heldMs: number
  },
  waiting: readonly WaitingQueue[],
  ahead: number,
  turnMs: number = TURN_MS,
): boolean {
  const others = waiting.map(({ held, wanted }) => ({ held, wanted }))
  const worstOff = () => others.filter(({ wanted }) => wanted > 0).toSorted((one, other) => one.held - other.held)[0]
  for (let left = ahead; left > 0; left -= 1) {
    const next = worstOff()
    if (next === undefined) return false
    next.held += 1
    next.wanted -= 1
  }
  const fewest = worstOff()?.held ?? Number.POSITIVE_INFINITY
  return fewest + 1 < own.held || (fewest === 0 && own.heldMs >= turnMs)
}

/** The present as epoch milliseconds; an argument everywhere, so that a test can hold it still. */
export type Clock = () => number

/** Milliseconds since some moment that only grow, whatever is done to the wall clock: for waits and durations, never to be kept. */
export type MonotonicClock = () => number

export const monotonicClock: MonotonicClock = () => performance.now()

export const systemClock: Clock = () => Date.now()

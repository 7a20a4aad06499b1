/** The present as epoch milliseconds; an argument everywhere, so that a test can hold it still. */
export type Clock = () => number

export const systemClock: Clock = () => Date.now()

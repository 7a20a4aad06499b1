import { nextTurn } from '../../base/next-turn.ts'

/** A text or a body whose every step (to look at it, to parse it, to send it) takes milliseconds. */
export const LARGE_BYTES = 256 * 1024

/** To be awaited between two steps of what is so large: others have their turn, and wait for one step alone. */
export const turnForLarge = (bytes: number): Promise<void> | undefined => (bytes > LARGE_BYTES ? nextTurn() : undefined)

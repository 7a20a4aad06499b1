/** What `CAUSEWAY_TEST_SEED` decides, which is the same in each run without it. */
const TEST_SEED = Number(process.env['CAUSEWAY_TEST_SEED'] ?? 1)

/** Numbers from 0 to below 1 that a seed gives again (mulberry32): moments and choices of a run that fails come again with its next one. */
export function chances(seed: number = TEST_SEED): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

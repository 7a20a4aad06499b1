/** By the verdict; 1 is for what could not be asked. */
const CODES: ReadonlyMap<unknown, number> = new Map([
  ['allowed', 0],
  ['reachable', 0],
  ['refused', 3],
  ['dial-failed', 4],
  ['failed', 4],
])

export const exitCodeOf = (verdict: unknown): number => CODES.get(verdict) ?? 1

const HASH_BITS = 14
const KEY_BYTES = 4
/** Where nothing repeats, the steps become longer. */
const STEP_SHIFT = 5

/** Bytes that come again: those at `at` are the ones `back` before, for `length` bytes. */
type TakeMatch = (at: number, back: number, length: number) => void

/**
 * Finds what repeats within bytes of a block, from the front to the end: of at least 4 bytes each, none of which overlaps another, none further back than 65,535.
 * `lastAt`: behind it none begins; `end`: up to there one goes.
 */
export function findMatches(bytes: Buffer, { lastAt, end }: { readonly lastAt: number; readonly end: number }, take: TakeMatch): void {
  const seen = new Int32Array(1 << HASH_BITS).fill(-1)
  let unmatched = 0
  let at = 0
  while (at <= Math.min(lastAt, end - KEY_BYTES)) {
    const key = bytes.readInt32LE(at)
    const place = Math.imul(key, 0x9e3779b1) >>> (32 - HASH_BITS)
    const candidate = seen[place] ?? -1
    seen[place] = at
    const back = at - candidate
    if (candidate < 0 || back > 0xffff || bytes.readInt32LE(candidate) !== key) {
      at += 1 + ((at - unmatched) >> STEP_SHIFT)
      continue
    }
    let length = KEY_BYTES
    while (at + length < end && bytes[candidate + length] === bytes[at + length]) length += 1
    take(at, back, length)
    at += length
    unmatched = at
  }
}

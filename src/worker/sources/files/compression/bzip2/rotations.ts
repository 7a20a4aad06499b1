const PAIRS = 1 << 16

/**
 * Where the rotations of the bytes begin, in their order. By doubling: rotations that are sorted by their first k bytes are sorted by 2k by the places of those that begin k later.
 */
export function sortedRotations(bytes: Uint8Array): Int32Array {
  const length = bytes.length
  const order = new Int32Array(length)
  if (length < 2) return order
  let ranks = new Int32Array(length)
  for (let at = 0; at < length; at += 1) ranks[at] = ((bytes[at] ?? 0) << 8) | (bytes[at + 1 === length ? 0 : at + 1] ?? 0)
  const starts = new Int32Array(Math.max(PAIRS, length) + 1)
  const shifted = new Int32Array(length)
  for (let at = 0; at < length; at += 1) shifted[at] = at
  placeByRank(shifted, ranks, PAIRS, starts, order)
  let nextRanks = new Int32Array(length)
  let count = rerank(order, ranks, nextRanks, 0)
  for (let step = 2; count < length && step < length; step *= 2) {
    ;[ranks, nextRanks] = [nextRanks, ranks]
    for (let at = 0; at < length; at += 1) {
      const start = (order[at] ?? 0) - step
      shifted[at] = start < 0 ? start + length : start
    }
    placeByRank(shifted, ranks, count, starts, order)
    count = rerank(order, ranks, nextRanks, step)
  }
  return order
}

/** Stable: those of one rank stay in the order in which they come. */
function placeByRank(from: Int32Array, ranks: Int32Array, count: number, starts: Int32Array, to: Int32Array): void {
  starts.fill(0, 0, count + 1)
  for (let at = 0; at < ranks.length; at += 1) {
    const next = (ranks[at] ?? 0) + 1
    starts[next] = (starts[next] ?? 0) + 1
  }
  for (let rank = 0; rank < count; rank += 1) starts[rank + 1] = (starts[rank + 1] ?? 0) + (starts[rank] ?? 0)
  for (let at = 0; at < from.length; at += 1) {
    const start = from[at] ?? 0
    const rank = ranks[start] ?? 0
    const place = starts[rank] ?? 0
    starts[rank] = place + 1
    to[place] = start
  }
}

/** How many different ranks there are, by a rotation's own and that of the one which begins `step` later; 0: by its own alone. */
function rerank(order: Int32Array, ranks: Int32Array, next: Int32Array, step: number): number {
  const length = order.length
  let count = 0
  let last = -1
  let lastLater = -1
  for (let at = 0; at < length; at += 1) {
    const start = order[at] ?? 0
    const laterStart = start + step >= length ? start + step - length : start + step
    const rank = ranks[start] ?? 0
    const later = step === 0 ? 0 : (ranks[laterStart] ?? 0)
    if (rank !== last || later !== lastLater) count += 1
    last = rank
    lastLater = later
    next[start] = count - 1
  }
  return count
}

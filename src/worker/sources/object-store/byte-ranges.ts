/** From the first byte up to the last, which is in it. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/** In order, those that are less than `gap` apart as one: a request more takes longer than these bytes. */
export function merged(ranges: readonly ByteRange[], gap = 0): readonly ByteRange[] {
  const found: ByteRange[] = []
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1)
    if (last !== undefined && range.from <= last.to + 1 + gap)
      found[found.length - 1] = { from: last.from, to: Math.max(last.to, range.to) }
    else found.push(range)
  }
  return found
}

/** What of the wanted ranges is in none of those that are there. */
export function missing(wanted: readonly ByteRange[], there: readonly ByteRange[]): readonly ByteRange[] {
  const found: ByteRange[] = []
  for (const { from, to } of merged(wanted)) {
    let at = from
    for (const range of merged(there)) {
      if (range.to < at || range.from > to) continue
      if (range.from > at) found.push({ from: at, to: range.from - 1 })
      at = range.to + 1
    }
    if (at <= to) found.push({ from: at, to })
  }
  return found
}

/** In pieces of at most so many bytes. */
export function pieces({ from, to }: ByteRange, bytesMax: number): readonly ByteRange[] {
  const count = Math.ceil((to - from + 1) / bytesMax)
  return Array.from({ length: count }, (_, index) => ({
    from: from + index * bytesMax,
    to: Math.min(to, from + (index + 1) * bytesMax - 1),
  }))
}

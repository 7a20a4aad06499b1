/** Below this a table is read as quickly by one connection as by several. */
const BLOCKS_OF_RANGE_MIN = 2048

/** How many connections a table of so many blocks is worth, at most so many. */
export const rangesWorth = (blocks: number, countMax: number): number =>
  Math.max(1, Math.min(countMax, Math.floor(blocks / BLOCKS_OF_RANGE_MIN)))

/** Conditions of which each row of a table satisfies one. The last has no end: blocks may be added meanwhile. */
export function blockRanges(blocks: number, count: number): readonly string[] {
  const edge = (index: number): string => `'(${Math.floor((blocks * index) / count)},0)'::pg_catalog.tid`
  return Array.from({ length: count }, (_, index) => {
    const from = index === 0 ? [] : [`ctid >= ${edge(index)}`]
    const to = index === count - 1 ? [] : [`ctid < ${edge(index + 1)}`]
    return [...from, ...to].join(' AND ')
  })
}

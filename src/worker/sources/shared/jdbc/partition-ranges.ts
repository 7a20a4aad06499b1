/** Conditions of which each row of a table satisfies one, as Spark splits a table by a column: in the middle by even steps, at the ends without a bound, NULL in the first. */
export interface PartitionBounds {
  readonly lower: string
  readonly upper: string
  readonly count: number
}

/** What a column is split by: whole numbers, days or moments. */
export type SplitBy = 'number' | 'date' | 'timestamp'

const DAY_MS = 86_400_000

/** The edges between the ranges, as texts of the kind; none: the bounds are not of the kind, or have no room for two ranges. */
export function partitionEdges(by: SplitBy, { lower, upper, count }: PartitionBounds): readonly string[] {
  const [from, to] = [pointOf(by, lower), pointOf(by, upper)]
  if (from === undefined || to === undefined || to <= from) return []
  const ranges = to - from < BigInt(count) ? to - from : BigInt(count)
  const edges: string[] = []
  for (let index = 1n; index < ranges; index += 1n) edges.push(textOf(by, from + ((to - from) * index) / ranges))
  return edges
}

/** @param column as it is compared; @param literal an edge in the database's SQL */
export function rangeConditions(column: string, edges: readonly string[], literal: (edge: string) => string): readonly string[] {
  return Array.from({ length: edges.length + 1 }, (_, index) => {
    const [low, high] = [edges[index - 1], edges[index]]
    if (low === undefined)
      return high === undefined ? `${column} IS NULL OR ${column} IS NOT NULL` : `(${column} < ${literal(high)} OR ${column} IS NULL)`
    const from = `${column} >= ${literal(low)}`
    return high === undefined ? from : `(${from} AND ${column} < ${literal(high)})`
  })
}

/** Whether the text of an option is of what a column is split by. */
export const isBound = (by: SplitBy, bound: string): boolean => pointOf(by, bound) !== undefined

/** Numbers, days from 1970 on, or seconds; a fraction is left out. */
function pointOf(by: SplitBy, bound: string): bigint | undefined {
  const text = bound.trim()
  if (by === 'number') {
    const [, whole] = /^([+-]?\d+)(?:\.\d+)?$/.exec(text) ?? []
    return whole === undefined ? undefined : BigInt(whole.replace('+', ''))
  }
  const [, day, time = '00:00:00'] = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)?)?$/.exec(text) ?? []
  const ms = day === undefined ? Number.NaN : Date.parse(`${day}T${by === 'date' ? '00:00:00' : time}Z`)
  return Number.isNaN(ms) ? undefined : BigInt(by === 'date' ? Math.floor(ms / DAY_MS) : Math.floor(ms / 1000))
}

function textOf(by: SplitBy, point: bigint): string {
  if (by === 'number') return String(point)
  const text = new Date(Number(point) * (by === 'date' ? DAY_MS : 1000)).toISOString()
  return by === 'date' ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ')
}

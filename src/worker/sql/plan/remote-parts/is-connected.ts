import type { PartFilter, PartFrom } from './remote-part.ts'

/** Whether columns that are equal connect all tables: where they do not, each row of one is joined with each of another. */
export function isConnected(tables: number, from: PartFrom, filters: readonly PartFilter[]): boolean {
  const groups = Array.from({ length: tables }, (_, table) => new Set([table]))
  for (const [one, other] of [...equalsIn(from), ...equalsOf(filters)]) {
    const [kept, joined] = [groups[one], groups[other]]
    if (kept === undefined || joined === undefined || kept === joined) continue
    for (const table of joined) {
      kept.add(table)
      groups[table] = kept
    }
  }
  return (groups[0]?.size ?? 0) === tables
}

type Pair = readonly [number, number]

function equalsIn(from: PartFrom): readonly Pair[] {
  switch (from.kind) {
    case 'table':
      return equalsOf(from.filters)
    case 'product':
      return from.of.flatMap(equalsIn)
    case 'outer join':
      return [...equalsIn(from.left), ...equalsIn(from.right), ...equalsOf(from.on)]
  }
}

const equalsOf = (filters: readonly PartFilter[]): readonly Pair[] => filters.flatMap(equalsOfOne)

function equalsOfOne(filter: PartFilter): readonly Pair[] {
  switch (filter.kind) {
    case 'test':
      return []
    case 'equal':
      return [[filter.left.table, filter.right.table]]
    case 'partner':
      return [...equalsIn(filter.from), ...equalsOf(filter.on)]
  }
}

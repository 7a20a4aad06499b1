import type { Layout, Placed } from './columns.ts'
import { COLUMNS } from './graph.ts'

export type Direction = 'up' | 'down' | 'left' | 'right' | 'first' | 'last'

/** Where the keyboard goes from a row: up and down in its column, left and right along what it is joined to, or else to the nearest of the next column. */
export function stepFrom({ placed, curves }: Layout, id: string | undefined, direction: Direction): string | undefined {
  const here = placed.find(({ row }) => row.id === id)
  if (here === undefined) return placed[0]?.row.id
  const column = placed.filter((each) => each.column === here.column)
  const at = column.indexOf(here)
  switch (direction) {
    case 'up':
      return column[Math.max(0, at - 1)]?.row.id
    case 'down':
      return column[Math.min(column.length - 1, at + 1)]?.row.id
    case 'first':
      return column[0]?.row.id
    case 'last':
      return column.at(-1)?.row.id
    case 'left':
    case 'right': {
      const joined = curves.flatMap(({ from, to }) => (direction === 'right' ? (from === id ? [to] : []) : to === id ? [from] : []))
      const ends = placed.filter(({ row }) => joined.includes(row.id))
      return (nearest(ends, here) ?? nextColumn(placed, here, direction))?.row.id
    }
  }
}

const nearest = (among: readonly Placed[], here: Placed): Placed | undefined =>
  among.toSorted((one, other) => Math.abs(one.y - here.y) - Math.abs(other.y - here.y))[0]

function nextColumn(placed: readonly Placed[], here: Placed, direction: 'left' | 'right'): Placed {
  const order =
    direction === 'right' ? COLUMNS.slice(COLUMNS.indexOf(here.column) + 1) : COLUMNS.slice(0, COLUMNS.indexOf(here.column)).toReversed()
  for (const column of order) {
    const found = nearest(
      placed.filter((each) => each.column === column),
      here,
    )
    if (found !== undefined) return found
  }
  return here
}

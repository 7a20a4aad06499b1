import { COLUMNS, type Column } from './graph.ts'
import type { Shown, ShownGraph } from './grouping.ts'
import { wrappedLines } from './wrapped-lines.ts'

export interface Placed {
  readonly row: Shown
  readonly column: Column
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A curve from the right side of one to the left side of the other. */
export interface Curve {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly path: string
  readonly level: ShownGraph['edges'][number]['state']['level']
}

export interface Layout {
  readonly placed: readonly Placed[]
  readonly curves: readonly Curve[]
  readonly columnX: (column: Column) => number
  readonly width: number
  readonly height: number
}

/** With one line below its name; each further one makes it higher, up to so many. */
const CARD_HEIGHT = 62
const LINE_HEIGHT = 17
const LINES_MAX = 3
/** Beside the text of a card: its borders, its padding, its sign. As topology.module.css has them, and the size of its font. */
const BESIDE_TEXT = 40
const FONT_SIZE = 13
/** From one column to the next: as there is room, and not so wide that the curves get lost. */
const STEP_MIN = 194
const STEP_MAX = 320
/** Between two columns, for the curves. */
const GAP = 30
const ROW_GAP = 10
/** What stands in another stands to the right by this. */
const INSET = 14
const TOP = 8
const LEFT = 4

/** What stands below the name of a row. */
export const detailOf = (row: Shown): string => (row.kind === 'group' ? 'open to see each' : row.node.detail)

function heightOf(row: Shown, width: number): number {
  const lines = Math.min(LINES_MAX, wrappedLines(detailOf(row), width - BESIDE_TEXT, FONT_SIZE))
  return CARD_HEIGHT + (lines - 1) * LINE_HEIGHT
}

const columnOf = (row: Shown): Column => (row.kind === 'group' ? 'hosts' : row.node.column)

/**
 * Rows keep their order: the graph has sorted them so that what belongs together lies side by side.
 * @param room how wide the picture may be without being scrolled, in pixels
 */
export function layoutOf({ rows, edges }: ShownGraph, room: number): Layout {
  const step = Math.max(STEP_MIN, Math.min(STEP_MAX, Math.floor((room - LEFT - TOP + GAP) / COLUMNS.length)))
  const cardWidth = step - GAP
  const columnX = (column: Column): number => LEFT + COLUMNS.indexOf(column) * step
  /** Where the next of a column begins. */
  const next = new Map<Column, number>()
  const placed = rows.map((row): Placed => {
    const column = columnOf(row)
    const y = next.get(column) ?? TOP
    const inset = row.kind === 'node' && row.node.parent !== undefined ? INSET : 0
    const width = cardWidth - inset
    const height = heightOf(row, width)
    next.set(column, y + height + ROW_GAP)
    return { row, column, x: columnX(column) + inset, y, width, height }
  })
  const byId = new Map(placed.map((each) => [each.row.id, each]))
  const curves = edges.flatMap(({ id, from, to, state }): readonly Curve[] => {
    const [left, right] = [byId.get(from), byId.get(to)]
    return left === undefined || right === undefined ? [] : [{ id, from, to, path: curve(left, right), level: state.level }]
  })
  return { placed, curves, columnX, width: columnX('tables') + cardWidth + TOP, height: Math.max(TOP, ...next.values()) }
}

function curve(left: Placed, right: Placed): string {
  const [x1, y1] = [left.x + left.width, left.y + left.height / 2]
  const [x2, y2] = [right.x, right.y + right.height / 2]
  const bend = Math.max(24, (x2 - x1) / 2)
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
}

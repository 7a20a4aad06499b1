/** A place in a grid, both counted from 0 in what is shown. */
export interface CellPlace {
  readonly row: number
  readonly column: number
}

/** A rectangle: from where it was begun to where the cursor is. */
export interface Selection {
  readonly anchor: CellPlace
  readonly cursor: CellPlace
}

export interface GridSize {
  readonly rows: number
  readonly columns: number
  /** So many rows are seen at once. */
  readonly pageRows: number
}

export interface GridKey {
  readonly key: string
  readonly shift: boolean
  /** Control, or the command key. */
  readonly control: boolean
}

export const selectionAt = (row: number, column: number): Selection => ({ anchor: { row, column }, cursor: { row, column } })

export interface Range {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

export const rangeOf = ({ anchor, cursor }: Selection): Range => ({
  top: Math.min(anchor.row, cursor.row),
  bottom: Math.max(anchor.row, cursor.row),
  left: Math.min(anchor.column, cursor.column),
  right: Math.max(anchor.column, cursor.column),
})

export const isWithin = ({ top, bottom, left, right }: Range, row: number, column: number): boolean =>
  row >= top && row <= bottom && column >= left && column <= right

/** Where a key leads, as the grids of ARIA's patterns; undefined: the key is not the grid's. */
export function movedBy(selection: Selection, { key, shift, control }: GridKey, size: GridSize): Selection | undefined {
  if (size.rows === 0 || size.columns === 0) return undefined
  const last = { row: size.rows - 1, column: size.columns - 1 }
  if (control && key.toLowerCase() === 'a') return { anchor: { row: 0, column: 0 }, cursor: last }
  const to = targetOf(selection.cursor, key, control, { last, page: Math.max(1, size.pageRows - 1) })
  if (to === undefined) return undefined
  const cursor = { row: bounded(to.row, last.row), column: bounded(to.column, last.column) }
  return { anchor: shift ? selection.anchor : cursor, cursor }
}

const bounded = (value: number, last: number): number => Math.min(Math.max(0, value), last)

interface Bounds {
  readonly last: CellPlace
  readonly page: number
}

function targetOf({ row, column }: CellPlace, key: string, control: boolean, { last, page }: Bounds): CellPlace | undefined {
  switch (key) {
    case 'ArrowUp':
      return { row: control ? 0 : row - 1, column }
    case 'ArrowDown':
      return { row: control ? last.row : row + 1, column }
    case 'ArrowLeft':
      return { row, column: control ? 0 : column - 1 }
    case 'ArrowRight':
      return { row, column: control ? last.column : column + 1 }
    case 'Home':
      return { row: control ? 0 : row, column: 0 }
    case 'End':
      return { row: control ? last.row : row, column: last.column }
    case 'PageUp':
      return { row: row - page, column }
    case 'PageDown':
      return { row: row + page, column }
    default:
      return undefined
  }
}

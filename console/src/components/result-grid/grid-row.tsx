// biome-ignore-all lint/a11y/useSemanticElements: a table of the page's own cannot leave out rows and columns
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names its cell
import type { VirtualItem } from '@tanstack/react-virtual'
import { memo } from 'react'
import { shownCell } from './cell-text.ts'
import type { ResultColumn } from './result-column.ts'
import classes from './result-grid.module.css'
import { type CellPlace, isWithin, type Range } from './selection.ts'
import { NUMBER_PX } from './use-grid-virtual.ts'

interface GridRowProps {
  readonly id: string
  /** In what is shown, from 0. */
  readonly place: number
  /** In the result, from 1. */
  readonly number: number
  readonly top: number
  readonly width: number
  readonly cells: readonly string[]
  readonly columns: readonly ResultColumn[]
  readonly items: readonly VirtualItem[]
  readonly range: Range
  readonly cursor: CellPlace
}

export const GridRow = memo(function GridRow({ id, place, number, top, width, cells, columns, items, range, cursor }: GridRowProps) {
  return (
    <div role="row" aria-rowindex={place + 2} className={classes['row']} style={{ transform: `translateY(${top}px)`, width }}>
      <div role="rowheader" aria-colindex={1} className={classes['number']} style={{ width: NUMBER_PX }} data-row={place} data-column={-1}>
        {number}
      </div>
      {items.map(({ index, start, size }) => {
        const { text, isNull } = shownCell(cells[index])
        const isSelected = isWithin(range, place, index)
        const isCursor = cursor.row === place && cursor.column === index
        const names = [
          classes['cell'],
          isNull ? classes['null'] : '',
          columns[index]?.kind === 'number' ? classes['right'] : '',
          isSelected ? classes['selected'] : '',
          isCursor ? classes['cursor'] : '',
        ]
        return (
          <div
            key={index}
            id={`${id}-${place}-${index}`}
            role="gridcell"
            aria-colindex={index + 2}
            aria-selected={isSelected}
            className={names.join(' ')}
            style={{ left: NUMBER_PX + start, width: size }}
            data-row={place}
            data-column={index}
          >
            {text}
          </div>
        )
      })}
    </div>
  )
})

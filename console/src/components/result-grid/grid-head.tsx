// biome-ignore-all lint/a11y/useSemanticElements: a table of the page's own cannot leave out rows and columns
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names its cell
// biome-ignore-all lint/a11y/useKeyWithClickEvents: by keyboard the bar above sorts
import type { VirtualItem } from '@tanstack/react-virtual'
import type { Arrangement } from './arranged-rows.ts'
import { visible } from './cell-text.ts'
import type { ResultColumn } from './result-column.ts'
import classes from './result-grid.module.css'
import { NUMBER_PX } from './use-grid-virtual.ts'

interface GridHeadProps {
  readonly columns: readonly ResultColumn[]
  readonly items: readonly VirtualItem[]
  readonly width: number
  readonly arrangement: Arrangement
  readonly sortBy: (column: number) => void
}

/** By a click; by keyboard the bar above sorts the column of the cursor. */
export function GridHead({ columns, items, width, arrangement, sortBy }: GridHeadProps) {
  return (
    <div role="row" aria-rowindex={1} className={classes['head']} style={{ width }}>
      <div role="columnheader" aria-colindex={1} className={`${classes['number']} ${classes['heading']}`} style={{ width: NUMBER_PX }}>
        row
      </div>
      {items.map(({ index, start, size }) => {
        const column = columns[index]
        const sort = arrangement.sort?.column === index ? arrangement.sort.direction : undefined
        const sign = sort === undefined ? '' : sort === 'ascending' ? ' ↑' : ' ↓'
        return (
          <div
            key={index}
            role="columnheader"
            aria-colindex={index + 2}
            aria-sort={sort ?? 'none'}
            className={classes['heading']}
            style={{ left: NUMBER_PX + start, width: size }}
            title={`${column?.name} ${column?.type}`}
            onClick={() => sortBy(index)}
          >
            {visible(column?.name ?? '')}
            {sign}
            {arrangement.filters.has(index) ? ' ▽' : ''}
            <span className={classes['type']}>{column?.type}</span>
          </div>
        )
      })}
    </div>
  )
}

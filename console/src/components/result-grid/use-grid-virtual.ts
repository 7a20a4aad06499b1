import { defaultRangeExtractor, type Range, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useMemo } from 'react'
import type { CellPlace } from './selection.ts'

export const ROW_PX = 26
export const HEAD_PX = 40
export const NUMBER_PX = 64

interface GridVirtual {
  readonly rows: Virtualizer<HTMLDivElement, Element>
  readonly columns: Virtualizer<HTMLDivElement, Element>
}

/** Which rows and columns are in the page; those of the cursor always are, since the focus names its cell. */
export function useGridVirtual(
  frame: RefObject<HTMLDivElement | null>,
  rowCount: number,
  widths: readonly number[],
  cursor: CellPlace,
): GridVirtual {
  const rowsInPage = useMemo(() => withCursor(cursor.row, rowCount), [cursor.row, rowCount])
  const columnsInPage = useMemo(() => withCursor(cursor.column, widths.length), [cursor.column, widths.length])
  const rows = useVirtualizer<HTMLDivElement, Element>({
    count: rowCount,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: 2,
    scrollPaddingStart: HEAD_PX,
    rangeExtractor: rowsInPage,
  })
  const columns = useVirtualizer<HTMLDivElement, Element>({
    count: widths.length,
    horizontal: true,
    getScrollElement: () => frame.current,
    estimateSize: (column) => widths[column] ?? 0,
    overscan: 1,
    scrollPaddingStart: NUMBER_PX,
    rangeExtractor: columnsInPage,
  })
  return { rows, columns }
}

const withCursor =
  (place: number, count: number) =>
  (range: Range): number[] => {
    const shown = defaultRangeExtractor(range)
    return place >= count || shown.includes(place) ? shown : [...shown, place].toSorted((a, b) => a - b)
  }

import { compareCells } from './compare-cells.ts'
import { type CellTest, cellTest } from './filter-cells.ts'
import type { ResultColumn } from './result-column.ts'
import { cellsOf } from './result-rows.ts'

export interface Arrangement {
  readonly sort: { readonly column: number; readonly direction: 'ascending' | 'descending' } | undefined
  /** By the column's place; what was typed. */
  readonly filters: ReadonlyMap<number, string>
}

export const AS_IT_CAME: Arrangement = { sort: undefined, filters: new Map() }

/** The places of the rows that are shown, in their order; rows that are equal stay as they came. */
export function arrangedRows(
  columns: readonly ResultColumn[],
  texts: readonly string[],
  { sort, filters }: Arrangement,
): readonly number[] {
  const tests = [...filters].flatMap(([column, typed]): (readonly [number, CellTest])[] => {
    const test = cellTest(typed, columns[column]?.kind ?? 'text')
    return test === undefined ? [] : [[column, test]]
  })
  const rows: number[] = []
  const keys: string[] = []
  for (const [row, text] of texts.entries()) {
    if (tests.length > 0 || sort !== undefined) {
      const cells = cellsOf(text)
      if (!tests.every(([column, test]) => test(cells[column] ?? 'null'))) continue
      if (sort !== undefined) keys[row] = cells[sort.column] ?? 'null'
    }
    rows.push(row)
  }
  if (sort === undefined) return rows
  const compare = compareCells(columns[sort.column]?.kind ?? 'text')
  const sign = sort.direction === 'ascending' ? 1 : -1
  return rows.sort((a, b) => sign * compare(keys[a] ?? 'null', keys[b] ?? 'null') || a - b)
}

/** Ascending, descending, as it came. */
export function sortedNext({ sort }: Arrangement, column: number): Arrangement['sort'] {
  if (sort?.column !== column) return { column, direction: 'ascending' }
  return sort.direction === 'ascending' ? { column, direction: 'descending' } : undefined
}

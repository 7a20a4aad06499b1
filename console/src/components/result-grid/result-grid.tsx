// biome-ignore-all lint/a11y/useSemanticElements: a table of the page's own cannot leave out rows and columns
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names its cell
import { type ClipboardEvent, type KeyboardEvent, type PointerEvent, useId, useMemo, useRef, useState } from 'react'
import { type Arrangement, AS_IT_CAME, arrangedRows, sortedNext } from './arranged-rows.ts'
import { CellDetail } from './cell-detail.tsx'
import { columnWidths } from './column-widths.ts'
import { type CopyForm, copiedRange } from './copied-range.ts'
import { GridBar } from './grid-bar.tsx'
import { GridHead } from './grid-head.tsx'
import { GridRow } from './grid-row.tsx'
import classes from './result-grid.module.css'
import { cellReader, type ResultRows } from './result-rows.ts'
import { movedBy, type Range, rangeOf, type Selection, selectionAt } from './selection.ts'
import { selectionSummary } from './selection-summary.ts'
import { HEAD_PX, NUMBER_PX, ROW_PX, useGridVirtual } from './use-grid-virtual.ts'

const COPIED_CELLS_MAX = 2_000_000
const SUMMED_CELLS_MAX = 200_000

/** The rows of a result, of any number, of which those that are seen are in the page. One tab stop: arrows move within, as in ARIA's grid pattern. */
export function ResultGrid({ rows, label }: { readonly rows: ResultRows; readonly label: string }) {
  const { columns, texts } = rows
  const frame = useRef<HTMLDivElement>(null)
  const id = useId()
  const [arrangement, setArrangement] = useState<Arrangement>(AS_IT_CAME)
  const [selection, setSelection] = useState<Selection>(selectionAt(0, 0))
  const [isDetailOpen, setDetailOpen] = useState(false)
  const [told, setTold] = useState('')
  const read = useMemo(() => cellReader(texts), [texts])
  const shown = useMemo(() => arrangedRows(columns, texts, arrangement), [columns, texts, arrangement])
  const widths = useMemo(() => columnWidths(columns, texts), [columns, texts])
  const { cursor } = selection
  const virtual = useGridVirtual(frame, shown.length, widths, cursor)
  const range = rangeOf(selection)
  const column = columns[cursor.column]

  function select(next: Selection): void {
    setSelection(next)
    setTold('')
    virtual.rows.scrollToIndex(next.cursor.row, { align: 'auto' })
    virtual.columns.scrollToIndex(next.cursor.column, { align: 'auto' })
  }

  function arrange(next: Arrangement): void {
    setArrangement(next)
    select(selectionAt(0, cursor.column))
  }

  const selectedCells = (): string[][] => cellsWithin(range, shown, read)

  function selectedText(form: CopyForm, withNames: boolean): string | undefined {
    const count = (range.bottom - range.top + 1) * (range.right - range.left + 1)
    if (count > COPIED_CELLS_MAX) {
      setTold(`${count.toLocaleString('en-US')} cells are too many for the clipboard: download them`)
      return undefined
    }
    setTold(`${count.toLocaleString('en-US')} ${count === 1 ? 'cell' : 'cells'} copied`)
    return copiedRange(
      { names: columns.slice(range.left, range.right + 1).map(({ name }) => name), rows: selectedCells() },
      form,
      withNames,
    )
  }

  function onCopy(event: ClipboardEvent): void {
    const text = shown.length === 0 ? undefined : selectedText('tsv', false)
    if (text === undefined) return
    event.preventDefault()
    event.clipboardData.setData('text/plain', text)
  }

  async function copyAs(form: CopyForm): Promise<void> {
    const text = selectedText(form, true)
    if (text === undefined) return
    await navigator.clipboard
      .writeText(text)
      .catch(() => setTold('The browser does not let the page write to the clipboard here: press Ctrl+C in the grid'))
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey) return
    if (event.key === 'Enter') {
      event.preventDefault()
      if (shown.length > 0) setDetailOpen(true)
      return
    }
    const pageRows = Math.floor(((frame.current?.clientHeight ?? 0) - HEAD_PX) / ROW_PX)
    const key = { key: event.key, shift: event.shiftKey, control: event.ctrlKey || event.metaKey }
    const next = movedBy(selection, key, { rows: shown.length, columns: columns.length, pageRows })
    if (next === undefined) return
    event.preventDefault()
    select(next)
  }

  function onPointer(event: PointerEvent, extends_: boolean): void {
    const cell = event.target instanceof Element ? event.target.closest('[data-row]') : null
    if (!(cell instanceof HTMLElement)) return
    const place = { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) }
    if (place.column < 0) {
      const whole = {
        anchor: { row: extends_ ? selection.anchor.row : place.row, column: columns.length - 1 },
        cursor: { row: place.row, column: 0 },
      }
      setSelection(whole)
      return
    }
    setSelection({ anchor: extends_ ? selection.anchor : place, cursor: place })
  }

  const { top, bottom, left, right } = range
  const summary = useMemo(() => {
    const count = (bottom - top + 1) * (right - left + 1)
    if (count < 2 || count > SUMMED_CELLS_MAX || shown.length === 0) return ''
    const areNumbers = columns.slice(left, right + 1).every(({ kind }) => kind === 'number')
    return selectionSummary(cellsWithin({ top, bottom, left, right }, shown, read).flat(), areNumbers)
  }, [top, bottom, left, right, shown, read, columns])

  const width = NUMBER_PX + virtual.columns.getTotalSize()
  return (
    <div className={classes['frame']}>
      <GridBar column={column} place={cursor.column} arrangement={arrangement} arrange={arrange} copyAs={copyAs} />
      <div
        ref={frame}
        className={classes['grid']}
        role="grid"
        aria-label={label}
        aria-rowcount={shown.length + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable="true"
        aria-activedescendant={shown.length === 0 ? undefined : `${id}-${cursor.row}-${cursor.column}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onCopy={onCopy}
        onPointerDown={(event) => onPointer(event, event.shiftKey)}
        onPointerMove={(event) => {
          if (event.buttons === 1) onPointer(event, true)
        }}
        onDoubleClick={() => {
          if (shown.length > 0) setDetailOpen(true)
        }}
      >
        <GridHead
          columns={columns}
          items={virtual.columns.getVirtualItems()}
          width={width}
          arrangement={arrangement}
          sortBy={(place) => arrange({ ...arrangement, sort: sortedNext(arrangement, place) })}
        />
        <div role="rowgroup" className={classes['rows']} style={{ height: virtual.rows.getTotalSize(), width }}>
          {virtual.rows.getVirtualItems().map((row) => (
            <GridRow
              key={row.key}
              id={id}
              place={row.index}
              number={(shown[row.index] ?? 0) + 1}
              top={row.start}
              width={width}
              cells={read(shown[row.index] ?? -1)}
              columns={columns}
              items={virtual.columns.getVirtualItems()}
              range={range}
              cursor={cursor}
            />
          ))}
        </div>
      </div>
      <div className={classes['foot']} role="status">
        <span>{shownText(shown.length, texts.length, rows.rowCount)}</span>
        <span>{told === '' ? summary : told}</span>
      </div>
      {isDetailOpen && column !== undefined && (
        <CellDetail
          column={column}
          row={(shown[cursor.row] ?? 0) + 1}
          cell={read(shown[cursor.row] ?? -1)[cursor.column] ?? 'null'}
          close={() => {
            setDetailOpen(false)
            frame.current?.focus()
          }}
        />
      )}
    </div>
  )
}

/** Row by row. */
function cellsWithin({ top, bottom, left, right }: Range, shown: readonly number[], read: (row: number) => readonly string[]): string[][] {
  return shown.slice(top, bottom + 1).map((row) => {
    const cells = read(row)
    return Array.from({ length: right - left + 1 }, (_, at) => cells[left + at] ?? 'null')
  })
}

/** What is here is not all that there is, and sorting and filters see nothing else. */
function shownText(shown: number, here: number, all: number): string {
  const text = (count: number): string => count.toLocaleString('en-US')
  const filtered = shown === here ? '' : `${text(shown)} of `
  if (here >= all) return `${filtered}${text(here)} ${here === 1 ? 'row' : 'rows'}`
  return `${filtered}the first ${text(here)} of ${text(all)} rows: sorting and filters see these alone`
}
